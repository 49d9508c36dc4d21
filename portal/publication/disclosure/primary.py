"""The primary rules: what a published figure of a very small co-operative may show.

The reader to fear is a neighbour who knows who gets care, so the unit of protection is the person
and the care worker, never the visit. A figure is hidden unless enough of both stand behind it and
none of them makes up most of it; what is shown is a whole percent of rounded parts, because a
percent of exact parts gives the exact part back.
"""

import math
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


class Shown(StrEnum):
    """How a value is marked where it is not simply a number."""

    VALUE = ""
    HIDDEN = "c"
    NOTHING_TO_COUNT = "z"
    NOT_SUPPLIED = "x"


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


def percent_of(part: float, whole: float) -> Percent:
    """A whole percent of two rounded figures."""
    if not whole:
        return Percent(None, Shown.HIDDEN)
    value = math.floor(100 * part / whole + 0.5)
    return Percent(value, Shown.VALUE, is_below_one=value == 0 and part > 0)
