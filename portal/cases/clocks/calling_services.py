"""Steps that the portal takes by itself when a day comes near, and when it has passed.

The worker holds no key: it tells people, and reads nothing.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from portal.accounts.models import Account
from portal.cases.clocks.calls import Call, calls_due, next_call, without_chair
from portal.cases.clocks.queries import (
    chairs_of,
    clocks_to_look_at,
    hold_case_of_clock,
    who_looks_into,
)
from portal.cases.events import Actor, EventKind
from portal.cases.keys.services import call_in_everybody_standing_by
from portal.cases.letters.services import leave_letter
from portal.cases.letters.wording import overdue_letter, reminder_letter
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.models import Case, Deadline
from portal.cases.queries import readers_of
from portal.cases.working_days import local_day
from portal.config import settings
from portal.database import db, reading, transaction
from portal.ledger.kinds import EntryKind
from portal.notices.services import send_to_all

AT_ONCE: Final = 25
"""So many clocks in one transaction: whoever sends a concern meanwhile waits no longer."""

_SAID: Final = {
    Call.REMINDER: EventKind.REMINDED,
    Call.CHAIR: EventKind.CHAIR_TOLD,
    Call.COMMITTEE: EventKind.ESCALATED,
    Call.OUTSIDE: EventKind.OUTSIDE_NAMED,
}


def look_at_clocks(at: datetime) -> int:
    """Remind of what is due soon, and pass on what is overdue. Returns how many steps were taken.

    Each step once, whichever worker comes first, and also after a week in which none ran: then
    those that are still due are taken together, and nobody gets two letters for it.
    """
    with reading():
        waiting = clocks_to_look_at(local_day(at))
    taken = 0
    for first in range(0, len(waiting), AT_ONCE):
        with transaction():
            taken += sum(_look_at(each, at) for each in waiting[first : first + AT_ONCE])
    return taken


def _look_at(deadline_id: UUID, at: datetime) -> int:
    held, today = hold_case_of_clock(deadline_id), local_day(at)
    if held is None:
        return 0
    case, clock = held
    if clock.call_on is None or clock.call_on > today:
        return 0  # Another worker was here first, or what was owed is done.
    if case.is_sealed:
        return 0  # Nobody is told anything, so that no letter gives it away.
    if case.has_ended or clock.stage != case.stage:
        clock.call_on = None
        db.session.flush()
        return 0
    calls = _calls(case, clock, today)
    told: dict[str, None] = {}
    for call in calls:
        told |= dict.fromkeys(each.email for each in _take(case, clock, call, at))
    _write_letters(list(told), overdue=calls[-1:] != [Call.REMINDER], at=at)
    after = next_call(
        clock.kind, clock.due_on, last=clock.last_call, today=today, nation=case.pack.nation
    )
    clock.call_on = after[1] if after else None
    db.session.flush()
    return len(calls)


def _calls(case: Case, clock: Deadline, today: date) -> list[Call]:
    """The steps to take now, once there is somebody who can be told of what is overdue."""
    calls = calls_due(
        clock.kind, clock.due_on, last=clock.last_call, today=today, nation=case.pack.nation
    )
    return without_chair(calls) if Call.CHAIR in calls and not chairs_of(case, today) else calls


def _take(case: Case, clock: Deadline, call: Call, at: datetime) -> list[Account]:
    """Take one step, and say who is to have a letter."""
    clock.last_call = call
    if call is not Call.REMINDER:
        _note_overdue(case, clock, call, at)
    told = _whom_to_tell(case, call, local_day(at))
    if told:
        record_event(case, _SAID[call], by=Actor.PORTAL, at=at, about=clock.id)
    if call is Call.OUTSIDE:
        leave_letter(case, at=at)
    return told


def _note_overdue(case: Case, clock: Deadline, call: Call, at: datetime) -> None:
    today = local_day(at)
    clock.escalated_on = clock.escalated_on or today
    case.escalated_on = case.escalated_on or today
    fact = {"clock": clock.kind.value, "due_on": clock.due_on.isoformat(), "step": call.value}
    enter_in_ledger(EntryKind.CASE_ESCALATED, case, at=at, **fact)
    if not readers_of(case):
        call_in_everybody_standing_by(case, at=at)


def _whom_to_tell(case: Case, call: Call, today: date) -> list[Account]:
    match call:
        case Call.REMINDER:
            return who_looks_into(case)
        case Call.CHAIR:
            return chairs_of(case, today)
        case Call.COMMITTEE | Call.OUTSIDE:
            return readers_of(case)


def _write_letters(addresses: list[str], *, overdue: bool, at: datetime) -> None:
    if addresses:
        letter = overdue_letter if overdue else reminder_letter
        subject, words = letter(settings().base_url + "/cases/")
        send_to_all(addresses, subject, words, at=at)
