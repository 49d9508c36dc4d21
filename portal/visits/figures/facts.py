"""What the figures need to know of each visit: one flat row, in whole seconds and counts.

These rows are what is stored of outcomes. Figures are counted from them and from nothing else,
whether they were made a moment ago from files or lie in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from portal.visits.figures.assessment import Extra
from portal.visits.figures.attendances import Attendance, is_planned, is_unlogged
from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.parameters import MINUTE, Parameters
from portal.visits.figures.statuses import OUTSIDE_NET, Evidence, Status, is_missed
from portal.visits.figures.wall_time import WallClock
from portal.visits.records import VisitRow

BETWEEN_REFS = " "
"""Stands between references in one text: no reference has a space in it."""


class VisitFacts(NamedTuple):
    """One contracted visit and what became of it. `status`, `evidence` and the like are codes."""

    service_date: date
    line_ref: str
    package_ref: str
    person_ref: str
    slot: str
    agreed_start: int
    agreed_minute: int
    """The agreed start as minutes after local midnight."""
    duration: int
    """The agreed length for each carer."""
    carers_required: int
    window_before: int
    window_after: int
    is_time_critical: bool
    is_short_agreed: bool
    status: str
    anyone: int
    """m1: seconds with at least one carer."""
    together: int
    """mk: seconds with as many carers as required."""
    capped: int
    """mc: the longest stays, none longer than agreed."""
    contribution: int
    """c: carer-seconds that count as delivered."""
    effective_start: int | None
    evidence: str | None
    has_open: bool
    is_planned: bool
    planned_length: int
    is_start_recorded: bool
    """Every carer who counts checked in by a device."""
    no_access: str | None
    is_procedure_followed: bool
    is_disputed: bool
    is_upheld: bool
    seconds_to_welfare: int | None
    is_short_notice: bool
    is_replaced: bool
    unlogged: int
    """Rostered rows of a carer nobody saw, if the visit is unknown or lacked a carer."""
    attendances: int
    """Attendances attached to the visit, also those at another visit's time."""
    closed: int
    overlapping: int
    recorded: int
    """Seconds of those with both ends."""
    ev2: int
    ev1: int
    evm: int
    edited: int
    other_slot: int
    """Of the attendances, those at another visit's time."""
    other_slot_recorded: int
    carers: str
    """Who came: those who count, or else those who came at another visit's time."""
    daytime_carers: str
    """Who came in the hours in which different carers are counted."""
    workers: str
    """Who came and counts, or else who was to come."""
    visit_refs: str

    @property
    def contracted(self) -> int:
        """C: carer-seconds agreed."""
        return self.duration * self.carers_required

    @property
    def is_owed(self) -> bool:
        """The person's side did not call it off."""
        return self.status not in OUTSIDE_NET

    @property
    def is_missed(self) -> bool:
        """Missed by the provider."""
        return is_missed(self.status, is_replaced=self.is_replaced)


class ExtraFacts(NamedTuple):
    """One attendance that belongs to no contracted visit."""

    service_date: date
    visit_ref: str
    package_ref: str
    person_ref: str
    attendances: int
    closed: int
    overlapping: int
    recorded: int
    ev2: int
    ev1: int
    evm: int
    edited: int
    daytime_carers: str


class _Tally(NamedTuple):
    attendances: int
    closed: int
    overlapping: int
    recorded: int
    ev2: int
    ev1: int
    evm: int
    edited: int


_NOBODY = _Tally(0, 0, 0, 0, 0, 0, 0, 0)
_MAY_LACK_ROWS = frozenset((Status.UNKNOWN, Status.PARTIAL_CARERS))


class FactMaker:
    """Makes the facts of outcomes; knows which attendances overlap, and the clock on the wall."""

    def __init__(
        self, overlapping: frozenset[str], clock: WallClock, parameters: Parameters
    ) -> None:
        self._overlapping = overlapping
        self._clock = clock
        self._from = parameters.continuity_from_minute
        self._until = parameters.continuity_until_minute

    def of_outcome(self, outcome: Outcome) -> VisitFacts:
        """The facts of one visit."""
        visit, line = outcome.visit, outcome.visit.line
        counted, other_slot = outcome.counted, outcome.other_slot
        door = outcome.no_access
        carers = _named([there.carer for there in counted or other_slot])
        came = [*counted, *other_slot] if other_slot else counted
        return VisitFacts(
            visit.service_date,
            line.line_ref,
            visit.package.package_ref,
            visit.package.person_ref,
            line.slot,
            visit.agreed_start,
            line.agreed_start,
            visit.duration,
            line.carers_required,
            line.window_before_min * MINUTE,
            line.window_after_min * MINUTE,
            line.time_critical,
            line.short_visit_agreed,
            outcome.status.value,
            *outcome.presence,
            outcome.contribution,
            outcome.effective_start,
            None if outcome.evidence is None else outcome.evidence.value,
            outcome.has_open,
            outcome.is_planned,
            outcome.planned_length,
            bool(counted) and all(there.has_electronic_in for there in counted),
            None if door is None else door.evidence.value,
            door is not None and door.was_procedure_followed,
            door is not None and door.is_disputed,
            door is not None and door.is_upheld,
            None if door is None else door.seconds_to_welfare,
            outcome.is_short_notice,
            outcome.is_replaced,
            sum(map(is_unlogged, outcome.rows)) if outcome.status in _MAY_LACK_ROWS else 0,
            *(self._tally(came) if came else _NOBODY),
            len(other_slot),
            sum(there.length for there in other_slot) if other_slot else 0,
            carers,
            self._daytime_carers(came, visit.service_date) if came else "",
            carers if counted else _named(_sent(outcome.rows)),
            _named([row.visit_ref for row in outcome.rows]),
        )

    def of_extra(self, extra: Extra) -> ExtraFacts:
        """The facts of one attendance that belongs to no visit."""
        there, package = extra
        return ExtraFacts(
            there.row.service_date,
            there.row.visit_ref,
            package.package_ref,
            package.person_ref,
            *self._tally((there,)),
            self._daytime_carers((there,), there.row.service_date),
        )

    def _tally(self, came: Sequence[Attendance]) -> _Tally:
        closed = overlapping = recorded = ev2 = ev1 = edited = 0
        for there in came:
            if there.begins is not None and there.ends is not None:
                closed += 1
                recorded += there.ends - there.begins
                overlapping += there.row.visit_ref in self._overlapping
            ev2 += there.evidence is Evidence.EV2
            ev1 += there.evidence is Evidence.EV1
            edited += there.is_edited
        number = len(came)
        return _Tally(number, closed, overlapping, recorded, ev2, ev1, number - ev2 - ev1, edited)

    def _daytime_carers(self, came: Sequence[Attendance], day: date) -> str:
        """Who of them came by day, as the clock on the wall showed it; both ends belong to it."""
        begins, ends = self._clock.instant(day, self._from), self._clock.instant(day, self._until)
        is_plain = ends - begins == (self._until - self._from) * MINUTE
        return _named(
            [
                there.carer
                for there in came
                if (is_plain and begins <= there.start <= ends) or self._is_daytime(there.start)
            ]
        )

    def _is_daytime(self, instant: int) -> bool:
        second = self._clock.second_of_day(instant)
        return self._from * MINUTE <= second <= self._until * MINUTE


def _sent(rows: Iterable[VisitRow]) -> list[str]:
    return [row.carer_ref for row in rows if row.carer_ref and is_planned(row)]


def _named(refs: Sequence[str]) -> str:
    """The references as one text, each once and in order; nearly always there is one."""
    return refs[0] if len(refs) == 1 else BETWEEN_REFS.join(sorted(set(refs)))


def refs_in(text: str) -> list[str]:
    """The references in such a text."""
    return text.split()
