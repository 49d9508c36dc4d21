"""What there is to mend, and what each line does to the bounds."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.exceptions.worklist import (
    ExceptionKind,
    RejectedRow,
    Worklist,
    kind_of_fault,
    to_be_mended,
    worklist,
)
from portal.visits.figures.assessment import assess
from portal.visits.figures.periods import Period
from portal.visits.importing.faults import Fault
from portal.visits.importing.states import SetAside
from tests.visits.figures.examples import (
    AS_OF,
    DAY,
    attended,
    make_line,
    make_package,
    make_records,
    make_row,
    planned,
)

LINES = [make_line(), make_line("L2", "12:00", carers_required=2), make_line("L3", "18:00")]


def found(
    rows: Any, rejected: Any = (), *, lines: Any = LINES, unit: str = "", packages: Any = None
) -> Worklist:
    """The worklist of one day of October."""
    records = make_records(lines, rows, packages=packages)
    day = assess(records, period=Period(DAY, DAY), as_of=AS_OF)
    return worklist(day, rejected, month="2026-10", unit=unit)


def refused(text: str, fault: str = "unknown_reference", **facts: Any) -> RejectedRow:
    row = RejectedRow(1, "visits.csv", 7, "line_ref", "L9", fault, text)
    return row._replace(**facts)


def whole_day(*others: Any) -> list[Any]:
    """Rows for all lines; those given stand first and replace the good ones of their line."""
    good = [
        attended("08:00", "08:30", "G1"),
        attended("12:00", "12:30", "G2", line_ref="L2"),
        attended("12:00", "12:30", "G2b", line_ref="L2", carer_ref="W2"),
        attended("18:00", "18:30", "G3", line_ref="L3"),
    ]
    lines = {row.line_ref for row in others}
    return [*others, *(row for row in good if row.line_ref not in lines)]


def test_a_whole_day_has_nothing_to_mend() -> None:
    assert found(whole_day()).items == []


def test_what_was_planned_and_not_logged_narrows_hours_and_visits() -> None:
    work = found(whole_day(planned("08:00", "08:30", "V1")))

    (item,) = work.items
    assert (item.kind, item.visit_refs) == (ExceptionKind.UNLOGGED, ("V1",))
    assert (item.unit, item.package_ref, item.day) == ("R01", "PK1", DAY)
    # 30 of the 30 + 2 x 30 + 30 carer-minutes agreed, and one of three visits.
    assert work.narrows_hours(item) == Fraction(1, 4)
    assert work.narrows_visits(item) == Fraction(1, 3)


def test_a_missing_end_narrows_hours_by_what_is_not_proven() -> None:
    work = found(whole_day(attended("08:00", None, "V1")))

    (item,) = work.items
    assert (item.kind, item.visit_refs) == (ExceptionKind.OPEN_ENDED, ("V1",))
    assert (work.narrows_hours(item), work.narrows_visits(item)) == (Fraction(1, 4), 0)


def test_a_second_carer_of_whom_nothing_is_known_is_listed_and_moves_no_bound() -> None:
    one = attended("12:00", "12:30", "V1", line_ref="L2")
    other = planned("12:00", "12:30", "V2", line_ref="L2", carer_ref="W2")

    work = found(whole_day(one, other))

    (item,) = work.items
    assert (item.kind, item.visit_refs) == (ExceptionKind.UNLOGGED, ("V2",))
    assert work.narrows_hours(item) == 0


def test_a_carer_in_two_places_is_listed_at_both() -> None:
    packages = [make_package(), make_package("PK2", person_ref="pers.2", provider_unit="R02")]
    lines = [*LINES, make_line("LB", "08:00", package_ref="PK2")]
    rows = whole_day(attended("08:10", "08:40", "B", line_ref="LB"))

    work = found(rows, lines=lines, packages=packages)

    assert [item.visit_refs for item in work.items] == [("G1",), ("B",)]
    assert {item.kind for item in work.items} == {ExceptionKind.TWO_PLACES}
    assert work.units == ["R01", "R02"]
    other = found(rows, lines=lines, packages=packages, unit="R02")
    assert [item.visit_refs for item in other.items] == [("B",)]


def test_what_other_kinds_of_service_leave_open_moves_no_figure() -> None:
    work = found(
        [planned("08:00", "08:30")],
        lines=[make_line()],
        packages=[make_package(service_type="night")],
    )

    assert [(item.seconds, item.visits) for item in work.items] == [(0, 0)]
    assert work.narrows_hours(work.items[0]) is None, "nothing is counted at all"


def test_a_rejected_row_stands_at_the_visit_that_it_names() -> None:
    text = "V1,L1,,2026-10-07,,,W9,2026-10-07T08:00,,nfc_tag"

    work = found(whole_day(planned("08:00", "08:30", "V1")), [refused(text, "order")])

    kinds = [(item.kind, item.seconds, item.package_ref) for item in work.items]
    assert kinds == [
        (ExceptionKind.IMPOSSIBLE_TIMES, 1800, "PK1"),
        (ExceptionKind.UNLOGGED, 1800, "PK1"),
    ]


def test_a_rejected_row_belongs_to_the_month_that_it_names_or_to_every_month() -> None:
    rows = [
        refused("V1,L9,,2026-10-07"),
        refused("V2,L9,,2026-09-30"),
        refused("V3,L9,,2026-02-31"),
        refused("PK9,pers.9"),
    ]

    work = found(whole_day(), rows)

    assert [item.rejected.text[:2] for item in work.items if item.rejected] == ["PK", "V3", "V1"]
    assert all(work.narrows_hours(item) is None for item in work.items)
    assert len(found(whole_day(), rows, unit="R77").items) == 3, "their unit is not known"


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_its_heading(fault: Fault) -> None:
    assert kind_of_fault(fault) in set(ExceptionKind)


ROWS = st.sampled_from(
    [
        planned("08:00", "08:30", "V1"),
        attended("08:00", None, "V1"),
        attended(None, "08:20", "V1"),
        attended("08:00", "08:20", "V1"),
        make_row("V1", status="no_access"),
        planned("08:00", "08:30", "V1", reason_code="P01"),
    ]
)
PAIRS = st.lists(
    st.sampled_from(
        [
            attended("12:00", "12:30", "V2", line_ref="L2"),
            attended("12:00", None, "V3", line_ref="L2", carer_ref="W2"),
            planned("12:00", "12:30", "V4", line_ref="L2", carer_ref="W3"),
        ]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)


@given(ROWS, PAIRS)
def test_all_lines_together_are_what_the_highest_value_counts_beyond_the_known(
    one: Any, pair: list[Any]
) -> None:
    work = found(whole_day(one, *pair))

    assert sum(item.seconds or 0 for item in work.items) == (
        (work.delivery.upper_numerator or 0) - (work.delivery.numerator or 0)
    )
    assert sum(item.visits for item in work.items) == (
        (work.delivered_visits.upper_numerator or 0) - (work.delivered_visits.numerator or 0)
    )


def test_a_row_that_is_left_out_again_stands_once_as_the_newest_import_left_it_out() -> None:
    twice = refused("V1,L9")
    again = twice._replace(import_id=3, line=2)
    shaped = refused("anything", key="row:1")
    mended_by_half = refused("something else", key="row:1", import_id=2)
    twins = [refused("V7,L9", line=line) for line in (8, 9)]

    left = to_be_mended([again, mended_by_half, *twins, shaped, twice])

    assert left == [again, mended_by_half, *twins]


def test_what_is_set_aside_stays_so_when_the_same_row_comes_again() -> None:
    first = refused("V1,L9", set_aside=SetAside.NOTHING)

    assert to_be_mended([refused("V1,L9", import_id=2), first]) == []
    changed = refused("V1,L8", import_id=2)
    assert to_be_mended([changed, first]) == [changed]
