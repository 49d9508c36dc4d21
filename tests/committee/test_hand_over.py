"""Keys follow the seats: thirty days to pass them on, then they are gone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.queries import running_permissions
from portal.committee.grants import Candidate, Confirmation, plan_grants
from portal.committee.hand_over.models import HandOver
from portal.committee.hand_over.queries import find_hand_over
from portal.committee.hand_over.screening import SafeFacts
from portal.committee.hand_over.services import finish_if_done, pass_keys
from portal.committee.interests import Parties
from portal.committee.models import Term
from portal.committee.queries import grant_candidates, people
from portal.committee.seating.services import Seat, begin_terms, end_term
from portal.committee.services import refresh_authority
from portal.committee.terms import TermSource
from portal.database import db
from portal.ledger.kinds import EntryKind
from portal.membership.classes import MemberClass
from portal.vault.keys import new_key_pair
from portal.vault.models import Safe
from portal.vault.queries import (
    find_key_ring,
    find_open_safe,
    find_safes_to_screen,
    get_holder,
    holders_of,
)
from portal.vault.sealing import Place, Recipient, prepare_safe
from portal.vault.services import add_holder, retire_holder, store_safe
from portal.vault.states import GrantState, HolderKind
from tests.committee.factories import (
    DAY,
    ENDS,
    NINE,
    TODAY,
    account_of,
    make_candidate,
    make_recovery,
    make_whole,
)
from tests.committee.test_seating import facts
from tests.conftest import NOW
from tests.membership.factories import make_account, make_member

pytestmark = pytest.mark.usefixtures("database")
KEY = new_key_pair()
CONFIRMED = SafeFacts(confirmed=Confirmation(home=True, visit=True, day_covered=True))
HOME = SafeFacts(confirmed=Confirmation(home=True))


def make_case(candidates: list[Candidate] | None = None) -> UUID:
    """A safe whose keys lie where the grant rules put them."""
    candidates = candidates or grant_candidates(TODAY)
    plan = plan_grants(candidates, excluded=(), has_home_code=True)
    keys = {each.holder_id: each.public_key for each in candidates}
    prepared = prepare_safe(
        [
            *(Recipient(each, keys[each], GrantState.AWAKE) for each in plan.awake),
            *(Recipient(each, keys[each], GrantState.DORMANT) for each in plan.dormant),
        ]
    )
    store_safe(prepared, at=NOW)
    return prepared.open_safe.id


def give_known_key(account: Account) -> None:
    """Let the test hold this person's private key."""
    account.holder_id = add_holder(HolderKind.ACCOUNT, KEY.public, at=NOW).id
    db.session.flush()


def leave(term: Term) -> HandOver:
    end_term(term, ends_on=TODAY, by=account_of(term), at=NOW)
    hand_over = find_hand_over(account_of(term).id)
    assert hand_over is not None
    return hand_over


def state_of(safe_id: UUID, account: Account) -> GrantState | None:
    return next(
        (each.state for each in holders_of(safe_id) if each.holder.id == account.holder_id), None
    )


def follow(term: Term, name: str = "Next") -> Account:
    """Somebody new takes the seat."""
    member = make_candidate(name, term.seat_class)
    begin_terms(
        [Seat(member, term.seat_class)],
        source=TermSource.DEMONSTRATION,
        starts_on=TODAY,
        ends_on=ENDS,
        at=NOW,
    )
    assert member.account is not None
    return member.account


def pass_all(
    safe_id: UUID, account: Account, about: SafeFacts = CONFIRMED, only_to: UUID | None = None
) -> int:
    assert account.holder_id is not None
    return pass_keys(
        find_safes_to_screen([safe_id], account.holder_id, KEY.private),
        {safe_id: about},
        candidates=grant_candidates(TODAY),
        register=people(TODAY),
        only_to=only_to,
        by=account,
        at=NOW,
    )


def test_whoever_leaves_opens_nothing_and_may_only_hand_over() -> None:
    mair, *_ = make_whole()
    give_known_key(account_of(mair))
    safe_id = make_case()
    holder_id = account_of(mair).holder_id
    assert holder_id is not None
    assert find_open_safe(safe_id, holder_id, KEY.private) is not None

    hand_over = leave(mair)

    assert find_open_safe(safe_id, holder_id, KEY.private) is None
    assert find_key_ring(safe_id, holder_id, KEY.private) is not None
    assert running_permissions(account_of(mair).id, NOW) == {Permission.HAND_OVER}
    assert hand_over.ends_on == TODAY + timedelta(days=30)


def test_whoever_held_nothing_has_nothing_to_hand_over() -> None:
    mair, *_ = make_whole()

    end_term(mair, ends_on=TODAY, by=account_of(mair), at=NOW)

    assert find_hand_over(account_of(mair).id) is None
    assert running_permissions(account_of(mair).id, NOW) == frozenset()


def test_a_successor_opens_what_the_leaver_passed_on() -> None:
    mair, *_ = make_whole()
    give_known_key(account_of(mair))
    safe_id = make_case()
    safe = find_open_safe(safe_id, account_of(mair).holder_id or safe_id, KEY.private)
    assert safe is not None
    place = Place("cases", safe_id, "words")
    sealed = safe.seal(place, "Nobody came on Tuesday.")
    leave(mair)
    successor = follow(mair)
    key = new_key_pair()
    successor.holder_id = add_holder(HolderKind.ACCOUNT, key.public, at=NOW).id
    db.session.flush()

    pass_all(safe_id, account_of(mair))

    opened = find_open_safe(safe_id, successor.holder_id, key.private)
    assert opened is not None
    assert opened.open_text(place, sealed) == "Nobody came on Tuesday."
    given = facts(EntryKind.GRANT_GIVEN)
    assert str(successor.holder_id) in {each["to"] for each in given}


def test_a_successor_with_an_interest_receives_nothing() -> None:
    mair, *_ = make_whole()
    give_known_key(account_of(mair))
    safe_id = make_case()
    leave(mair)
    successor = follow(mair)
    (member_id,) = [each.person_id for each in grant_candidates(TODAY) if each.name == "Next"]
    assert member_id is not None
    about = replace(CONFIRMED, parties=Parties(excluded=frozenset({member_id})))

    pass_all(safe_id, account_of(mair), about)

    assert state_of(safe_id, successor) is None


def test_a_care_worker_waits_for_the_confirmation_at_a_hand_over_too() -> None:
    terms = make_whole()
    give_known_key(account_of(terms[0]))
    safe_id = make_case()
    leave(terms[0])
    workers = [account_of(each) for each in terms if each.seat_class is MemberClass.WORKER]

    pass_all(safe_id, account_of(terms[0]), HOME)
    assert {state_of(safe_id, each) for each in workers} == {None}

    pass_all(safe_id, account_of(terms[0]), CONFIRMED)
    assert {state_of(safe_id, each) for each in workers} == {GrantState.AWAKE}


def test_new_substitutes_receive_theirs_asleep() -> None:
    mair, *_ = make_whole()
    give_known_key(account_of(mair))
    safe_id = make_case()
    reserve = make_account("Reserve")
    make_member("Reserve", reserve_rank=1, account=reserve)

    assert pass_all(safe_id, account_of(mair), HOME) == 1

    assert state_of(safe_id, reserve) is GrantState.DORMANT


def test_a_substitute_who_takes_a_seat_is_woken() -> None:
    mair, *_rest = make_whole()
    reserve = make_account("Reserve")
    member = make_member("Reserve", MemberClass.USER, reserve_rank=1, account=reserve)
    give_known_key(account_of(mair))
    safe_id = make_case()
    leave(mair)
    begin_terms(
        [Seat(member, MemberClass.USER)],
        source=TermSource.CO_OPTED,
        starts_on=TODAY,
        ends_on=ENDS,
        at=NOW,
    )

    pass_all(safe_id, account_of(mair), HOME)

    assert state_of(safe_id, reserve) is GrantState.AWAKE
    assert len(facts(EntryKind.GRANT_WOKEN)) == 1


def test_a_colleague_who_forgot_the_password_gets_only_their_own_keys_again() -> None:
    mair, elin, *_ = make_whole()
    give_known_key(account_of(mair))
    safe_id = make_case()
    old = get_holder(account_of(elin).holder_id or safe_id)
    retire_holder(old, at=NOW)
    account_of(elin).holder_id = add_holder(HolderKind.ACCOUNT, new_key_pair().public, at=NOW).id
    db.session.flush()
    assert state_of(safe_id, account_of(elin)) is None

    given = pass_all(safe_id, account_of(mair), only_to=account_of(elin).holder_id)

    assert given == 1
    assert state_of(safe_id, account_of(elin)) is GrantState.AWAKE


def test_a_case_that_the_portal_knows_nothing_of_is_passed_to_nobody() -> None:
    mair, *_ = make_whole()
    give_known_key(account_of(mair))
    safe_id = make_case()
    reserve = make_account("Reserve")
    make_member("Reserve", reserve_rank=1, account=reserve)
    holder_id = account_of(mair).holder_id
    assert holder_id is not None

    given = pass_keys(
        find_safes_to_screen([safe_id], holder_id, KEY.private),
        {},
        candidates=grant_candidates(TODAY),
        register=people(TODAY),
        by=account_of(mair),
        at=NOW,
    )

    assert given == 0


def test_the_keys_go_at_once_when_successors_enough_hold_every_case() -> None:
    mair, *_ = make_whole()
    give_known_key(account_of(mair))
    safe_id = make_case()
    epoch = holders_epoch(safe_id)
    hand_over = leave(mair)

    done = finish(hand_over, {safe_id: CONFIRMED})

    assert done
    assert hand_over.finished_on == TODAY
    assert state_of(safe_id, account_of(mair)) is None
    assert holders_epoch(safe_id) == epoch + 1
    assert find_hand_over(account_of(mair).id) is None


def test_the_keys_stay_while_too_few_hold_a_case() -> None:
    mair, *_ = make_whole()
    give_known_key(account_of(mair))
    (own,) = [each for each in grant_candidates(TODAY) if each.name == "Mair Jones"]
    safe_id = make_case([own])
    hand_over = leave(mair)

    assert not finish(hand_over, {safe_id: CONFIRMED})

    assert hand_over.finished_on is None
    assert state_of(safe_id, account_of(mair)) is GrantState.HAND_OVER


def test_after_thirty_days_the_keys_are_gone() -> None:
    mair, *_ = make_whole()
    safe_id = make_case()
    leave(mair)

    refresh_authority(NOW + timedelta(days=29))
    assert state_of(safe_id, account_of(mair)) is GrantState.HAND_OVER

    refresh_authority(NOW + timedelta(days=30))
    assert state_of(safe_id, account_of(mair)) is None
    assert running_permissions(account_of(mair).id, NOW + timedelta(days=30)) == frozenset()
    assert facts(EntryKind.GRANT_TAKEN)[0]["from"] == str(account_of(mair).holder_id)


def test_whoever_comes_back_into_a_seat_opens_again_what_they_held() -> None:
    mair, *_ = make_whole()
    safe_id = make_case()
    leave(mair)

    begin_terms(
        [Seat(mair.member, MemberClass.USER)],
        source=TermSource.CO_OPTED,
        starts_on=TODAY,
        ends_on=ENDS,
        at=NOW,
    )

    assert state_of(safe_id, account_of(mair)) is GrantState.AWAKE
    assert find_hand_over(account_of(mair).id) is None


def test_a_term_that_follows_another_needs_no_hand_over() -> None:
    terms = make_whole()
    safe_id = make_case()
    begin_terms(
        [Seat(each.member, each.seat_class) for each in terms],
        source=TermSource.ELECTED,
        starts_on=ENDS,
        ends_on=ENDS + timedelta(days=90),
        at=NOW,
    )

    refresh_authority(NOW + (ENDS - TODAY))

    assert state_of(safe_id, account_of(terms[0])) is GrantState.AWAKE


def test_a_substitute_who_leaves_the_reserve_keeps_no_sleeping_key() -> None:
    make_whole()
    reserve = make_account("Reserve")
    member = make_member("Reserve", reserve_rank=1, account=reserve)
    refresh_authority(NOW)
    safe_id = make_case()
    assert state_of(safe_id, reserve) is GrantState.DORMANT

    member.reserve_rank = None
    refresh_authority(NOW + DAY)

    assert state_of(safe_id, reserve) is None
    assert find_hand_over(reserve.id) is None


def test_the_recovery_key_is_never_taken() -> None:
    make_whole()
    recovery = make_recovery()
    safe_id = make_case()

    refresh_authority(NOW + timedelta(days=365))
    refresh_authority(NOW + timedelta(days=395))

    assert [each.state for each in holders_of(safe_id)] == [GrantState.DORMANT]
    assert len(NINE) == 9
    assert recovery.retired_on is None


def holders_epoch(safe_id: UUID) -> int:
    return db.session.get_one(Safe, safe_id).epoch


def finish(hand_over: HandOver, about: dict[UUID, SafeFacts]) -> bool:
    return finish_if_done(
        hand_over,
        about,
        candidates=grant_candidates(TODAY),
        register=people(TODAY),
        at=NOW,
    )
