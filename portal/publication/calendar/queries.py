"""Questions about announced days, and about what became of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from portal.clock import local
from portal.database import db
from portal.errors import NotFound
from portal.publication.calendar.days import NOT_KEPT, DayState, state_of
from portal.publication.calendar.models import DayReason, ReleaseDate
from portal.publication.models import Release, ReleaseStatus


class Announced(NamedTuple):
    """An announced day, and what became of it."""

    period: str
    due_on: date
    announced_on: date
    release: Release | None
    """What came out first of that month."""
    state: DayState
    reasons: Sequence[DayReason] = ()
    """Why it did not come out on that day, the first said first."""


def find_date(period: str) -> ReleaseDate | None:
    """The announced day of a month."""
    return db.session.scalar(select(ReleaseDate).where(ReleaseDate.period == period))


def announced_periods() -> set[str]:
    """The months that have an announced day."""
    return set(db.session.scalars(select(ReleaseDate.period)))


def calendar(today: date) -> list[Announced]:
    """Every announced day, the newest month first."""
    first = (Release.status == ReleaseStatus.PUBLISHED, Release.number == 1)
    out = {release.period: release for release in db.session.scalars(select(Release).where(*first))}
    why: dict[UUID, list[DayReason]] = defaultdict(list)
    for reason in db.session.scalars(select(DayReason).order_by(DayReason.written_at)):
        why[reason.date_id].append(reason)
    rows = db.session.scalars(select(ReleaseDate).order_by(ReleaseDate.period.desc()))
    return [
        Announced(
            row.period,
            row.due_on,
            row.announced_on,
            out.get(row.period),
            state_of(row.due_on, _came_out_on(out.get(row.period)), today),
            why[row.id],
        )
        for row in rows
    ]


def missed_days(today: date) -> list[Announced]:
    """The days that were not kept, the newest month first: those that want a reason."""
    return [day for day in calendar(today) if day.state in NOT_KEPT]


def get_missed_day(period: str, today: date) -> Announced:
    """The announced day of a month, if it was not kept. Raises NotFound."""
    for day in missed_days(today):
        if day.period == period:
            return day
    raise NotFound


def _came_out_on(release: Release | None) -> date | None:
    return local(release.published_at).date() if release and release.published_at else None
