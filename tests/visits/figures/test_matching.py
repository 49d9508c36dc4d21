"""Which attendance belongs to which visit: links, second carers, and the cheapest pairing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.attendances import Attendance, attendance_of
from portal.visits.figures.matching import Pairs, cheapest_pairing, grouped
from portal.visits.figures.statuses import Status
from portal.visits.records import Line, Suspension
from tests.visits.figures.examples import (
    DAY,
    at,
    attended,
    extras,
    make_line,
    make_package,
    make_row,
    outcomes,
    planned,
)


def refs(outcome_rows: object) -> list[str]:
    return [there.row.visit_ref for there in outcome_rows]  # type: ignore[attr-defined]


# The pairing -------------------------------------------------------------------------------------


def every_pairing(agreed: int, came: int) -> list[Pairs]:
    """All ways to pair without crossing."""
    return [
        tuple(zip(some, others, strict=True))
        for pairs in range(min(agreed, came) + 1)
        for some in combinations(range(agreed), pairs)
        for others in combinations(range(came), pairs)
    ]


@given(
    st.lists(st.integers(0, 30), max_size=5).map(sorted),
    st.lists(st.integers(0, 30), max_size=5).map(sorted),
    st.integers(0, 12),
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8),
)
def test_the_pairing_is_the_cheapest_of_all(
    agreed: list[int], came: list[int], penalty: int, forbidden: set[tuple[int, int]]
) -> None:
    allowed: Callable[[int, int], bool] = lambda one, other: (one, other) not in forbidden  # noqa: E731

    def order(pairs: Pairs) -> tuple[int, int, Pairs]:
        cost = sum(abs(came[group] - agreed[visit]) for visit, group in pairs)
        return cost + penalty * (len(agreed) - len(pairs)), -len(pairs), pairs

    found = cheapest_pairing(agreed, came, penalty=penalty, allowed=allowed)

    possible = [
        pairs
        for pairs in every_pairing(len(agreed), len(came))
        if all(allowed(visit, group) for visit, group in pairs)
    ]
    assert found == min(possible, key=order)


def test_of_two_equal_pairings_the_one_with_more_pairs_is_taken() -> None:
    found = cheapest_pairing([0], [180], penalty=180, allowed=lambda *_: True)

    assert found == ((0, 0),)


def test_of_two_equal_arrivals_the_first_is_taken() -> None:
    found = cheapest_pairing([100], [90, 110], penalty=180, allowed=lambda *_: True)

    assert found == ((0, 0),)


# Links -------------------------------------------------------------------------------------------


def test_a_link_is_followed_however_late_the_carer_came() -> None:
    lines = [make_line(start="08:00"), make_line("L2", "18:00")]

    found = outcomes(lines, [attended("12:00", "12:30")])

    assert found["L1"].status is Status.DELIVERED
    assert found["L2"].status is Status.NOT_ROSTERED


def test_a_row_whose_line_has_no_visit_that_day_is_free() -> None:
    lines = [make_line(start="08:00"), make_line("L2", "12:00", weekdays=["MO"])]

    found = outcomes(lines, [attended("08:05", "08:30", line_ref="L2")])

    assert found["L1"].status is Status.DELIVERED


def test_an_attendance_at_a_suspended_visit_is_an_extra() -> None:
    rest = Suspension("PK1", at("00:00"), at("23:00"), "hospital")
    lines, rows = [make_line()], [attended("08:00", "08:30")]

    assert outcomes(lines, rows, suspensions=[rest])["L1"].status is Status.SUSPENDED
    assert extras(lines, rows, suspensions=[rest]) == ["V1"]


def test_an_attendance_at_a_suspended_visit_serves_no_other_visit() -> None:
    rest = Suspension("PK1", at("07:00"), at("09:00"), "hospital")
    lines = [make_line(), make_line("L2", "09:30")]

    found = outcomes(lines, [attended("09:20", "09:50")], suspensions=[rest])

    assert found["L2"].status is Status.NOT_ROSTERED


# Second carers -----------------------------------------------------------------------------------


def double_up(**changes: Any) -> Line:
    return make_line(carers_required=2, **changes)


def test_a_free_carer_joins_the_colleague_they_overlap() -> None:
    rows = [
        attended("08:00", "08:30"),
        attended("08:00", "08:30", "V2", line_ref=None, carer_ref="W2"),
    ]

    found = outcomes([double_up()], rows)["L1"]

    assert refs(found.counted) == ["V1", "V2"]
    assert found.status is Status.DELIVERED


def test_a_join_needs_one_second_of_overlap() -> None:
    after = attended("08:30", "08:45", "V2", line_ref=None, carer_ref="W2")
    before = attended("08:29:59", "08:45", "V2", line_ref=None, carer_ref="W2")
    first = attended("08:00", "08:30")

    assert refs(outcomes([double_up()], [first, after])["L1"].counted) == ["V1"]
    assert refs(outcomes([double_up()], [first, before])["L1"].counted) == ["V1", "V2"]


def test_nobody_joins_a_visit_that_has_all_its_carers() -> None:
    rows = [
        attended("08:00", "08:30"),
        attended("08:00", "08:30", "V2", carer_ref="W2"),
        attended("08:00", "08:30", "V3", line_ref=None, carer_ref="W3"),
    ]

    assert extras([double_up()], rows) == ["V3"]


def test_a_carer_does_not_join_themselves() -> None:
    rows = [attended("08:00", "08:30"), attended("08:10", "08:40", "V2", line_ref=None)]

    assert extras([double_up()], rows) == ["V2"]


def test_nobody_joins_a_visit_of_one_carer_or_an_open_record() -> None:
    second = attended("08:10", "08:30", "V2", line_ref=None, carer_ref="W2")

    assert extras([make_line()], [attended("08:00", "08:30"), second]) == ["V2"]
    assert extras([double_up()], [attended("08:00", None), second]) == ["V2"]


def test_a_carer_may_join_a_colleague_who_joined() -> None:
    rows = [
        attended("08:00", "08:20"),
        attended("08:10", "08:40", "V2", line_ref=None, carer_ref="W2"),
        attended("08:30", "08:50", "V3", line_ref=None, carer_ref="W3"),
    ]

    found = outcomes([make_line(carers_required=3)], rows)["L1"]

    assert refs(found.counted) == ["V1", "V2", "V3"]


# Pairing in order --------------------------------------------------------------------------------


def test_lunch_and_tea_made_as_one_call() -> None:
    """12:30 and 16:30, half an hour each: one unlinked call 16:20-17:20 is tea, lunch merged."""
    lines = [make_line("LUNCH", "12:30"), make_line("TEA", "16:30")]

    found = outcomes(lines, [attended("16:20", "17:20", line_ref=None)])

    assert found["TEA"].status is Status.DELIVERED
    assert found["TEA"].contribution == 30 * 60
    assert found["LUNCH"].status is Status.MISSED_MERGED
    assert found["LUNCH"].contribution == 0


def test_a_group_serves_the_visit_together() -> None:
    rows = [
        attended("08:00", "08:30", line_ref=None),
        attended("08:29:59", "08:50", "V2", line_ref=None, carer_ref="W2"),
        attended("08:30", "08:50", "V3", line_ref=None, carer_ref="W3"),
    ]

    found = outcomes([make_line()], rows)["L1"]

    assert refs(found.counted) == ["V1", "V2"]
    assert extras([make_line()], rows) == ["V3"]


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 20), st.sampled_from("ABC")), max_size=9
    ).map(sorted)
)
def test_groups_are_those_of_the_words(stays: list[tuple[int, int, str]]) -> None:
    """The first one not yet in a group starts one; each later one joins where it may."""
    free = [
        attendance_of(
            make_row(f"V{number}", None, carer_ref=carer, adj_in_at=begins, adj_out_at=ends or None)
        )
        for number, (begins, length, carer) in enumerate(stays)
        for ends in [begins + length if length else 0]
    ]
    attendances = [there for there in free if there is not None]

    wanted: list[list[Attendance]] = []
    left = list(attendances)
    while left:
        group = [left.pop(0)]
        for there in list(left):
            came_in_time = group[0].ends is not None and there.start < group[0].ends
            if came_in_time and there.carer not in {member.carer for member in group}:
                group.append(there)
                left.remove(there)
        wanted.append(group)

    assert grouped(attendances) == wanted


def test_very_many_rows_of_one_day_are_grouped_one_by_one() -> None:
    free = [
        attendance_of(make_row(f"V{number}", None, adj_in_at=0, adj_out_at=60))
        for number in range(50_000)
    ]

    assert len(grouped([there for there in free if there is not None])) == 50_000


def test_an_open_record_starts_a_group_of_its_own() -> None:
    rows = [
        attended("08:00", None, line_ref=None),
        attended("08:05", "08:30", "V2", line_ref=None, carer_ref="W2"),
    ]

    assert refs(outcomes([make_line()], rows)["L1"].counted) == ["V1"]
    assert extras([make_line()], rows) == ["V2"]


def test_a_check_out_alone_is_paired_with_nothing() -> None:
    assert extras([make_line()], [attended(None, "08:30", line_ref=None)]) == ["V1"]


def test_a_visit_of_which_a_row_says_something_is_no_candidate() -> None:
    rows = [
        make_row(status="refused"),
        attended("08:00", "08:30", "V2", line_ref=None),
    ]

    assert outcomes([make_line()], rows)["L1"].status is Status.REFUSED_AT_DOOR
    assert extras([make_line()], rows) == ["V2"]


def test_a_free_attendance_outside_the_slot_is_not_paired() -> None:
    lines = [make_line(start="08:00"), make_line("L2", "10:00")]
    rows = [
        attended("10:00", "10:30", line_ref="L2"),
        attended("10:00", "10:30", "V2", line_ref=None),
    ]

    assert extras(lines, rows) == ["V2"]
    assert outcomes(lines, rows)["L1"].status is Status.NOT_ROSTERED


def test_more_than_three_hours_away_a_visit_is_left_alone() -> None:
    lines = [make_line(start="08:00")]

    assert extras(lines, [attended("11:00", "11:30", line_ref=None)]) == []
    assert extras(lines, [attended("11:00:01", "11:30", line_ref=None)]) == ["V1"]


def test_an_extra_never_pays_for_another_day() -> None:
    """Half an hour each day; an hour on the day after a miss makes half of the two."""
    tomorrow = DAY + timedelta(days=1)
    rows = [
        planned("08:00", "08:30", "V1", reason_code="P06"),
        attended("08:00", "09:00", "V2", service_date=tomorrow),
    ]

    missed = outcomes([make_line()], rows)["L1"]
    made = outcomes([make_line()], rows, day=tomorrow)["L1"]

    assert missed.status is Status.MISSED
    assert missed.contribution + made.contribution == 30 * 60
    assert made.presence.anyone == 60 * 60


# The slot ----------------------------------------------------------------------------------------


def test_a_visit_made_at_the_next_agreed_start_is_in_another_slot() -> None:
    lines = [make_line(start="08:00"), make_line("L2", "10:00")]

    at_ten = outcomes(lines, [attended("10:00", "10:30")])["L1"]
    before = outcomes(lines, [attended("09:59:59", "10:30")])["L1"]

    assert at_ten.status is Status.DELIVERED_OTHER_SLOT
    assert at_ten.contribution == 0
    assert before.status is Status.DELIVERED


def test_the_next_agreed_start_may_be_of_any_package_and_any_service() -> None:
    packages = [make_package(), make_package("PK2", service_type="day_opportunity")]
    lines = [make_line(start="08:00"), make_line("L2", "10:00", package_ref="PK2")]

    found = outcomes(lines, [attended("10:00", "10:30")], packages=packages)["L1"]

    assert found.status is Status.DELIVERED_OTHER_SLOT


def test_a_suspended_visit_ends_no_slot() -> None:
    rest = Suspension("PK1", at("10:00"), at("10:01"), "other")
    lines = [make_line(start="08:00"), make_line("L2", "10:00")]

    found = outcomes(lines, [attended("10:00", "10:30")], suspensions=[rest])["L1"]

    assert found.status is Status.DELIVERED


def test_the_day_ends_after_23_00() -> None:
    in_time = outcomes([make_line(start="21:00")], [attended("23:00", "23:30")])["L1"]
    too_late = outcomes([make_line(start="21:00")], [attended("23:00:01", "23:30")])["L1"]

    assert in_time.status is Status.DELIVERED
    assert too_late.status is Status.DELIVERED_OTHER_SLOT


def test_night_calls_are_not_bound_to_23_00() -> None:
    night = make_line(start="22:45", slot="night")
    late = make_line(start="23:00")
    bed = make_line(start="22:59", slot="bed")

    for line, status in (
        (night, Status.DELIVERED),
        (late, Status.DELIVERED),
        (bed, Status.DELIVERED_OTHER_SLOT),
    ):
        assert outcomes([line], [attended("23:10", "23:40")])["L1"].status is status


def test_a_night_call_after_midnight_is_still_in_its_slot() -> None:
    tomorrow = DAY + timedelta(days=1)
    line = make_line(start="23:30", duration_min=60, slot="night", weekdays=["WE"])
    morning = make_line("L2", "07:00")
    row = make_row(
        in_at=at("00:15", tomorrow),
        in_method="qr",
        out_at=at("01:15", tomorrow),
        out_method="qr",
    )

    assert outcomes([line, morning], [row])["L1"].contribution == 60 * 60


def test_an_attendance_outside_the_slot_adds_nothing_next_to_one_inside() -> None:
    lines = [make_line(start="08:00"), make_line("L2", "10:00")]
    rows = [attended("08:00", "08:20"), attended("10:00", "10:30", "V2")]

    found = outcomes(lines, rows)["L1"]

    assert refs(found.counted) == ["V1"]
    assert refs(found.other_slot) == ["V2"]
    assert found.contribution == 20 * 60
