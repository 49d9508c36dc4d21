"""Rule: records changed afterwards by one role, and records that came late, by round."""

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
from portal.visits.patterns.carers import attendances, of_attendance
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import BETWEEN, Sighting, Tally, What
from portal.visits.records import NO_SOURCES, Package, Source

ON_TIME = timedelta(days=7)
"""A record is maintained this long after its day: what comes then is not late."""


class Role(StrEnum):
    """Who changed a record afterwards, as far as the files say."""

    OFFICE = "office"
    CARER = "carer"
    OTHER = "other"
    SOURCE = "source"
    """The files keep both times, and do not say who changed one."""


_BY_ITSELF = "system"


_METHODS = frozenset({"in_method", "out_method"})


class FirstImport(NamedTuple):
    """When a record first came, by the order of imports and the day its files were made."""

    number: int
    day: date


def edited_visits(
    outcomes: Iterable[Outcome],
    extras: Iterable[Extra],
    changed_by: Mapping[str, Collection[str]],
    sources: Mapping[str, Source] = NO_SOURCES,
) -> dict[str, Tally]:
    """Of the visits recorded on each round, those whose record one role changed afterwards.

    The records of the carers of one visit are mended together: they are one thing. Records of
    files that do not say how a time was written are left out.
    """
    of: dict[str, int] = defaultdict(int)
    edited: dict[tuple[str, Role], int] = defaultdict(int)
    seen: dict[tuple[str, Role], list[Sighting]] = defaultdict(list)
    for attended, package in attended_visits(outcomes, extras):
        visit = [each for each in attended if is_supplied((each.row,), _METHODS, sources)]
        if not visit:
            continue
        unit = package.provider_unit
        of[unit] += 1
        roles = [
            (role, there)
            for there in visit
            for role in roles_that_changed(there, changed_by.get(there.row.visit_ref, ()))
        ]
        for role in {role for role, _ in roles}:
            edited[unit, role] += 1
        for role, there in roles:
            seen[unit, role].append(of_attendance(there, package.package_ref, What.EDITED))
    return {
        f"{unit}{BETWEEN}{role}": Tally(Rate(edited[unit, role], of[unit]), tuple(seen[unit, role]))
        for unit in of
        for role in Role
    }


def attended_visits(
    outcomes: Iterable[Outcome], extras: Iterable[Extra]
) -> Iterator[tuple[list[Attendance], Package]]:
    """The records of each visit, and each that belongs to none, with the package."""
    for outcome in outcomes:
        if there := [*outcome.counted, *outcome.other_slot]:
            yield there, outcome.visit.package
    for extra in extras:
        yield [extra.attendance], extra.package


def roles_that_changed(there: Attendance, recorded: Collection[str]) -> set[Role]:
    """Who changed a record afterwards, by the roles that the changes on record name.

    A time that somebody wrote by hand, where no device was, is no change of anything.
    """
    if not recorded:
        return {Role.SOURCE} if there.is_edited else set()
    known = set(Role)
    return {Role(name) if name in known else Role.OTHER for name in recorded if name != _BY_ITSELF}


def late_days(
    outcomes: Iterable[Outcome], extras: Iterable[Extra], late: Collection[str]
) -> dict[str, Tally]:
    """Of the days that carers worked on each round, those of which records came late.

    The records of one carer's day come together or not at all: they are one thing.
    """
    days: dict[str, set[tuple[str, date]]] = defaultdict(set)
    late_of: dict[str, set[tuple[str, date]]] = defaultdict(set)
    seen: dict[str, list[Sighting]] = defaultdict(list)
    for there, package in attendances(outcomes, extras):
        unit, day = package.provider_unit, (there.carer, there.row.service_date)
        days[unit].add(day)
        if there.row.visit_ref in late:
            late_of[unit].add(day)
            seen[unit].append(of_attendance(there, package.package_ref, What.LATE))
    return {
        unit: Tally(Rate(len(late_of[unit]), len(days[unit])), tuple(seen[unit])) for unit in days
    }


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
