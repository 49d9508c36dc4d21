"""Rule: the steps that a carer and the office owe when nobody opens the door, one by one.

Source: no-access procedures of Lambeth (approved 3 December 2024) and of two other providers: use
the key or key safe, wait, telephone the office at once, leave a slip with day and time, and have
somebody make sure that the person is safe. Looking through windows, ringing the person and asking
neighbours belong to it as well, and no visit file tells of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from portal.visits.figures.attendances import has_verified_in, was_elsewhere
from portal.visits.figures.no_access import is_in_window
from portal.visits.figures.parameters import MINUTE
from portal.visits.figures.recurrence import ContractedVisit
from portal.visits.figures.supplied import is_supplied
from portal.visits.records import NO_SOURCES, RowStatus, Source, VisitRow

LEAST_WAIT = 2
"""Minutes at the door; the shortest wait that any of the sources names."""


class Step(StrEnum):
    """What has to be done, in its order."""

    CAME = "came"
    USED_KEY = "used_key"
    WAITED = "waited"
    CALLED = "called"
    LEFT_SLIP = "left_slip"
    MADE_SURE = "made_sure"
    LOOKED_AROUND = "looked_around"


class Kept(StrEnum):
    """Whether a step was followed, as far as the record shows."""

    YES = "yes"
    NO = "no"
    NOT_RECORDED = "not_recorded"
    NOT_ASKED = "not_asked"
    """The files have no place for it, or those of this visit had none."""
    NOT_OWED = "not_owed"


class StepTaken(NamedTuple):
    """One step of one visit; `minutes` is how long it took where that is known."""

    step: Step
    kept: Kept
    minutes: int | None = None


_TOLD_BY: Final = {
    Step.WAITED: "waited_min",
    Step.CALLED: "office_called_at",
    Step.LEFT_SLIP: "slip_time_written",
    Step.MADE_SURE: "welfare_confirmed_at",
}


def steps_taken(
    visit: ContractedVisit,
    rows: Sequence[VisitRow],
    sources: Mapping[str, Source] = NO_SOURCES,
) -> tuple[StepTaken, ...]:
    """The steps of a visit, from its no-access rows."""
    said = no_access_rows(rows)
    return tuple(
        StepTaken(taken.step, Kept.NOT_ASKED) if _is_untold(taken, said, sources) else taken
        for taken in _steps(visit, said)
    )


def _is_untold(taken: StepTaken, rows: Sequence[VisitRow], sources: Mapping[str, Source]) -> bool:
    """Whether a step is not on record only because the file had no place for it."""
    column = _TOLD_BY.get(taken.step)
    return (
        taken.kept is Kept.NOT_RECORDED
        and column is not None
        and not is_supplied(rows, frozenset({column}), sources)
    )


def no_access_rows(rows: Sequence[VisitRow]) -> list[VisitRow]:
    """The rows that say that nobody let the carer in."""
    return [row for row in rows if row.status == RowStatus.NO_ACCESS]


def _steps(visit: ContractedVisit, rows: Sequence[VisitRow]) -> Iterator[StepTaken]:
    arrived = min((row.in_at for row in rows if row.in_at is not None), default=None)
    yield StepTaken(Step.CAME, _came(visit, rows))
    yield StepTaken(
        Step.USED_KEY, Kept.NOT_ASKED if visit.package.keysafe_on_file else Kept.NOT_OWED
    )
    waits = [row.waited_min for row in rows if row.waited_min is not None]
    yield StepTaken(
        Step.WAITED,
        Kept.NOT_RECORDED if not waits else Kept.YES if max(waits) >= LEAST_WAIT else Kept.NO,
        max(waits, default=None),
    )
    yield _timed(Step.CALLED, [row.office_called_at for row in rows], arrived)
    slips = [row for row in rows if row.slip_time_written is not None]
    yield StepTaken(Step.LEFT_SLIP, Kept.YES if slips else Kept.NOT_RECORDED)
    yield _timed(Step.MADE_SURE, [row.welfare_confirmed_at for row in rows], arrived)
    yield StepTaken(Step.LOOKED_AROUND, Kept.NOT_ASKED)


def _came(visit: ContractedVisit, rows: Sequence[VisitRow]) -> Kept:
    """Whether a device shows a carer at the home in the agreed window, or somewhere else."""
    if any(has_verified_in(row) and is_in_window(visit, row.in_at) for row in rows):
        return Kept.YES
    return Kept.NO if any(was_elsewhere(row) for row in rows) else Kept.NOT_RECORDED


def _timed(step: Step, times: Sequence[int | None], arrived: int | None) -> StepTaken:
    """A step that leaves a time, and how long after the arrival it was."""
    known = min((time for time in times if time is not None), default=None)
    if known is None:
        return StepTaken(step, Kept.NOT_RECORDED)
    after = None if arrived is None else max(0, known - arrived) // MINUTE
    return StepTaken(step, Kept.YES, after)
