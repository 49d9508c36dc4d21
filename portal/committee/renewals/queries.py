"""Questions about renewals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal.committee.renewals.models import KeyRenewal
from portal.database import db, lock
from portal.errors import NotFound


def waiting_renewals(at: datetime) -> list[KeyRenewal]:
    """What one member asked for and a second can still agree to."""
    return list(
        db.session.scalars(
            select(KeyRenewal)
            .where(KeyRenewal.agreed_at.is_(None), KeyRenewal.lapses_at > at)
            .order_by(KeyRenewal.asked_at, KeyRenewal.id)
        ).unique()
    )


def get_renewal(renewal_id: UUID) -> KeyRenewal:
    """That renewal. Raises NotFound."""
    found = db.session.scalar(lock(select(KeyRenewal).where(KeyRenewal.id == renewal_id)))
    if found is None:
        raise NotFound
    return found
