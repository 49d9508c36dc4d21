"""Steps: days are announced by the worker, and a member says why one was not kept."""

from datetime import datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.config import settings
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.publication.calendar.days import AHEAD, due_on, months_from
from portal.publication.calendar.models import DayReason, ReleaseDate
from portal.publication.calendar.queries import announced_periods, find_date, missed_days
from portal.stored_pages import touch_public_pages
from portal.visits.queries import first_day_on_record


class DayIsKept(RuleBroken):
    """There is nothing to explain."""


def explain_day(period: str, words: str, *, by: Account, at: datetime) -> None:
    """Say for everybody why a report did not come out on its day. It stays beside the day.

    Raises DayIsKept where the day is still to come, was kept, or was never announced.
    """
    day = find_date(period)
    today = local(at).date()
    if day is None or all(each.period != period for each in missed_days(today)):
        raise DayIsKept(_("No day of this month was missed."))
    db.session.add(
        DayReason(words=words, name=by.name, written_at=at, date_id=day.id, account_id=by.id)
    )
    touch_public_pages()
    db.session.flush()


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
