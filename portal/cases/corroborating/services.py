"""Steps of a sealed report: two members compare it with another, or it opens.

The worker wakes keys and can read nothing. Which two cases are laid side by side is written down in
the sealed one alone: in the minutes of the other everybody who reads it would learn of the first.
"""

from datetime import datetime
from typing import Final

from portal.accounts.models import Account
from portal.accounts.queries import find_account_of_holder
from portal.cases.corroborating.corroboration import (
    Likeness,
    Unsealing,
    WeighingRefused,
    settled,
)
from portal.cases.corroborating.models import Pairing, PairingFinding
from portal.cases.corroborating.queries import (
    Waiting,
    find_open_pairing,
    hold_cases,
    may_compare,
    sealed_reports,
    two_of,
)
from portal.cases.corroborating.seal_services import drop_open_pairings, end_seal
from portal.cases.corroborating.waking_services import (
    keep_awake,
    let_committee_read,
    put_to_sleep,
)
from portal.cases.events import Actor, EventKind
from portal.cases.keys.queries import key_state
from portal.cases.letters.services import leave_letter, tell_members
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.models import Case
from portal.cases.queries import OpenCase, readers_of
from portal.cases.routing.table import CaseType, Route
from portal.cases.safeguarding.head_queries import find_heads
from portal.cases.safeguarding.screening import Trigger
from portal.cases.safeguarding.services import suspend_case
from portal.cases.working_days import local_day
from portal.committee.grants import plan_grants
from portal.database import db, new_id, reading, transaction
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.vault.queries import get_holder
from portal.vault.services import give_grant

HARMED: Final = 3
"""How bad it is at least once the person says that somebody was harmed, or may be."""


def look_after_sealed_reports(at: datetime) -> int:
    """Open what has waited long enough, and lay side by side what may be about the same service.

    Each once, whichever worker comes first, and also after a week in which none ran. Returns in how
    many reports something was done.
    """
    with reading():
        waiting = sealed_reports(local_day(at))
    done = 0
    for each in waiting:
        with transaction():
            done += _look_after(each, at)
    return done


def weigh_reports(
    opened: OpenCase, other: OpenCase, likeness: Likeness, *, by: Account, at: datetime
) -> Likeness | None:
    """Keep what one of the two members finds of two reports. Returns what both found, once they do.

    The same: what waited opens to the committee. Different: it is sealed again until its day. While
    they disagree it stays as it is, and each may find otherwise. Raises WeighingRefused.
    """
    case = opened.case
    pairing = find_open_pairing(case, other.case)
    if pairing is None:
        raise WeighingRefused(_("There is nothing to compare any more."))
    two = {each.id for each in two_of(case, other.case)}
    if by.id not in two:
        raise WeighingRefused(_("Two other members compare these."))
    _keep_finding(pairing, likeness, by, at)
    # What was found by somebody who has stepped back since does not count.
    found = settled([each.likeness for each in pairing.findings if each.account_id in two])
    if found is None:
        return None
    pairing.result, pairing.ended_on = found, local_day(at)
    db.session.flush()
    pair = (case, other.case)
    waited = [each for each in pair if each.is_sealed]
    if found is Likeness.SAME:
        _corroborate(pair, at=at)
    else:
        for each in waited:
            record_event(each, EventKind.REPORTS_DIFFER, by=Actor.PORTAL, at=at, about=pairing.id)
            enter_in_ledger(EntryKind.REPORTS_COMPARED, each, at=at, result=found.value)
            put_to_sleep(each)
    return found


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


def _look_after(waiting: Waiting, at: datetime) -> int:
    wanted = [waiting.case_id, *([waiting.other_id] if waiting.other_id else [])]
    cases = hold_cases(wanted)
    case, other = cases.get(waiting.case_id), None
    if waiting.other_id is not None:
        other = cases.get(waiting.other_id)
    if case is None or case.sealed_until is None:
        return 0  # Another worker was here first, or somebody opened it.
    if case.sealed_until <= local_day(at):
        _open_on_its_day(case, at)
        return 1
    pairing = find_open_pairing(case)
    if pairing is not None:
        return _keep_two(case, pairing, at)
    if other is not None and not case.has_ended and _is_free(other):
        return _lay_beside(case, other, at)
    if readers_of(case):
        put_to_sleep(case)  # What it was compared with is gone.
        return 1
    return 0


def _is_free(other: Case) -> bool:
    """Whether nothing else is being compared with a report that waits itself."""
    return not other.is_sealed or find_open_pairing(other) is None


def _open_on_its_day(case: Case, at: datetime) -> None:
    """What the person took back meanwhile nobody reads; from now on it is counted."""
    end_seal(case, Unsealing.DAY_CAME, by=Actor.PORTAL, at=at)
    if not case.has_ended:
        let_committee_read(case, at=at)
        leave_letter(case, at=at)


def _lay_beside(case: Case, other: Case, at: datetime) -> int:
    two = may_compare(case, other, local_day(at))
    if not two:
        return 0
    pairing = Pairing(
        id=new_id(),
        case_id=case.id,
        other_id=other.id,
        began_on=local_day(at),
        ended_on=None,
        result=None,
    )
    db.session.add(pairing)
    db.session.flush()
    for each in (case, other):
        if each.is_sealed:
            record_event(each, EventKind.REPORTS_MATCHED, by=Actor.PORTAL, at=at, about=pairing.id)
            keep_awake(each, two, at)
    return 1


def _keep_two(case: Case, pairing: Pairing, at: datetime) -> int:
    """See to it that two members compare, also after one has stepped back or left."""
    other_id = pairing.other_id if pairing.case_id == case.id else pairing.case_id
    other = hold_cases([case.id, other_id])[other_id]
    if len(two_of(case, other)) >= 2:
        return 0
    two = may_compare(case, other, local_day(at))
    if not two:
        drop_open_pairings(case)
    for each in (case, other):
        if each.is_sealed and two:
            keep_awake(each, two, at)
        elif each.is_sealed:
            put_to_sleep(each)
    return 1


def _keep_finding(pairing: Pairing, likeness: Likeness, by: Account, at: datetime) -> None:
    own = pairing.finding_of(by.id)
    if own is None:
        own = PairingFinding(
            pairing_id=pairing.id, account_id=by.id, likeness=likeness, found_on=local_day(at)
        )
        pairing.findings.append(own)
    own.likeness, own.found_on = likeness, local_day(at)
    db.session.flush()


def _corroborate(pair: tuple[Case, Case], *, at: datetime) -> None:
    """Both go on as any other case, each with its own person; each says of which it speaks too."""
    for case, other in (pair, pair[::-1]):
        if case.is_sealed:
            enter_in_ledger(EntryKind.REPORTS_COMPARED, case, at=at, result=Likeness.SAME.value)
            end_seal(case, Unsealing.CORROBORATED, by=Actor.PORTAL, at=at)
            let_committee_read(case, at=at)
            leave_letter(case, at=at)
        record_event(case, EventKind.REPORTS_AGREE, by=Actor.PORTAL, at=at, about=other.id)


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
