"""Questions about missed visits around one home on one day, for whoever looks after safety."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from portal.database import db
from portal.visits.figures.statuses import Status
from portal.visits.models import HomeCode, PackageVersion, VisitVersion
from portal.visits.outcomes.models import VisitOutcome

_NOT_COME = (Status.MISSED, Status.NOT_ROSTERED, Status.NO_ACCESS)


def missed_days_of_home(home_code: str, first: date, last: date) -> list[tuple[date, str]]:
    """The visits to whoever lives there that nobody made, or could not be let in for."""
    people = (
        select(PackageVersion.person_ref)
        .join(HomeCode, HomeCode.package_ref == PackageVersion.package_ref)
        .where(HomeCode.code == home_code)
    )
    rows = db.session.execute(
        select(VisitOutcome.service_date, VisitOutcome.line_ref)
        .where(
            VisitOutcome.person_ref.in_(people),
            VisitOutcome.service_date.between(first, last),
            VisitOutcome.status.in_(_NOT_COME),
        )
        .order_by(VisitOutcome.service_date, VisitOutcome.line_ref)
    )
    return [(row[0], row[1]) for row in rows]


def people_missed_on_round(carers: Collection[str], on: date) -> set[str]:
    """The people whom these carers were to visit that day, and to whom nobody came."""
    if not carers:
        return set()
    people = select(VisitVersion.person_ref).where(
        VisitVersion.service_date == on,
        VisitVersion.carer_ref.in_(carers),
        VisitVersion.replaced_in_id.is_(None),
    )
    return set(
        db.session.scalars(
            select(VisitOutcome.person_ref)
            .where(
                VisitOutcome.service_date == on,
                VisitOutcome.person_ref.in_(people),
                VisitOutcome.status.in_(_NOT_COME),
            )
            .distinct()
        )
    )
