"""The paper of a question, and what follows from its ballots."""

from collections import Counter

import pytest

from portal.elections.count.contest import Contest
from portal.elections.resolutions.answering import Answer, Options, outcome_of, votes_in
from portal.elections.resolutions.questions import Majority, Quorum, Votes
from portal.elections.resolutions.weighing import weighing_of
from portal.membership.classes import MemberClass

WEIGHED = Options(weighing_of("somerset-60-40"))
PLAIN = Options()


def contest(options: Options, papers: dict[tuple[int, ...], int]) -> Contest:
    return Contest("A question", 1, tuple(options.names), papers)


def test_each_voter_is_given_the_options_of_their_own_group() -> None:
    assert PLAIN.names == ["Yes", "No", "Abstain"]
    assert {PLAIN.number(Answer.NO, each) for each in MemberClass} == {2}
    assert WEIGHED.names == [
        "Yes (workers)", "No (workers)", "Abstain (workers)",
        "Yes (community)", "No (community)", "Abstain (community)",
    ]  # fmt: skip
    assert WEIGHED.number(Answer.YES, MemberClass.WORKER) == 1
    assert WEIGHED.number(Answer.ABSTAIN, MemberClass.USER) == 6
    given = Counter(WEIGHED.group_of(each) for each in MemberClass)
    assert given == {"workers": 1, "community": 5}


def test_papers_that_choose_nothing_or_two_things_say_nothing() -> None:
    votes, spoilt = votes_in(contest(PLAIN, {(1,): 7, (2,): 4, (3,): 2, (): 1, (1, 2): 3}), PLAIN)

    assert (votes, spoilt) == ({"": Votes(7, 4, 2)}, 4)


@pytest.mark.parametrize(
    ("workers", "community", "carried"),
    # workers 60 x 1/3 = 20; community 40 x 3/4 = 30: half is no majority, a little more is one.
    [(Votes(10, 20), Votes(30, 10), False), (Votes(10, 20), Votes(31, 9), True)],
)
def test_weights_decide_and_not_the_number_of_votes(
    workers: Votes, community: Votes, carried: bool
) -> None:
    said = {"workers": workers, "community": community}

    outcome = outcome_of(said, 0, options=WEIGHED, roll=90, majority=Majority.SIMPLE,
                         quorum=Quorum())  # fmt: skip

    assert outcome.decision.carried is carried
    assert outcome.weighed is not None
    assert outcome.may_show_votes


def test_without_a_quorum_weights_decide_nothing() -> None:
    said = {"workers": Votes(10, 0), "community": Votes(10, 0)}

    outcome = outcome_of(said, 0, options=WEIGHED, roll=90, majority=Majority.SIMPLE,
                         quorum=Quorum(least=21))  # fmt: skip

    assert not outcome.decision.carried
    assert not outcome.decision.is_quorate


def test_votes_are_shown_only_where_they_point_to_nobody() -> None:
    for votes, shown in (
        ({"": Votes(5, 3, 1)}, False),
        ({"": Votes(5, 3, 2)}, True),
        ({"": Votes(0, 0)}, False),
        ({"workers": Votes(2, 1), "community": Votes(40, 2)}, False),
        ({"workers": Votes(0, 0), "community": Votes(40, 2)}, True),
    ):
        options = WEIGHED if len(votes) > 1 else PLAIN
        outcome = outcome_of(votes, 0, options=options, roll=99, majority=Majority.SIMPLE,
                             quorum=Quorum())  # fmt: skip
        assert outcome.may_show_votes is shown
