"""Outcomes as rows of plain values, one for each contracted visit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portal.visits.figures.assessment import Assessment


def outcome_rows(assessment: Assessment) -> list[dict[str, Any]]:
    """What became of every contracted visit, in order of person and agreed start.

    `m1` and `mk` are the whole seconds with anyone and with all required carers, `counted_seconds`
    the carer-seconds that count as delivered.
    """
    return [
        {
            "service_date": outcome.visit.service_date.isoformat(),
            "line_ref": outcome.visit.line.line_ref,
            "package_ref": outcome.visit.package.package_ref,
            "person_ref": outcome.visit.package.person_ref,
            "agreed_start": _written(outcome.visit.agreed_start),
            "duration_min": outcome.visit.line.duration_min,
            "carers_required": outcome.visit.line.carers_required,
            "status": outcome.status.value,
            "m1": outcome.presence.anyone,
            "mk": outcome.presence.together,
            "start_eff": _written(outcome.effective_start),
            "counted_seconds": outcome.contribution,
            "evidence": None if outcome.evidence is None else outcome.evidence.value,
            "no_access": None if outcome.no_access is None else outcome.no_access.evidence.value,
            "visit_refs": sorted(row.visit_ref for row in outcome.rows),
        }
        for outcome in assessment.outcomes
    ]


def _written(instant: int | None) -> str | None:
    if instant is None:
        return None
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
