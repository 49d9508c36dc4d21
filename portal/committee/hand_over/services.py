"""Steps of handing keys over: they follow the seats, and are passed from one holder to another."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from portal.accounts.clocks import HAND_OVER_FOR
from portal.accounts.models import Account
from portal.clock import local
from portal.committee.book_services import hold_book
from portal.committee.grants import Candidate
from portal.committee.hand_over.models import HandOver
from portal.committee.hand_over.queries import accounts_with_keys, is_over, open_hand_overs
from portal.committee.hand_over.screening import SafeFacts
from portal.committee.interests import Person, barred
from portal.committee.succession import is_handed_over, plan_sleeping, plan_succession
from portal.database import db
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.vault.queries import READS, get_holder, safes_of, states_of, unread_safes
from portal.vault.sealing import KeyRing
from portal.vault.services import end_hand_over, give_grants, set_hand_over, take_grants, wake_grant
from portal.vault.states import GrantState, HolderKind

EVERY_STATE = frozenset(GrantState)


def follow_seats(readers: Collection[UUID], *, at: datetime) -> None:
    """Let keys follow the seats: `readers` are the accounts that may read cases now.

    Whoever left passes keys on for thirty days and opens nothing; then the keys go. Whoever came
    back meanwhile opens again what they held. Keys that sleep go at once, but for those of cases
    that nobody reads yet: these are passed on too, asleep.
    """
    today = local(at).date()
    for hand_over in open_hand_overs():
        if hand_over.account_id in readers:
            if hand_over.account.holder_id is not None:
                end_hand_over(hand_over.account.holder_id)
            hand_over.finished_on = today
        elif is_over(hand_over, today):
            _finish(hand_over, today, at)
    for account in accounts_with_keys(other_than=readers):
        _begin(account, today)
    for account in accounts_with_keys(other_than=readers, state=GrantState.DORMANT):
        _take_sleeping(account, today, at)
    db.session.flush()


def _begin(account: Account, today: date) -> None:
    if account.holder_id is not None:
        set_hand_over(account.holder_id)
    if all(each.account_id != account.id for each in open_hand_overs()):
        db.session.add(
            HandOver(account_id=account.id, began_on=today, ends_on=today + HAND_OVER_FOR)
        )
        db.session.flush()


def _finish(hand_over: HandOver, today: date, at: datetime) -> None:
    _take(hand_over.account, EVERY_STATE, at)
    hand_over.finished_on = today


def _take_sleeping(account: Account, today: date, at: datetime) -> None:
    kept = unread_safes(account.holder_id) if account.holder_id else []
    if kept:
        _begin(account, today)
    _take(account, {GrantState.DORMANT}, at, but=kept)


def _take(
    account: Account,
    states: Collection[GrantState],
    at: datetime,
    *,
    but: Collection[UUID] = (),
) -> None:
    if account.holder_id is None:
        return
    for safe_id in safes_of(account.holder_id, states):
        if safe_id in but:
            continue
        take_grants(safe_id, of=account.holder_id)
        fact = {"safe": safe_id, "from": account.holder_id}
        record(EntryKind.GRANT_TAKEN, fact, at=at, subject=safe_id)


def pass_keys(
    safes: Mapping[UUID, KeyRing],
    facts: Mapping[UUID, SafeFacts],
    *,
    candidates: Sequence[Candidate],
    register: Collection[Person],
    only_to: UUID | None = None,
    by: Account,
    at: datetime,
) -> int:
    """Give the keys of these safes to whoever sits, may have them and has none.

    `only_to` is a holder: a colleague who made a new key. Substitutes and the outside person get
    theirs asleep. Returns how many keys were given.
    """
    hold_book()
    wanted = sorted(facts.keys() & safes.keys())
    held, new, given = states_of(wanted, HolderKind.ACCOUNT), defaultdict(list), 0
    for safe_id in wanted:
        about, states = facts[safe_id], held[safe_id]
        bars = barred(register, about.parties, register)
        if about.sleeps:
            plan = plan_sleeping(candidates, states=states, barred=bars)
        else:
            plan = plan_succession(
                candidates if about.only_to is None else about.only_to,
                states=states,
                barred=bars,
                confirmed=about.confirmed,
            )
        for holder_id, state in plan:
            if only_to is None or holder_id == only_to:
                given += 1
                if states.get(holder_id) is GrantState.DORMANT:
                    _wake(safe_id, holder_id, by=by, at=at)
                else:
                    new[holder_id, state].append(safes[safe_id])
    for (holder_id, state), rings in new.items():
        give_grants(rings, to=get_holder(holder_id), state=state)
        for ring in rings:
            fact = {"safe": ring.id, "to": holder_id, "by": by.id}
            record(EntryKind.GRANT_GIVEN, fact, at=at, subject=ring.id)
    return given


def _wake(safe_id: UUID, holder_id: UUID, *, by: Account, at: datetime) -> None:
    wake_grant(safe_id, holder_id)
    fact = {"safe": safe_id, "to": holder_id, "by": by.id}
    record(EntryKind.GRANT_WOKEN, fact, at=at, subject=safe_id)


def finish_if_done(
    hand_over: HandOver,
    facts: Mapping[UUID, SafeFacts],
    *,
    candidates: Sequence[Candidate],
    register: Collection[Person],
    at: datetime,
) -> bool:
    """Take the keys at once where successors enough hold every case; says whether they do."""
    held = states_of(facts.keys(), HolderKind.ACCOUNT)
    for safe_id, about in facts.items():
        awake = [each for each, state in held[safe_id].items() if state in READS]
        if about.sleeps:
            awake = [*held[safe_id]]
        if about.only_to is not None:
            if not {each.holder_id for each in about.only_to} & set(awake):
                return False
            continue
        if not is_handed_over(
            candidates,
            awake=awake,
            barred=barred(register, about.parties, register),
            confirmed=about.confirmed,
        ):
            return False
    _finish(hand_over, local(at).date(), at)
    db.session.flush()
    return True
