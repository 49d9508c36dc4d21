"""Rule: times written or changed afterwards by one role, and records that came late, by round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from portal.visits.figures.assessment import Extra
from portal.visits.figures.attendances import Attendance
from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.supplied import is_supplied
from portal.visits.patterns.carers import of_attendance
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import BETWEEN, Sighting, Tally, What
from portal.visits.records import NO_SOURCES, LogMethod, Package, Source

ON_TIME = timedelta(days=7)
"""A record is maintained this long after its day: what comes then is not late."""


class Role(StrEnum):
    """Who wrote or changed a time, as far as the files say."""

    OFFICE = "office"
    CARER = "carer"


_WROTE = {
    LogMethod.MANUAL_OFFICE.value: Role.OFFICE,
    LogMethod.MANUAL_CARER.value: Role.CARER,
    LogMethod.PAPER.value: Role.CARER,
}


_METHODS = frozenset({"in_method", "out_method"})


class FirstImport(NamedTuple):
    """When a record first came, by the order of imports and the day its files were made."""

    number: int
    day: date


def edited_records(
    outcomes: Iterable[Outcome],
    extras: Iterable[Extra],
    sources: Mapping[str, Source] = NO_SOURCES,
) -> dict[str, Tally]:
    """Of the records of each round, those whose times one role wrote by hand or changed.

    Records of files that do not say how a time was written are left out.
    """
    of: dict[str, int] = defaultdict(int)
    seen: dict[tuple[str, Role], list[Sighting]] = defaultdict(list)
    for there, package in attendances(outcomes, extras):
        if not is_supplied((there.row,), _METHODS, sources):
            continue
        unit = package.provider_unit
        of[unit] += 1
        for role in roles_that_wrote(there):
            seen[unit, role].append(of_attendance(there, package.package_ref, What.EDITED))
    return {
        f"{unit}{BETWEEN}{role}": Tally(
            Rate(len(seen[unit, role]), of[unit]), tuple(seen[unit, role])
        )
        for unit in of
        for role in Role
    }


def roles_that_wrote(there: Attendance) -> set[Role]:
    """Whose hand is in the times of a record: a changed time is the office's."""
    row = there.row
    roles = {
        role
        for method, time in ((row.in_method, row.in_at), (row.out_method, row.out_at))
        if time is not None and method is not None and (role := _WROTE.get(method)) is not None
    }
    return roles | {Role.OFFICE} if there.is_edited else roles


def late_records(
    outcomes: Iterable[Outcome], extras: Iterable[Extra], late: Collection[str]
) -> dict[str, Tally]:
    """Of the records of each round, those that came late."""
    of: dict[str, int] = defaultdict(int)
    seen: dict[str, list[Sighting]] = defaultdict(list)
    for there, package in attendances(outcomes, extras):
        of[package.provider_unit] += 1
        if there.row.visit_ref in late:
            seen[package.provider_unit].append(of_attendance(there, package.package_ref, What.LATE))
    return {unit: Tally(Rate(len(seen[unit]), of[unit]), tuple(seen[unit])) for unit in of}


def came_late(service_date: date, first: FirstImport, imports: Sequence[FirstImport]) -> bool:
    """Whether a record came after its days, although an import before could have brought it.

    `imports` are those that brought visits. Without one in between nobody can tell.

    >>> first, second = FirstImport(1, date(2026, 10, 9)), FirstImport(2, date(2026, 11, 9))
    >>> came_late(date(2026, 10, 7), second, [first, second])
    True
    >>> came_late(date(2026, 10, 7), first, [first, second])
    False
    """
    return first.day > service_date + ON_TIME and any(
        other.number < first.number and service_date < other.day for other in imports
    )


def attendances(
    outcomes: Iterable[Outcome], extras: Iterable[Extra]
) -> Iterator[tuple[Attendance, Package]]:
    """Every record once, with its package."""
    for outcome in outcomes:
        for there in (*outcome.counted, *outcome.other_slot):
            yield there, outcome.visit.package
    for extra in extras:
        yield extra.attendance, extra.package
