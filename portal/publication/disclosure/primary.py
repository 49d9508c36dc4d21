"""The primary rules: what a published figure of a very small co-operative may show.

The reader to fear is a neighbour who knows who gets care, so the unit of protection is the person
and the care worker, never the visit. A figure is hidden unless enough of both stand behind it and
none of them makes up most of it; what is shown is a whole percent of rounded parts, because a
percent of exact parts gives the exact part back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Protection:
    """The parameters of the rules, printed with every release."""

    people: int = 10
    """A figure needs at least so many people behind its denominator."""
    workers: int = 5
    """And at least so many care workers."""
    dominance: int = 20
    """What the third and all smaller contributors give is at least this percent of the largest."""
    smallest_count: int = 5
    """Counts from 1 to one less than this are hidden."""
    count_base: int = 5
    """Counts are rounded to a multiple of this."""
    hour_bases: tuple[int, ...] = (5, 10, 20, 50, 100)
    """Hours are rounded to the smallest of these that is wide enough."""
    hour_share: int = 20
    """A base is wide enough from this percent of the largest contributor's hours."""


class Shown(StrEnum):
    """How a value is marked where it is not simply a number."""

    VALUE = ""
    HIDDEN = "c"
    NOTHING_TO_COUNT = "z"


class Amount(NamedTuple):
    """Seconds or visits, and how much of them belongs to each person and each care worker.

    The parts by worker need not add up to the total: nobody was sent to a visit that was never on
    the rota.
    """

    total: int
    by_person: Mapping[str, int]
    by_worker: Mapping[str, int]


class Percent(NamedTuple):
    """A whole percent of rounded parts, or the mark that stands for it."""

    value: int | None
    shown: Shown
    is_below_one: bool = False
    """Rounded to 0 although the rounded part is not nothing."""


def is_dominated(parts: Iterable[int], *, percent: int) -> bool:
    """The p % rule: whether the second largest contributor could estimate the largest too closely.

    True where all but the two largest together give less than `percent` of the largest.
    Source: the p % rule of magnitude tables in statistical disclosure control.
    """
    largest_first = sorted((part for part in parts if part > 0), reverse=True)
    if not largest_first:
        return False
    return 100 * sum(largest_first[2:]) < percent * largest_first[0]


def is_safe_population(whole: Amount, rules: Protection) -> bool:
    """Whether enough people and workers stand behind an amount, and none makes up most of it."""
    people = sum(1 for part in whole.by_person.values() if part > 0)
    workers = sum(1 for part in whole.by_worker.values() if part > 0)
    return people >= rules.people and workers >= rules.workers and is_safe_part(whole, rules)


def is_safe_part(part: Amount, rules: Protection) -> bool:
    """Whether a part of a safe whole may be shown: it is nothing, or nobody's for the most part."""
    return not any(
        is_dominated(parts.values(), percent=rules.dominance)
        for parts in (part.by_person, part.by_worker)
    )


def hour_base(whole: Amount, rules: Protection) -> int | None:
    """The hours to round to: the smallest base wide enough for the largest contributor."""
    largest = max((*whole.by_person.values(), *whole.by_worker.values()), default=0)
    for base in rules.hour_bases:
        if 100 * base * HOUR >= rules.hour_share * largest:
            return base
    return None


def rounded(value: int, base: int) -> int:
    """The nearest multiple of the base; of two equally near the larger."""
    return (2 * value + base) // (2 * base) * base


def percent_of_hours(part: Amount, whole: Amount, rules: Protection) -> Percent:
    """Seconds of seconds, as a whole percent of hours, each rounded to a base of its own."""
    if whole.total == 0:
        return Percent(None, Shown.NOTHING_TO_COUNT)
    part_base, whole_base = hour_base(part, rules), hour_base(whole, rules)
    if part_base is None or whole_base is None:
        return Percent(None, Shown.HIDDEN)
    if not is_safe_population(whole, rules) or not is_safe_part(part, rules):
        return Percent(None, Shown.HIDDEN)
    return _percent(rounded(part.total, part_base * HOUR), rounded(whole.total, whole_base * HOUR))


def percent_of_visits(part: Amount, whole: Amount, rules: Protection) -> Percent:
    """Visits of visits, as a whole percent of counts rounded to 5; 1 to 4 are hidden."""
    if whole.total == 0:
        return Percent(None, Shown.NOTHING_TO_COUNT)
    if not is_safe_population(whole, rules) or 0 < part.total < rules.smallest_count:
        return Percent(None, Shown.HIDDEN)
    if not is_safe_part(part, rules):
        return Percent(None, Shown.HIDDEN)
    return _percent(rounded(part.total, rules.count_base), rounded(whole.total, rules.count_base))


def _percent(part: int, whole: int) -> Percent:
    if whole == 0:
        return Percent(None, Shown.HIDDEN)
    value = (200 * part + whole) // (2 * whole)
    return Percent(value, Shown.VALUE, is_below_one=value == 0 and part > 0)
