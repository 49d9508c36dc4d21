"""Steps with clocks whose rules have changed: worked out anew, and what was said before is kept."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from portal.cases.clocks.queries import cases_with_running_clocks, find_rules
from portal.cases.clocks.renewing import due_anew, may_move, rules_in_force, start_anew
from portal.cases.clocks.services import replace_clock, take_over
from portal.cases.deadlines import WORKED_OUT, DeadlineKind, Due, SetBy, StartEvent
from portal.cases.events import Actor, EventKind
from portal.cases.letters.services import leave_letter
from portal.cases.minutes.services import record_event
from portal.cases.models import Case, ClockRules
from portal.cases.queries import find_case_by_id
from portal.cases.working_days import local_day
from portal.database import db, reading, transaction

AT_ONCE: Final = 25


def renew_clocks(at: datetime) -> int:
    """Work out every running clock anew, where rules or days off have changed since the last time.

    A worker that dies half way begins again, and changes nothing twice. Returns in how many cases
    a day was changed.
    """
    now = rules_in_force(local_day(at))
    with reading():
        before = find_rules()
        if before is not None and before.fingerprint == now:
            return 0
        waiting = cases_with_running_clocks()
    changed = 0
    for first in range(0, len(waiting), AT_ONCE):
        with transaction():
            changed += sum(_renew(each, at) for each in waiting[first : first + AT_ONCE])
    with transaction():
        db.session.merge(ClockRules(id=1, fingerprint=now))
    return changed


def _renew(case_id: UUID, at: datetime) -> bool:
    case = find_case_by_id(case_id)
    return case is not None and not case.has_ended and renew_clocks_of(case, at=at)


def renew_clocks_of(case: Case, *, at: datetime) -> bool:
    """Work out the clocks of one case anew; the person is told of it. Returns whether any moved.

    A day that was agreed with the person, or told them with a reason, stays, and so does one that
    has passed. Where rules that take over what runs have begun since, the case is under them.
    """
    today = local_day(at)
    before = case.pack.stage(case.rules_stage).answer.starts
    take_over(case, today)
    running = {
        each.kind: each
        for each in case.deadlines
        if each.stage == case.stage and each.superseded_on is None and each.met_on is None
        if each.due_on >= today
    }
    moved = False
    clocks = {kind: old.due for kind, old in running.items()}
    _count_from_another_day(case, clocks, before)
    for new in due_anew(case.pack, case.rules_stage, clocks):
        old = running[new.kind]
        if old.set_by in WORKED_OUT and may_move(old.due, new, today=today):
            replace_clock(case, old, new, set_by=SetBy.RENEWED, on=today)
            record_event(case, EventKind.CLOCK_RENEWED, by=Actor.PORTAL, at=at, about=old.id)
            moved = True
    if moved:
        leave_letter(case, at=at)
    return moved


def _count_from_another_day(
    case: Case, clocks: dict[DeadlineKind, Due], before: StartEvent
) -> None:
    """Where its rules count the answer from something else than before, begin it there."""
    starts = case.pack.stage(case.rules_stage).answer.starts
    first, answer = case.running(DeadlineKind.ACKNOWLEDGE), clocks.get(DeadlineKind.ANSWER)
    if starts is before or first is None or answer is None:
        return
    day = start_anew(starts, first.due, first.met_on)
    clocks[DeadlineKind.ANSWER] = replace(answer, starts_on=day)
