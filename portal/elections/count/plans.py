"""A co-operative's own plan of seats: as limits for the count, and what committees it allows.

Source: the co-operative's rules; the three rules of balance are those of portal.committee.seats.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from portal.committee.seats import SEAT_PLAN, SeatGroup, balance
from portal.elections.count.limits import Limit, SeatsRefused, Standing, shortcoming
from portal.i18n import gettext as _
from portal.membership.classes import MANY_MEMBERS, MemberClass


def limits_of_plan(plan: Sequence[SeatGroup] = SEAT_PLAN) -> tuple[Limit, ...]:
    """The committee's plan of seats as limits: each group exactly, and what is kept within it."""
    found = []
    for group in plan:
        found += [
            Limit(frozenset({kept}), least, group.seats, MANY_MEMBERS[kept])
            for kept, least in group.kept.items()
        ]
        found.append(Limit(frozenset(group.classes), group.seats, group.seats, group.title))
    return tuple(found)


def committees(limits: Sequence[Limit], seats: int) -> Iterator[tuple[MemberClass, ...]]:
    """Every committee, class by class, that the limits allow.

    >>> workers = Limit(frozenset({"worker"}), least=0, most=0)
    >>> users = Limit(frozenset({"user", "family_carer"}), least=2, most=2)
    >>> [[each.value for each in found] for found in committees([workers, users], seats=2)]
    [['user', 'user'], ['user', 'family_carer'], ['family_carer', 'family_carer']]
    """
    for found in _compositions(tuple(MemberClass), seats):
        counted: Counter[str] = Counter(found)
        if shortcoming(limits, Standing(counted, Counter()), seats) is None:
            yield found


def require_balanced_plan(limits: Sequence[Limit], seats: int) -> None:
    """Refuse limits that allow a committee out of balance. Raises SeatsRefused, with the rule."""
    for committee in committees(limits, seats):
        for rule in balance(committee):
            if not rule.kept:
                raise SeatsRefused(
                    _(
                        "These limits allow a committee that breaks a rule. %(rule)s Correct the"
                        " limits.",
                        rule=rule.sentence,
                    )
                )


def _compositions(
    classes: tuple[MemberClass, ...], seats: int
) -> Iterator[tuple[MemberClass, ...]]:
    """Every way to give so many seats to the classes, the first class most first."""
    if not classes:
        if not seats:
            yield ()
        return
    first, *rest = classes
    for count in range(seats, -1, -1):
        for others in _compositions(tuple(rest), seats - count):
            yield (first,) * count + others
