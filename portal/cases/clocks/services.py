"""Steps with clocks. A day that was promised is never edited: another row takes its place."""

from collections.abc import Iterable
from datetime import date, datetime

from portal.accounts.models import Account
from portal.cases.clocks.calls import next_call
from portal.cases.clocks.queries import was_extended
from portal.cases.deadlines import (
    DeadlineKind,
    Due,
    ExtensionRefused,
    RulePack,
    SetBy,
    due_at_acknowledgement,
    due_at_receipt,
    has_clocks,
    require_agreed_day,
    require_extension,
)
from portal.cases.events import EventKind
from portal.cases.minutes.services import record_event
from portal.cases.models import NOTHING_OWED, Case, Deadline
from portal.cases.rule_packs import edition_that_took_over
from portal.cases.workflow import CaseKind
from portal.cases.working_days import local_day
from portal.database import db, write_rows
from portal.i18n import gettext as _


def start_clocks(case: Case, on: date) -> None:
    """Start the clocks of the present round, where an answer is owed at all."""
    take_over(case, on)
    clocks = due_at_receipt(case.pack, case.rules_stage, on) if has_clocks(case.kind) else []
    _add(case, clocks, set_by=SetBy.RULE)
    _note_first(case, [each.due_on for each in clocks])


def take_over(case: Case, on: date) -> None:
    """Put the case under the rules that have taken over what runs, where such rules have begun."""
    day = edition_that_took_over(case.rule_pack, case.rules_on or case.received_on, on)
    if day is not None:
        case.rules_on = day


def meet_clock(case: Case, kind: DeadlineKind, on: date) -> None:
    """Stop a clock: what was owed is done. One that was met stays as it is."""
    running = case.running(kind)
    if running is not None and running.met_on is None:
        running.met_on, running.call_on = on, None
        _note_first(case, [each.due_on for each in case.owed])
    db.session.flush()


def start_answer_clock(case: Case, on: date) -> None:
    """Count the answer from the acknowledgement, where the rules do.

    The person was told a day at once. It only comes nearer: who acknowledges late wins no time.
    """
    running, nearer = case.running(DeadlineKind.ANSWER), _nearer(case, on)
    if running is not None and nearer is not None:
        replace_clock(case, running, nearer, set_by=SetBy.RULE, on=on)


def answer_day_once_acknowledged(case: Case, on: date) -> date | None:
    """By which day the answer is due if the case is acknowledged that day; None where none runs."""
    running, nearer = case.running(DeadlineKind.ANSWER), _nearer(case, on)
    if running is None:
        return None
    return running.due_on if nearer is None else nearer.due_on


def _nearer(case: Case, on: date) -> Due | None:
    """What the rules count from an acknowledgement that day; None where what runs stays."""
    running = case.running(DeadlineKind.ANSWER)
    due = due_at_acknowledgement(case.pack, case.rules_stage, on)
    if running is None or due is None or running.met_on is not None:
        return None
    return due if due.due_on <= running.due_on else None


def agree_answer_day(case: Case, agreed_on: date, *, by: Account, at: datetime) -> None:
    """Keep the day that was agreed with the person for the answer. Raises ExtensionRefused."""
    today = local_day(at)
    running = _running(case, DeadlineKind.ANSWER)
    clock = case.pack.stage(case.rules_stage).answer
    require_agreed_day(clock, agreed_on, today=today, due_on=running.due_on)
    agreed = Due(DeadlineKind.ANSWER, running.starts_on, agreed_on)
    replace_clock(case, running, agreed, set_by=SetBy.AGREED, on=today)
    record_event(case, EventKind.AGREED_DAY, by=by, at=at)


def extend_answer_clock(case: Case, *, to: date, reason: str, by: Account, at: datetime) -> None:
    """Take more time for the answer, within the rules. Raises ExtensionRefused.

    The person is told why: whoever calls writes to them in the same transaction.
    """
    today = local_day(at)
    running = _running(case, DeadlineKind.ANSWER)
    require_extension(case.pack, case.rules_stage, running.due, to=to, reason=reason, today=today)
    if was_extended(case):
        raise ExtensionRefused(_("More time was taken for this once. It cannot be taken again."))
    extended = Due(running.kind, running.starts_on, to)
    replace_clock(case, running, extended, set_by=SetBy.EXTENDED, on=today)
    record_event(case, EventKind.EXTENDED, by=by, at=at, about=running.id)


def _running(case: Case, kind: DeadlineKind) -> Deadline:
    running = case.running(kind)
    if running is None or running.met_on is not None:
        raise ExtensionRefused(_("No clock is running for this."))
    return running


def replace_clock(case: Case, old: Deadline, due: Due, *, set_by: SetBy, on: date) -> None:
    """Put another day in the place of a running one; the one before stays on record."""
    old.superseded_on, old.call_on = on, None
    _note_first(case, [due.due_on, *(each.due_on for each in case.owed)])
    told = set_by in (SetBy.EXTENDED, SetBy.RENEWED) and due.due_on != old.due_on
    _add(case, [due], set_by=set_by, before_on=old.due_on if told else None)


def first_day_owed(kind: CaseKind, pack: RulePack, received_on: date) -> date:
    """The first day of a new case on which something is owed to the person."""
    clocks = due_at_receipt(pack, 1, received_on) if has_clocks(kind) else []
    return min((each.due_on for each in clocks), default=NOTHING_OWED)


def _note_first(case: Case, days: Iterable[date]) -> None:
    first = min(days, default=NOTHING_OWED)
    if case.due_on != first:
        case.due_on = first


def _add(
    case: Case, clocks: Iterable[Due], *, set_by: SetBy, before_on: date | None = None
) -> None:
    db.session.flush()
    rows = [
        {
            "case_id": case.id,
            "stage": case.stage,
            "kind": due.kind,
            "starts_on": due.starts_on,
            "due_on": due.due_on,
            "set_by": set_by,
            "before_on": before_on,
            "call_on": _first_call(case, due),
        }
        for due in clocks
    ]
    if rows:
        write_rows(Deadline, rows)
    db.session.expire(case, ["deadlines"])


def _first_call(case: Case, due: Due) -> date | None:
    first = next_call(due.kind, due.due_on, last=None, today=due.starts_on, nation=case.pack.nation)
    return first[1] if first else None
