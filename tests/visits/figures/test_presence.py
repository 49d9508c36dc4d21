"""The minutes of a visit, against counting every second of every carer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.attendances import Attendance, attendance_of
from portal.visits.figures.presence import (
    effective_start,
    may_have_been_together,
    presence,
)
from tests.visits.figures.examples import make_row

SPAN = range(-2, 80)


def make_attendance(carer: str, begins: int | None, ends: int | None) -> Attendance:
    found = attendance_of(make_row(carer_ref=carer, adj_in_at=begins, adj_out_at=ends))
    assert found is not None
    return found


@st.composite
def attendances(draw: st.DrawFn) -> list[Attendance]:
    """A few stays of a few carers, some with an end missing."""
    found = []
    for _ in range(draw(st.integers(1, 6))):
        begins = draw(st.integers(0, 40))
        ends = begins + draw(st.integers(1, 30))
        missing = draw(st.sampled_from(["none", "none", "in", "out"]))
        found.append(
            make_attendance(
                draw(st.sampled_from("ABCD")),
                None if missing == "in" else begins,
                None if missing == "out" else ends,
            )
        )
    return found


def present(counted: list[Attendance], second: int, *, open_in: bool, open_out: bool) -> set[str]:
    """Who was there in that second, with open ends believed or not."""
    return {
        there.carer
        for there in counted
        if (
            (there.begins is not None and there.begins <= second)
            or (there.begins is None and open_out)
        )
        and ((there.ends is not None and second < there.ends) or (there.ends is None and open_in))
    }


@given(attendances(), st.integers(1, 3), st.integers(1, 40))
def test_minutes_are_the_seconds_counted_one_by_one(
    counted: list[Attendance], carers: int, duration: int
) -> None:
    there = [len(present(counted, second, open_in=False, open_out=False)) for second in SPAN]
    stays = sorted(
        (
            min(
                duration,
                sum(
                    carer in present(counted, second, open_in=False, open_out=False)
                    for second in SPAN
                ),
            )
            for carer in "ABCD"
        ),
        reverse=True,
    )

    found = presence(counted, carers=carers, duration=duration)

    assert found.anyone == sum(number >= 1 for number in there)
    assert found.together == sum(number >= carers for number in there)
    assert found.capped == sum(stays[:carers])


@given(attendances(), st.integers(1, 3))
def test_a_visit_starts_in_the_first_second_with_all_carers(
    counted: list[Attendance], carers: int
) -> None:
    full = [
        second
        for second in SPAN
        if len(present(counted, second, open_in=True, open_out=False)) >= carers
    ]

    found = effective_start(counted, carers=carers)

    if carers == 1:
        # one carer's check-in is the start, whatever else is missing
        starts = [there.begins for there in counted if there.begins is not None]
        assert found == (min(starts) if starts else None)
    else:
        assert found == (full[0] if full else None)


@given(attendances(), st.integers(2, 3))
def test_open_ends_are_given_the_benefit_of_the_doubt(
    counted: list[Attendance], carers: int
) -> None:
    possible = any(
        len(present(counted, second, open_in=True, open_out=True)) >= carers for second in SPAN
    )

    assert may_have_been_together(counted, carers=carers) is possible


def test_overlapping_records_of_one_carer_are_one_presence() -> None:
    counted = [make_attendance("A", 0, 20), make_attendance("A", 10, 30)]

    found = presence(counted, carers=2, duration=100)

    assert found == (30, 0, 30)


def test_the_double_up_of_the_worked_example() -> None:
    """A 18:21:42-18:54:11 and B 18:43:22-18:53:15: 1,949 s with anyone, 593 s together."""
    counted = [make_attendance("A", 66102, 68051), make_attendance("B", 67402, 67995)]

    found = presence(counted, carers=2, duration=1800)

    assert (found.anyone, found.together) == (1949, 593)
    assert 2 * min(1800, found.together) == 1186
    assert found.capped == 1800 + 593
