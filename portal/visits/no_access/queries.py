"""Questions about visits without access: those of a month, and how they are disputed."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from portal.database import db
from portal.visits.figures.assessment import assess
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.models import VisitVersion
from portal.visits.no_access.listing import NoAccessMonth, no_access_month
from portal.visits.no_access.models import VisitDispute
from portal.visits.no_access.standings import Standing
from portal.visits.queries import records_of


class VisitKey(NamedTuple):
    """A contracted visit, as the contract names it."""

    line_ref: str
    service_date: date


def month_without_access(period: Period) -> NoAccessMonth:
    """The visits of a month whose carer could not get in, also those not final yet."""
    records = records_of(period)
    final_days = timedelta(days=DEFAULTS.final_days)
    return no_access_month(
        assess(records, period=period, as_of=period.last_on + final_days),
        final=period.final_part(
            as_of_or_default(None, records.fileset.exported_on, period), DEFAULTS.final_days
        ),
        standings=standings_in(period),
    )


def standings_in(period: Period) -> dict[tuple[str, date], Standing]:
    """How the visits of a period that are disputed through a case stand now."""
    rows = db.session.scalars(
        select(VisitDispute)
        .where(VisitDispute.service_date.between(*period))
        .order_by(VisitDispute.position)
    )
    return {(row.line_ref, row.service_date): row.standing for row in rows}


def disputes_of(visit: VisitKey) -> Sequence[VisitDispute]:
    """What was written beside one visit, in order."""
    return db.session.scalars(
        select(VisitDispute)
        .where(
            VisitDispute.line_ref == visit.line_ref,
            VisitDispute.service_date == visit.service_date,
        )
        .order_by(VisitDispute.position)
    ).all()


def keys_of_rows(visit_refs: Collection[str]) -> dict[str, VisitKey]:
    """Which contracted visits these rows are attached to, by the line they name."""
    rows = db.session.execute(
        select(VisitVersion.visit_ref, VisitVersion.line_ref, VisitVersion.service_date).where(
            VisitVersion.visit_ref.in_(visit_refs),
            VisitVersion.replaced_in_id.is_(None),
            VisitVersion.line_ref.is_not(None),
        )
    )
    return {ref: VisitKey(line_ref or "", day) for ref, line_ref, day in rows}
