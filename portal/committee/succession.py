"""To whom the key of a running case passes when its holders change."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from portal.committee.grants import (
    READERS_WITHOUT_HOME,
    Candidate,
    Capacity,
    Confirmation,
    may_receive,
    two_readers,
)
from portal.committee.quorum import has_quorum
from portal.vault.states import GrantState

_MAY_SLEEP = frozenset({Capacity.SITTING, Capacity.SUBSTITUTE, Capacity.OUTSIDE})
HOLDS = frozenset({GrantState.AWAKE, GrantState.HAND_OVER})


def plan_succession(
    candidates: Sequence[Candidate],
    *,
    states: Mapping[UUID, GrantState],
    barred: Collection[UUID],
    confirmed: Confirmation,
) -> list[tuple[UUID, GrantState]]:
    """Which holders are to receive the key, and how awake.

    `states` says who holds it already. Sitting members receive it awake, substitutes and the
    outside person asleep. Where the home is not confirmed the case stays with two readers, as at
    its intake.
    """
    allowed = [
        each
        for each in candidates
        if each.capacity is not Capacity.RECOVERY
        and may_receive(each, barred=barred, confirmed=confirmed)
    ]
    sitting = [each for each in allowed if each.capacity is Capacity.SITTING]
    alone = [each for each in allowed if each.capacity is Capacity.LEAD]
    if alone:
        # A case that the safeguarding lead has alone passes to the next lead, and to nobody else.
        return [
            (each.holder_id, GrantState.AWAKE)
            for each in alone
            if states.get(each.holder_id) not in HOLDS
        ]
    waiting = [each for each in sitting if states.get(each.holder_id) not in HOLDS]
    if not confirmed.home:
        there = [each for each in allowed if states.get(each.holder_id) is GrantState.AWAKE]
        waiting = [each for each in two_readers(there, waiting) if each not in there]
    asleep = [
        each
        for each in allowed
        if each.capacity is not Capacity.SITTING
        and not each.care_worker
        and each.holder_id not in states
    ]
    return [
        *((each.holder_id, GrantState.AWAKE) for each in waiting),
        *((each.holder_id, GrantState.DORMANT) for each in asleep),
    ]


def plan_sleeping(
    candidates: Sequence[Candidate], *, states: Mapping[UUID, GrantState], barred: Collection[UUID]
) -> list[tuple[UUID, GrantState]]:
    """Which holders are to receive the key of a case that nobody reads yet: asleep, all of them.

    No care worker: nobody has confirmed home and visit.
    """
    return [
        (each.holder_id, GrantState.DORMANT)
        for each in candidates
        if each.capacity in _MAY_SLEEP
        and not each.care_worker
        and each.holder_id not in states
        and not {each.person_id, each.holder_id} & frozenset(barred)
    ]


def is_handed_over(
    candidates: Sequence[Candidate],
    *,
    awake: Collection[UUID],
    barred: Collection[UUID],
    confirmed: Confirmation,
) -> bool:
    """Whether those who hold the key can decide without whoever leaves."""
    free = [each for each in candidates if not {each.person_id, each.holder_id} & frozenset(barred)]
    there = [each for each in free if each.holder_id in awake]
    if not confirmed.home:
        return len(there) >= READERS_WITHOUT_HOME
    filled = sum(each.capacity is Capacity.SITTING for each in free)
    return has_quorum([each.voice for each in there], filled=filled)
