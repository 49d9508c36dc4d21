"""Steps with clocks. A day that was promised is never edited: another row takes its place."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.deadlines import (
    DeadlineKind,
    Due,
    ExtensionRefused,
    due_at_acknowledgement,
    due_at_receipt,
    has_clocks,
    require_agreed_day,
    require_extension,
)
from portal.cases.events import Actor, EventKind
from portal.cases.keys.services import call_in_everybody_standing_by
from portal.cases.letters.wording import overdue_letter
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.models import Case, Deadline
from portal.cases.queries import overdue_deadlines, readers_of
from portal.cases.working_days import local_day
from portal.config import settings
from portal.database import db, lock, write_rows
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.notices.services import send_to_all


def start_clocks(case: Case, on: date) -> None:
    """Start the clocks of the present round, where an answer is owed at all."""
    if has_clocks(case.kind):
        _add(case, due_at_receipt(case.pack, case.stage, on))


def meet_clock(case: Case, kind: DeadlineKind, on: date) -> None:
    """Stop a clock: what was owed is done. One that was met stays as it is."""
    running = case.running(kind)
    if running is not None and running.met_on is None:
        running.met_on = on
    db.session.flush()


def start_answer_clock(case: Case, on: date) -> None:
    """Count the answer from the acknowledgement, where the rules do."""
    running = case.running(DeadlineKind.ANSWER)
    due = due_at_acknowledgement(case.pack, case.stage, on)
    if running is not None and due is not None and running.met_on is None:
        _replace(case, running, due, on)


def agree_answer_day(case: Case, agreed_on: date, *, by: Account, at: datetime) -> None:
    """Keep the day that was agreed with the person for the answer. Raises ExtensionRefused."""
    today = local_day(at)
    running = _running(case, DeadlineKind.ANSWER)
    clock = case.pack.stage(case.stage).answer
    require_agreed_day(clock, agreed_on, today=today, due_on=running.due_on)
    _replace(case, running, Due(DeadlineKind.ANSWER, running.starts_on, agreed_on), today)
    record_event(case, EventKind.AGREED_DAY, by=by, at=at)


def extend_answer_clock(case: Case, *, to: date, reason: str, by: Account, at: datetime) -> None:
    """Take more time for the answer, within the rules. Raises ExtensionRefused.

    The person is told why: whoever calls writes to them in the same transaction.
    """
    today = local_day(at)
    running = _running(case, DeadlineKind.ANSWER)
    due = Due(running.kind, running.starts_on, running.due_on)
    require_extension(case.pack, case.stage, due, to=to, reason=reason, today=today)
    if _extended_before(case):
        raise ExtensionRefused(_("More time was taken for this once. It cannot be taken again."))
    _replace(case, running, Due(running.kind, running.starts_on, to), today)
    record_event(case, EventKind.EXTENDED, by=by, at=at, about=running.id)


def escalate_overdue(at: datetime) -> int:
    """Pass on every case whose clock ran out: to all who hold its key, the chair among them.

    Once for each clock, also after a week in which no worker ran, and whichever of two workers
    comes first. Returns how many.
    """
    return sum(_escalate(deadline_id, at) for deadline_id in overdue_deadlines(local_day(at)))


def _escalate(deadline_id: UUID, at: datetime) -> bool:
    case = db.session.scalars(
        lock(select(Case).join(Deadline).where(Deadline.id == deadline_id))
    ).one_or_none()
    if case is None:
        return False  # It was deleted meanwhile.
    deadline = db.session.get_one(Deadline, deadline_id, populate_existing=True)
    if deadline.escalated_on is not None or deadline.met_on is not None or case.has_ended:
        return False  # Another worker, or a member, was here first.
    today = local_day(at)
    deadline.escalated_on = today
    case.escalated_on = case.escalated_on or today
    record_event(case, EventKind.ESCALATED, by=Actor.PORTAL, at=at, about=deadline.id)
    fact = {"clock": deadline.kind.value, "due_on": deadline.due_on.isoformat()}
    enter_in_ledger(EntryKind.CASE_ESCALATED, case, at=at, **fact)
    if not readers_of(case):
        call_in_everybody_standing_by(case, at=at)
    subject, words = overdue_letter(settings().base_url + "/cases/")
    send_to_all([each.email for each in readers_of(case)], subject, words, at=at)
    return True


def _running(case: Case, kind: DeadlineKind) -> Deadline:
    running = case.running(kind)
    if running is None or running.met_on is not None:
        raise ExtensionRefused(_("No clock is running for this."))
    return running


def _extended_before(case: Case) -> bool:
    return any(
        event.kind is EventKind.EXTENDED and event.stage == case.stage for event in case.events
    )


def _replace(case: Case, old: Deadline, due: Due, on: date) -> None:
    old.superseded_on = on
    _add(case, [due])


def _add(case: Case, clocks: Iterable[Due]) -> None:
    db.session.flush()
    days = [(due.kind, due.starts_on, due.due_on) for due in clocks]
    rows = [
        {"case_id": case.id, "stage": case.stage, "kind": kind, "starts_on": start, "due_on": end}
        for kind, start, end in days
    ]
    write_rows(Deadline, rows)
    db.session.expire(case, ["deadlines"])
