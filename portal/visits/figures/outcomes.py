"""What became of each contracted visit: exactly one status, and the minutes it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from portal.visits.figures.attendances import (
    Attendance,
    has_provider_reason,
    is_planned,
    is_void,
    planned_length,
    worst,
)
from portal.visits.figures.matching import Attached
from portal.visits.figures.no_access import NoAccess, no_access
from portal.visits.figures.parameters import HOUR, Parameters
from portal.visits.figures.presence import (
    Presence,
    effective_start,
    may_have_been_together,
    presence,
)
from portal.visits.figures.recurrence import ContractedVisit
from portal.visits.figures.statuses import CARED_FOR, Evidence, Status, is_missed
from portal.visits.records import NO_SOURCES, CancelledBy, RowStatus, Source, VisitRow


class Outcome(NamedTuple):
    """One contracted visit and what became of it. All lengths are whole seconds."""

    visit: ContractedVisit
    status: Status
    rows: Sequence[VisitRow]
    counted: Sequence[Attendance]
    """Attendances that the visit is judged by: attached, and inside its slot."""
    other_slot: Sequence[Attendance]
    """Attendances attached to it that came in somebody else's time."""
    presence: Presence
    contribution: int
    """Carer-seconds that count as delivered."""
    effective_start: int | None
    evidence: Evidence | None
    """The worst class among the counted attendances."""
    has_open: bool
    """A counted attendance lacks an end, so its length is not known."""
    is_planned: bool
    planned_length: int
    no_access: NoAccess | None
    is_short_notice: bool
    """The provider cancelled with less notice than agreed, or with none."""
    is_replaced: bool
    """The provider cancelled and another visit was agreed, and made."""

    @property
    def is_missed(self) -> bool:
        """Missed by the provider."""
        return is_missed(self.status, is_replaced=self.is_replaced)


_NOBODY = Presence(0, 0, 0)


def outcomes_of_day(
    day: Sequence[Attached],
    parameters: Parameters,
    sources: Mapping[str, Source] = NO_SOURCES,
) -> list[Outcome]:
    """The outcomes of one person's contracted visits of one day, in their order."""
    outcomes = [_outcome(attached, parameters, sources) for attached in day]
    for position, outcome in enumerate(outcomes):
        if outcome.status in _WITHOUT_TRACE and _was_merged(outcomes, position, parameters):
            outcomes[position] = outcome._replace(status=Status.MISSED_MERGED)
    return outcomes


_WITHOUT_TRACE = frozenset((Status.NOT_ROSTERED, Status.MISSED, Status.UNKNOWN))


def _outcome(attached: Attached, parameters: Parameters, sources: Mapping[str, Source]) -> Outcome:
    visit, rows, _, _ = attached
    carers = visit.line.carers_required
    counted, other_slot, has_open = _sorted_by_slot(attached)
    minutes, starts = _NOBODY, None
    if counted:
        minutes = presence(counted, carers=carers, duration=visit.duration)
        starts = effective_start(counted, carers=carers)
    planned = [row for row in rows if is_planned(row)]
    status = _status(attached, counted, minutes, has_open, planned, parameters)
    cared_for = status in CARED_FOR
    return Outcome(
        visit=visit,
        status=status,
        rows=rows,
        counted=counted,
        other_slot=other_slot,
        presence=minutes,
        contribution=carers * min(visit.duration, minutes.together) if cared_for else 0,
        effective_start=starts,
        evidence=worst(counted),
        has_open=has_open,
        is_planned=bool(planned),
        planned_length=sum(planned_length(row) for row in planned),
        no_access=(
            no_access(visit, [row for row in rows if row.status == RowStatus.NO_ACCESS], sources)
            if status is Status.NO_ACCESS
            else None
        ),
        is_short_notice=(
            status is Status.CANCELLED_PROVIDER
            and not _had_notice(visit, provider_cancellations(rows), parameters)
        ),
        is_replaced=False,
    )


def _sorted_by_slot(attached: Attached) -> tuple[list[Attendance], list[Attendance], bool]:
    """The attendances inside the slot and outside it, and whether one inside lacks an end."""
    counted: list[Attendance] = []
    other_slot: list[Attendance] = []
    has_open = False
    for there in attached.attendances:
        if there.start >= attached.slot_ends:
            other_slot.append(there)
            continue
        counted.append(there)
        if there.begins is None or there.ends is None:
            has_open = True
    return counted, other_slot, has_open


def _status(
    attached: Attached,
    counted: Sequence[Attendance],
    minutes: Presence,
    has_open: bool,
    planned: Sequence[VisitRow],
    parameters: Parameters,
) -> Status:
    """The first that applies: suspended, presence, what a row says, what the rota says.

    Presence beats what any row says. Whether a neighbouring visit absorbed this one is seen when
    the whole day is known.
    """
    if attached.visit.is_suspended:
        return Status.SUSPENDED
    if counted:
        return _status_of_presence(attached.visit, counted, minutes, has_open, parameters)
    if attached.attendances:
        return Status.DELIVERED_OTHER_SLOT
    said = _status_of_rows(attached.visit, attached.rows, parameters)
    if said is not None:
        return said
    if not planned:
        return Status.NOT_ROSTERED
    if all(is_void(row) or has_provider_reason(row) for row in planned):
        return Status.MISSED
    # rostered, nothing logged, no reason of the provider's own: unlogged is not missed
    return Status.UNKNOWN


def _status_of_presence(
    visit: ContractedVisit,
    counted: Sequence[Attendance],
    minutes: Presence,
    has_open: bool,
    parameters: Parameters,
) -> Status:
    """Delivered for one carer's visit; for several, if they were together long enough.

    Together means for 90 % of the time that anyone was there, counted up to the agreed length. If
    that fails and a record lacks an end, the benefit of the doubt: they may have been together.
    """
    carers = visit.line.carers_required
    if carers == 1:
        return Status.DELIVERED
    wanted = parameters.together_share * min(minutes.anyone, visit.duration)
    if minutes.anyone > 0 and 100 * minutes.together >= wanted:
        return Status.DELIVERED
    if has_open and may_have_been_together(counted, carers=carers):
        return Status.DELIVERED
    return Status.PARTIAL_CARERS


def _status_of_rows(
    visit: ContractedVisit, rows: Sequence[VisitRow], parameters: Parameters
) -> Status | None:
    """What the source says, where rows disagree the one that keeps the visit in the count."""
    said = {row.status for row in rows}
    if RowStatus.NO_ACCESS in said:
        return Status.NO_ACCESS
    if RowStatus.REFUSED in said:
        return Status.REFUSED_AT_DOOR
    if provider_cancellations(rows):
        return Status.CANCELLED_PROVIDER
    if RowStatus.FORCE_MAJEURE in said:
        return Status.FORCE_MAJEURE
    if RowStatus.CANCELLED in said:
        cancelled = [row for row in rows if row.status == RowStatus.CANCELLED]
        if _had_notice(visit, cancelled, parameters):
            return Status.CANCELLED_PERSON_NOTICE
        return Status.CANCELLED_PERSON_SHORT
    return None


def provider_cancellations(rows: Sequence[VisitRow]) -> list[VisitRow]:
    """The rows by which the provider called the visit off."""
    return [
        row
        for row in rows
        if row.status == RowStatus.CANCELLED and row.cancelled_by == CancelledBy.PROVIDER
    ]


def _had_notice(
    visit: ContractedVisit, cancelled: Sequence[VisitRow], parameters: Parameters
) -> bool:
    """The earliest word came long enough before the agreed start, in elapsed time."""
    given = [row.cancelled_at for row in cancelled if row.cancelled_at is not None]
    return bool(given) and visit.agreed_start - min(given) >= parameters.notice_hours * HOUR


def _was_merged(outcomes: Sequence[Outcome], position: int, parameters: Parameters) -> bool:
    """The visit just before or after overran its own length by half of this one or more."""
    wanted = parameters.merge_share * outcomes[position].visit.duration
    return any(
        neighbour is not None
        and neighbour.status in CARED_FOR
        and 100 * (neighbour.presence.anyone - neighbour.visit.duration) >= wanted
        for neighbour in (
            _next_visit(outcomes, position, -1),
            _next_visit(outcomes, position, +1),
        )
    )


def _next_visit(outcomes: Sequence[Outcome], position: int, step: int) -> Outcome | None:
    """The nearest visit of the day on that side that is not suspended."""
    position += step
    while 0 <= position < len(outcomes):
        if outcomes[position].status is not Status.SUSPENDED:
            return outcomes[position]
        position += step
    return None
