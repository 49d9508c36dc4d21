"""Each pattern, tried on plain rows."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.assessment import assess
from portal.visits.figures.periods import Period
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import PatternKind, Tally, What, sum_of, totals_of
from portal.visits.patterns.records import FirstImport, came_late
from portal.visits.patterns.search import tallies_of
from tests.visits.figures.examples import (
    AS_OF,
    DAY,
    at,
    attended,
    make_line,
    make_package,
    make_records,
    make_row,
    planned,
)

NEXT = DAY + timedelta(days=1)
LINES = [make_line(f"L{hour}", f"{hour:02}:00") for hour in (8, 10, 12, 14)]


def seen(
    kind: PatternKind, rows: Iterable[Any], lines: Iterable[Any] = LINES, **more: Any
) -> dict[str, Tally]:
    """What is seen on two days."""
    packages = more.pop("packages", None)
    records = make_records(lines, rows, packages=packages)
    found = assess(records, period=Period(DAY, NEXT), as_of=AS_OF)
    return tallies_of(found, **more)[kind]


def whole_at(hour: int, minutes: int = 30, day: date = DAY, **facts: Any) -> Any:
    """The visit of that hour, so many minutes long."""
    ref = f"V{hour}.{day.day}.{facts.get('carer_ref', '')}"
    begins, ends = f"{hour:02}:00", f"{hour:02}:{minutes:02}"
    return attended(begins, ends, ref, line_ref=f"L{hour}", service_date=day, **facts)


def missed(hour: int, day: date = DAY) -> Any:
    return planned(
        f"{hour:02}:00", f"{hour:02}:30", f"M{hour}.{day.day}", line_ref=f"L{hour}",
        service_date=day, reason_code="P06",
    )  # fmt: skip


def test_a_run_goes_on_over_the_end_of_a_day() -> None:
    rows = [whole_at(8), whole_at(10), missed(12), whole_at(14, 22)]
    rows += [missed(8, NEXT), whole_at(10, day=NEXT), whole_at(12, day=NEXT), missed(14, NEXT)]

    tally = seen(PatternKind.RUNS, rows)["pers.1"]

    assert (tally.run, tally.rate) == (3, Rate(4, 8))
    assert [one.what for one in tally.sightings] == [What.MISSED, What.SHORT, What.MISSED]
    assert (tally.sightings[1].minutes, tally.sightings[1].agreed) == (22, 30)


def test_what_the_person_called_off_neither_breaks_nor_lengthens_a_run() -> None:
    off = make_row(
        "C", "L12", status="cancelled", cancelled_by="person", cancelled_at=0, service_date=DAY
    )
    rows = [missed(8), missed(10), off, missed(14), *(whole_at(h, day=NEXT) for h in (8, 10, 12))]

    tally = seen(PatternKind.RUNS, [*rows, whole_at(14, day=NEXT)])["pers.1"]

    assert (tally.run, tally.rate) == (3, Rate(3, 7))


def test_three_quarters_of_a_visit_are_no_short_visit() -> None:
    tomorrow = whole_at(8, day=NEXT)

    for ends, run in (("08:22:30", 0), ("08:22:29", 1)):
        today = attended("08:00", ends, line_ref="L8")
        assert seen(PatternKind.RUNS, [today, tomorrow], LINES[:1])["pers.1"].run == run


def test_a_round_is_clipped_when_half_of_it_is_cut_short() -> None:
    half = [whole_at(8, 10), whole_at(10, 10), whole_at(12), whole_at(14)]
    fewer = [whole_at(8, 10, NEXT), *(whole_at(hour, day=NEXT) for hour in (10, 12, 14))]

    tally = seen(PatternKind.CLIPPED, half + fewer)["W1"]

    assert tally.rate == Rate(1, 2)
    assert [(one.minutes, one.agreed) for one in tally.sightings] == [(10, 30), (10, 30)]


def test_two_visits_make_no_round() -> None:
    assert seen(PatternKind.CLIPPED, [whole_at(8, 5), whole_at(10, 5)])["W1"].rate == Rate(0, 0)


def test_no_access_counts_where_it_is_contradicted_by_records_or_through_a_case() -> None:
    by_record = make_row("A", "L8", status="no_access", reason_code="D02")
    by_case = make_row("B", "L10", status="no_access", office_called_at=1, welfare_confirmed_at=2)
    believed = make_row("C", "L12", status="no_access", office_called_at=1, welfare_confirmed_at=2)
    other = make_row("D", "L14", status="no_access", reason_code="D02", carer_ref="W2")

    tallies = seen(
        PatternKind.CONTRADICTED, [by_record, by_case, believed, other], upheld=[("L10", DAY)]
    )

    assert tallies["W1"].rate == Rate(2, 3)
    assert [one.visit_refs for one in tallies["W1"].sightings] == [("A",), ("B",)]
    assert tallies["W2"].rate == Rate(1, 1)


def test_records_that_overlap_are_one_thing_of_their_day() -> None:
    packages = [make_package(), make_package("PK2", person_ref="pers.2")]
    lines = [*LINES, make_line("LB", "08:00", package_ref="PK2")]
    rows = [whole_at(8), whole_at(10), attended("08:10", "08:40", "B", line_ref="LB")]

    tally = seen(PatternKind.OVERLAPS, [*rows, whole_at(8, day=NEXT)], lines, packages=packages)

    assert tally["W1"].rate == Rate(1, 2), "two records, and one day of two"
    assert {one.visit_refs for one in tally["W1"].sightings} == {(rows[0].visit_ref,), ("B",)}


def test_an_overlap_over_midnight_is_of_the_day_on_which_it_began() -> None:
    packages = [make_package(), make_package("PK2", person_ref="pers.2")]
    lines = [make_line("LA", "23:00"), make_line("LB", "00:00", package_ref="PK2")]
    late = attended("22:50", "23:50", "A", line_ref="LA")
    late = late._replace(out_at=at("00:20", NEXT))
    rows = [late, attended("00:00", "00:30", "B", line_ref="LB", service_date=NEXT)]

    tally = seen(PatternKind.OVERLAPS, rows, lines, packages=packages)["W1"]

    assert (tally.rate, len(tally.sightings)) == (Rate(1, 2), 2)


@pytest.mark.parametrize(
    ("by", "roles"),
    [
        ({"office"}, {"office"}),
        ({"carer", "office"}, {"carer", "office"}),
        ({"source"}, {"source"}),
        ({"auditor"}, {"other"}),
        ({"system"}, set()),
    ],
)
def test_edits_are_counted_by_the_role_that_the_change_names(by: set[str], roles: set[str]) -> None:
    row = whole_at(8)

    tallies = seen(PatternKind.EDITED, [row, whole_at(10)], changed_by={row.visit_ref: by})

    assert {name.partition("|")[2] for name, each in tallies.items() if each.rate.seen} == roles
    assert {each.rate.of for each in tallies.values()} == {2}


@pytest.mark.parametrize("method", ["manual_office", "manual_carer", "paper"])
def test_what_was_written_by_hand_in_the_first_place_is_no_edit(method: str) -> None:
    row = whole_at(8, in_method=method, out_method=method)

    assert not any(each.rate.seen for each in seen(PatternKind.EDITED, [row]).values())


def test_a_changed_time_of_which_nobody_says_who_is_not_called_the_offices() -> None:
    row = whole_at(8)._replace(adj_in_at=at("07:59"))

    tallies = seen(PatternKind.EDITED, [row])

    assert (tallies["R01|source"].rate, tallies["R01|office"].rate) == (Rate(1, 1), Rate(0, 1))


def test_both_carers_of_a_visit_are_one_visit_changed() -> None:
    pair = [whole_at(8, carer_ref=carer, adj_out_at=at("08:29")) for carer in ("W1", "W2")]
    line = make_line("L8", carers_required=2)

    tally = seen(PatternKind.EDITED, [*pair, whole_at(10)], [line, *LINES[1:]])["R01|source"]

    assert (tally.rate, len(tally.sightings)) == (Rate(1, 2), 2)


def test_what_comes_late_is_counted_by_the_days_of_each_carer() -> None:
    rows = [whole_at(8), whole_at(10), whole_at(12, carer_ref="W2"), whole_at(8, day=NEXT)]

    tally = seen(PatternKind.LATE, rows, late={row.visit_ref for row in rows[:2]})["R01"]

    assert tally.rate == Rate(1, 3)
    assert [one.visit_refs for one in tally.sightings] == [(row.visit_ref,) for row in rows[:2]]


def imports_on(days: list[int]) -> list[FirstImport]:
    """Imports so many days after DAY, in order."""
    return [FirstImport(n, DAY + timedelta(days=day)) for n, day in enumerate(sorted(days))]


IMPORTS = st.lists(st.integers(0, 60), min_size=1, max_size=6).map(imports_on)


@given(IMPORTS, st.data())
def test_a_record_is_late_only_if_an_import_before_missed_it(
    imports: list[FirstImport], data: Any
) -> None:
    first = data.draw(st.sampled_from(imports))

    late = came_late(DAY, first, imports)

    assert not late or (first.day - DAY).days > 7
    assert not late or first != imports[0]
    assert not came_late(DAY, first, [first])


def test_totals_are_kept_apart_by_role() -> None:
    records = make_records(LINES, [whole_at(8, adj_in_at=at("07:59")), whole_at(10)])
    totals = totals_of(tallies_of(assess(records, period=Period(DAY, NEXT), as_of=AS_OF)))

    assert totals[PatternKind.EDITED, "source"] == Rate(1, 2)
    assert totals[PatternKind.EDITED, "carer"] == Rate(0, 2)
    assert totals[PatternKind.RUNS, ""] == sum_of([Rate(6, 8)])
