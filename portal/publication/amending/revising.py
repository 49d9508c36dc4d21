"""When figures may be revised.

One person's correction moves a rounded total half of the time, so that a revision by itself would
tell something of that person. Source: the rule on revisions of the project's disclosure control.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.errors import RuleBroken
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
