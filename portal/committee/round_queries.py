"""Questions that the committee's round asks: what has ended, what still runs, who may do what."""

from datetime import date, datetime

from sqlalchemy import and_, or_, select

from portal.accounts.models import Authority
from portal.committee.models import Appointment, Term
from portal.committee.queries import is_made
from portal.database import db
from portal.membership.models import Member
from portal.membership.queries import is_current


def terms_between(starts_on: date, ends_on: date) -> list[Term]:
    """Every term that shares a day with that period."""
    return list(
        db.session.scalars(
            select(Term).where(Term.starts_on < ends_on, Term.ends_on > starts_on)
        ).unique()
    )


def terms_to_end(on: date) -> list[Term]:
    """Terms that are over by that day, or whose member left, and are not yet in the ledger."""
    over = or_(Term.ends_on <= on, and_(Member.ceased_on.is_not(None), Member.ceased_on <= on))
    return list(
        db.session.scalars(
            select(Term)
            .join(Term.member)
            .where(Term.end_recorded_at.is_(None), over)
            .order_by(Term.ends_on, Term.id)
        ).unique()
    )


def running_terms_and_later(on: date) -> list[Term]:
    """Terms that run that day or begin later, of members who have not left."""
    return list(
        db.session.scalars(
            select(Term).join(Term.member).where(Term.ends_on > on, is_current(on))
        ).unique()
    )


def appointments_to_end(on: date) -> list[Appointment]:
    """Appointments that are over by that day and not yet in the ledger as ended."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(is_made(), Appointment.end_recorded_at.is_(None), Appointment.ends_on <= on)
            .order_by(Appointment.ends_on, Appointment.id)
        ).unique()
    )


def running_appointments_and_later(on: date) -> list[Appointment]:
    """Appointments that run that day or begin later."""
    return list(
        db.session.scalars(select(Appointment).where(is_made(), Appointment.ends_on > on)).unique()
    )


def authorities_in_force(at: datetime) -> list[Authority]:
    """Everything anybody may do at that instant or later."""
    return list(
        db.session.scalars(
            select(Authority)
            .where(or_(Authority.ends_at.is_(None), Authority.ends_at > at))
            .order_by(Authority.source, Authority.account_id, Authority.permission)
        )
    )
