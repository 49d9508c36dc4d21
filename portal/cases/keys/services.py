"""Steps with the keys of a case: stepping back, calling in, giving one more, a new receipt."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from portal.accounts.models import Account
from portal.accounts.queries import find_account_of_holder
from portal.cases.events import Actor, EventKind, RecusalGround
from portal.cases.keys.interests import to_be_called
from portal.cases.keys.queries import KeyState, key_state, person_id_of
from portal.cases.letters.services import tell_members
from portal.cases.minutes.services import enter_in_ledger, record_event
from portal.cases.models import Case, CaseReceipt, Recusal
from portal.cases.queries import OpenCase, standing_by_of
from portal.cases.safeguarding.head_queries import find_heads
from portal.cases.workflow import require_open, require_running
from portal.cases.working_days import local_day
from portal.committee.grants import (
    Candidate,
    Capacity,
    GrantRefused,
    require_grant,
)
from portal.committee.lead_queries import outside_persons
from portal.committee.succession import plan_succession
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.vault.queries import get_holder
from portal.vault.receipts import Receipt
from portal.vault.sealing import KeyRing, Place
from portal.vault.services import add_holder, give_grant, retire_holder, take_grants, wake_grant
from portal.vault.states import GrantState, HolderKind


class HomeUnknown(RuleBroken):
    """Nobody knows which home the case is about."""


def recuse_member(opened: OpenCase, *, ground: RecusalGround, by: Account, at: datetime) -> None:
    """Let a member step back: from this moment the case does not exist for them.

    Their keys are deleted and a new epoch begins, so that they hold none for what comes. Where too
    few remain who could decide, those standing by are called in. The minute says who and why.
    """
    write_recusal(opened.case, by, ground, at=at)
    record_event(opened.case, EventKind.RECUSED, by=by, at=at, about=by.id)
    enter_in_ledger(EntryKind.MEMBER_RECUSED, opened.case, at=at, ground=ground.value)
    take_case_from(opened, by, at=at)


def write_recusal(case: Case, member: Account, ground: RecusalGround, *, at: datetime) -> None:
    """Write down that a member takes no part in the case. Their keys are another step."""
    today = local_day(at)
    db.session.add(
        Recusal(
            case_id=case.id,
            account_id=member.id,
            person_id=person_id_of(member, today),
            ground=ground,
            recused_on=today,
        )
    )
    db.session.flush()


def take_case_from(opened: OpenCase, member: Account, *, at: datetime) -> None:
    """Take a case from a member who must not see it: keys, and what was given to them to do.

    A new epoch begins. Where too few remain who could decide, those standing by are called in.
    """
    case, today = opened.case, local_day(at)
    if case.assignee_id == member.id:
        case.assignee_id = None
    state = key_state(opened, today)
    if case.is_suspended:
        _find_other_heads(opened, state, leaving=member, at=at)
    for successor in _successors(case, state, leaving=member):
        give_grant(opened.safe, to=get_holder(successor))
        enter_in_ledger(EntryKind.GRANT_GIVEN, case, at=at)
    if member.holder_id is not None and take_grants(case.safe_id, of=member.holder_id) is not None:
        enter_in_ledger(EntryKind.GRANT_TAKEN, case, at=at)
    # Of a report that waits sealed the worker wakes another key to compare, and no more.
    if not case.is_suspended and not case.is_sealed:
        call_in_standbys(case, key_state(opened, today), at=at)


def call_in_standbys(case: Case, state: KeyState, *, at: datetime) -> list[Candidate]:
    """Wake the keys of those standing by where the free seats cannot decide without them."""
    called = to_be_called(
        state.candidates, barred=state.barred, awake=state.awake, asleep=state.asleep
    )
    _wake(case, called, at)
    return called


def call_in_outside_person(case: Case, state: KeyState, *, at: datetime) -> list[Candidate]:
    """Wake the outside person's key, because the members are divided."""
    called = [
        each
        for each in state.candidates
        if each.capacity is Capacity.OUTSIDE
        and each.holder_id in state.asleep
        and not {each.person_id, each.holder_id} & state.barred
    ]
    _wake(case, called, at)
    return called


def call_in_everybody_standing_by(case: Case, *, at: datetime) -> None:
    """Wake every key that is asleep: nobody holds one awake. The worker can do it, and read none.

    Whoever the person excluded was given no key at all, so nobody is woken who was kept away.
    """
    if case.is_sealed:
        return
    # A case that somebody has alone is not opened to the committee because nobody looks at it.
    outside = {each.holder_id for each in outside_persons(local_day(at))}
    for account in standing_by_of(case):
        if case.is_suspended and account.holder_id not in outside:
            continue
        if account.holder_id is not None and wake_grant(case.safe_id, account.holder_id):
            _note_woken(case, account, at)


def widen_case(opened: OpenCase, *, to: UUID, by: Account, at: datetime) -> None:
    """Give the key of a running case to one more member.

    Raises GrantRefused for somebody with a known interest, for a care worker before home and visit
    are confirmed against an import that covers the day, and for who holds it already.
    """
    case = opened.case
    require_open(case.status)
    require_running(suspended=case.is_suspended, sealed=case.is_sealed)
    state = key_state(opened, local_day(at))
    candidate = state.find(to)
    if candidate is None or candidate.capacity is Capacity.RECOVERY:
        raise GrantRefused(_("Only members of the committee and those standing by may have it."))
    require_grant(candidate, barred=state.barred, confirmed=state.confirmed)
    if to in state.asleep:
        wake_grant(case.safe_id, to)
        enter_in_ledger(EntryKind.GRANT_WOKEN, case, at=at)
    else:
        give_grant(opened.safe, to=get_holder(to))
        enter_in_ledger(EntryKind.GRANT_GIVEN, case, at=at)
    account = find_account_of_holder(to)
    record_event(case, EventKind.WIDENED, by=by, at=at, about=account.id if account else None)
    tell_members([account.email] if account else [], at=at)


def confirm_home(opened: OpenCase, home_code: str, *, by: Account, at: datetime) -> None:
    """Keep that a member has made sure which home and which visit the case is about.

    Only from then on may care workers of the co-operative be given its key.
    """
    case = opened.case
    require_open(case.status)
    if not home_code:
        raise HomeUnknown(
            _("There is no home with this code. Compare it with the card, or ask the person again.")
        )
    case.home_code = opened.safe.seal(Place("cases", case.id, "home_code"), home_code)
    record_event(case, EventKind.HOME_CONFIRMED, by=by, at=at)


def renew_receipt(receipt: CaseReceipt, opened: OpenCase, newer: Receipt, *, at: datetime) -> None:
    """Move a receipt to a newer version of the secret: the code stays, the key behind it changes.

    Called whenever a receipt is used under an old version, so that old secrets can be retired.
    """
    if receipt.secret_version == newer.secret_version:
        return
    holder = add_holder(HolderKind.COMPLAINANT, newer.keys.public, at=at)
    give_grant(opened.safe, to=holder)
    old = get_holder(receipt.holder_id)
    receipt.holder_id = holder.id
    receipt.lookup = newer.lookup
    receipt.secret_version = newer.secret_version
    db.session.flush()
    retire_holder(old, at=at)


def replace_receipt(
    receipt: CaseReceipt,
    ring: KeyRing,
    newer: Receipt,
    *,
    at: datetime,
    state: GrantState = GrantState.AWAKE,
    repeat_until: datetime | None = None,
) -> None:
    """Put another code in the place of a receipt: the old one leads nowhere from this moment.

    Somebody else may know the old code, so a new epoch begins that its key never holds. The ring
    is the old code's own, or that of a member who holds the case.
    """
    holder = add_holder(HolderKind.COMPLAINANT, newer.keys.public, at=at)
    give_grant(ring, to=holder, state=state)
    old = get_holder(receipt.holder_id)
    receipt.holder_id = holder.id
    receipt.lookup = newer.lookup
    receipt.secret_version = newer.secret_version
    receipt.repeat_until = repeat_until
    db.session.flush()
    take_grants(ring.id, of=old.id)
    retire_holder(old, at=at)


def _find_other_heads(opened: OpenCase, state: KeyState, *, leaving: Account, at: datetime) -> None:
    """Where the last who has a case alone steps back, let another have it: lead or outside."""
    case = opened.case
    if state.awake - {leaving.holder_id} or case.kept_with is None:
        return
    for each in find_heads(case.kept_with, state.barred, local_day(at)):
        if each.holder_id in state.asleep:
            wake_grant(case.safe_id, each.holder_id)
            enter_in_ledger(EntryKind.GRANT_WOKEN, case, at=at)
        elif each.holder_id not in state.states:
            give_grant(opened.safe, to=get_holder(each.holder_id))
            enter_in_ledger(EntryKind.GRANT_GIVEN, case, at=at)
        tell_members([each.email], at=at)


def _successors(case: Case, state: KeyState, *, leaving: Account) -> list[UUID]:
    """Who takes the place of a reader who steps back, where only two read: no home is known yet."""
    if state.confirmed.home or case.is_suspended or case.is_sealed:
        return []
    states = {each: how for each, how in state.states.items() if each != leaving.holder_id}
    plan = plan_succession(
        state.candidates, states=states, barred=state.barred, confirmed=state.confirmed
    )
    return [holder_id for holder_id, how in plan if how is GrantState.AWAKE]


def _wake(case: Case, called: Iterable[Candidate], at: datetime) -> None:
    for each in called:
        account = find_account_of_holder(each.holder_id)
        if account is not None and wake_grant(case.safe_id, each.holder_id):
            _note_woken(case, account, at)


def _note_woken(case: Case, account: Account, at: datetime) -> None:
    record_event(case, EventKind.WOKEN, by=Actor.PORTAL, at=at, about=account.id)
    enter_in_ledger(EntryKind.GRANT_WOKEN, case, at=at)
    tell_members([account.email], at=at)
