"""Contracts as they stood when a day began: what is agreed later rewrites no day that has begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Generic, NamedTuple, TypeVar

from portal.visits.records import Line, Package

Row = TypeVar("Row", Package, Line)

ONE_DAY = timedelta(days=1)


class Version(NamedTuple, Generic[Row]):
    """One version of a row: the import that brought it, and the one that replaced it, by number."""

    row: Row
    brought_in: int
    replaced_in: int | None


class Span(NamedTuple):
    """Days from `first` up to and including `last`; None is open."""

    first: date | None
    last: date | None


def frozen_contracts(
    packages: Iterable[Version[Package]],
    lines: Iterable[Version[Line]],
    imports: Mapping[int, date],
) -> tuple[list[Package], list[Line]]:
    """The packages and lines to make contracted visits from.

    A day is frozen by the first import whose files were written on it or later: it keeps the
    versions that were in force then. A line that came later still holds for the days before, since
    there was nothing of it to rewrite. `imports` has the day of each import, by its number.

    Each line is cut to the days that its version rules, so that the days of two versions of it
    never overlap; one that rules no day is kept without days, because rows may still name it. A
    package has the widest of its own dates and the particulars now in force.
    """
    packages_of: dict[str, list[Version[Package]]] = {}
    for package in packages:
        packages_of.setdefault(package.row.package_ref, []).append(package)
    first_import: dict[str, int] = {}
    versions = list(lines)
    for line in versions:
        ref = line.row.line_ref
        first_import[ref] = min(line.brought_in, first_import.get(ref, line.brought_in))
    kept = [
        cut
        for line in versions
        for cut in _cut(
            line,
            ruled_days(line, first_import[line.row.line_ref], imports),
            packages_of[line.row.package_ref],
            imports,
        )
    ]
    ruling = {line.line_ref for line in kept}
    idle = [_without_days(line.row) for line in versions if line.row.line_ref not in ruling]
    return [_widest(known) for known in packages_of.values()], kept + idle


def ruled_days(version: Version[Row], first_import: int, imports: Mapping[int, date]) -> Span:
    """The days for which the version was in force when they began."""
    first = None
    if version.brought_in != first_import:
        begun = _last_day_before(version.brought_in, imports)
        first = None if begun is None else begun + ONE_DAY
    if version.replaced_in is None:
        return Span(first, None)
    return Span(first, _last_day_before(version.replaced_in, imports) or date.min)


def _last_day_before(number: int, imports: Mapping[int, date]) -> date | None:
    """The last day that had begun before this import."""
    return max((day for earlier, day in imports.items() if earlier < number), default=None)


def _cut(
    line: Version[Line],
    ruled: Span,
    packages: list[Version[Package]],
    imports: Mapping[int, date],
) -> Iterable[Line]:
    """The line on the days that both its version and a version of its package rule and allow."""
    first_import = min(package.brought_in for package in packages)
    for package in packages:
        by_package = ruled_days(package, first_import, imports)
        first = _latest(line.row.valid_from, ruled.first, by_package.first, package.row.start_date)
        last = _earliest(line.row.valid_to, ruled.last, by_package.last, package.row.end_date)
        if last is None or first <= last:
            yield line.row._replace(valid_from=first, valid_to=last)


def _without_days(line: Line) -> Line:
    return line._replace(valid_to=line.valid_from - ONE_DAY)


def _latest(*days: date | None) -> date:
    return max(day for day in days if day is not None)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _widest(versions: list[Version[Package]]) -> Package:
    """The package in force, over all days that it ever had."""
    in_force = next(known.row for known in versions if known.replaced_in is None)
    ends = [known.row.end_date for known in versions]
    return in_force._replace(
        start_date=min(known.row.start_date for known in versions),
        end_date=None if None in ends else max(end for end in ends if end is not None),
    )
