"""Keys in the store: who may open what, from when, and until when."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.database import db, new_id, reading, transaction
from portal.errors import NotFound
from portal.vault import queries, services
from portal.vault.keys import KeyPair, SealBroken, new_key_pair
from portal.vault.models import Grant, Holder, Safe
from portal.vault.queries import find_key_ring, find_open_safe
from portal.vault.sealing import EpochPassed, OpenSafe, Place, prepare_safe
from portal.vault.services import GrantRefused
from portal.vault.states import GrantState, HolderKind

AT = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
PLACE = Place("messages", UUID(int=1), "text")
AWAKE, DORMANT, HAND_OVER = GrantState.AWAKE, GrantState.DORMANT, GrantState.HAND_OVER


@dataclass
class Person:
    """Somebody with both halves of a key."""

    id: UUID
    keys: KeyPair


def make_person(kind: HolderKind = HolderKind.ACCOUNT) -> Person:
    keys = new_key_pair()
    with transaction():
        holder = services.add_holder(kind, keys.public, at=AT)
        return Person(holder.id, keys)


def make_safe(states: dict[UUID, GrantState]) -> OpenSafe:
    with reading():
        recipients = queries.recipients(states)
    prepared = prepare_safe(recipients)
    with transaction():
        services.store_safe(prepared, at=AT)
    return prepared.open_safe


def open_for(person: Person, safe_id: UUID) -> OpenSafe | None:
    return find_open_safe(safe_id, person.id, person.keys.private)


def states(safe_id: UUID) -> dict[UUID, GrantState]:
    return {held.holder.id: held.state for held in queries.holders_of(safe_id)}


def grants() -> list[tuple[Any, ...]]:
    columns = (Grant.safe_id, Grant.holder_id, Grant.epoch, Grant.state, Grant.sealed_key)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(*columns[:3]))]


def test_those_who_were_granted_open_and_nobody_else(database: Any) -> None:
    ann, bob, eve = make_person(), make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, bob.id: AWAKE})
    sealed = safe.seal(PLACE, "words")

    for person in (ann, bob):
        opened = open_for(person, safe.id)
        assert opened is not None
        assert opened.open_text(PLACE, sealed) == "words"
    assert open_for(eve, safe.id) is None


def test_a_grant_does_not_open_with_somebody_elses_key(database: Any) -> None:
    ann, eve = make_person(), make_person()
    safe = make_safe({ann.id: AWAKE})

    with pytest.raises(SealBroken):
        find_open_safe(safe.id, ann.id, eve.keys.private)


def test_a_dormant_grant_opens_nothing_until_it_is_woken(database: Any) -> None:
    ann, sub = make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, sub.id: DORMANT})

    assert open_for(sub, safe.id) is None
    assert find_key_ring(safe.id, sub.id, sub.keys.private) is None
    assert queries.safes_of(sub.id) == []

    with transaction():
        assert services.wake_grant(safe.id, sub.id)

    assert open_for(sub, safe.id) is not None
    assert queries.safes_of(sub.id) == [safe.id]


def test_waking_what_is_not_dormant_says_so(database: Any) -> None:
    ann = make_person()
    safe = make_safe({ann.id: AWAKE})

    with transaction():
        assert not services.wake_grant(safe.id, ann.id)
        assert not services.wake_grant(safe.id, uuid4())

    assert states(safe.id) == {ann.id: AWAKE}


def test_a_key_is_given_to_one_more_with_every_epoch(database: Any) -> None:
    ann, bob, cal = make_person(), make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, cal.id: AWAKE})
    before = safe.seal(PLACE, "before")
    with transaction():
        services.take_grants(safe.id, of=cal.id)
    opened = open_for(ann, safe.id)
    assert opened is not None
    after = opened.seal(PLACE, "after")

    with transaction():
        services.give_grant(opened, to=queries.get_holder(bob.id))

    of_bob = open_for(bob, safe.id)
    assert of_bob is not None
    assert of_bob.open_text(PLACE, before) == "before"
    assert of_bob.open_text(PLACE, after) == "after"


def test_a_key_is_not_given_twice(database: Any) -> None:
    ann, bob = make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, bob.id: DORMANT})
    before = grants()

    with pytest.raises(GrantRefused), transaction():
        services.give_grant(safe, to=queries.get_holder(bob.id))

    assert grants() == before


def test_a_retired_key_is_given_nothing(database: Any) -> None:
    ann, bob = make_person(), make_person()
    safe = make_safe({ann.id: AWAKE})
    with transaction():
        services.retire_holder(queries.get_holder(bob.id), at=AT)
    before = grants()

    with pytest.raises(GrantRefused), transaction():
        services.give_grant(safe, to=queries.get_holder(bob.id))

    assert grants() == before


def test_from_the_moment_of_recusal_there_is_no_key_for_what_comes(database: Any) -> None:
    ann, bob = make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, bob.id: AWAKE})
    kept_by_bob = open_for(bob, safe.id)
    assert kept_by_bob is not None

    with transaction():
        assert services.take_grants(safe.id, of=bob.id) == 2

    of_ann = open_for(ann, safe.id)
    assert of_ann is not None
    sealed = of_ann.seal(PLACE, "after the recusal")
    assert open_for(bob, safe.id) is None
    assert queries.safes_of(bob.id) == []
    with pytest.raises(SealBroken):
        kept_by_bob.open(PLACE, sealed)
    assert [row for row in grants() if row[1] == bob.id] == []


def test_a_new_epoch_keeps_each_state(database: Any) -> None:
    people = [make_person() for _ in range(4)]
    ann, sub, old, bob = people
    safe = make_safe({ann.id: AWAKE, sub.id: DORMANT, old.id: HAND_OVER, bob.id: AWAKE})

    with transaction():
        services.take_grants(safe.id, of=bob.id)

    assert states(safe.id) == {ann.id: AWAKE, sub.id: DORMANT, old.id: HAND_OVER}
    assert {row[2] for row in grants()} == {1, 2}


def test_who_only_adds_begins_an_epoch_for_all_and_opens_nothing(database: Any) -> None:
    sitting, asleep, caller = make_person(), make_person(), make_person(HolderKind.COMPLAINANT)
    safe = make_safe({sitting.id: AWAKE, asleep.id: DORMANT, caller.id: HAND_OVER})
    before = safe.seal(PLACE, "before")

    with transaction():
        adding = services.begin_epoch(safe.id)
    added = adding.seal(PLACE, "added")

    assert adding.epoch == 2
    with pytest.raises(SealBroken):
        adding.open(PLACE, before)
    with reading():
        opened = open_for(sitting, safe.id)
        assert open_for(caller, safe.id) is None
        assert states(safe.id) == {sitting.id: AWAKE, asleep.id: DORMANT, caller.id: HAND_OVER}
        ring = find_key_ring(safe.id, caller.id, caller.keys.private)
    assert opened is not None
    assert [opened.open_text(PLACE, each) for each in (before, added)] == ["before", "added"]
    assert ring is not None
    assert ring.epoch == 2


def test_no_epoch_begins_in_a_safe_that_is_not_there(database: Any) -> None:
    with pytest.raises(NotFound), transaction():
        services.begin_epoch(new_id())


def test_taking_from_somebody_who_holds_nothing_changes_nothing(database: Any) -> None:
    ann, eve = make_person(), make_person()
    safe = make_safe({ann.id: AWAKE})
    before = grants()

    with transaction():
        assert services.take_grants(safe.id, of=eve.id) is None

    assert grants() == before
    with pytest.raises(NotFound), transaction():
        services.take_grants(uuid4(), of=ann.id)


def test_what_was_prepared_before_the_lock_is_used_when_it_still_fits(database: Any) -> None:
    ann, bob = make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, bob.id: AWAKE})
    with reading():
        prepared = services.prepare_taking(safe.id, of=bob.id)

    with transaction():
        services.take_grants(safe.id, of=bob.id, prepared=prepared)

    [stored] = [row for row in grants() if row[2] == 2]
    assert stored[4] == prepared.grants[0].sealed_key


def test_what_was_prepared_for_others_is_thrown_away(database: Any) -> None:
    ann, bob, cal = make_person(), make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, bob.id: AWAKE, cal.id: AWAKE})
    with reading():
        prepared = services.prepare_taking(safe.id, of=bob.id)
    with transaction():
        services.take_grants(safe.id, of=cal.id)

    with transaction():
        services.take_grants(safe.id, of=bob.id, prepared=prepared)

    assert {row[1] for row in grants() if row[2] > 1} == {ann.id}
    assert open_for(ann, safe.id) is not None


def test_what_was_sealed_before_a_recusal_is_not_stored_after_it(database: Any) -> None:
    ann, bob = make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, bob.id: AWAKE})
    with transaction():
        services.require_newest_epoch(safe)
        services.take_grants(safe.id, of=bob.id)

    with pytest.raises(EpochPassed), transaction():
        services.require_newest_epoch(safe)
    with pytest.raises(EpochPassed), transaction():
        services.give_grant(safe, to=queries.get_holder(bob.id))

    assert bob.id not in states(safe.id)


def test_after_a_term_keys_can_be_passed_on_and_open_no_page(database: Any) -> None:
    old, new = make_person(), make_person()
    safe = make_safe({old.id: AWAKE})
    other = make_safe({old.id: DORMANT})

    with transaction():
        assert services.set_hand_over(old.id) == [safe.id]

    assert open_for(old, safe.id) is None
    assert states(other.id) == {old.id: DORMANT}
    ring = find_key_ring(safe.id, old.id, old.keys.private)
    assert ring is not None
    with transaction():
        services.give_grant(ring, to=queries.get_holder(new.id))
    assert open_for(new, safe.id) is not None


def test_a_retired_key_loses_its_grants_and_new_epochs_pass_it_by(database: Any) -> None:
    ann, bob, cal = make_person(), make_person(), make_person()
    safe = make_safe({ann.id: AWAKE, bob.id: AWAKE, cal.id: AWAKE})

    with transaction():
        services.retire_holder(queries.get_holder(bob.id), at=AT)
        services.take_grants(safe.id, of=cal.id)

    assert set(states(safe.id)) == {ann.id}
    assert open_for(bob, safe.id) is None
    assert queries.get_holder(bob.id).retired_on == date(2026, 11, 9)


def test_new_cases_are_sealed_to_the_newest_recovery_key(database: Any) -> None:
    assert queries.find_recovery_holder() is None
    first = make_person(HolderKind.RECOVERY)
    safe = make_safe({first.id: DORMANT})
    with transaction():
        services.retire_holder(queries.get_holder(first.id), at=AT)
    second = make_person(HolderKind.RECOVERY)

    found = queries.find_recovery_holder()

    assert found is not None
    assert found.id == second.id
    # An old recovery key must go on opening the old cases.
    assert [grant.holder_id for grant in queries.recovery_grants(safe.id)] == [first.id]


@pytest.mark.parametrize("public", [b"", bytes(32), b"short"])
def test_what_is_no_key_is_no_holder(database: Any, public: bytes) -> None:
    with pytest.raises(GrantRefused), transaction():
        services.add_holder(HolderKind.ACCOUNT, public, at=AT)

    assert db.session.scalar(select(func.count()).select_from(Holder)) == 0


def test_many_safes_are_opened_with_one_question(database: Any) -> None:
    ann, bob = make_person(), make_person()
    mine = [make_safe({ann.id: AWAKE}).id for _ in range(3)]
    not_mine = make_safe({bob.id: AWAKE}).id

    opened = queries.find_open_safes([*mine, not_mine], ann.id, ann.keys.private)

    assert set(opened) == set(mine)
    assert queries.safes_of(ann.id) == sorted(mine)
    assert set(db.session.scalars(queries.held_safes(ann.id))) == set(mine)


def test_a_holder_may_come_with_an_identifier_of_its_own(database: Any) -> None:
    wanted, keys = new_id(), new_key_pair()

    with transaction():
        services.add_holder(HolderKind.COMPLAINANT, keys.public, at=AT, holder_id=wanted)

    assert queries.get_holder(wanted).made_on == date(2026, 11, 9)
    with pytest.raises(NotFound):
        queries.get_holder(uuid4())


def test_no_private_key_and_no_case_key_is_in_the_store(database: Any) -> None:
    ann = make_person()
    safe = make_safe({ann.id: AWAKE})
    key = safe._keys[1]

    stored = repr(grants()).encode() + b"".join(
        holder.public_key for holder in db.session.scalars(select(Holder))
    )

    assert key not in stored
    assert ann.keys.private not in stored
    assert repr(key)[2:-1].encode() not in stored


def at_once(app: Flask, *tasks: Callable[[], object]) -> list[BaseException]:
    """Do all tasks at the same moment, each with its own connection; what each refused."""
    start = threading.Barrier(len(tasks))
    failures: list[BaseException] = []

    def run(task: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    task()
            except BaseException as failure:
                failures.append(failure)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_a_destroyed_safe_opens_for_nobody_and_leaves_the_others(database: Any) -> None:
    gwen, writer = make_person(), make_person(HolderKind.COMPLAINANT)
    gone = make_safe({gwen.id: AWAKE, writer.id: AWAKE})
    kept = make_safe({gwen.id: AWAKE})

    with transaction():
        services.destroy_safe(gone.id)

    assert open_for(gwen, gone.id) is None
    assert open_for(gwen, kept.id) is not None
    assert db.session.get(Safe, gone.id) is None
    assert {grant.safe_id for grant in db.session.scalars(select(Grant))} == {kept.id}
    assert db.session.get(Holder, writer.id) is None, "a receipt's key opened nothing else"
    assert db.session.get(Holder, gwen.id) is not None
    with pytest.raises(NotFound), transaction():
        services.destroy_safe(gone.id)


def test_recusals_at_the_same_moment_leave_nobody_a_key(app: Flask) -> None:
    with app.app_context():
        ann, bob, cal = make_person(), make_person(), make_person()
        safe = make_safe({ann.id: AWAKE, bob.id: AWAKE, cal.id: AWAKE})
        db.session.remove()

    failures = at_once(
        app,
        lambda: services.take_grants(safe.id, of=bob.id),
        lambda: services.take_grants(safe.id, of=cal.id),
    )

    assert failures == []
    with app.app_context():
        assert states(safe.id) == {ann.id: AWAKE}
        assert db.session.get_one(Safe, safe.id).epoch == 3
        of_ann = open_for(ann, safe.id)
        assert of_ann is not None
        assert of_ann.epoch == 3
        db.session.remove()


def test_a_grant_given_at_the_moment_of_a_recusal_has_every_epoch_or_is_refused(
    app: Flask,
) -> None:
    with app.app_context():
        ann, bob, new = make_person(), make_person(), make_person()
        safe = make_safe({ann.id: AWAKE, bob.id: AWAKE})
        db.session.remove()

    failures = at_once(
        app,
        lambda: services.take_grants(safe.id, of=bob.id),
        lambda: services.give_grant(safe, to=queries.get_holder(new.id)),
    )

    with app.app_context():
        if failures:
            assert [type(failure) for failure in failures] == [EpochPassed]
            assert states(safe.id) == {ann.id: AWAKE}
        else:
            assert states(safe.id) == {ann.id: AWAKE, new.id: AWAKE}
            opened = open_for(new, safe.id)
            assert opened is not None
            assert opened.epoch == 2
        db.session.remove()


def test_two_who_give_the_same_key_at_once_give_it_once(app: Flask) -> None:
    with app.app_context():
        ann, new = make_person(), make_person()
        safe = make_safe({ann.id: AWAKE})
        db.session.remove()

    failures = at_once(
        app,
        lambda: services.give_grant(safe, to=queries.get_holder(new.id)),
        lambda: services.give_grant(safe, to=queries.get_holder(new.id)),
    )

    assert [type(failure) for failure in failures] == [GrantRefused]
    with app.app_context():
        assert states(safe.id) == {ann.id: AWAKE, new.id: AWAKE}
        db.session.remove()
