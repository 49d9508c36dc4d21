"""Who may hold the key of a running case, from what the case and the register say."""

from collections.abc import Collection, Sequence
from uuid import UUID

from portal.committee.grants import Candidate, Capacity
from portal.committee.quorum import has_quorum


def free_seats(candidates: Sequence[Candidate], *, barred: Collection[UUID]) -> list[Candidate]:
    """Those who sit and have no interest in the case: the seats that a quorum is counted from."""
    return [
        each
        for each in candidates
        if each.capacity is Capacity.SITTING and not {each.person_id, each.holder_id} & set(barred)
    ]


def to_be_called(
    candidates: Sequence[Candidate],
    *,
    barred: Collection[UUID],
    awake: Collection[UUID],
    asleep: Collection[UUID],
) -> list[Candidate]:
    """Who has to be called in, of those standing by: holders of keys that are asleep.

    Nobody while the free seats can still decide and at least one of them holds the key. Otherwise
    substitutes one by one until they can, and the outside person in any case.
    """
    seats = free_seats(candidates, barred=barred)
    waiting = [
        each
        for each in candidates
        if each.holder_id in asleep and not {each.person_id, each.holder_id} & set(barred)
    ]
    voices = [each.voice for each in seats if not each.care_worker]
    voices += [
        each.voice
        for each in candidates
        if each.holder_id in awake and each.capacity is not Capacity.SITTING
    ]
    if has_quorum(voices, filled=len(seats)) and awake:
        return []
    called: list[Candidate] = []
    substitutes = [each for each in waiting if each.capacity is Capacity.SUBSTITUTE]
    while substitutes and not has_quorum(voices, filled=len(seats)):
        if not any(voice.user_or_family for voice in voices):
            substitutes.sort(key=lambda each: not each.voice.user_or_family)
        called.append(substitutes.pop(0))
        voices.append(called[-1].voice)
    return [*called, *(each for each in waiting if each.capacity is Capacity.OUTSIDE)]
