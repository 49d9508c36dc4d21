"""A case as counts see it: when somebody waited for the committee, and what came of it.

Source: NHS Digital, KO41a (brought forward and received are resolved, withdrawn or carried forward)
and SI 2009/309 reg. 18 (what an annual report counts).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from portal.cases.deadlines import DeadlineKind
from portal.cases.events import EventKind
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.following.turns import PutRight
from portal.cases.workflow import CaseKind


class Ending(StrEnum):
    """How a case stopped being anybody's to answer."""

    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    PUT_RIGHT_AT_ONCE = "put_right_at_once"
    OUT_OF_TIME = "out_of_time"
    TOLD_TWICE = "told_twice"
    DELETED = "deleted"
    """It was deleted while somebody still waited: that resolves nothing."""


ENDINGS: Final = {
    EventKind.CLOSED: Ending.RESOLVED,
    EventKind.WITHDRAWN: Ending.WITHDRAWN,
    EventKind.REFERRED: Ending.REFERRED,
    EventKind.SETTLED: Ending.PUT_RIGHT_AT_ONCE,
    EventKind.OUT_OF_TIME: Ending.OUT_OF_TIME,
    EventKind.TOLD_TWICE: Ending.TOLD_TWICE,
}
RESOLVED: Final = frozenset({Ending.RESOLVED, Ending.PUT_RIGHT_AT_ONCE})
"""Something came of it: it was answered, or put right as the person says. The others only left."""
_BEGINNINGS = frozenset({EventKind.RECEIVED, EventKind.REOPENED})


class Stay(NamedTuple):
    """One time for which a case was with the committee; it has no end where somebody waits."""

    began_on: date
    ended_on: date | None = None
    ending: Ending | None = None


class ClockFacts(NamedTuple):
    """One clock, and the day from which nobody waited for it any more, met or not."""

    kind: DeadlineKind
    due_on: date
    met_on: date | None
    left_on: date | None

    @property
    def counts(self) -> bool:
        """Whether its day came while somebody waited: what was withdrawn before is not owed."""
        return self.met_on is not None or self.left_on is None or self.left_on > self.due_on

    @property
    def is_in_time(self) -> bool:
        """Whether it was met on its day or before."""
        return self.met_on is not None and self.met_on <= self.due_on

    def is_overdue_at(self, day: date) -> bool:
        """Whether at the end of that day it was past its day, and somebody still waited."""
        over = [on for on in (self.met_on, self.left_on) if on is not None]
        return self.counts and self.due_on <= day and all(on > day for on in over)


class PromiseFacts(NamedTuple):
    """One thing that was promised, and the day on which it was done, if it was."""

    due_on: date
    done_on: date | None
    is_gone: bool = False
    """Whether its case was deleted: late stays late, but nobody waits for it any more."""

    @property
    def is_in_time(self) -> bool:
        """Whether it was kept on its day or before."""
        return self.done_on is not None and self.done_on <= self.due_on

    def is_overdue_at(self, day: date) -> bool:
        """Whether at the end of that day it was past its day, not done, and somebody waited."""
        is_undone = self.done_on is None or self.done_on > day
        return self.due_on <= day and is_undone and not self.is_gone


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case, living or deleted. It names nobody and leads to no case."""

    kind: CaseKind
    subjects: Sequence[str]
    received_on: date
    stays: Sequence[Stay]
    clocks: Sequence[ClockFacts] = ()
    outcome: Finding | None = None
    record_match: RecordMatch | None = None
    no_access_dispute: NoAccessDispute | None = None
    not_resolved_on: Sequence[date] = ()
    """The days on which the person said that it is not resolved."""
    worse_on: Sequence[date] = ()
    """The days on which the person said that something got worse after speaking up."""
    put_right: Sequence[tuple[date, PutRight]] = ()
    """What the person said, each time when asked whether it was put right."""
    promises: Sequence[PromiseFacts] = ()
    outside_on: Sequence[date] = ()
    """The days on which the committee wrote down that the body outside looks into it."""

    @property
    def ended_on(self) -> date | None:
        """The day from which nobody waits; none where somebody does."""
        return self.stays[-1].ended_on if self.stays else None

    @property
    def ending(self) -> Ending | None:
        """How it ended, if it has."""
        return self.stays[-1].ending if self.stays else None


def stays_of(received_on: date, happened: Iterable[tuple[EventKind, date]]) -> list[Stay]:
    """When a case was with the committee, from its events in their order.

    What is closed after it was passed on has ended already, and what is opened again before it was
    closed has not.

    >>> day = date(2026, 10, 5)
    >>> later = date(2026, 10, 20)
    >>> [stay.ended_on for stay in stays_of(day, [(EventKind.CLOSED, later)])]
    [datetime.date(2026, 10, 20)]
    """
    stays = [Stay(received_on)]
    for kind, on in happened:
        is_open = stays[-1].ended_on is None
        if kind in ENDINGS and is_open:
            stays[-1] = Stay(stays[-1].began_on, on, ENDINGS[kind])
        elif kind in _BEGINNINGS and not is_open:
            stays.append(Stay(on))
    return stays


def left_on(stays: Sequence[Stay], *, stage: int) -> date | None:
    """The day from which nobody waited for a clock of that round.

    A round that was opened again before it was closed is over with the next one.
    """
    if stage <= len(stays):
        return stays[stage - 1].ended_on
    return stays[-1].ended_on
