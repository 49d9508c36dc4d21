"""Contracted visits, made from the versions of the agreed lines by the clock on the wall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from portal.visits.figures.parameters import MINUTE
from portal.visits.figures.periods import Period
from portal.visits.figures.wall_time import WallClock
from portal.visits.records import Line, Package, Suspension


class ContractedVisit(NamedTuple):
    """One visit that was agreed: a pattern falling on a day. `agreed_start` is an instant."""

    line: Line
    package: Package
    service_date: date
    agreed_start: int
    is_suspended: bool
    duration: int
    """The agreed length in seconds, for each carer."""
    contracted: int
    """Carer-seconds agreed: the length times the carers required."""

    @property
    def agreed_end(self) -> int:
        """The agreed length of elapsed time after the agreed start."""
        return self.agreed_start + self.duration


def service_dates(line: Line, package: Package, period: Period) -> Iterator[date]:
    """The days of the period on which the line's version agrees a visit.

    A day counts if it lies in the version's days and in the package's, its weekday is listed, and
    the weeks between it and the anchor (both counted from Monday) are a multiple of the week
    interval, backwards as well.
    """
    first = max(line.valid_from, package.start_date, period.first_on).toordinal()
    last = min(
        day for day in (line.valid_to, package.end_date, period.last_on) if day is not None
    ).toordinal()
    every = line.week_interval
    anchor_week = _week(line.anchor_date.toordinal()) if line.anchor_date else 0
    for ordinal in range(first, last + 1):
        if line.weekdays >> (ordinal - 1) % 7 & 1 and (_week(ordinal) - anchor_week) % every == 0:
            yield date.fromordinal(ordinal)


def _week(ordinal: int) -> int:
    """Weeks are numbered from a Monday: day 1 of the calendar was one."""
    return (ordinal - 1) // 7


def contracted_visits(
    lines: Iterable[Line],
    package_named: Mapping[str, Package],
    suspended: Mapping[str, Sequence[tuple[int, float]]],
    *,
    period: Period,
    clock: WallClock,
) -> dict[str, list[ContractedVisit]]:
    """Every visit contracted in the period, by person, in the order of agreed start and line.

    A visit is suspended if its agreed start lies in a suspension of its package.
    """
    by_person: dict[str, list[ContractedVisit]] = defaultdict(list)
    for line in lines:
        package = package_named[line.package_ref]
        times = suspended.get(package.package_ref, ())
        visits = by_person[package.person_ref]
        duration = line.duration_min * MINUTE
        contracted = duration * line.carers_required
        for day in service_dates(line, package, period):
            start = clock.instant(day, line.agreed_start)
            rests = bool(times) and any(begins <= start < ends for begins, ends in times)
            visits.append(ContractedVisit(line, package, day, start, rests, duration, contracted))
    for visits in by_person.values():
        visits.sort(key=_order)
    return by_person


def _order(visit: ContractedVisit) -> tuple[int, str]:
    return visit.agreed_start, visit.line.line_ref


def suspended_times(suspensions: Iterable[Suspension]) -> dict[str, list[tuple[int, float]]]:
    """By package, when its visits rest: the start is included, the end is not."""
    times: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for suspension in suspensions:
        ends = float("inf") if suspension.to_at is None else suspension.to_at
        times[suspension.package_ref].append((suspension.from_at, ends))
    return times


def active_package(packages: Sequence[Package], day: date) -> Package:
    """The person's package that a row without a line belongs to.

    The one active on the day, the lowest by reference where several are; where none is, the lowest
    of all.
    """
    in_order = sorted(packages, key=attrgetter("package_ref"))
    for package in in_order:
        if package.start_date <= day and (package.end_date is None or day <= package.end_date):
            return package
    return in_order[0]
