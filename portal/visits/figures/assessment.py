"""The outcomes of a period, worked out person by person and day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from portal.visits.figures.attendances import Attendance, attendance_of
from portal.visits.figures.matching import MatchedDay, match_day
from portal.visits.figures.outcomes import Outcome, outcomes_of_day, provider_cancellations
from portal.visits.figures.overlaps import Stay, overlapping_refs, stays_by_carer
from portal.visits.figures.parameters import DEFAULTS, Parameters
from portal.visits.figures.periods import Period
from portal.visits.figures.recurrence import (
    ContractedVisit,
    active_package,
    contracted_visits,
    suspended_times,
)
from portal.visits.figures.statuses import Status
from portal.visits.figures.supplied import ALL_SUPPLIED, Supply, supply_of
from portal.visits.figures.wall_time import WallClock
from portal.visits.records import NO_SOURCES, Line, Package, Source, VisitRecords, VisitRow

DAYS_AROUND = 3
"""Days before and after that can matter to one: a time may lie from a day before to two days after
its service day."""


class Extra(NamedTuple):
    """An attendance that belongs to no contracted visit, and the package it is counted with."""

    attendance: Attendance
    package: Package


class Assessment(NamedTuple):
    """All that the figures of a period are counted from, in order of person, day and start."""

    outcomes: list[Outcome]
    extras: list[Extra]
    overlapping: frozenset[str]
    """`visit_ref` of every attendance whose carer was recorded at another person meanwhile."""
    window: Period | None
    """The last final days, over which different carers are counted."""
    packages: Sequence[Package]
    clock: WallClock
    parameters: Parameters
    supply: Supply = ALL_SUPPLIED
    sources: Mapping[str, Source] = NO_SOURCES

    def of_counted_services(self) -> Assessment:
        """The same without the kinds of service that the figures leave out."""
        counted = self.parameters.service_types
        return self._replace(
            outcomes=[
                outcome
                for outcome in self.outcomes
                if outcome.visit.package.service_type in counted
            ],
            extras=[extra for extra in self.extras if extra.package.service_type in counted],
        )


def assess(
    records: VisitRecords,
    *,
    period: Period,
    as_of: date,
    parameters: Parameters = DEFAULTS,
    elsewhere: Iterable[tuple[str, Stay]] = (),
) -> Assessment:
    """Find the outcome of every contracted visit of the period that is final at `as_of`.

    The records may hold any more days than the period, in any order; they need those within
    `DAYS_AROUND` of it, and the days of the visits that replaced one of its own. Where they are
    those of some people only, `elsewhere` has what their carers did at others, by carer.
    """
    clock = WallClock(records.fileset.tz)
    roster = _Roster(records, clock, parameters)
    final = period.final_part(as_of, parameters.final_days)
    outcomes: list[Outcome] = []
    extras: list[Extra] = []
    if final is not None:
        outcomes, extras = roster.outcomes(final)
        outcomes = _with_replacements(outcomes, roster)
    return Assessment(
        outcomes=outcomes,
        extras=extras,
        overlapping=roster.overlapping(outcomes, extras, final, elsewhere),
        window=period.closing_window(as_of, parameters.final_days, parameters.continuity_days),
        packages=records.packages,
        clock=clock,
        parameters=parameters,
        supply=_supply(records, final),
        sources=records.sources,
    )


def _supply(records: VisitRecords, final: Period | None) -> Supply:
    """What the files say at all of the days that are final."""
    if final is None or not records.sources:
        return ALL_SUPPLIED
    return supply_of(
        records.sources.get(row.visit_ref) for row in records.visits if final.has(row.service_date)
    )


class _Roster:
    """The records with the ways into them: the person of a row, a person's days."""

    def __init__(self, records: VisitRecords, clock: WallClock, parameters: Parameters) -> None:
        self.records = records
        self.clock = clock
        self.parameters = parameters
        self.package_named = {package.package_ref: package for package in records.packages}
        self.suspended = suspended_times(records.suspensions)
        self.package_of_line = {
            line.line_ref: self.package_named[line.package_ref] for line in records.lines
        }
        self.packages_of: dict[str, list[Package]] = defaultdict(list)
        for package in records.packages:
            self.packages_of[package.person_ref].append(package)

    def person_of(self, row: VisitRow) -> str:
        """Who was visited: the person of the line, or the one the row names."""
        package = self.package_of_line.get(row.line_ref) if row.line_ref is not None else None
        return row.person_ref or "" if package is None else package.person_ref

    def is_somebodys(self, row: VisitRow) -> bool:
        """Whether the row can be counted with a package.

        It cannot where a correction gave the only package of the person it names to another.
        """
        return row.line_ref in self.package_of_line or row.person_ref in self.packages_of

    def package_of(self, row: VisitRow) -> Package:
        """The package that a row attached to no visit is counted with."""
        package = self.package_of_line.get(row.line_ref) if row.line_ref is not None else None
        if package is not None:
            return package
        return active_package(self.packages_of[row.person_ref or ""], row.service_date)

    def outcomes(self, period: Period) -> tuple[list[Outcome], list[Extra]]:
        """The outcomes and extras of the period's days, in order of person, day and start."""
        visits_of = self._contracted_visits(self.records.lines, period)
        rows_of: dict[str, dict[date, list[VisitRow]]] = defaultdict(lambda: defaultdict(list))
        first, last = period
        for row in self.records.visits:
            if first <= row.service_date <= last and self.is_somebodys(row):
                rows_of[self.person_of(row)][row.service_date].append(row)
        outcomes: list[Outcome] = []
        extras: list[Extra] = []
        for person in sorted(visits_of.keys() | rows_of.keys()):
            visits = visits_of.get(person, [])
            starts = [visit.agreed_start for visit in visits if not visit.is_suspended]
            for visits_of_day, rows in _days(visits, rows_of.get(person, {}), last):
                matched = self._match(visits_of_day, rows, starts)
                outcomes += outcomes_of_day(matched.visits, self.parameters, self.records.sources)
                extras += [Extra(left, self.package_of(left.row)) for left in matched.extras]
        return outcomes, extras

    def persons_of_extras(self, refs: set[str]) -> dict[str, str]:
        """Which of these rows are attendances that belong to no visit, with their persons."""
        wanted = {
            (self.person_of(row), row.service_date)
            for row in self.records.visits
            if row.visit_ref in refs
        }
        days = {day for _, day in wanted}
        rows_of: dict[tuple[str, date], list[VisitRow]] = defaultdict(list)
        for row in self.records.visits:
            if row.service_date in days and (
                (key := (self.person_of(row), row.service_date)) in wanted
            ):
                rows_of[key].append(row)
        lines_of: dict[str, list[Line]] = defaultdict(list)
        for line in self.records.lines:
            lines_of[self.package_of_line[line.line_ref].person_ref].append(line)
        found = {}
        for (person, day), rows in rows_of.items():
            visits = self._contracted_visits(lines_of[person], Period(day, day)).get(person, [])
            starts = [visit.agreed_start for visit in visits if not visit.is_suspended]
            of_day = [visit for visit in visits if visit.service_date == day]
            for extra in self._match(of_day, rows, starts).extras:
                found[extra.row.visit_ref] = person
        return found

    def _match(
        self,
        visits: Sequence[ContractedVisit],
        rows: Sequence[VisitRow],
        agreed_starts: Sequence[int],
    ) -> MatchedDay:
        return match_day(
            visits,
            rows,
            agreed_starts=agreed_starts,
            clock=self.clock,
            parameters=self.parameters,
        )

    def _contracted_visits(
        self, lines: Iterable[Line], period: Period
    ) -> dict[str, list[ContractedVisit]]:
        """Of the period and the days after it, whose first visits end the last slots of it."""
        return contracted_visits(
            lines,
            self.package_named,
            self.suspended,
            period=Period(period.first_on, period.last_on + timedelta(days=DAYS_AROUND)),
            clock=self.clock,
        )

    def overlapping(
        self,
        outcomes: Iterable[Outcome],
        extras: Iterable[Extra],
        final: Period | None,
        elsewhere: Iterable[tuple[str, Stay]],
    ) -> frozenset[str]:
        """The attendances that overlap one of the same carer at another person.

        The other one may lie outside the period, or not be final yet.
        """
        if final is None:
            return frozenset()
        around = timedelta(days=DAYS_AROUND)
        first, last = final.first_on - around, final.last_on + around
        inside = chain(
            (
                (there, outcome.visit.package.person_ref)
                for outcome in outcomes
                for there in chain(outcome.counted, outcome.other_slot)
            ),
            ((extra.attendance, extra.package.person_ref) for extra in extras),
        )
        outside = (
            (there, self.person_of(row))
            for row in self.records.visits
            if first <= row.service_date <= last
            and not (final.has(row.service_date) and self.is_somebodys(row))
            and (there := attendance_of(row)) is not None
        )
        recorded = (
            (there.carer, Stay(there.begins, there.ends, person, there.row.visit_ref))
            for there, person in chain(inside, outside)
            if there.begins is not None and there.ends is not None
        )
        stays = stays_by_carer(chain(recorded, elsewhere))
        tolerance = self.parameters.overlap_tolerance
        return frozenset(overlapping_refs(stays.values(), tolerance=tolerance))


def _days(
    visits: Iterable[ContractedVisit], rows_of: Mapping[date, list[VisitRow]], last_on: date
) -> Iterator[tuple[Sequence[ContractedVisit], Sequence[VisitRow]]]:
    """One person's days that have a visit or a row, in order."""
    visits_of: dict[date, list[ContractedVisit]] = defaultdict(list)
    for visit in visits:
        if visit.service_date <= last_on:
            visits_of[visit.service_date].append(visit)
    for day in sorted(visits_of.keys() | rows_of.keys()):
        yield visits_of.get(day, ()), rows_of.get(day, ())


def _with_replacements(outcomes: list[Outcome], roster: _Roster) -> list[Outcome]:
    """Mark the visits that the provider cancelled and made up for.

    The row named must be an attendance of the same person that belongs to no contracted visit: a
    visit owed anyway replaces nothing.
    """
    named = {ref for outcome in outcomes for ref in _replacements(outcome)}
    if not named:
        return outcomes
    person_of = roster.persons_of_extras(named)
    return [
        outcome._replace(is_replaced=True)
        if any(
            person_of.get(ref) == outcome.visit.package.person_ref for ref in _replacements(outcome)
        )
        else outcome
        for outcome in outcomes
    ]


def _replacements(outcome: Outcome) -> list[str]:
    if outcome.status is not Status.CANCELLED_PROVIDER:
        return []
    return [
        row.replacement_visit_ref
        for row in provider_cancellations(outcome.rows)
        if row.replacement_visit_ref is not None
    ]
