"""Steps of a case that somebody has alone: suspended for the others, looked into, given back.

The keys of the others fall asleep: their grants are by rule, so nothing is sealed anew, and whoever
was kept away by an interest stays away. A sleeping key opens no page, no row and no search.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from portal.accounts.models import Account
from portal.accounts.queries import find_account_of_holder
from portal.cases.arrivals import reasons_to_text
from portal.cases.corroborating.corroboration import Unsealing, may_wait
from portal.cases.corroborating.seal_services import end_seal
from portal.cases.corroborating.waking_services import let_committee_read
from portal.cases.events import Actor, EventKind
from portal.cases.keys.queries import KeyState, key_state
from portal.cases.letters.services import tell_members
from portal.cases.minutes.services import advance, enter_in_ledger, record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase
from portal.cases.routing.queries import rows_in_force
from portal.cases.routing.table import ALONE, CaseType, Route, route
from portal.cases.safeguarding.head_queries import find_heads
from portal.cases.safeguarding.models import Result, Suspension
from portal.cases.safeguarding.queries import get_suspension, missed_beside, was_suspended
from portal.cases.safeguarding.screening import Trigger
from portal.cases.workflow import (
    CaseStatus,
    Suspended,
    may_go,
    require_open,
    require_running,
)
from portal.cases.working_days import local_day
from portal.committee.grants import Candidate, Capacity, plan_grants
from portal.database import db, new_id, write_row
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.vault.queries import get_holder
from portal.vault.sealing import OpenSafe, Place
from portal.vault.services import give_grant, sleep_grant, take_grants, wake_grant


class NobodyToHaveIt(RuleBroken):
    """Nobody who may have it alone is in office, or all of them have an interest."""


def judge_case(
    opened: OpenCase,
    *,
    case_type: CaseType,
    severity: int,
    triggers: Collection[Trigger],
    words: str,
    by: Account,
    at: datetime,
) -> bool:
    """Keep what it is and how bad; where the table says so, it goes to whoever has it alone.

    Says whether it did. Raises Suspended, TransitionRefused where the case has ended, and
    NobodyToHaveIt. A worker's disclosure stays one, whatever else it is found to be. What the
    person keeps sealed opens where it is found to be worse than what may wait.
    """
    case = opened.case
    require_open(case.status)
    require_running(suspended=case.is_suspended)
    if case.case_type is not CaseType.WHISTLEBLOWING:
        case.case_type = CaseType.SAFEGUARDING if triggers else case_type
    case.severity = severity
    if may_go(case.status, CaseStatus.TRIAGED):
        advance(case, CaseStatus.TRIAGED, EventKind.TRIAGED, by=by, at=at)
    record_event(case, EventKind.SCREENED, by=by, at=at)
    where = Route.SAFEGUARDING_LEAD if triggers else route(rows_in_force(), case.routed_by)
    if where not in ALONE or (not triggers and was_suspended(case)):
        # Whoever had it alone has given it back: the same judgement does not send it there again.
        if case.is_sealed and not may_wait(case.case_type, severity, triggers, where):
            end_seal(case, Unsealing.DANGER, by=by, at=at)
            let_committee_read(case, at=at)
        return False
    suspend_case(opened, where, triggers, words, by=by, at=at)
    return True


def suspend_case(
    opened: OpenCase,
    where: Route,
    triggers: Collection[Trigger],
    words: str,
    *,
    by: Account | None,
    at: datetime,
) -> None:
    """Leave the case to whoever is to have it alone, from this moment and the same day.

    Raises Suspended, TransitionRefused where the case has ended, and NobodyToHaveIt.
    """
    case, today = opened.case, local_day(at)
    require_open(case.status)
    require_running(suspended=case.is_suspended)
    state = key_state(opened, today)
    heads = find_heads(where, state.barred, today)
    if not heads:
        raise NobodyToHaveIt(
            _("Neither the safeguarding lead nor an outside person can have this. Ring them now.")
        )
    end_seal(case, Unsealing.DANGER, by=by or Actor.PORTAL, at=at)
    suspension_id = new_id()
    place = Place("suspensions", suspension_id, "why")
    why = opened.safe.seal(place, reasons_to_text(triggers, words))
    case.kept_with, case.kept_on = where, today
    begin_suspension(case, suspension_id, why, by=by, at=at)
    for each in heads:
        _let_read(opened.safe, state, each)
    chosen = {each.holder_id for each in heads}
    for holder_id in state.awake - chosen:
        sleep_grant(case.safe_id, holder_id)
    reading = [find_account_of_holder(each) for each in chosen]
    if case.assignee_id not in {each.id for each in reading if each}:
        case.assignee_id = None
    tell_members([each.email for each in heads], at=at)
    db.session.flush()
    db.session.expire(case, ["assignee"])


def begin_suspension(
    case: Case, suspension_id: UUID, why: bytes, *, by: Account | None, at: datetime
) -> None:
    """Write down that somebody has the case alone: in its minutes and in the ledger."""
    where = case.kept_with
    write_row(
        Suspension(
            id=suspension_id,
            case_id=case.id,
            kept_with=where,
            began_on=local_day(at),
            begun_by_id=by.id if by else None,
            why=why,
        )
    )
    record_event(case, EventKind.SUSPENDED, by=by or Actor.PORTAL, at=at, about=suspension_id)
    enter_in_ledger(EntryKind.CASE_SUSPENDED, case, at=at, kept_with=str(where))


def give_back(
    opened: OpenCase, result: Result, words: str, *, by: Account, at: datetime
) -> list[Account]:
    """Give the case to the committee, with what came of it. Returns those who can read it now.

    Whoever had it alone and does not sit loses the key. Raises Suspended where nobody has it alone,
    and NobodyToHaveIt where nobody on the committee may read it.
    """
    case, today = opened.case, local_day(at)
    if not case.is_suspended:
        raise Suspended(_("The committee has this case already."))
    state = key_state(opened, today)
    plan = plan_grants(state.candidates, excluded=state.barred, has_home_code=state.confirmed.home)
    if not plan.awake:
        raise NobodyToHaveIt(
            _("Everybody on the committee has an interest in this. Pass it to another body.")
        )
    suspension = get_suspension(case)
    suspension.ended_on, suspension.result, suspension.ended_by_id = today, result, by.id
    place = Place("suspensions", suspension.id, "words")
    suspension.words = opened.safe.seal(place, words)
    case.kept_with = case.kept_on = None
    for holder_id in plan.awake:
        _let_read(opened.safe, state, state.find(holder_id))
    for holder_id in state.awake - set(plan.awake):
        _stop_reading(case, state.find(holder_id), holder_id)
    record_event(case, EventKind.GIVEN_BACK, by=by, at=at, about=suspension.id)
    enter_in_ledger(EntryKind.CASE_GIVEN_BACK, case, at=at, result=result.value)
    db.session.flush()
    found = [find_account_of_holder(each) for each in plan.awake]
    readers = [each for each in found if each is not None]
    tell_members([each.email for each in readers if each.id != by.id], at=at)
    return readers


def look_in_record(opened: OpenCase, *, at: datetime) -> bool:
    """Leave the case to the safeguarding lead where the record of visits says so; says whether.

    The record arrives after the concern, and can be compared only in the session of somebody who
    opens the case. What was given back once is not sent there again for the same reason.
    """
    case = opened.case
    if case.has_ended or case.is_suspended or was_suspended(case):
        return False
    triggers = missed_beside(opened)
    if not triggers or not find_heads(
        Route.SAFEGUARDING_LEAD, key_state(opened, local_day(at)).barred, local_day(at)
    ):
        return False
    if case.case_type is not CaseType.WHISTLEBLOWING:
        case.case_type = CaseType.SAFEGUARDING
    suspend_case(opened, Route.SAFEGUARDING_LEAD, triggers, "", by=None, at=at)
    return True


def _let_read(safe: OpenSafe, state: KeyState, candidate: Candidate | None) -> None:
    if candidate is None or candidate.holder_id in state.awake:
        return
    if candidate.holder_id in state.asleep:
        wake_grant(safe.id, candidate.holder_id)
    elif candidate.holder_id not in state.states:
        give_grant(safe, to=get_holder(candidate.holder_id))


def _stop_reading(case: Case, candidate: Candidate | None, holder_id: UUID) -> None:
    """A key of office goes; whoever may be called in sleeps again."""
    if candidate is None or candidate.capacity is Capacity.LEAD:
        take_grants(case.safe_id, of=holder_id)
    else:
        sleep_grant(case.safe_id, holder_id)
