"""Rule: which patterns are looked for, about whom each is, and from how many on.

Source: what care workers and inspectors know by name: "clipping" (leaving early), "cramming"
(rounds that cannot be kept), records of two places at once, edits and late records.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from portal.visits.patterns.exact import Rate


class PatternKind(StrEnum):
    """What is looked for."""

    RUNS = "runs"
    CLIPPED = "clipped"
    CONTRADICTED = "contradicted"
    OVERLAPS = "overlaps"
    EDITED = "edited"
    LATE = "late"


class About(StrEnum):
    """Whom a pattern is about. Who it is, is shown only after somebody opened it."""

    HOME = "home"
    CARER = "carer"
    ROUND = "round"


ABOUT: Final = {
    PatternKind.RUNS: About.HOME,
    PatternKind.CLIPPED: About.CARER,
    PatternKind.CONTRADICTED: About.CARER,
    PatternKind.OVERLAPS: About.CARER,
    PatternKind.EDITED: About.ROUND,
    PatternKind.LATE: About.ROUND,
}

FEWEST: Final = {
    PatternKind.RUNS: 3,
    PatternKind.CLIPPED: 2,
    PatternKind.CONTRADICTED: 2,
    PatternKind.OVERLAPS: 2,
    PatternKind.EDITED: 5,
    PatternKind.LATE: 5,
}
"""Fewer than this is never shown, however rare: one thing is no pattern.

Counted are things that come about by themselves: visits, rounds, and the days of one carer.
"""


class What(StrEnum):
    """What was seen at one visit of a pattern."""

    MISSED = "missed"
    SHORT = "short"
    CONTRADICTED = "contradicted"
    OVERLAPS = "overlaps"
    EDITED = "edited"
    LATE = "late"


class Sighting(NamedTuple):
    """One visit of a pattern. `minutes` of `agreed` minutes where it is about a length."""

    service_date: str
    begins: int
    what: What
    package_ref: str
    visit_refs: tuple[str, ...]
    minutes: int | None = None
    agreed: int | None = None


class Tally(NamedTuple):
    """What was seen of one home, carer or round in a month, of how many chances."""

    rate: Rate
    sightings: tuple[Sighting, ...]
    run: int = 0
    """Of a run: how long it was. The rate then says how many of all visits of the home went so."""


BETWEEN: Final = "|"
"""Stands between a round and a role in a subject: no reference holds it."""

Yardstick = tuple[PatternKind, str]
"""What a subject is measured against: its kind and, for edits, its role."""

MonthTallies = dict[PatternKind, dict[str, Tally]]
"""Everything seen in a month, by kind and subject."""


def yardstick_of(kind: PatternKind, subject: str) -> Yardstick:
    """What the subject is measured against.

    >>> yardstick_of(PatternKind.EDITED, "R01|office")
    (<PatternKind.EDITED: 'edited'>, 'office')
    """
    return kind, subject.partition(BETWEEN)[2]


def totals_of(month: MonthTallies) -> dict[Yardstick, Rate]:
    """What the whole co-operative came to: what later months are measured against."""
    totals: dict[Yardstick, Rate] = {}
    for kind, tallies in month.items():
        for subject, tally in tallies.items():
            yardstick = yardstick_of(kind, subject)
            totals[yardstick] = totals.get(yardstick, Rate(0, 0)) + tally.rate
    return totals


def sum_of(rates: Iterable[Rate]) -> Rate:
    """All together."""
    total = Rate(0, 0)
    for rate in rates:
        total = total + rate
    return total
