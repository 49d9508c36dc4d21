"""Votes on one question: what is carried, by which majority, with how many taking part."""

from fractions import Fraction

import pytest

from portal.elections.resolutions.questions import (
    Majority,
    Quorum,
    Votes,
    VotesRefused,
    decide_question,
)


@pytest.mark.parametrize(
    ("majority", "yes", "no", "carried"),
    [
        (Majority.SIMPLE, 1, 0, True),
        (Majority.SIMPLE, 10, 10, False),
        (Majority.SIMPLE, 11, 10, True),
        (Majority.SIMPLE, 0, 0, False),
        (Majority.TWO_THIRDS, 2, 1, True),
        (Majority.TWO_THIRDS, 66, 34, False),
        (Majority.TWO_THIRDS, 67, 33, True),
        (Majority.TWO_THIRDS, 0, 0, False),
        (Majority.THREE_QUARTERS, 3, 1, True),
        (Majority.THREE_QUARTERS, 74, 26, False),
        (Majority.THREE_QUARTERS, 75, 25, True),
        (Majority.THREE_QUARTERS, 0, 0, False),
    ],
)
def test_each_majority_is_exact_and_a_tie_leaves_things_as_they_are(
    majority: Majority, yes: int, no: int, carried: bool
) -> None:
    decision = decide_question(Votes(yes, no, 7), roll=150, majority=majority)

    assert decision.carried is carried
    assert decision.is_quorate
    assert f"{yes} yes, {no} no, 7 abstained" in decision.sentence
    assert decision.sentence.startswith("Carried" if carried else "Not carried")


def test_every_small_vote_agrees_with_the_words_of_the_rule() -> None:
    for yes in range(13):
        for no in range(13):
            votes = Votes(yes, no)
            found = {
                each: decide_question(votes, roll=24, majority=each).carried for each in Majority
            }
            assert found[Majority.SIMPLE] == (yes > no)
            cast = max(yes + no, 1)
            assert found[Majority.TWO_THIRDS] == (Fraction(yes, cast) >= Fraction(2, 3))
            assert found[Majority.THREE_QUARTERS] == (Fraction(yes, cast) >= Fraction(3, 4))


def test_who_abstains_takes_part_but_decides_nothing() -> None:
    quorum = Quorum(least=10)

    assert decide_question(Votes(2, 1, 7), roll=100, quorum=quorum).carried
    assert not decide_question(Votes(2, 1, 6), roll=100, quorum=quorum).is_quorate


def test_without_a_quorum_nothing_is_decided_however_clear() -> None:
    decision = decide_question(Votes(12, 0), roll=130, quorum=Quorum(5, Fraction(1, 10)))

    assert not decision.carried and not decision.is_quorate
    assert "12 took part, and 13 are needed" in decision.sentence


@pytest.mark.parametrize("votes", [Votes(-1, 2), Votes(1, 1, -1), Votes(5, 5, 1)])
def test_votes_that_cannot_be_are_refused(votes: Votes) -> None:
    with pytest.raises(VotesRefused):
        decide_question(votes, roll=10)
