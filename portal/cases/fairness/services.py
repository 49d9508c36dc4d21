"""Steps of hearing a care worker: give the substance and a code, keep the answer."""

import json
from datetime import date, datetime

from portal.accounts.models import Account
from portal.cases.events import Actor, EventKind
from portal.cases.fairness.hearing import DAYS_TO_ANSWER, ReplyRefused
from portal.cases.fairness.models import WorkerReply
from portal.cases.fairness.queries import HeldReply
from portal.cases.letters.services import tell_members
from portal.cases.messages.services import note_case
from portal.cases.minutes.services import record_event
from portal.cases.queries import OpenCase, find_case_by_id, readers_of
from portal.cases.workflow import require_open, require_running
from portal.cases.working_days import local_day, nth_working_day_after
from portal.database import db, new_id
from portal.i18n import gettext as _
from portal.vault.receipts import (
    CodeKind,
    code_of,
    lookup_of,
    new_nonce,
    reply_drawer_of,
    version_of,
)
from portal.vault.sealing import Place


def ask_worker(
    opened: OpenCase,
    whom: str,
    substance: str,
    *,
    secret: bytes,
    by: Account,
    at: datetime,
    due_on: date | None = None,
) -> str:
    """Give a care worker the substance and a code to answer. Returns the code, shown once.

    Raises TransitionRefused where the case has ended, Suspended, and ReplyRefused for a day before
    the time that everybody is given.
    """
    case, today = opened.case, local_day(at)
    require_open(case.status)
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    first = nth_working_day_after(today, DAYS_TO_ANSWER, case.pack.nation)
    if due_on is not None and due_on < first:
        raise ReplyRefused(
            _("Everybody has at least %(days)s working days to answer.", days=DAYS_TO_ANSWER)
        )
    code = code_of(new_nonce(), secret, CodeKind.REPLY)
    row_id = new_id()
    place = Place("worker_replies", row_id, "code")
    locked = reply_drawer_of(code, secret)
    db.session.add(
        WorkerReply(
            id=row_id,
            case_id=case.id,
            stage=case.stage,
            lookup=lookup_of(code, secret, CodeKind.REPLY),
            secret_version=version_of(secret),
            given_on=today,
            due_on=due_on or first,
            given_by_id=by.id,
            code=opened.safe.seal(place, json.dumps({"code": code, "whom": whom})),
            substance=locked.seal(Place("worker_replies", row_id, "substance"), substance.encode()),
        )
    )
    record_event(case, EventKind.WORKER_ASKED, by=by, at=at, about=row_id)
    return code


def note_nobody_concerned(opened: OpenCase, why: str, *, by: Account, at: datetime) -> None:
    """Write down that no single care worker is concerned, and why: the others read it.

    Raises TransitionRefused where the case has ended, Suspended, and NothingSaid.
    """
    require_open(opened.case.status)
    require_running(suspended=opened.case.is_suspended, sealed=opened.case.is_sealed)
    note_case(opened, why, by=by, at=at)
    record_event(opened.case, EventKind.NO_WORKER_CONCERNED, by=by, at=at)


def keep_reply(held: HeldReply, words: str, *, at: datetime) -> None:
    """Keep what a care worker answers, and tell the members.

    Raises ReplyRefused where there is no word, where it was answered, and where the time is over.
    """
    row, today = held.row, local_day(at)
    if not words.strip():
        raise ReplyRefused(_("Write your answer first."))
    if row.answered_on is not None:
        raise ReplyRefused(_("This was answered already. What was written then is kept."))
    if today > row.due_on:
        raise ReplyRefused(_("The time to answer this is over. Ring the committee if you can."))
    case = find_case_by_id(row.case_id)
    if case is None:
        raise ReplyRefused(_("This is not kept any more, so nothing can be answered."))
    require_open(case.status)
    place = Place("worker_replies", row.id, "reply")
    row.reply, row.answered_on = held.drawer.seal(place, words.encode()), today
    record_event(case, EventKind.WORKER_ANSWERED, by=Actor.PORTAL, at=at, about=row.id)
    tell_members([each.email for each in readers_of(case)], at=at)
