"""The seats of the committee: how many for each class, and what must hold between the classes.

The default plan and the three rules of balance are the co-operative's own choice to change; the
portal proposes nine seats, so that those who receive care are never outvoted by those who give it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.i18n import ngettext
from portal.membership.classes import (
    SUPPORTING,
    USERS_AND_FAMILIES,
    MemberClass,
    Standing,
    own_rule,
)


class NoSeatLeft(RuleBroken):
    """Every seat of that class is taken."""


class OutOfBalance(RuleBroken):
    """The committee would no longer be balanced between its classes."""


@dataclass(frozen=True)
class SeatGroup:
    """Seats that some classes share; of these, so many at least are kept for one class."""

    title: str
    classes: frozenset[MemberClass]
    seats: int
    kept: Mapping[MemberClass, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Vacancy:
    """Seats that nobody holds."""

    title: str
    count: int


SEAT_PLAN = (
    SeatGroup(_l("service users and families"), USERS_AND_FAMILIES, 4, kept={MemberClass.USER: 2}),
    SeatGroup(_l("care workers"), frozenset({MemberClass.WORKER}), 2),
    SeatGroup(_l("volunteers"), frozenset({MemberClass.VOLUNTEER}), 1),
    SeatGroup(_l("neighbours and supporters"), frozenset({MemberClass.SUPPORTER_COMMUNITY}), 1),
    SeatGroup(_l("public bodies"), frozenset({MemberClass.PUBLIC_BODY}), 1),
)


def require_seats(seated: Collection[MemberClass], plan: Sequence[SeatGroup] = SEAT_PLAN) -> None:
    """Refuse a committee that has more of a class than the plan has seats. Raises NoSeatLeft."""
    counts = Counter(seated)
    for group in plan:
        taken = sum(counts[each] for each in group.classes)
        if taken > group.seats:
            raise NoSeatLeft(
                ngettext(
                    "There is %(seats)s seat for %(group)s, and it is taken.",
                    "There are %(seats)s seats for %(group)s, and they are taken.",
                    group.seats,
                    seats=group.seats,
                    group=group.title,
                )
            )
        for member_class, kept in group.kept.items():
            others = taken - counts[member_class]
            if others > group.seats - kept:
                raise NoSeatLeft(
                    _(
                        "Of the %(seats)s seats for %(group)s, %(kept)s are kept for"
                        " service users.",
                        seats=group.seats,
                        group=group.title,
                        kept=kept,
                    )
                )


def vacancies(
    seated: Collection[MemberClass], plan: Sequence[SeatGroup] = SEAT_PLAN
) -> list[Vacancy]:
    """The seats that nobody holds, group by group."""
    counts = Counter(seated)
    free = [(each, each.seats - sum(counts[one] for one in each.classes)) for each in plan]
    return [Vacancy(each.title, count) for each, count in free if count > 0]


def classes_beside(
    classes: Collection[MemberClass], plan: Sequence[SeatGroup] = SEAT_PLAN
) -> frozenset[MemberClass]:
    """These classes, and those that share seats with them.

    >>> sorted(classes_beside([MemberClass.USER]))
    [<MemberClass.FAMILY_CARER: 'family_carer'>, <MemberClass.USER: 'user'>]
    """
    return frozenset().union(*(each.classes for each in plan if each.classes & set(classes)))


def classes_with_room(
    seated: Collection[MemberClass], plan: Sequence[SeatGroup] = SEAT_PLAN
) -> frozenset[MemberClass]:
    """The classes of which one more could sit."""
    found = set()
    for each in MemberClass:
        try:
            require_seats([*seated, each], plan)
        except NoSeatLeft:
            continue
        found.add(each)
    return frozenset(found)


def balance(seated: Collection[MemberClass]) -> list[Standing]:
    """The three rules of balance, each with how it stands.

    Source: model rules of multi-stakeholder co-operatives; the Quebec law on co-operatives, C-67.2
    (supporting members). The law is named and not quoted: its section was not at hand to check.
    """
    law = _(
        "After the Quebec law on co-operatives (C-67.2): supporting members have at most a third of"
        " the seats."
    )
    return [
        replace(_users_are_not_outnumbered(seated), rule=own_rule()),
        replace(_workers_below_half(seated), rule=own_rule()),
        replace(_third(seated), rule=law),
    ]


def require_balance(seated: Collection[MemberClass], *, adding: Collection[MemberClass]) -> None:
    """Refuse new seats that break a rule of balance. Raises OutOfBalance.

    A committee may lose its balance when somebody leaves; that must not keep out those who would
    bring it back. So a rule refuses only the classes it limits.
    """
    served, workers, third = balance(seated)
    added = set(adding)
    if not served.kept and added - USERS_AND_FAMILIES:
        raise OutOfBalance(served.sentence)
    if not workers.kept and MemberClass.WORKER in added:
        raise OutOfBalance(workers.sentence)
    if not third.kept and added & SUPPORTING:
        raise OutOfBalance(third.sentence)


def _users_are_not_outnumbered(seated: Collection[MemberClass]) -> Standing:
    counts = Counter(seated)
    served = sum(counts[each] for each in USERS_AND_FAMILIES)
    largest = max(counts[each] for each in MemberClass if each not in USERS_AND_FAMILIES)
    if served >= largest:
        return Standing(
            True,
            _("Service users and families have at least as many seats as any other class."),
        )
    return Standing(
        False,
        _(
            "Service users and families would have %(served)s seats and another class %(largest)s."
            " They must have at least as many as any other class.",
            served=served,
            largest=largest,
        ),
    )


def _workers_below_half(seated: Collection[MemberClass]) -> Standing:
    workers = Counter(seated)[MemberClass.WORKER]
    if 2 * workers < len(seated) or not workers:
        return Standing(True, _("Care workers have fewer than half of the seats."))
    return Standing(
        False,
        _(
            "Care workers would have %(workers)s of %(all)s seats. They must have fewer than half.",
            workers=workers,
            all=len(seated),
        ),
    )


def _third(seated: Collection[MemberClass]) -> Standing:
    counts = Counter(seated)
    supporting = sum(counts[each] for each in SUPPORTING)
    if 3 * supporting <= len(seated):
        return Standing(
            True, _("Supporters and public bodies have not more than a third of the seats.")
        )
    return Standing(
        False,
        _(
            "Supporters and public bodies would have %(supporting)s of %(all)s seats. They may"
            " have at most a third.",
            supporting=supporting,
            all=len(seated),
        ),
    )
