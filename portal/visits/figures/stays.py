"""Rule: the stays of carers in each layer of a visit: what the picture draws, the table says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from portal.visits.figures.days import CarerOnRecord, VisitOnRecord


class Stay(NamedTuple):
    """One carer's stay in one layer; an end that is not known is None."""

    begins: datetime | None
    ends: datetime | None
    is_named: bool = True
    """Whether it is said who. A plan may name nobody: then nobody is sent."""
    first_begins: datetime | None = None
    """Of a time that was changed afterwards: what was recorded first, None where nothing was."""
    first_ends: datetime | None = None
    is_edited: bool = False

    @property
    def minutes(self) -> int | None:
        """Whole minutes; a stay without an end proves none."""
        if self.begins is None or self.ends is None:
            return None
        return int((self.ends - self.begins).total_seconds()) // 60


def agreed_stays(visit: VisitOnRecord) -> list[Stay]:
    """What was agreed: one stay for each carer."""
    return [Stay(visit.agreed_from, visit.agreed_until)] * visit.carers_required


def planned_stays(rows: Iterable[CarerOnRecord]) -> list[Stay]:
    """What was planned, also where the plan names nobody."""
    return [
        Stay(row.planned_from, row.planned_until, is_named=row.carer_ref is not None)
        for row in rows
        if row.planned_from is not None or row.planned_until is not None
    ]


def recorded_stays(rows: Iterable[CarerOnRecord]) -> list[Stay]:
    """What the record shows of carers who came: not of one who was turned away."""
    return [
        Stay(
            row.came_at,
            row.left_at,
            first_begins=row.first_came_at,
            first_ends=row.first_left_at,
            is_edited=row.is_edited,
        )
        for row in rows
        if row.evidence is not None
    ]
