"""How many must be there to decide, and what a vote decides."""

from itertools import product

import pytest

from portal.committee.quorum import (
    Missing,
    Voice,
    decision_of,
    has_quorum,
    missing_voices,
    quorum_of,
)

USER = Voice(user_or_family=True, care_worker=False)
WORKER = Voice(user_or_family=False, care_worker=True)
NEIGHBOUR = Voice(user_or_family=False, care_worker=False)
BOTH = Voice(user_or_family=True, care_worker=True)


@pytest.mark.parametrize(
    ("filled", "needed"),
    [(0, 3), (1, 3), (3, 3), (5, 3), (6, 3), (7, 4), (8, 4), (9, 5), (15, 8)],
)
def test_the_quorum_is_three_or_half_of_those_who_are_free(filled: int, needed: int) -> None:
    assert quorum_of(filled) == needed


def test_a_user_or_family_member_and_a_non_worker_are_needed_whoever_else_is_there() -> None:
    for voices in product([USER, WORKER, NEIGHBOUR, BOTH], repeat=4):
        missing = missing_voices(voices, filled=8)

        assert (Missing.USER_OR_FAMILY in missing) is not bool({USER, BOTH} & set(voices))
        assert (Missing.NON_WORKER in missing) is not bool({USER, NEIGHBOUR} & set(voices))
        assert Missing.VOICES not in missing
        assert has_quorum(voices, filled=8) is (missing == ())


def test_a_user_who_also_works_for_the_co_operative_does_not_stand_for_a_non_worker() -> None:
    assert missing_voices([BOTH, WORKER, WORKER], filled=5) == (Missing.NON_WORKER,)


@pytest.mark.parametrize("filled", range(10))
def test_too_few_cannot_decide_whoever_they_are(filled: int) -> None:
    for count in range(9):
        missing = missing_voices([USER] * count, filled=filled)

        assert (Missing.VOICES in missing) is (count < quorum_of(filled))


def test_nobody_decides_nothing() -> None:
    assert missing_voices([], filled=0) == tuple(Missing)
    assert not has_quorum([], filled=0)
    assert decision_of([]) is None


@pytest.mark.parametrize(
    ("votes", "decided"),
    [
        (["upheld"], "upheld"),
        (["upheld", "not"], None),
        (["upheld", "upheld", "not"], "upheld"),
        (["upheld", "not", "partly"], None),
        (["upheld", "upheld", "not", "partly"], None),
        (["not"] * 3 + ["upheld"] * 2, "not"),
    ],
)
def test_more_than_half_decide_and_a_tie_changes_nothing(
    votes: list[str], decided: str | None
) -> None:
    assert decision_of(votes) == decided
