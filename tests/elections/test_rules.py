"""Seats at stake, who may stand, the drawn order, and which turnout is shown."""

from collections import Counter
from datetime import date
from itertools import combinations_with_replacement
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.committee.seats import SEAT_PLAN, require_balance, require_seats
from portal.elections.candidacy import (
    NominationRefused,
    Person,
    require_candidate,
    require_nominators,
    require_statement,
    require_terms_in_a_row,
)
from portal.elections.count.limits import SeatsRefused
from portal.elections.count.plans import committees
from portal.elections.drawn_order import draw_order, new_seed
from portal.elections.seats_at_stake import (
    leave_empty,
    read_stake,
    require_contest,
    stake_as_json,
    stake_of,
)
from portal.elections.turnout import FEWEST, turnout_shown
from portal.errors import RuleBroken
from portal.membership.classes import MemberClass

USER, FAMILY, WORKER = MemberClass.USER, MemberClass.FAMILY_CARER, MemberClass.WORKER
CLASSES = st.sampled_from(list(MemberClass))
LONG_AGO = date(2025, 1, 1)


def _allowed(seated: list[MemberClass]) -> bool:
    try:
        require_seats(seated)
    except RuleBroken:
        return False
    return True


def test_with_nobody_sitting_all_nine_seats_are_at_stake() -> None:
    stake = stake_of([])

    assert stake.seats == sum(group.seats for group in SEAT_PLAN)
    words = [(each.words, each.least, each.most) for each in stake.limits]
    assert words[:3] == [
        ("Service users", 2, 4),
        ("Families and unpaid carers", 0, 2),
        ("service users and families", 4, 4),
    ]


@pytest.mark.parametrize("sitting", [*combinations_with_replacement(list(MemberClass), 3), ()])
def test_whoever_can_be_elected_fits_beside_those_who_sit(sitting: tuple[MemberClass, ...]) -> None:
    """Brute force: the limits allow exactly the full committees that the plan allows."""
    if not _allowed(list(sitting)):
        return
    stake = stake_of(sitting)

    by_limits = {tuple(sorted(each)) for each in committees(stake.limits, stake.seats)}
    by_plan = {
        tuple(sorted(each))
        for each in combinations_with_replacement(list(MemberClass), stake.seats)
        if _allowed([*sitting, *each])
    }

    assert by_limits == by_plan
    assert stake.seats + len(sitting) == 9


@given(st.lists(CLASSES, max_size=14))
def test_seats_left_empty_are_as_few_as_can_be(standing: list[MemberClass]) -> None:
    full = stake_of([])
    classes = [each.value for each in standing]

    left = leave_empty(full, classes)

    counts = Counter(standing)
    family = min(counts[FAMILY], 2)
    expected = min(4, counts[USER] + family) + min(2, counts[WORKER])
    expected += sum(
        min(1, counts[each]) for each in MemberClass if each not in (USER, FAMILY, WORKER)
    )
    assert left.seats == expected
    assert leave_empty(left, classes) == left
    if standing and left.seats:
        for each in committees(left.limits, left.seats):
            if not Counter(each) - counts:
                break
        else:
            raise AssertionError("nobody could be elected")


def test_a_class_without_candidates_is_refused_by_name() -> None:
    standing = [USER] * 4 + [WORKER] * 2 + [MemberClass.VOLUNTEER, MemberClass.SUPPORTER_COMMUNITY]
    classes = {n: each.value for n, each in enumerate(standing, 1)}

    with pytest.raises(SeatsRefused, match="Public bodies"):
        require_contest(stake_of([]), classes, sitting=[])

    left = leave_empty(stake_of([]), list(classes.values()))
    require_contest(left, classes, sitting=[])
    assert left.seats == 8


def test_candidates_who_would_unbalance_the_committee_are_refused() -> None:
    standing = [USER, WORKER, WORKER, MemberClass.VOLUNTEER]
    classes = {n: each.value for n, each in enumerate(standing, 1)}
    left = leave_empty(stake_of([]), list(classes.values()))

    with pytest.raises(SeatsRefused, match="at least as many"):
        require_contest(left, classes, sitting=[])


@given(st.lists(CLASSES, min_size=4, max_size=12), st.lists(CLASSES, max_size=4))
def test_every_committee_that_passes_is_one_that_may_sit(
    standing: list[MemberClass], sitting: list[MemberClass]
) -> None:
    if not _allowed(sitting):
        return
    classes = {n: each.value for n, each in enumerate(standing, 1)}
    stake = leave_empty(stake_of(sitting), list(classes.values()))
    try:
        require_contest(stake, classes, sitting=sitting)
    except SeatsRefused:
        return

    for elected in committees(stake.limits, stake.seats):
        if not Counter(elected) - Counter(standing):
            require_seats([*sitting, *elected])
            require_balance([*sitting, *elected], adding=elected)


@given(st.lists(CLASSES, max_size=4), st.lists(CLASSES, max_size=9))
def test_seats_come_back_as_they_were_kept(
    sitting: list[MemberClass], standing: list[MemberClass]
) -> None:
    stake = leave_empty(stake_of(sitting), [each.value for each in standing])

    assert read_stake(stake_as_json(stake)) == stake


def person(name: str = "Ann Arch", **facts: object) -> Person:
    known = {"id": uuid4(), "name": name, "is_member": True, "admitted_on": LONG_AGO, **facts}
    return Person(**known)  # type: ignore[arg-type]


def stand(who: Person, **facts: object) -> None:
    known = {"admitted_before": date(2026, 8, 19), "standing": (), "names": (), "key_holders": ()}
    require_candidate(who, **{**known, **facts})  # type: ignore[arg-type]


def test_a_member_of_long_standing_can_stand() -> None:
    stand(person())


@pytest.mark.parametrize(
    ("facts", "others", "said"),
    [
        ({"is_member": False}, {}, "not a member"),
        ({"admitted_on": date(2026, 8, 20)}, {}, "long enough"),
        ({"has_sign_in": False}, {}, "no sign-in"),
        ({"runs_the_election": True}, {}, "returning officer"),
        ({}, {"key_holders": ["ann  ARCH"]}, "part of the key"),
        ({}, {"names": ["Ann arch "]}, "Another candidate"),
    ],
)
def test_who_cannot_stand_is_told_why(
    facts: dict[str, object], others: dict[str, object], said: str
) -> None:
    with pytest.raises(NominationRefused, match=said):
        stand(person(**facts), **others)


def test_nobody_stands_twice() -> None:
    who = person()

    with pytest.raises(NominationRefused, match="already"):
        stand(who, standing=[who.id])


def test_two_other_members_nominate() -> None:
    who, one, two = person(), person("Bob"), person("Cyd")
    require_nominators(who, [one, two], admitted_before=date(2026, 8, 19))

    young = person("Dai", admitted_on=date(2026, 10, 1))
    for wrong in ([one], [one, one], [one, who], [one, young], [one, two, young]):
        with pytest.raises(NominationRefused):
            require_nominators(who, wrong, admitted_before=date(2026, 8, 19))


def test_a_statement_has_two_hundred_and_fifty_words() -> None:
    require_statement("word " * 250)

    with pytest.raises(NominationRefused, match="251 words"):
        require_statement("word " * 251)


def test_after_three_elected_terms_in_a_row_there_is_a_break() -> None:
    terms = [(date(y, 12, 7), date(y + 3, 12, 7)) for y in (2017, 2020, 2023)]

    with pytest.raises(NominationRefused, match="3 times"):
        require_terms_in_a_row("Ann", terms, date(2026, 12, 7))
    require_terms_in_a_row("Ann", terms, date(2029, 12, 7))
    require_terms_in_a_row("Ann", terms[1:], date(2026, 12, 7))


@given(st.lists(st.uuids(), unique=True), st.randoms(use_true_random=False))
def test_the_lot_depends_on_the_seed_alone(numbers: list[UUID], random: object) -> None:
    seed = new_seed()
    order = draw_order(numbers, seed)

    assert sorted(order) == sorted(numbers)
    assert draw_order(reversed(numbers), seed) == order


def test_everybody_comes_first_about_as_often() -> None:
    numbers = [uuid4() for _ in range(4)]
    first = Counter(draw_order(numbers, f"{seed:032x}")[0] for seed in range(4000))

    assert all(850 < first[each] < 1150 for each in numbers)


@given(
    st.dictionaries(
        st.sampled_from([each.value for each in MemberClass]),
        st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    )
)
def test_no_turnout_points_to_few(counted: dict[str, tuple[int, int]]) -> None:
    """Neither a line nor what is left when the lines are taken from the whole is about few."""
    shown = turnout_shown(counted)

    assert all(each.roll >= FEWEST for each in shown)
    if shown:
        assert sum(each.roll for each in shown) == sum(roll for roll, _voted in counted.values())
        assert sum(each.voted for each in shown) == sum(voted for _roll, voted in counted.values())
