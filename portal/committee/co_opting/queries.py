"""Questions about co-opting: what is proposed, and who could come into a vacant seat."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.committee.co_opting.models import CoOption
from portal.committee.offices import AppointmentState
from portal.committee.queries import sitting_terms
from portal.committee.seats import classes_with_room
from portal.database import db, lock
from portal.errors import NotFound
from portal.membership.models import Member
from portal.membership.queries import is_current


def open_co_options() -> Sequence[CoOption]:
    """What was proposed and waits for another member."""
    return db.session.scalars(
        select(CoOption)
        .where(CoOption.state == AppointmentState.PROPOSED)
        .options(joinedload(CoOption.proposed_by))
        .order_by(CoOption.proposed_at, CoOption.id)
    ).all()


def get_co_option(co_option_id: UUID) -> CoOption:
    """That proposal. Raises NotFound."""
    found = db.session.scalar(lock(select(CoOption).where(CoOption.id == co_option_id)))
    if found is None:
        raise NotFound
    return found


def possible_members(on: date) -> Sequence[Member]:
    """Members with a sign-in who do not sit that day: classes with a vacant seat first, by rank."""
    terms = sitting_terms(on)
    sitting = {each.member_id for each in terms}
    room = classes_with_room([each.seat_class for each in terms])
    found = db.session.scalars(
        select(Member)
        .where(is_current(on), Member.account_id.is_not(None))
        .order_by(
            Member.member_class.not_in(room),
            Member.reserve_rank.is_(None),
            Member.reserve_rank,
            func.lower(Member.name),
            Member.id,
        )
    )
    return [each for each in found if each.id not in sitting]
