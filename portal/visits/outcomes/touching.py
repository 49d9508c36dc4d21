"""Rule: which outcomes may have changed, when contracts or attendance changed.

A visit's outcome depends on the rows and the agreements of its person on its day, on the agreed
starts of the three days after it, on whether the visit that replaced it is an extra, and on what
its carers did at other people within three days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from portal.visits.figures.assessment import DAYS_AROUND
from portal.visits.figures.attendances import attendance_of
from portal.visits.figures.intervals import overlap
from portal.visits.figures.periods import Period
from portal.visits.figures.wall_time import WallClock
from portal.visits.records import Line, Package, Suspension, VisitRow

ONE_DAY = timedelta(days=1)
AROUND = timedelta(days=DAYS_AROUND)


class Touched(NamedTuple):
    """Days of one person, or of everybody where there is no name, that may have changed."""

    person_ref: str | None
    period: Period


class Agreements(NamedTuple):
    """Contracts as figures take them: cut to the days that each version rules."""

    packages: list[Package]
    lines: list[Line]
    suspensions: list[Suspension]

    def owners(self) -> dict[str, str]:
        """Whose each package is."""
        return {package.package_ref: package.person_ref for package in self.packages}


def touched_by_contracts(
    before: Agreements, after: Agreements, *, span: Period, clock: WallClock
) -> Iterator[Touched]:
    """The days on which one of the two agrees on something that the other does not.

    Three days before them are touched too: a visit's slot ends at the next agreed start.
    """
    owners = [before.owners(), after.owners()]

    def of_package(package_ref: str, first: date, last: date | None) -> Iterator[Touched]:
        days = clipped(Period(_minus(first, AROUND), last or span.last_on), span)
        if days is not None:
            for person in {owned[package_ref] for owned in owners if package_ref in owned}:
                yield Touched(person, days)

    for package in set(before.packages) ^ set(after.packages):
        yield from of_package(package.package_ref, *span)
    for line in set(before.lines) ^ set(after.lines):
        yield from of_package(line.package_ref, line.valid_from, line.valid_to)
    for rest in set(before.suspensions) ^ set(after.suspensions):
        last = None if rest.to_at is None else clock.day(rest.to_at)
        yield from of_package(rest.package_ref, clock.day(rest.from_at), last)


def touched_around(days: Iterable[date], span: Period) -> list[Period]:
    """The ranges of days whose records in two places at once may have changed with these days."""
    near = {
        day + timedelta(days=shift)
        for day in days
        for shift in range(-DAYS_AROUND, DAYS_AROUND + 1)
    }
    return ranges(day for day in near if span.has(day))


def overlapping_days(
    changed: Iterable[VisitRow],
    others: Iterable[VisitRow],
    *,
    person_of: Callable[[VisitRow], str],
    tolerance: int,
) -> Iterator[tuple[str, date]]:
    """Person and day of the rows at other people that overlap one of the rows that changed."""
    stays: dict[str, list[tuple[int, int, str]]] = {}
    for row in changed:
        there = attendance_of(row)
        if there is not None and there.begins is not None and there.ends is not None:
            stays.setdefault(there.carer, []).append((there.begins, there.ends, person_of(row)))
    for row in others:
        there = attendance_of(row)
        if there is None or there.begins is None or there.ends is None:
            continue
        stay, person = (there.begins, there.ends), person_of(row)
        if any(
            other != person and overlap(stay, (begins, ends)) > tolerance
            for begins, ends, other in stays.get(there.carer, ())
        ):
            yield person, row.service_date


def ranges(days: Iterable[date]) -> list[Period]:
    """The days as ranges without gaps, in order."""
    found = []
    for _, members in groupby(
        enumerate(sorted(set(days))), lambda pair: pair[1].toordinal() - pair[0]
    ):
        run = [day for _, day in members]
        found.append(Period(run[0], run[-1]))
    return found


def merged(touched: Iterable[Touched], everybody: Sequence[Period]) -> list[Touched]:
    """The same days, each range once, without what is everybody's anyway (ranges in order)."""
    left: dict[str, list[Period]] = {}
    for person_ref, period in touched:
        if person_ref is not None:
            left.setdefault(person_ref, []).extend(_outside(period, everybody))
    found = [Touched(None, period) for period in everybody]
    found += [Touched(ref, period) for ref in sorted(left) for period in _united(left[ref])]
    return found


def _outside(period: Period, others: Sequence[Period]) -> Iterator[Period]:
    """The parts of a period that lie in none of the others, which are in order and apart.

    Days are not counted one by one: a first import touches years of every line.
    """
    first, last = period
    for other in others:
        if other.last_on < first:
            continue
        if other.first_on > last:
            break
        if first < other.first_on:
            yield Period(first, other.first_on - ONE_DAY)
        first = other.last_on + ONE_DAY
    if first <= last:
        yield Period(first, last)


def _united(periods: Iterable[Period]) -> list[Period]:
    """The same days as ranges without gaps, in order."""
    found: list[Period] = []
    for period in sorted(periods):
        if found and period.first_on <= found[-1].last_on + ONE_DAY:
            found[-1] = found[-1].joined(period)
        else:
            found.append(period)
    return found


def clipped(period: Period, span: Period) -> Period | None:
    """The part of a period that lies in the span."""
    first, last = max(period.first_on, span.first_on), min(period.last_on, span.last_on)
    return Period(first, last) if first <= last else None


def span_of_days(
    first: date, last: date, *, exported_on: date | None, accepted_on: date
) -> Period | None:
    """The days to keep outcomes of: from the month of the first visit on record to the last export.

    What lies after the day of the import is kept by nobody: a date typed wrong must not make a
    thousand years of visits that nobody owes yet.
    """
    until = min(max(last, exported_on or accepted_on), accepted_on)
    begins = first.replace(day=1)
    return Period(begins, until) if begins <= until else None


def joined(one: Period | None, other: Period | None) -> Period | None:
    """From the first day of either to the last."""
    if one is None or other is None:
        return one or other
    return one.joined(other)


def beyond(span: Period, known: Period | None) -> list[Period]:
    """The days of the span that lie before or after the known ones."""
    if known is None:
        return [span]
    found = []
    if span.first_on < known.first_on:
        found.append(Period(span.first_on, known.first_on - ONE_DAY))
    if known.last_on < span.last_on:
        found.append(Period(known.last_on + ONE_DAY, span.last_on))
    return found


def _minus(day: date, around: timedelta) -> date:
    return day if day.toordinal() <= around.days else day - around
