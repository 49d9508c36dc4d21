"""Outcomes as rows of plain values, one for each contracted visit."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from portal.visits.figures.facts import refs_in
from portal.visits.figures.figures import round_half_up
from portal.visits.figures.group import Counted
from portal.visits.figures.parameters import MINUTE


def outcome_rows(counted: Counted) -> list[dict[str, Any]]:
    """What became of every contracted visit, in order of person and agreed start.

    `m1` and `mk` are the whole seconds with anyone and with all required carers. The carer-time
    that counts as delivered is given in seconds, exactly, and in minutes with one decimal. Every
    kind of service is listed; which of them figures count, `service_type` tells.
    """
    in_order = sorted(
        counted.visits, key=lambda visit: (visit.person_ref, visit.agreed_start, visit.line_ref)
    )
    return [
        {
            "service_date": visit.service_date.isoformat(),
            "line_ref": visit.line_ref,
            "package_ref": visit.package_ref,
            "person_ref": visit.person_ref,
            "agreed_start": _written(visit.agreed_start),
            "duration_min": visit.duration // MINUTE,
            "carers_required": visit.carers_required,
            "service_type": counted.packages[visit.package_ref].service_type,
            "status": visit.status,
            "m1": visit.anyone,
            "mk": visit.together,
            "start_eff": _written(visit.effective_start),
            "counted_seconds": visit.contribution,
            "counted_minutes": float(round_half_up(Fraction(visit.contribution, MINUTE), 1)),
            "evidence": visit.evidence,
            "no_access": visit.no_access,
            "visit_refs": refs_in(visit.visit_refs),
        }
        for visit in in_order
    ]


def _written(instant: int | None) -> str | None:
    if instant is None:
        return None
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
