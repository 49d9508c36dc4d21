"""A day that has begun keeps the contract it began with."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.freezing import Version, frozen_contracts
from portal.visits.figures.periods import Period
from portal.visits.figures.recurrence import contracted_visits, service_dates
from portal.visits.figures.wall_time import WallClock
from portal.visits.records import Line, Package
from tests.visits.figures.examples import make_line, make_package

OCTOBER = Period.of_month("2026-10")


def october(day: int) -> date:
    return date(2026, 10, day)


def lengths(
    lines: list[Version[Line]],
    imports: dict[int, date],
    packages: list[Version[Package]] | None = None,
) -> dict[int, int]:
    """The agreed minutes of each day of October."""
    known = packages or [Version(make_package(), 1, None)]
    kept_packages, kept_lines = frozen_contracts(known, lines, imports)
    found = contracted_visits(
        kept_lines,
        {package.package_ref: package for package in kept_packages},
        {},
        period=OCTOBER,
        clock=WallClock("Europe/London"),
    )["pers.1"]
    assert len({visit.service_date for visit in found}) == len(found)
    return {visit.service_date.day: visit.duration // 60 for visit in found}


def test_one_import_rules_every_day() -> None:
    found = lengths([Version(make_line(), 1, None)], {1: october(12)})

    assert found == dict.fromkeys(range(1, 32), 30)


def test_a_correction_rules_only_days_that_had_not_begun() -> None:
    lines = [
        Version(make_line(duration_min=30), 1, 2),
        Version(make_line(duration_min=45), 2, None),
    ]

    found = lengths(lines, {1: october(12), 2: october(20)})

    assert found == {day: 30 if day <= 12 else 45 for day in range(1, 32)}


def test_days_before_the_first_import_keep_what_it_said() -> None:
    lines = [Version(make_line(), 3, None)]

    # the other imports brought other lines
    assert len(lengths(lines, {1: october(5), 2: october(9), 3: october(12)})) == 31


def test_each_day_is_ruled_by_the_first_import_after_it_began() -> None:
    lines = [
        Version(make_line(duration_min=30), 1, 2),
        Version(make_line(duration_min=45), 2, 3),
        Version(make_line(duration_min=60), 3, None),
    ]

    found = lengths(lines, {1: october(5), 2: october(15), 3: october(25)})

    assert found == {day: 30 if day <= 5 else 45 if day <= 15 else 60 for day in range(1, 32)}


def test_an_older_export_that_comes_later_opens_no_day_again() -> None:
    lines = [
        Version(make_line(duration_min=30), 1, 2),
        Version(make_line(duration_min=45), 2, None),
    ]

    found = lengths(lines, {1: october(12), 2: october(3)})

    assert found == {day: 30 if day <= 12 else 45 for day in range(1, 32)}


def test_a_version_that_begins_earlier_than_the_last_import_leaves_begun_days_alone() -> None:
    lines = [
        Version(make_line(), 1, 2),
        Version(make_line(valid_to=october(9)), 2, None),
        Version(make_line(valid_from=october(10), duration_min=60), 2, None),
    ]

    found = lengths(lines, {1: october(12), 2: october(20)})

    assert found == {day: 30 if day <= 12 else 60 for day in range(1, 32)}


def test_an_end_reported_late_leaves_begun_days_contracted() -> None:
    packages = [
        Version(make_package(), 1, 2),
        Version(make_package(end_date=october(3)), 2, None),
    ]

    found = lengths([Version(make_line(), 1, None)], {1: october(12), 2: october(20)}, packages)

    assert sorted(found) == list(range(1, 13))


def test_an_end_taken_back_opens_the_days_to_come() -> None:
    packages = [
        Version(make_package(end_date=october(3)), 1, 2),
        Version(make_package(), 2, None),
    ]

    found = lengths([Version(make_line(), 1, None)], {1: october(12), 2: october(20)}, packages)

    assert sorted(found) == [1, 2, 3, *range(13, 32)]


def test_other_particulars_of_a_package_are_those_now_in_force() -> None:
    packages = [
        Version(make_package(area_code="E01"), 1, 2),
        Version(make_package(area_code="E02", end_date=october(20)), 2, None),
    ]

    (package,), _ = frozen_contracts(packages, [], {1: october(12), 2: october(13)})

    assert package.area_code == "E02"
    assert package.end_date is None


@given(st.lists(st.integers(1, 31), min_size=1, max_size=6))
def test_every_day_is_ruled_by_exactly_one_version(days: list[int]) -> None:
    imports = {number: october(day) for number, day in enumerate(days, 1)}
    lines = [
        Version(make_line(duration_min=number), number, number + 1 if number < len(days) else None)
        for number in imports
    ]

    found = lengths(lines, imports)

    for day in range(1, 32):
        begun_in = [number for number, written in imports.items() if written >= october(day)]
        assert found[day] == min(begun_in, default=len(days))


def test_a_line_that_rules_no_day_is_kept_without_days() -> None:
    package = Version(make_package(start_date=october(10)), 1, None)
    before = Version(make_line(valid_to=october(5)), 1, None)

    _, (kept,) = frozen_contracts([package], [before], {1: october(1)})

    assert kept.line_ref == before.row.line_ref
    assert list(service_dates(kept, package.row, Period(october(1), october(31)))) == []
