"""What speaks for and against a carer's word that nobody let them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from portal.visits.figures.attendances import has_verified_in, was_elsewhere
from portal.visits.figures.parameters import MINUTE
from portal.visits.figures.recurrence import ContractedVisit
from portal.visits.figures.statuses import NoAccessEvidence
from portal.visits.figures.supplied import is_supplied
from portal.visits.records import NO_SOURCES, DisputeResult, Source, VisitRow

_FOUND_FALSE = "D02"
PROCEDURE: Final = frozenset({"office_called_at", "welfare_confirmed_at"})
"""What tells whether the procedure was followed."""


class NoAccess(NamedTuple):
    """What is known of one visit whose carer could not get in."""

    evidence: NoAccessEvidence
    was_procedure_followed: bool
    """The office was called, and somebody established that the person is safe."""
    is_disputed: bool
    is_upheld: bool
    """The dispute was decided against the record."""
    seconds_to_welfare: int | None
    """From the door, or the call, or the agreed start, to the word that the person is safe."""


def no_access(
    visit: ContractedVisit,
    rows: Sequence[VisitRow],
    sources: Mapping[str, Source] = NO_SOURCES,
) -> NoAccess:
    """Weigh the no-access rows of a visit (method page, "Every figure", V3)."""
    followed = any(row.office_called_at is not None for row in rows) and any(
        row.welfare_confirmed_at is not None for row in rows
    )
    return NoAccess(
        evidence=_evidence(visit, rows, followed, sources),
        was_procedure_followed=followed,
        is_disputed=any(row.disputed_by is not None for row in rows),
        is_upheld=any(row.dispute_result == DisputeResult.UPHELD for row in rows),
        seconds_to_welfare=_seconds_to_welfare(visit, rows),
    )


def _evidence(
    visit: ContractedVisit,
    rows: Sequence[VisitRow],
    followed: bool,
    sources: Mapping[str, Source],
) -> NoAccessEvidence:
    """The first class that applies; a contradiction comes before everything else.

    A keysafe contradicts only where the procedure was not followed: a carer may have gone in, found
    nobody and had the office confirm it. Where the file could not say whether it was, nobody knows.
    """
    found_false = any(
        row.dispute_result == DisputeResult.UPHELD or row.reason_code == _FOUND_FALSE
        for row in rows
    )
    could_have_gone_in = (
        visit.package.keysafe_on_file is True
        and not followed
        and is_supplied(rows, PROCEDURE, sources)
    )
    if found_false or could_have_gone_in or any(was_elsewhere(row) for row in rows):
        return NoAccessEvidence.CONTRADICTED
    if any(has_verified_in(row) and is_in_window(visit, row.in_at) for row in rows):
        return NoAccessEvidence.ELECTRONIC
    if followed:
        return NoAccessEvidence.PROCEDURE
    if any(row.slip_time_written is not None for row in rows):
        return NoAccessEvidence.SLIP
    return NoAccessEvidence.CARER_ONLY


def is_in_window(visit: ContractedVisit, instant: int | None) -> bool:
    """Whether the instant lies in the visit's punctuality window; both ends belong to it."""
    if instant is None:
        return False
    late = instant - visit.agreed_start
    return -visit.line.window_before_min * MINUTE <= late <= visit.line.window_after_min * MINUTE


def _seconds_to_welfare(visit: ContractedVisit, rows: Sequence[VisitRow]) -> int | None:
    """How long the person's safety stayed open; never less than nothing."""
    confirmed = [row.welfare_confirmed_at for row in rows if row.welfare_confirmed_at is not None]
    if not confirmed:
        return None
    at_the_door = [
        begins
        for row in rows
        if (begins := row.in_at if row.adj_in_at is None else row.adj_in_at) is not None
    ]
    called = [row.office_called_at for row in rows if row.office_called_at is not None]
    since = min(at_the_door or called or [visit.agreed_start])
    return max(0, min(confirmed) - since)
