"""Who receives the key of a case: at its intake, and later.

Awake: sitting members who are not care workers of the co-operative. Asleep: those who may have to
be reached when nobody holds a session (substitutes, the outside person, the recovery key). Nobody
whom the writer excluded or a known interest bars, in either.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portal.committee.quorum import Voice, has_quorum, quorum_of
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import USERS_AND_FAMILIES, MemberClass

# Without a home code nobody can tell who has an interest, so only two people read at first.
READERS_WITHOUT_HOME = 2


class GrantRefused(RuleBroken):
    """This person may not hold the key of this case."""


class Capacity(StrEnum):
    """In what capacity somebody may come to hold the key of a case."""

    SITTING = "sitting"
    SUBSTITUTE = "substitute"
    OUTSIDE = "outside"
    RECOVERY = "recovery"
    LEAD = "lead"
    """Safeguarding lead or deputy: has some cases alone, and needs no seat."""


@dataclass(frozen=True)
class Candidate:
    """One holder who may receive a key. The order of candidates is the order of preference.

    `person_id` is the member's id in the register; of an outside person, the account's.
    """

    holder_id: UUID
    public_key: bytes
    capacity: Capacity
    name: str = ""
    person_id: UUID | None = None
    member_class: MemberClass | None = None
    care_worker: bool = False
    care_worker_ref: str | None = None
    leads: int = 0
    email: str = ""

    @property
    def voice(self) -> Voice:
        """What the candidate counts for in a quorum."""
        return Voice(self.member_class in USERS_AND_FAMILIES, self.care_worker)


@dataclass(frozen=True)
class GrantPlan:
    """The holders who receive the key of a new case, awake or asleep."""

    awake: tuple[UUID, ...]
    dormant: tuple[UUID, ...]
    quorate: bool


@dataclass(frozen=True)
class Confirmation:
    """What a handler has confirmed before a worker-member may be given the key."""

    home: bool = False
    visit: bool = False
    day_covered: bool = False


def plan_grants(
    candidates: Sequence[Candidate], *, excluded: Collection[UUID], has_home_code: bool
) -> GrantPlan:
    """Who receives the key of a new case; `excluded` holds ids of persons or of holders.

    `quorate` is False where even everybody left could not decide: the case is then for an outside
    body, and those who are left still receive it.
    """
    barred = frozenset(excluded)
    free = [each for each in candidates if not {each.person_id, each.holder_id} & barred]
    sitting = [each for each in free if each.capacity is Capacity.SITTING]
    handlers = [each for each in sitting if not each.care_worker]
    reserves = _reserves(free, sitting=sitting, candidates=candidates)

    called, quorate = _called(handlers, reserves, filled=len(sitting))
    awake = handlers + called if has_home_code else _first_readers(handlers, called, reserves)
    asleep = [each for each in reserves if each not in awake]
    recovery = [each for each in candidates if each.capacity is Capacity.RECOVERY]
    return GrantPlan(_holders(awake), _holders([*asleep, *recovery]), quorate)


def require_grant(
    candidate: Candidate,
    *,
    barred: Collection[UUID],
    confirmed: Confirmation,
) -> None:
    """Refuse to give the key of a running case to this person. Raises GrantRefused.

    A care worker waits until home and visit are confirmed against an import that covers the day:
    only then does the register know whether they, or those they manage, were on the visit.
    """
    if {candidate.person_id, candidate.holder_id} & frozenset(barred):
        raise GrantRefused(
            _("%(name)s has an interest in this case and may not see it.", name=candidate.name)
        )
    if not candidate.care_worker:
        return
    name = candidate.name
    if not (confirmed.home and confirmed.visit):
        raise GrantRefused(
            _(
                "%(name)s is a care worker. Confirm first which home and which visit this case"
                " is about.",
                name=name,
            )
        )
    if not confirmed.day_covered:
        raise GrantRefused(
            _(
                "%(name)s is a care worker, and the visits of that day have not been imported yet.",
                name=name,
            )
        )
    if candidate.care_worker_ref is None:
        raise GrantRefused(
            _(
                "%(name)s is a care worker without a reference in the register, so nobody can tell"
                " whether they were on the visit.",
                name=name,
            )
        )


def may_receive(candidate: Candidate, *, barred: Collection[UUID], confirmed: Confirmation) -> bool:
    """Whether the key of a running case may be given to this person."""
    try:
        require_grant(candidate, barred=barred, confirmed=confirmed)
    except GrantRefused:
        return False
    return True


def two_readers(there: Sequence[Candidate], waiting: Sequence[Candidate]) -> list[Candidate]:
    """Two readers: who is there already, then who leads the committee, then the others.

    If the first is no user or family member, the second is one where that can be.
    """
    readers = list(there)
    rest = sorted(waiting, key=lambda each: -each.leads)
    while rest and len(readers) < READERS_WITHOUT_HOME:
        if readers and not any(each.voice.user_or_family for each in readers):
            rest.sort(key=lambda each: not each.voice.user_or_family)
        readers.append(rest.pop(0))
    return readers


def _called(
    handlers: Sequence[Candidate], reserves: Sequence[Candidate], *, filled: int
) -> tuple[list[Candidate], bool]:
    """The reserves who must be awake so that somebody can decide, and whether that suffices."""
    voices = [each.voice for each in handlers]
    if has_quorum(voices, filled=filled):
        return [], True
    called: list[Candidate] = []
    rest = [each for each in reserves if each.capacity is Capacity.SUBSTITUTE]
    while rest and not has_quorum(voices, filled=filled):
        if not any(voice.user_or_family for voice in voices):
            rest.sort(key=lambda each: not each.voice.user_or_family)
            if len(voices) >= quorum_of(filled) and not rest[0].voice.user_or_family:
                break  # Nobody in the reserve can bring what is missing.
        called.append(rest.pop(0))
        voices.append(called[-1].voice)
    outside = [each for each in reserves if each.capacity is Capacity.OUTSIDE][:1]
    voices += [each.voice for each in outside]
    return [*called, *outside], has_quorum(voices, filled=filled)


def _reserves(
    free: Iterable[Candidate],
    *,
    sitting: Collection[Candidate],
    candidates: Iterable[Candidate],
) -> list[Candidate]:
    """Substitutes, those of a class that misses somebody first, then outside persons."""
    missing = {
        each.member_class
        for each in candidates
        if each.capacity is Capacity.SITTING and each not in sitting
    }
    able = [each for each in free if not each.care_worker]
    substitutes = [each for each in able if each.capacity is Capacity.SUBSTITUTE]
    outside = [each for each in able if each.capacity is Capacity.OUTSIDE]
    substitutes.sort(key=lambda each: each.member_class not in missing)
    return [*substitutes, *outside]


def _first_readers(
    handlers: Sequence[Candidate], called: Sequence[Candidate], reserves: Sequence[Candidate]
) -> list[Candidate]:
    """The chair and one other; where the committee has not two, those who would be called."""
    rest = [*called, *(each for each in reserves if each not in called)]
    readers = two_readers([], handlers)
    return [*readers, *rest][:READERS_WITHOUT_HOME]


def _holders(candidates: Iterable[Candidate]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(each.holder_id for each in candidates))
