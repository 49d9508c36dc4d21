"""Who receives the key of a case: walked through with Hypothesis, and told case by case."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.committee.grants import (
    Candidate,
    Capacity,
    Confirmation,
    GrantRefused,
    may_receive,
    plan_grants,
    require_grant,
)
from portal.committee.quorum import has_quorum
from portal.membership.classes import MemberClass

CONFIRMED = Confirmation(home=True, visit=True, day_covered=True)


def candidate(
    capacity: Capacity = Capacity.SITTING,
    member_class: MemberClass | None = MemberClass.USER,
    *,
    leads: int = 0,
    ref: str | None = None,
) -> Candidate:
    worker = member_class is MemberClass.WORKER
    return Candidate(
        holder_id=uuid4(),
        public_key=b"k" * 32,
        capacity=capacity,
        name="Mair",
        person_id=uuid4(),
        member_class=member_class,
        care_worker=worker,
        care_worker_ref=ref or ("CW01" if worker else None),
        leads=leads,
    )


def recovery() -> Candidate:
    return Candidate(holder_id=uuid4(), public_key=b"r" * 32, capacity=Capacity.RECOVERY)


def committee() -> list[Candidate]:
    """Nine who sit (the chair is a volunteer), three in reserve, one outside, the recovery key."""
    classes = [
        MemberClass.USER,
        MemberClass.USER,
        MemberClass.FAMILY_CARER,
        MemberClass.FAMILY_CARER,
        MemberClass.WORKER,
        MemberClass.WORKER,
        MemberClass.SUPPORTER_COMMUNITY,
        MemberClass.PUBLIC_BODY,
    ]
    return [
        candidate(member_class=MemberClass.VOLUNTEER, leads=2),
        *(candidate(member_class=each) for each in classes),
        candidate(Capacity.SUBSTITUTE, MemberClass.USER),
        candidate(Capacity.SUBSTITUTE, MemberClass.WORKER),
        candidate(Capacity.SUBSTITUTE, MemberClass.SUPPORTER_COMMUNITY),
        candidate(Capacity.OUTSIDE, None),
        recovery(),
    ]


CLASSES = st.sampled_from(list(MemberClass))
CAPACITIES = st.sampled_from([Capacity.SITTING, Capacity.SUBSTITUTE, Capacity.OUTSIDE])


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Candidate], frozenset[UUID]]:
    """Any committee, and any of its people excluded: by person, or by holder."""
    drawn = draw(st.lists(st.tuples(CAPACITIES, CLASSES, st.integers(0, 2)), max_size=14))
    people = [
        candidate(capacity, None if capacity is Capacity.OUTSIDE else each, leads=leads)
        for capacity, each, leads in drawn
    ]
    by_person = {each.person_id for each in people if each.person_id and draw(st.booleans())}
    by_holder = {each.holder_id for each in people if draw(st.integers(0, 4)) == 0}
    return [*people, recovery()], frozenset(by_person | by_holder)


def barred(each: Candidate, excluded: frozenset[UUID]) -> bool:
    return bool({each.person_id, each.holder_id} & excluded)


@given(situation=situations(), has_home_code=st.booleans())
def test_nobody_excluded_and_no_care_worker_ever_receives_a_key_at_intake(
    situation: tuple[list[Candidate], frozenset[UUID]], has_home_code: bool
) -> None:
    candidates, excluded = situation

    plan = plan_grants(candidates, excluded=excluded, has_home_code=has_home_code)

    given_to = {*plan.awake, *plan.dormant}
    for each in candidates:
        if each.capacity is not Capacity.RECOVERY and (barred(each, excluded) or each.care_worker):
            assert each.holder_id not in given_to


@given(situation=situations(), has_home_code=st.booleans())
def test_nobody_is_awake_and_asleep_and_the_recovery_key_is_always_asleep(
    situation: tuple[list[Candidate], frozenset[UUID]], has_home_code: bool
) -> None:
    candidates, excluded = situation

    plan = plan_grants(candidates, excluded=excluded, has_home_code=has_home_code)

    assert not set(plan.awake) & set(plan.dormant)
    assert len(plan.awake) == len(set(plan.awake))
    keys = {each.holder_id for each in candidates if each.capacity is Capacity.RECOVERY}
    assert keys <= set(plan.dormant)


@given(situation=situations())
def test_with_a_home_code_every_free_sitting_member_is_awake(
    situation: tuple[list[Candidate], frozenset[UUID]],
) -> None:
    candidates, excluded = situation

    plan = plan_grants(candidates, excluded=excluded, has_home_code=True)

    for each in candidates:
        if each.capacity is Capacity.SITTING:
            free = not each.care_worker and not barred(each, excluded)
            assert (each.holder_id in plan.awake) is free


@given(situation=situations())
def test_substitutes_and_the_outside_person_are_awake_only_where_the_quorum_is_lost(
    situation: tuple[list[Candidate], frozenset[UUID]],
) -> None:
    candidates, excluded = situation
    free = [each for each in candidates if not barred(each, excluded)]
    sitting = [each for each in free if each.capacity is Capacity.SITTING]
    handlers = [each for each in sitting if not each.care_worker]

    plan = plan_grants(candidates, excluded=excluded, has_home_code=True)

    awake = [each for each in candidates if each.holder_id in plan.awake]
    called = [each for each in awake if each.capacity is not Capacity.SITTING]
    outside = [each for each in free if each.capacity is Capacity.OUTSIDE and not each.care_worker]
    if has_quorum([each.voice for each in handlers], filled=len(sitting)):
        assert called == []
    elif outside:
        assert sum(each.capacity is Capacity.OUTSIDE for each in called) == 1
    assert plan.quorate is has_quorum([each.voice for each in awake], filled=len(sitting))


@given(situation=situations())
def test_a_lost_quorum_is_said_only_where_everybody_together_could_not_decide(
    situation: tuple[list[Candidate], frozenset[UUID]],
) -> None:
    candidates, excluded = situation
    free = [
        each
        for each in candidates
        if not barred(each, excluded)
        and not each.care_worker
        and each.capacity is not Capacity.RECOVERY
    ]
    filled = sum(
        each.capacity is Capacity.SITTING and not barred(each, excluded) for each in candidates
    )

    plan = plan_grants(candidates, excluded=excluded, has_home_code=True)

    # Of several outside persons one is called; the others deputise.
    outside = [each for each in free if each.capacity is Capacity.OUTSIDE][:1]
    everybody = [each for each in free if each.capacity is not Capacity.OUTSIDE] + outside
    assert plan.quorate is has_quorum([each.voice for each in everybody], filled=filled)


@given(situation=situations())
def test_without_a_home_code_two_people_read_at_most(
    situation: tuple[list[Candidate], frozenset[UUID]],
) -> None:
    candidates, excluded = situation
    able = [
        each
        for each in candidates
        if each.capacity is not Capacity.RECOVERY
        and not each.care_worker
        and not barred(each, excluded)
    ]

    plan = plan_grants(candidates, excluded=excluded, has_home_code=False)

    assert len(plan.awake) == min(2, len(able))


def test_without_a_home_code_the_chair_and_one_other_non_worker_read() -> None:
    people = committee()

    plan = plan_grants(people, excluded=(), has_home_code=False)

    assert plan.awake == (people[0].holder_id, people[1].holder_id)


def test_a_chair_who_works_for_the_co_operative_waits_like_every_care_worker() -> None:
    chair = candidate(member_class=MemberClass.WORKER, leads=2)
    people = [chair, *committee()[1:]]

    plan = plan_grants(people, excluded=(), has_home_code=False)

    assert chair.holder_id not in plan.awake
    assert len(plan.awake) == 2


def test_without_a_home_code_an_excluded_chair_is_replaced_by_the_deputy() -> None:
    people = committee()
    deputy = candidate(member_class=MemberClass.PUBLIC_BODY, leads=1)

    plan = plan_grants(
        [*people, deputy], excluded=[people[0].person_id or uuid4()], has_home_code=False
    )

    assert plan.awake == (deputy.holder_id, people[1].holder_id)


def test_in_a_whole_committee_the_seven_non_workers_read_and_the_reserve_sleeps() -> None:
    people = committee()

    plan = plan_grants(people, excluded=(), has_home_code=True)

    assert len(plan.awake) == 7
    assert plan.quorate
    assert set(plan.dormant) == {
        people[9].holder_id,
        people[11].holder_id,
        people[12].holder_id,
        people[13].holder_id,
    }


def test_the_reserve_of_the_class_that_misses_somebody_is_called_first() -> None:
    people = committee()
    # The volunteer, the neighbour, the public body and one user are excluded: three remain of
    # the non-workers, with the two workers five seats are free.
    neighbour = people[7]
    excluded = [people[each].person_id or uuid4() for each in (0, 1, 2, 7, 8)]

    plan = plan_grants(people, excluded=excluded, has_home_code=True)

    assert people[11].member_class == neighbour.member_class
    assert set(plan.awake) == {
        people[3].holder_id,
        people[4].holder_id,
        people[9].holder_id,
        people[12].holder_id,
    }
    assert plan.quorate


def test_where_no_user_or_family_member_is_left_one_from_the_reserve_is_called() -> None:
    people = committee()
    excluded = [people[each].person_id or uuid4() for each in (1, 2, 3, 4)]

    plan = plan_grants(people, excluded=excluded, has_home_code=True)

    assert people[9].holder_id in plan.awake
    assert people[11].holder_id in plan.dormant
    assert plan.quorate


def test_where_nobody_is_left_the_case_still_reaches_the_recovery_key() -> None:
    people = committee()

    plan = plan_grants(people, excluded=[each.holder_id for each in people], has_home_code=True)

    assert plan.awake == ()
    assert plan.dormant == (people[13].holder_id,)
    assert not plan.quorate


@pytest.mark.parametrize(
    ("confirmed", "sentence"),
    [
        (Confirmation(), "Confirm first which home and which visit"),
        (Confirmation(home=True, day_covered=True), "Confirm first which home and which visit"),
        (Confirmation(visit=True, day_covered=True), "Confirm first which home and which visit"),
        (Confirmation(home=True, visit=True), "have not been imported yet"),
    ],
)
def test_a_care_worker_waits_until_home_and_visit_are_confirmed(
    confirmed: Confirmation, sentence: str
) -> None:
    worker = candidate(member_class=MemberClass.WORKER)

    with pytest.raises(GrantRefused, match=sentence):
        require_grant(worker, barred=(), confirmed=confirmed)
    require_grant(worker, barred=(), confirmed=CONFIRMED)


def test_a_care_worker_without_a_reference_cannot_be_checked() -> None:
    worker = Candidate(
        holder_id=uuid4(),
        public_key=b"k" * 32,
        capacity=Capacity.SITTING,
        name="Huw",
        person_id=uuid4(),
        member_class=MemberClass.WORKER,
        care_worker=True,
    )

    with pytest.raises(GrantRefused, match="Huw is a care worker without a reference"):
        require_grant(worker, barred=(), confirmed=CONFIRMED)


def test_an_interest_bars_anybody_whatever_is_confirmed() -> None:
    user = candidate()

    assert may_receive(user, barred=(), confirmed=Confirmation())
    assert not may_receive(user, barred=[user.person_id or uuid4()], confirmed=CONFIRMED)
    assert not may_receive(user, barred=[user.holder_id], confirmed=CONFIRMED)
