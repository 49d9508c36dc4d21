"""Steps with people who asked to be rung or written to: reached, and taken back."""

from datetime import date, datetime

from portal.accounts.models import Account
from portal.cases.events import EventKind
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase, contact_in
from portal.cases.tellings import Contact
from portal.cases.working_days import local_day
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.intake.handover.models import CallerReached
from portal.intake.handover.queries import (
    count_reached,
    find_last_reached,
    find_wish,
    newest_message,
)
from portal.intake.handover.ways import Wish
from portal.ledger.kinds import EntryKind


class NotAskedFor(RuleBroken):
    """The person did not ask to be rung or written to."""


class NothingToTakeBack(RuleBroken):
    """Nobody has reached the person yet."""


class DayRefused(RuleBroken):
    """It cannot have been done on that day."""


def show_how_to_reach(opened: OpenCase, *, by: Account, at: datetime) -> Contact:
    """Name, number and address of somebody who asked to be rung or written to.

    One member is enough: the person asked for it. Minutes and ledger name who looked. Raises
    NotAskedFor.
    """
    case = opened.case
    wish = require_wish(case)
    record_event(case, EventKind.IDENTITY_READ, by=by, at=at)
    enter_in_ledger(EntryKind.IDENTITY_READ, case, at=at, by=by.name, asked_for=wish.value)
    return contact_in(opened)


def note_reached(case: Case, *, on: date, upto: int, by: Account, at: datetime) -> CallerReached:
    """Keep that the person was rung or written to, and how far they have been told.

    `upto` is the place of the last message that the page showed: one that came meanwhile still has
    to be passed on. Raises NotAskedFor, and DayRefused.
    """
    require_wish(case)
    if not case.received_on <= on <= local_day(at):
        raise DayRefused(_("Enter a day between the day it reached us and today."))
    made = CallerReached(
        case_id=case.id,
        position=count_reached(case.id) + 1,
        upto=min(upto, newest_message(case.id)),
        done_on=on,
        done_by_id=by.id,
        undone_on=None,
        undone_by_id=None,
    )
    db.session.add(made)
    record_event(case, EventKind.REACHED, by=by, at=at)
    return made


def take_back_reached(case: Case, *, by: Account, at: datetime) -> None:
    """Take back the last time that counts: nobody was in, or the letter came back.

    Raises NothingToTakeBack.
    """
    last = find_last_reached(case.id)
    if last is None:
        raise NothingToTakeBack(_("There is nothing to take back."))
    last.undone_on, last.undone_by_id = local_day(at), by.id
    record_event(case, EventKind.NOT_REACHED, by=by, at=at)


def require_wish(case: Case) -> Wish:
    """What the person asked for. Raises NotAskedFor where they did not."""
    wish = find_wish(case.id)
    if wish is None:
        raise NotAskedFor(_("This person did not ask to be rung or written to."))
    return wish
