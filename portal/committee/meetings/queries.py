"""Questions about meetings: which were held, and how many of theirs each member came to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.committee.meetings.models import Meeting
from portal.committee.models import Term
from portal.committee.round_queries import terms_between
from portal.committee.terms import sitting_since
from portal.database import db, lock
from portal.errors import NotFound


@dataclass(frozen=True)
class Service:
    """Since when somebody sits without a break, and to how many meetings of that time they came."""

    since: date
    came: int
    held: int


def meetings_since(day: date) -> Sequence[Meeting]:
    """Every meeting from that day on, the latest first."""
    return (
        db.session.scalars(
            select(Meeting)
            .where(Meeting.held_on >= day)
            .order_by(Meeting.held_on.desc(), Meeting.noted_at.desc(), Meeting.id)
        )
        .unique()
        .all()
    )


def get_meeting(meeting_id: UUID) -> Meeting:
    """That meeting. Raises NotFound."""
    found = db.session.scalar(lock(select(Meeting).where(Meeting.id == meeting_id)))
    if found is None:
        raise NotFound
    return found


def services_of(terms: Iterable[Term], on: date) -> dict[UUID, Service]:
    """For each of these terms, which run that day: since when, and how many meetings."""
    sitting = list(terms)
    earlier = terms_between(date.min, on)
    since = {
        term.id: sitting_since(
            ((e.starts_on, e.ends_on) for e in earlier if e.member_id == term.member_id),
            term.starts_on,
        )
        for term in sitting
    }
    meetings = meetings_since(min(since.values(), default=on))
    found = {}
    for term in sitting:
        own = [each for each in meetings if each.held_on >= since[term.id]]
        came = sum(term.member_id in {one.member_id for one in each.came} for each in own)
        found[term.id] = Service(since[term.id], came, len(own))
    return found
