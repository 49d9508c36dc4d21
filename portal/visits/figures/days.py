"""What is on record for one person on some days: each visit, who came, and what became of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from portal.visits.figures.assessment import assess
from portal.visits.figures.attendances import attendance_of, is_void
from portal.visits.figures.no_access import NoAccess
from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.parameters import DEFAULTS, Parameters
from portal.visits.figures.periods import Period
from portal.visits.figures.statuses import Evidence, Status
from portal.visits.records import VisitRecords, VisitRow


class CarerOnRecord(NamedTuple):
    """One carer's part in a visit: what was planned, what was recorded, what was said of it."""

    visit_ref: str
    service_date: date
    carer_ref: str | None
    planned_from: datetime | None
    planned_until: datetime | None
    came_at: datetime | None
    """As it is counted: a time changed afterwards takes the place of the one recorded first."""
    left_at: datetime | None
    first_came_at: datetime | None
    """As it was recorded first."""
    first_left_at: datetime | None
    came_by: str | None
    """How the check-in was recorded."""
    left_by: str | None
    is_edited: bool
    is_found_false: bool
    evidence: Evidence | None
    """None where the row shows no presence."""
    status: str | None
    reason_code: str | None
    cancelled_at: datetime | None
    is_disputed: bool


class VisitOnRecord(NamedTuple):
    """One contracted visit with its outcome. `is_final` says whether it may still change."""

    service_date: date
    slot: str
    service_type: str
    agreed_from: datetime
    agreed_until: datetime
    carers_required: int
    is_time_critical: bool
    status: Status
    seconds_with_anyone: int
    seconds_with_all: int
    seconds_counted: int
    """Carer-seconds that count as delivered, of carers times length agreed."""
    carers: tuple[CarerOnRecord, ...]
    no_access: NoAccess | None
    is_final: bool


class DaysOnRecord(NamedTuple):
    """The visits of the days in order, and attendances that belong to none of them."""

    visits: tuple[VisitOnRecord, ...]
    extras: tuple[CarerOnRecord, ...]

    def until(self, last_on: date) -> DaysOnRecord:
        """The same without the days after that one."""
        return DaysOnRecord(
            tuple(visit for visit in self.visits if visit.service_date <= last_on),
            tuple(extra for extra in self.extras if extra.service_date <= last_on),
        )

    @property
    def carer_refs(self) -> frozenset[str]:
        """Every carer planned or recorded."""
        rows = (*self.extras, *(row for visit in self.visits for row in visit.carers))
        return frozenset(row.carer_ref for row in rows if row.carer_ref is not None)


def days_on_record(
    records: VisitRecords,
    person_ref: str,
    period: Period,
    *,
    as_of: date,
    parameters: Parameters = DEFAULTS,
) -> DaysOnRecord:
    """One person's days, also those that are not final yet."""
    packages = [package for package in records.packages if package.person_ref == person_ref]
    refs = {package.package_ref for package in packages}
    lines = [line for line in records.lines if line.package_ref in refs]
    line_refs = {line.line_ref for line in lines}
    of_person = records._replace(
        packages=packages,
        lines=lines,
        suspensions=[rest for rest in records.suspensions if rest.package_ref in refs],
        visits=[
            row
            for row in records.visits
            if (row.person_ref == person_ref if row.line_ref is None else row.line_ref in line_refs)
        ],
    )
    final_days = timedelta(days=parameters.final_days)
    found = assess(
        of_person, period=period, as_of=period.last_on + final_days, parameters=parameters
    )
    return DaysOnRecord(
        visits=tuple(
            _visit(outcome, is_final=outcome.visit.service_date + final_days <= as_of)
            for outcome in sorted(found.outcomes, key=lambda outcome: outcome.visit.agreed_start)
        ),
        extras=tuple(_carer(extra.attendance.row) for extra in found.extras),
    )


def _visit(outcome: Outcome, *, is_final: bool) -> VisitOnRecord:
    visit = outcome.visit
    return VisitOnRecord(
        service_date=visit.service_date,
        slot=visit.line.slot,
        service_type=visit.package.service_type,
        agreed_from=_moment(visit.agreed_start),
        agreed_until=_moment(visit.agreed_end),
        carers_required=visit.line.carers_required,
        is_time_critical=visit.line.time_critical,
        status=outcome.status,
        seconds_with_anyone=outcome.presence.anyone,
        seconds_with_all=outcome.presence.together,
        seconds_counted=outcome.contribution,
        carers=tuple(map(_carer, outcome.rows)),
        no_access=outcome.no_access,
        is_final=is_final,
    )


def _carer(row: VisitRow) -> CarerOnRecord:
    attendance = attendance_of(row)
    return CarerOnRecord(
        visit_ref=row.visit_ref,
        service_date=row.service_date,
        carer_ref=row.carer_ref,
        planned_from=_moment_or_none(row.planned_start),
        planned_until=_moment_or_none(row.planned_end),
        came_at=_moment_or_none(row.in_at if row.adj_in_at is None else row.adj_in_at),
        left_at=_moment_or_none(row.out_at if row.adj_out_at is None else row.adj_out_at),
        first_came_at=_moment_or_none(row.in_at),
        first_left_at=_moment_or_none(row.out_at),
        came_by=row.in_method,
        left_by=row.out_method,
        is_edited=attendance is not None and attendance.is_edited,
        is_found_false=is_void(row),
        evidence=None if attendance is None else attendance.evidence,
        status=row.status,
        reason_code=row.reason_code,
        cancelled_at=_moment_or_none(row.cancelled_at),
        is_disputed=row.disputed_by is not None,
    )


def _moment_or_none(instant: int | None) -> datetime | None:
    return None if instant is None else _moment(instant)


def _moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)
