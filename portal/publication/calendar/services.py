"""The step by which days are announced. The worker takes it; nobody else can."""

from datetime import datetime

from portal.clock import local
from portal.config import settings
from portal.database import db
from portal.publication.calendar.days import AHEAD, due_on, months_from
from portal.publication.calendar.models import ReleaseDate
from portal.publication.calendar.queries import announced_periods
from portal.stored_pages import touch_public_pages
from portal.visits.queries import first_day_on_record


def announce_days(at: datetime) -> None:
    """Announce the day of the present month's report and of those that follow, once.

    Nothing is announced before the co-operative has visits on record.
    """
    if first_day_on_record() is None:
        return
    today = local(at).date()
    known = announced_periods()
    new = [month for month in months_from(today, AHEAD) if month not in known]
    for month in new:
        day = due_on(month, settings().release_day)
        db.session.add(ReleaseDate(period=month, due_on=day, announced_on=today))
    if new:
        touch_public_pages()
        db.session.flush()
