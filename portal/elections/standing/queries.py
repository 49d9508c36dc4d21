"""Questions about offers to stand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from portal.clock import local
from portal.database import db, lock
from portal.elections.models import Election
from portal.elections.queries import eligible_members
from portal.elections.standing.models import Offer
from portal.errors import NotFound
from portal.membership.models import Member
from portal.membership.queries import find_member_of_account


def offers_of(election: Election) -> Sequence[Offer]:
    """Every offer that still waits for a signature, by name."""
    return db.session.scalars(
        select(Offer)
        .join(Offer.member)
        .where(Offer.election_id == election.id)
        .order_by(func.lower(Member.name), Offer.id)
    ).all()


def get_offer(election: Election, offer_id: UUID) -> Offer:
    """That offer. Raises NotFound."""
    found = db.session.scalar(
        lock(select(Offer).where(Offer.id == offer_id, Offer.election_id == election.id))
    )
    if found is None:
        raise NotFound
    return found


def find_offer_of(election: Election, member: Member) -> Offer | None:
    """The offer that this member made."""
    return next((each for each in offers_of(election) if each.member_id == member.id), None)


def get_member_of(account_id: UUID, at: datetime) -> Member:
    """The member who signs in with that account. Raises NotFound where nobody does."""
    found = find_member_of_account(account_id, local(at).date())
    if found is None:
        raise NotFound
    return found


def members_called(election: Election, name: str, at: datetime) -> list[Member]:
    """Members with that very name who may nominate."""
    wanted = " ".join(name.split()).casefold()
    return [each for each in eligible_members(election, at) if each.name.casefold() == wanted]
