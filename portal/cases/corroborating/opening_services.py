"""Steps by which a sealed report opens, or is taken back, because its person says so."""

from datetime import datetime
from typing import Final

from portal.accounts.queries import find_account_of_holder
from portal.cases.corroborating.corroboration import Unsealing
from portal.cases.corroborating.seal_services import drop_open_pairings, end_seal
from portal.cases.corroborating.waking_services import let_committee_read, put_to_sleep
from portal.cases.events import Actor
from portal.cases.keys.queries import key_state
from portal.cases.letters.services import tell_members
from portal.cases.minutes.services import enter_in_ledger
from portal.cases.models import Case
from portal.cases.queries import OpenCase, readers_of
from portal.cases.routing.table import CaseType, Route
from portal.cases.safeguarding.head_queries import find_heads
from portal.cases.safeguarding.screening import Trigger
from portal.cases.safeguarding.services import suspend_case
from portal.cases.working_days import local_day
from portal.committee.grants import plan_grants
from portal.ledger.kinds import EntryKind
from portal.vault.queries import get_holder
from portal.vault.services import give_grant

HARMED: Final = 3
"""How bad it is at least once the person says that somebody was harmed, or may be."""


def open_now(opened: OpenCase, *, harm: bool, at: datetime) -> None:
    """Let a report wait no longer, because the person asks for it, or says that harm was done.

    Then the safeguarding lead has it the same day, as if it had been said at first; where neither
    the lead nor the outside person may have it, the committee does.
    """
    case = opened.case
    if not case.is_sealed:
        return
    why = Unsealing.DANGER if harm else Unsealing.ASKED_FOR
    end_seal(case, why, by=Actor.COMPLAINANT, at=at)
    put_to_sleep(case)
    if not (harm and _leave_to_lead(opened, at)):
        _give_to_committee(opened, at)


def open_unread(opened: OpenCase, *, at: datetime) -> None:
    """Give the committee a report that is opened again, where it was taken back before it was read.

    Of any other this changes nothing.
    """
    open_now(opened, harm=False, at=at)
    if not readers_of(opened.case) and not opened.case.is_suspended:
        _give_to_committee(opened, at)


def open_as_said(case: Case, *, at: datetime) -> None:
    """Let a report wait no longer because more came from the person by way of a clerk.

    Whoever types it in holds no key, so that nobody who followed since can be given one.
    """
    if case.is_sealed:
        end_seal(case, Unsealing.ASKED_FOR, by=Actor.COMPLAINANT, at=at)
        put_to_sleep(case)
        let_committee_read(case, at=at)


def withdraw_sealed(case: Case) -> None:
    """Let a report that the person took back sleep: what nobody had read, nobody reads."""
    if case.is_sealed:
        drop_open_pairings(case)
        put_to_sleep(case)


def _leave_to_lead(opened: OpenCase, at: datetime) -> bool:
    case, today = opened.case, local_day(at)
    case.severity, case.case_type = max(case.severity, HARMED), CaseType.SAFEGUARDING
    if not find_heads(Route.SAFEGUARDING_LEAD, key_state(opened, today).barred, today):
        return False
    harm = {Trigger.HARM_STATED}
    suspend_case(opened, Route.SAFEGUARDING_LEAD, harm, "", by=None, at=at)
    return True


def _give_to_committee(opened: OpenCase, at: datetime) -> None:
    """Wake the keys, or give new ones by the person's own where nobody who sits has one asleep."""
    if let_committee_read(opened.case, at=at):
        return
    case, state = opened.case, key_state(opened, local_day(at))
    plan = plan_grants(state.candidates, excluded=state.barred, has_home_code=state.confirmed.home)
    given = [each for each in plan.awake if each not in state.states]
    for holder_id in given:
        give_grant(opened.safe, to=get_holder(holder_id))
        enter_in_ledger(EntryKind.GRANT_GIVEN, case, at=at)
    accounts = [find_account_of_holder(each) for each in given]
    tell_members([each.email for each in accounts if each], at=at)
