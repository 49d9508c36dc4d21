"""To whom the key of a running case passes when its holders change."""

from uuid import UUID, uuid4

import pytest

from portal.committee.grants import Candidate, Capacity, Confirmation
from portal.committee.succession import is_handed_over, plan_succession
from portal.membership.classes import MemberClass
from portal.vault.states import GrantState
from tests.committee.test_grants import CONFIRMED, candidate, committee

HOME = Confirmation(home=True)
AWAKE, DORMANT, HAND_OVER = GrantState.AWAKE, GrantState.DORMANT, GrantState.HAND_OVER


def awake(plan: list[tuple[UUID, GrantState]]) -> set[UUID]:
    return {holder_id for holder_id, state in plan if state is AWAKE}


def asleep(plan: list[tuple[UUID, GrantState]]) -> set[UUID]:
    return {holder_id for holder_id, state in plan if state is DORMANT}


def holders(people: list[Candidate], *places: int) -> set[UUID]:
    return {people[each].holder_id for each in places}


def test_keys_pass_to_every_sitting_member_who_is_free_and_has_none() -> None:
    people = committee()

    plan = plan_succession(
        people,
        states={people[1].holder_id: AWAKE},
        barred=[people[2].person_id or uuid4()],
        confirmed=CONFIRMED,
    )

    assert awake(plan) == holders(people, 0, 3, 4, 5, 6, 7, 8)
    assert asleep(plan) == holders(people, 9, 11, 12)


def test_where_the_visit_is_not_confirmed_no_care_worker_follows() -> None:
    people = committee()

    plan = plan_succession(people, states={}, barred=(), confirmed=HOME)

    assert awake(plan) == holders(people, 0, 1, 2, 3, 4, 7, 8)


def test_whoever_slept_as_a_substitute_and_now_sits_is_woken() -> None:
    people = committee()

    plan = plan_succession(people, states={people[1].holder_id: DORMANT}, barred=(), confirmed=HOME)

    assert people[1].holder_id in awake(plan)


def test_nobody_receives_twice() -> None:
    people = committee()
    states = dict.fromkeys(holders(people, *range(13)), AWAKE)

    assert plan_succession(people, states=states, barred=(), confirmed=CONFIRMED) == []


@pytest.mark.parametrize(("there", "more"), [([], 2), ([3], 1), ([3, 4], 0), ([2, 3, 4], 0)])
def test_where_the_home_is_not_known_the_case_stays_with_two(there: list[int], more: int) -> None:
    people = committee()
    states = dict.fromkeys(holders(people, *there), AWAKE)

    plan = plan_succession(people, states=states, barred=(), confirmed=Confirmation())

    assert len(awake(plan)) == more
    if more:
        assert people[0].holder_id in awake(plan)


def test_a_case_is_handed_over_when_its_holders_can_decide_without_the_one_who_leaves() -> None:
    people = committee()

    def done(*places: int, confirmed: Confirmation = HOME) -> bool:
        return is_handed_over(
            people, awake=holders(people, *places), barred=(), confirmed=confirmed
        )

    assert not done()
    assert not done(0, 1, 2, 3)
    assert done(0, 1, 2, 3, 4)
    assert not done(0, 7, 8)
    assert done(0, 1, confirmed=Confirmation())
    assert not done(0, confirmed=Confirmation())


def test_a_barred_holder_does_not_count_as_a_successor() -> None:
    people = [candidate(member_class=MemberClass.USER) for _ in range(3)]
    everyone = {each.holder_id for each in people}

    assert is_handed_over(people, awake=everyone, barred=(), confirmed=HOME)
    assert not is_handed_over(people, awake=everyone, barred=[people[0].holder_id], confirmed=HOME)


def test_the_recovery_key_is_never_a_successor() -> None:
    people = committee()
    keys = {each.holder_id for each in people if each.capacity is Capacity.RECOVERY}

    plan = plan_succession(people, states={}, barred=(), confirmed=CONFIRMED)

    assert not keys & {holder_id for holder_id, _state in plan}
