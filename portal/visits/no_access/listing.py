"""Rule: the visits of a month whose carer could not get in, and what they come to.

Disputes that the source system brought and disputes raised through cases are counted apart: V5
counts the first alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from portal.visits.figures.assessment import Assessment
from portal.visits.figures.figures import Figure, figure
from portal.visits.figures.group import counted_of, whole
from portal.visits.figures.indicators.no_access import NO_ACCESS
from portal.visits.figures.no_access import NoAccess
from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.periods import Period
from portal.visits.no_access.standings import Standing
from portal.visits.no_access.steps import StepTaken, no_access_rows, steps_taken
from portal.visits.records import Source


class NoAccessVisit(NamedTuple):
    """One visit whose carer could not get in."""

    service_date: date
    agreed_from: datetime
    package_ref: str
    visit_refs: tuple[str, ...]
    slot: str
    found: NoAccess
    steps: tuple[StepTaken, ...]
    disputed_by: tuple[str, ...]
    """Who contests it, as the source system says: roles."""
    dispute_results: tuple[str, ...]
    standing: Standing | None
    """How it stands through a case; None where none was raised."""
    is_final: bool


class NoAccessMonth(NamedTuple):
    """The visits in order of day and time; the figures count those that are final."""

    visits: list[NoAccessVisit]
    figures: list[Figure]
    final_visits: int
    standings: Counter[Standing]
    """How many of the final visits stand like that through a case."""


def no_access_month(
    assessment: Assessment,
    *,
    final: Period | None,
    standings: Mapping[tuple[str, date], Standing],
) -> NoAccessMonth:
    """The list of a month. `assessment` holds all its days, `final` those that no longer change."""
    visits = [
        _visit(outcome, final, standings, assessment.sources)
        for outcome in assessment.of_counted_services().outcomes
        if outcome.no_access is not None
    ]
    closed = assessment._replace(
        outcomes=[
            outcome
            for outcome in assessment.outcomes
            if final is not None and final.has(outcome.visit.service_date)
        ]
    )
    group = whole(counted_of(closed))
    return NoAccessMonth(
        visits=sorted(visits, key=lambda visit: (visit.agreed_from, visit.visit_refs)),
        figures=[figure(indicator, group) for indicator in NO_ACCESS],
        final_visits=len(group.no_access),
        standings=Counter(
            visit.standing for visit in visits if visit.is_final and visit.standing is not None
        ),
    )


def _visit(
    outcome: Outcome,
    final: Period | None,
    standings: Mapping[tuple[str, date], Standing],
    sources: Mapping[str, Source],
) -> NoAccessVisit:
    visit, rows = outcome.visit, no_access_rows(outcome.rows)
    assert outcome.no_access is not None  # noqa: S101  the list holds no other
    return NoAccessVisit(
        service_date=visit.service_date,
        agreed_from=datetime.fromtimestamp(visit.agreed_start, UTC),
        package_ref=visit.package.package_ref,
        visit_refs=tuple(sorted(row.visit_ref for row in rows)),
        slot=visit.line.slot,
        found=outcome.no_access,
        steps=steps_taken(visit, outcome.rows, sources),
        disputed_by=tuple(sorted({row.disputed_by for row in rows if row.disputed_by})),
        dispute_results=tuple(sorted({row.dispute_result for row in rows if row.dispute_result})),
        standing=standings.get((visit.line.line_ref, visit.service_date)),
        is_final=final is not None and final.has(visit.service_date),
    )
