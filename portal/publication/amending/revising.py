"""When figures may be revised.

One person's correction moves a rounded total half of the time, so that a revision by itself would
tell something of that person. Source: the rule on revisions of the project's disclosure control.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

from portal.errors import RuleBroken
from portal.publication.disclosure.lattice import DIMENSIONS, WHOLE
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.shares import Share

ANNUAL_MONTH: Final = 1
"""January: whatever changed less waits for it, and comes out together or not at all."""


class RevisionMustWait(RuleBroken):
    """So few records changed that the correction would tell something of somebody."""


@dataclass(frozen=True, slots=True)
class Touched:
    """How many people and care workers gave another part to a report's figures than they do now."""

    people: int
    workers: int


def is_many(touched: Touched, rules: Protection) -> bool:
    """Whether corrections of so many may come out: of one month by itself, of all in January."""
    return touched.people >= rules.people and touched.workers >= rules.workers


def refs_differing(before: Iterable[Share], now: Iterable[Share]) -> tuple[set[str], set[str]]:
    """People and care workers who give another part to the figures of a month than before.

    Whoever has new records, and gives the same to each measure in the same place, is not one of
    them: no figure can tell of their records.
    """
    old, new = _by_place(before), _by_place(now)
    people: set[str] = set()
    workers: set[str] = set()
    for place in old.keys() | new.keys():
        was, is_now = old.get(place), new.get(place)
        if was != is_now:
            people.add(place[0])
            one, other = (each.by_worker if each else {} for each in (was, is_now))
            workers |= {who for who in one.keys() | other.keys() if one.get(who) != other.get(who)}
    return people, workers


def _by_place(shares: Iterable[Share]) -> Mapping[tuple[str, ...], Share]:
    return {
        (each.person, each.month, each.area, each.service, each.commissioner, each.band): each
        for each in shares
    }


class Refs(NamedTuple):
    """People and care workers."""

    people: frozenset[str] = frozenset()
    workers: frozenset[str] = frozenset()

    @property
    def touched(self) -> Touched:
        """How many they are."""
        return Touched(len(self.people), len(self.workers))

    @classmethod
    def together(cls, several: Iterable["Refs"]) -> "Refs":
        """All of them."""
        found = list(several)
        return cls(
            frozenset().union(*(each.people for each in found)),
            frozenset().union(*(each.workers for each in found)),
        )


@dataclass(frozen=True, slots=True)
class Differing:
    """Who gives another part to the figures of a release, figure by figure."""

    whole: Sequence[Refs] = ()
    """To its month, and to its quarter, where anybody does."""
    parts: Sequence[Refs] = ()
    """To the quarter by area, by service and so on: who belongs elsewhere now as well."""

    @property
    def is_anybody(self) -> bool:
        """Whether anybody gives another part to anything."""
        return bool(self.whole or self.parts)

    def fewest(self, rules: Protection) -> Touched:
        """Of how many that figure tells of which the fewest changed: they hide among no others.

        Fifty who count in another area now do not hide one whose hours are others.
        """
        counts = [each.touched for each in chain(self.whole, self.parts)]
        order = sorted(counts, key=lambda one: (is_many(one, rules), one.people, one.workers))
        return next(iter(order), Touched(0, 0))


def differing(
    before: Sequence[Share], now: Sequence[Share], *, month: str, tells_quarter: bool
) -> Differing:
    """Who gives another part to a month, and to all months and their parts, than before."""
    here = [[share for share in each if share.month == month] for each in (before, now)]
    whole = [_differing_by(WHOLE, *here)]
    parts = []
    if tells_quarter:
        whole.append(_differing_by(WHOLE, before, now))
        parts = [_differing_by(dimension, before, now) for dimension in DIMENSIONS]
    return Differing(
        [each for each in whole if each.people], [each for each in parts if each.people]
    )


def _differing_by(dimension: str, before: Iterable[Share], now: Iterable[Share]) -> Refs:
    people, workers = refs_differing(_split_by(dimension, before), _split_by(dimension, now))
    return Refs(frozenset(people), frozenset(workers))


def _split_by(dimension: str, shares: Iterable[Share]) -> Iterable[Share]:
    """What each person gave in one breakdown, however it is spread over months and the others."""
    amounts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    workers: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for share in shares:
        place = share.person, share.value(dimension)
        amounts[place].update(share.amounts)
        for worker, part in share.by_worker.items():
            workers[place][worker].update(part)
    return [
        Share(person, "", value, "", "", "", amounts[person, value], workers[person, value])
        for person, value in amounts
    ]
