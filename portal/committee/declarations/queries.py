"""Questions about declared interests."""

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from portal.accounts.models import Account
from portal.committee.declarations.models import DeclaredInterest
from portal.database import db, lock
from portal.errors import NotFound


def declared_interests(on: date) -> list[DeclaredInterest]:
    """Every declaration that holds that day, by name."""
    return list(
        db.session.scalars(
            select(DeclaredInterest)
            .join(DeclaredInterest.account)
            .where(
                DeclaredInterest.declared_on <= on,
                or_(DeclaredInterest.ended_on.is_(None), DeclaredInterest.ended_on > on),
            )
            .order_by(Account.name, DeclaredInterest.declared_on, DeclaredInterest.id)
        ).unique()
    )


def get_declaration(declaration_id: UUID, account_id: UUID) -> DeclaredInterest:
    """One's own declaration. Raises NotFound, also for another person's."""
    found = db.session.scalar(
        lock(
            select(DeclaredInterest).where(
                DeclaredInterest.id == declaration_id, DeclaredInterest.account_id == account_id
            )
        )
    )
    if found is None:
        raise NotFound
    return found


def declarations_of(account_id: UUID, on: date) -> list[DeclaredInterest]:
    """What one person has declared and not ended."""
    return [each for each in declared_interests(on) if each.account_id == account_id]
