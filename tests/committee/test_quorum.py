"""How many must be there to decide, and what a vote decides."""

from itertools import product

import pytest

from portal.committee.quorum import (
    NoQuorum,
    Voice,
    decision_of,
    has_quorum,
    quorum_of,
    require_quorum,
)

USER = Voice(user_or_family=True, care_worker=False)
WORKER = Voice(user_or_family=False, care_worker=True)
NEIGHBOUR = Voice(user_or_family=False, care_worker=False)


@pytest.mark.parametrize(
    ("filled", "needed"),
    [(0, 3), (1, 3), (3, 3), (5, 3), (6, 3), (7, 4), (8, 4), (9, 5), (15, 8)],
)
def test_the_quorum_is_three_or_half_of_those_who_are_free(filled: int, needed: int) -> None:
    assert quorum_of(filled) == needed


def test_a_user_or_family_member_and_a_non_worker_are_needed_whoever_else_is_there() -> None:
    for voices in product([USER, WORKER, NEIGHBOUR], repeat=4):
        allowed = USER in voices
        assert has_quorum(voices, filled=8) is allowed

        if allowed:
            require_quorum(voices, filled=8)
        else:
            with pytest.raises(NoQuorum, match="has to take part"):
                require_quorum(voices, filled=8)


def test_a_user_who_also_works_for_the_co_operative_does_not_stand_for_a_non_worker() -> None:
    both = Voice(user_or_family=True, care_worker=True)

    with pytest.raises(NoQuorum, match="not a care worker"):
        require_quorum([both, WORKER, WORKER], filled=5)


def test_too_few_are_told_how_many_are_needed() -> None:
    with pytest.raises(NoQuorum, match="5 members have to take part in this decision, and 4 have"):
        require_quorum([USER] * 4, filled=9)


def test_nobody_decides_nothing() -> None:
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
