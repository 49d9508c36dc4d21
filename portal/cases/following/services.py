"""Steps after an answer: the person is asked again, says what became of it, and is heard at once.

The worker asks without a key: the page of the receipt shows the question, and a letter waits where
the person left an address.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.events import Actor, EventKind, MessageKind
from portal.cases.following.models import FollowUp, RetaliationAlert
from portal.cases.following.queries import (
    due_follow_ups,
    find_open_alert,
    find_open_question,
    unasked_of,
)
from portal.cases.following.turns import (
    AlertFinding,
    AlertOver,
    FollowUpRefused,
    PutRight,
    Turn,
    due_after,
    latest,
)
from portal.cases.letters.services import leave_letter, tell_members
from portal.cases.messages.services import add_message, hear_of_worse
from portal.cases.minutes.services import record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase, find_case_by_id, readers_of
from portal.cases.working_days import local_day
from portal.database import db, reading, transaction, write_rows
from portal.i18n import gettext as _

AT_ONCE: Final = 25
"""So many cases in one transaction: whoever sends a concern meanwhile waits no longer."""


def plan_follow_ups(case: Case, *, at: datetime) -> None:
    """Plan when the person is asked what became of it, counted from today's answer."""
    today = local_day(at)
    rows = [
        {"case_id": case.id, "stage": case.stage, "turn": turn, "due_on": due_after(turn, today)}
        for turn in Turn
    ]
    write_rows(FollowUp, rows)


def drop_follow_ups(case: Case, *, at: datetime) -> None:
    """Ask no more about an answer that was not the last: the case is open again."""
    asked = select(FollowUp).where(
        FollowUp.case_id == case.id,
        FollowUp.answered_on.is_(None),
        FollowUp.lapsed_on.is_(None),
    )
    for each in db.session.scalars(asked):
        each.lapsed_on = local_day(at)
    db.session.flush()


def ask_what_became_of_it(at: datetime) -> int:
    """Ask everybody whose day has come. Returns how many were asked. Run by the worker.

    Each once, whichever worker comes first; who was not asked for weeks is asked once, not three
    times.
    """
    with reading():
        waiting = due_follow_ups(local_day(at))
    asked = 0
    for first in range(0, len(waiting), AT_ONCE):
        with transaction():
            asked += sum(_ask(each, at) for each in waiting[first : first + AT_ONCE])
    return asked


def answer_follow_up(
    opened: OpenCase, put_right: PutRight, *, worse: str, words: str, at: datetime
) -> None:
    """Keep what the person says of it: two codes to count, and their words, sealed.

    `worse` says what got worse; empty where nothing did. Raises FollowUpRefused.
    """
    case = opened.case
    question = find_open_question(case)
    if question is None:
        raise FollowUpRefused(
            _("You have answered this already. You can still write to the committee.")
        )
    question.answered_on, question.put_right = local_day(at), put_right
    question.worse = bool(worse.strip())
    add_message(opened, words, MessageKind.FOLLOW_UP, by=Actor.COMPLAINANT, at=at)
    record_event(case, EventKind.FOLLOWED_UP, by=Actor.COMPLAINANT, at=at)
    if question.worse:
        hear_worse(opened, worse, at=at)
    else:
        tell_members([each.email for each in readers_of(case)], at=at)


def hear_worse(opened: OpenCase, words: str, *, at: datetime) -> None:
    """Keep that something got worse, tell the members, and open an alert if none is open."""
    hear_of_worse(opened, words, at=at)
    if find_open_alert(opened.case) is None:
        write_rows(RetaliationAlert, [{"case_id": opened.case.id, "raised_on": local_day(at)}])


def settle_alert(
    opened: OpenCase, finding: AlertFinding, words: str, *, by: Account, at: datetime
) -> None:
    """Say what was found about what got worse; the person reads the words.

    Raises AlertOver where somebody did so before, NothingSaid.
    """
    alert = find_open_alert(opened.case)
    if alert is None:
        raise AlertOver(_("A colleague has looked into this already."))
    add_message(opened, words, MessageKind.AFTER_WORSE, by=by, at=at)
    alert.settled_on, alert.settled_by_id, alert.finding = local_day(at), by.id, finding
    record_event(opened.case, EventKind.ALERT_SETTLED, by=by, at=at, about=alert.id)
    leave_letter(opened.case, at=at)


def _ask(case_id: UUID, at: datetime) -> int:
    case = find_case_by_id(case_id)
    if case is None:
        return 0
    today, unasked = local_day(at), unasked_of(case)
    turn = latest([(each.turn, each.due_on) for each in unasked], today)
    if turn is None:
        return 0  # Another worker was here first.
    for each in unasked:
        if each.turn is turn:
            each.asked_on = today
        elif each.due_on <= today:
            each.lapsed_on = today
    record_event(case, EventKind.ASKED_AGAIN, by=Actor.PORTAL, at=at)
    leave_letter(case, at=at)
    return 1
