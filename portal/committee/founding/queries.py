"""Questions about foundings."""

from datetime import date

from sqlalchemy import select

from portal.committee.founding.models import Founding
from portal.database import db, lock


def find_waiting_founding(on: date) -> Founding | None:
    """The founding that waits for signatures that day."""
    return db.session.scalar(
        lock(
            select(Founding)
            .where(Founding.started_on.is_(None), Founding.lapses_on > on)
            .order_by(Founding.prepared_on.desc(), Founding.id)
            .limit(1)
        )
    )
