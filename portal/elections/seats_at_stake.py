"""Rule: which seats an election fills: those of the plan that nobody sits in when terms begin.

So an election of the whole committee and one for a single seat that fell vacant are the same thing.
Where nobody stands for a reserved seat the nominations are refused, with the class named; the
returning officer then keeps nominations open longer, or leaves such seats empty until the next
election, and everybody can read that.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.committee.seats import SEAT_PLAN, SeatGroup, require_balance
from portal.elections.count.limits import Limit, SeatLimits, SeatsRefused, require_fillable
from portal.elections.count.plans import committees
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import MANY_MEMBERS, MemberClass


@dataclass(frozen=True)
class Stake:
    """The seats of one election: how many, and within which limits by class."""

    seats: int
    limits: tuple[Limit, ...]

    def for_candidates(self, classes: Mapping[int, str]) -> SeatLimits:
        """The limits with the classes of the candidates, as the count takes them."""
        return SeatLimits(self.limits, classes)


def stake_of(sitting: Collection[MemberClass], plan: Sequence[SeatGroup] = SEAT_PLAN) -> Stake:
    """The seats that are vacant while these sit.

    >>> stake_of([]).seats, stake_of([MemberClass.WORKER] * 2).seats
    (9, 7)
    """
    held = Counter(sitting)
    limits: list[Limit] = []
    seats = 0
    for group in plan:
        found, free = _group_limits(group, held)
        limits += found
        seats += free
    return Stake(seats, tuple(limits))


def _group_limits(group: SeatGroup, held: Counter[MemberClass]) -> tuple[list[Limit], int]:
    free = max(group.seats - sum(held[each] for each in group.classes), 0)
    others = sorted(group.classes - group.kept.keys())
    taken = sum(held[each] for each in others)
    room = min(free, max(group.seats - sum(group.kept.values()) - taken, 0))
    limits = [
        Limit(frozenset({each}), min(max(kept - held[each], 0), free), free)
        for each, kept in group.kept.items()
    ]
    # What is kept for one class of a group is out of reach for its other classes.
    if group.kept and others:
        limits.append(Limit(frozenset(others), 0, room))
    limits.append(Limit(frozenset(group.classes), free, free))
    return [replace(each, title=limit_words(each)) for each in limits], free


def limit_words(limit: Limit, plan: Sequence[SeatGroup] = SEAT_PLAN) -> str:
    """What a limit is called, in the reader's language: as in the plan, or by its classes."""
    for group in plan:
        if group.classes == limit.classes and len(limit.classes) > 1:
            return str(group.title)
    return ", ".join(str(MANY_MEMBERS[MemberClass(each)]) for each in sorted(limit.classes))


def leave_empty(stake: Stake, classes: Collection[str]) -> Stake:
    """The same seats without those for which nobody stands.

    >>> left = leave_empty(stake_of([]), ["user", "family_carer", "family_carer", "family_carer"])
    >>> left.seats
    3
    """
    counted = Counter(classes)
    found: list[Limit] = []
    roofs: list[tuple[frozenset[str], int]] = [
        (frozenset({each}), counted[each]) for each in counted
    ]
    for limit in sorted(stake.limits, key=lambda each: len(each.classes)):
        inside = [each for each in roofs if each[0] <= limit.classes]
        most = min(limit.most, sum(roof for _classes, roof in inside))
        roofs = [each for each in roofs if each not in inside]
        roofs.append((limit.classes, most))
        found.append(replace(limit, least=min(limit.least, most), most=most))
    return Stake(sum(roof for _classes, roof in roofs), tuple(found))


def require_contest(
    stake: Stake, classes: Mapping[int, str], *, sitting: Collection[MemberClass]
) -> None:
    """Refuse candidates who cannot fill the seats, or with whom the committee lost its balance.

    Every committee that could be elected is tried. Raises SeatsRefused.
    """
    require_fillable(stake.for_candidates(classes), stake.seats, classes)
    standing = Counter(classes.values())
    for elected in committees(stake.limits, stake.seats):
        if Counter(each.value for each in elected) - standing:
            continue
        try:
            require_balance([*sitting, *elected], adding=elected)
        except RuleBroken as refusal:
            raise SeatsRefused(
                _(
                    "With these candidates the members could elect a committee that breaks a rule."
                    " %(rule)s Find more candidates of the classes that are short.",
                    rule=str(refusal),
                )
            ) from None


def stake_as_json(stake: Stake) -> dict[str, Any]:
    """The seats as they are kept."""
    return {
        "seats": stake.seats,
        "limits": [
            {
                "classes": sorted(limit.classes),
                "least": limit.least,
                "most": limit.most,
                "title": limit.words,
            }
            for limit in stake.limits
        ],
    }


def read_stake(kept: Mapping[str, Any]) -> Stake:
    """The seats as they were kept.

    >>> read_stake(stake_as_json(stake_of([]))) == stake_of([])
    True
    """
    return Stake(
        kept["seats"],
        tuple(
            Limit(frozenset(each["classes"]), each["least"], each["most"], each["title"])
            for each in kept["limits"]
        ),
    )
