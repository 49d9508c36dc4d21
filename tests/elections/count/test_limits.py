"""Seats kept for classes: refused with the class named, and never a committee out of balance."""

from dataclasses import replace
from itertools import combinations_with_replacement

import pytest

from portal.committee.seats import balance, require_seats
from portal.elections.count.limits import (
    Limit,
    SeatLimits,
    SeatsRefused,
    require_fillable,
)
from portal.elections.count.plans import committees, limits_of_plan, require_balanced_plan
from portal.elections.count.stv import count_votes
from portal.membership.classes import MemberClass
from tests.elections.count.factories import make_contest, make_limits

EIGHTEEN = dict(enumerate([*MemberClass] * 3, 1))


def refusal(limits: SeatLimits, seats: int) -> str:
    with pytest.raises(SeatsRefused) as refused:
        require_fillable(limits, seats, limits.classes)
    return str(refused.value)


def test_the_plan_of_nine_seats_can_be_filled_and_only_in_balance() -> None:
    limits = limits_of_plan()
    require_fillable(SeatLimits(limits, EIGHTEEN), 9, EIGHTEEN)

    fitting = 0
    for committee in combinations_with_replacement(MemberClass, 9):
        candidates = dict(enumerate(committee, 1))
        try:
            require_fillable(SeatLimits(limits, candidates), 9, candidates)
        except SeatsRefused:
            continue
        fitting += 1
        require_seats(committee)
        assert all(rule.kept for rule in balance(committee))
    # two, three or four service users among the four; the other five are given
    assert fitting == 3


def test_a_class_with_no_candidate_is_named() -> None:
    without = {n: each for n, each in EIGHTEEN.items() if each is not MemberClass.VOLUNTEER}

    said = refusal(SeatLimits(limits_of_plan(), without), 9)

    assert said == (
        "volunteers: at least 1 of the seats are kept, candidates there are 0."
        " Find more candidates, or keep fewer seats."
    )


def test_a_class_within_a_group_is_named() -> None:
    users = [n for n, each in EIGHTEEN.items() if each is MemberClass.USER]
    one_user = {n: each for n, each in EIGHTEEN.items() if n not in users[1:]}

    assert refusal(SeatLimits(limits_of_plan(), one_user), 9).startswith(
        "Service users: at least 2"
    )


def test_fewer_candidates_than_seats_are_refused_with_what_to_do() -> None:
    assert "2 seats and 1 candidates" in refusal(SeatLimits((), {1: ""}), 2)
    assert "at least one seat" in refusal(SeatLimits((), {1: ""}), 0)


def test_limits_that_contradict_each_other_are_refused() -> None:
    three = {1: "u", 2: "v", 3: "w"}
    backwards = Limit(frozenset("u"), 2, 1)
    crossing = (Limit(frozenset("uv"), 0, 1), Limit(frozenset("vw"), 0, 1))
    inside = (Limit(frozenset("u"), 1, 1), Limit(frozenset("uv"), 0, 0))
    greedy = (Limit(frozenset("u"), 1, 1), Limit(frozenset("v"), 1, 1))
    narrow = (Limit(frozenset("u"), 0, 0), Limit(frozenset("v"), 0, 0))

    assert "at least 2 and at most 1" in refusal(SeatLimits((backwards,), three), 1)
    assert "share some classes and not others" in refusal(SeatLimits(crossing, three), 1)
    assert "do not go together" in refusal(SeatLimits(inside, three), 1)
    assert "keep at least 2 seats, and there are 1" in refusal(SeatLimits(greedy, three), 1)
    assert "only 1 of them can be filled" in refusal(SeatLimits(narrow, three), 2)


def test_the_count_asks_before_it_begins() -> None:
    contest = make_contest({"A": 3, "B": 2}, seats=1)
    limits = make_limits(contest, {"worker": "AB"}, family=(1, 1))

    with pytest.raises(SeatsRefused, match="family"):
        count_votes(contest, limits)


def test_when_the_only_candidate_of_a_class_withdraws_the_class_is_named() -> None:
    contest = make_contest({"A": 3, "B": 2, "C": 1}, seats=2, withdrawn="C")
    limits = make_limits(contest, {"worker": "AB", "family": "C"}, family=(1, 1))

    with pytest.raises(SeatsRefused, match="family: at least 1 of the seats are kept"):
        count_votes(contest, limits)


def test_a_plan_that_allows_a_committee_out_of_balance_is_refused_with_the_rule() -> None:
    require_balanced_plan(limits_of_plan(), 9)
    workers = Limit(frozenset({"worker"}), 0, 4)
    users = Limit(frozenset({"user", "family_carer"}), 4, 9)
    supporters = Limit(frozenset({"supporter_community", "public_body"}), 0, 2)

    with pytest.raises(SeatsRefused, match="They must have fewer than half"):
        require_balanced_plan([workers, users, supporters], 8)
    with pytest.raises(SeatsRefused, match="at most a third"):
        require_balanced_plan([Limit(frozenset({"worker"}), 0, 3), users], 9)
    few = [replace(workers, most=2), replace(supporters, most=1)]
    with pytest.raises(SeatsRefused, match="as many as any other class"):
        require_balanced_plan(few, 5)


def test_the_committees_that_a_plan_allows_are_those_that_can_be_filled() -> None:
    limits = limits_of_plan()

    for committee in committees(limits, 9):
        candidates = dict(enumerate(committee, 1))
        require_fillable(SeatLimits(limits, candidates), 9, candidates)
    assert len(list(committees(limits, 9))) == 3
