"""Questions about announced days, and about what became of them."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from portal.clock import local
from portal.database import db
from portal.publication.calendar.days import DayState, state_of
from portal.publication.calendar.models import ReleaseDate
from portal.publication.models import Release, ReleaseStatus


class Announced(NamedTuple):
    """An announced day, and what became of it."""

    period: str
    due_on: date
    announced_on: date
    release: Release | None
    """What came out first of that month."""
    state: DayState


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
    rows = db.session.scalars(select(ReleaseDate).order_by(ReleaseDate.period.desc()))
    return [
        Announced(
            row.period,
            row.due_on,
            row.announced_on,
            out.get(row.period),
            state_of(row.due_on, _came_out_on(out.get(row.period)), today),
        )
        for row in rows
    ]


def _came_out_on(release: Release | None) -> date | None:
    return local(release.published_at).date() if release and release.published_at else None
