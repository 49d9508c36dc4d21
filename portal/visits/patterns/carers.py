"""Rule: clipped rounds, contradicted no-access, and records of two places at once, by carer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from portal.visits.figures.assessment import Extra
from portal.visits.figures.attendances import Attendance
from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.parameters import MINUTE
from portal.visits.figures.recurrence import ContractedVisit
from portal.visits.figures.statuses import NoAccessEvidence, Status
from portal.visits.no_access.steps import no_access_rows
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.homes import is_short
from portal.visits.patterns.kinds import Sighting, Tally, What
from portal.visits.records import Package, VisitRow

FEWEST_OF_A_ROUND = 3
"""Measured visits of one carer on one day that make a round."""


def clipped_rounds(outcomes: Iterable[Outcome]) -> dict[str, Tally]:
    """Of each carer's rounds, those in which at least half the visits were cut short."""
    rounds: dict[str, dict[date, list[tuple[ContractedVisit, Attendance]]]]
    rounds = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        if outcome.status is not Status.DELIVERED:
            continue
        for there in outcome.counted:
            if there.is_closed:
                rounds[there.carer][outcome.visit.service_date].append((outcome.visit, there))
    found = {}
    for carer, days in rounds.items():
        whole = [visits for visits in days.values() if len(visits) >= FEWEST_OF_A_ROUND]
        clipped = [
            cut
            for visits in whole
            if 2 * len(cut := [one for one in visits if is_short(one[1].length, one[0].duration)])
            >= len(visits)
        ]
        found[carer] = Tally(
            Rate(len(clipped), len(whole)),
            tuple(_clipped(visit, there) for cut in clipped for visit, there in cut),
        )
    return found


def contradicted_no_access(
    outcomes: Iterable[Outcome], upheld: Collection[tuple[str, date]]
) -> dict[str, Tally]:
    """Of the visits each carer was to make, those said to be without access and contradicted.

    Contradicted by other records, or `upheld` through a case: visits by line and day.
    """
    of: dict[str, int] = defaultdict(int)
    seen: dict[str, list[Sighting]] = defaultdict(list)
    for outcome in outcomes:
        for carer in {row.carer_ref for row in outcome.rows if row.carer_ref is not None}:
            of[carer] += 1
        if not _is_contradicted(outcome, upheld):
            continue
        rows = no_access_rows(outcome.rows)
        for carer in {row.carer_ref for row in rows if row.carer_ref is not None}:
            own = [row for row in rows if row.carer_ref == carer]
            seen[carer].append(sighting(outcome.visit, own, What.CONTRADICTED))
    return {carer: Tally(Rate(len(seen[carer]), of[carer]), tuple(seen[carer])) for carer in of}


def days_in_two_places(
    outcomes: Iterable[Outcome], extras: Iterable[Extra], overlapping: Collection[str]
) -> dict[str, Tally]:
    """Of the days each carer worked, those on which records overlap at somebody else's home.

    Records that overlap are two at least and come about together: they are one thing, of the day of
    the first of them. So a day is counted, and each of its records is shown.
    """
    days: dict[str, set[date]] = defaultdict(set)
    seen: dict[str, list[tuple[Attendance, str]]] = defaultdict(list)
    for there, package in attendances(outcomes, extras):
        if not there.is_closed:
            continue
        days[there.carer].add(there.row.service_date)
        if there.row.visit_ref in overlapping:
            seen[there.carer].append((there, package.package_ref))
    return {
        carer: Tally(
            Rate(len(_first_days([there for there, _ in seen[carer]])), len(worked)),
            tuple(of_attendance(there, ref, What.OVERLAPS) for there, ref in seen[carer]),
        )
        for carer, worked in days.items()
    }


def _first_days(together: Iterable[Attendance]) -> set[date]:
    """The day of the first record of each group that hangs together by its times."""
    days: set[date] = set()
    until = None
    for there in sorted(together, key=lambda one: (one.start, one.row.visit_ref)):
        if until is None or there.start >= until:
            days.add(there.row.service_date)
            until = there.start
        until = max(until, there.start + there.length)
    return days


def attendances(
    outcomes: Iterable[Outcome], extras: Iterable[Extra]
) -> Iterator[tuple[Attendance, Package]]:
    """Every record once, with its package."""
    for outcome in outcomes:
        for there in (*outcome.counted, *outcome.other_slot):
            yield there, outcome.visit.package
    for extra in extras:
        yield extra.attendance, extra.package


def sighting(visit: ContractedVisit, rows: Iterable[VisitRow], what: What) -> Sighting:
    """A contracted visit and the rows in which something was seen."""
    return Sighting(
        service_date=visit.service_date.isoformat(),
        begins=visit.agreed_start,
        what=what,
        package_ref=visit.package.package_ref,
        visit_refs=tuple(sorted(row.visit_ref for row in rows)),
    )


def of_attendance(there: Attendance, package_ref: str, what: What) -> Sighting:
    """A record by itself, with its length where it has one."""
    return Sighting(
        service_date=there.row.service_date.isoformat(),
        begins=there.start,
        what=what,
        package_ref=package_ref,
        visit_refs=(there.row.visit_ref,),
        minutes=there.length // MINUTE if there.is_closed else None,
    )


def _clipped(visit: ContractedVisit, there: Attendance) -> Sighting:
    package_ref = visit.package.package_ref
    return of_attendance(there, package_ref, What.SHORT)._replace(agreed=visit.duration // MINUTE)


def _is_contradicted(outcome: Outcome, upheld: Collection[tuple[str, date]]) -> bool:
    if outcome.no_access is None:
        return False
    return (
        outcome.no_access.evidence is NoAccessEvidence.CONTRADICTED
        or (outcome.visit.line.line_ref, outcome.visit.service_date) in upheld
    )
