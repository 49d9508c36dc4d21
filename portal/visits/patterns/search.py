"""Rule: what is unusual in a month against the co-operative's own months before it.

Many things are looked at in a month, and by chance alone some look strange. So an alert is shown
only where chance alone would bring a false one, anywhere in the month, at most once in twenty
months (Bonferroni: the chance of each is multiplied by how many were looked at).

One kind is shown whenever it happens, however usual: it is a pattern by what it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from portal.visits.figures.assessment import Assessment
from portal.visits.patterns.carers import (
    clipped_rounds,
    contradicted_no_access,
    days_in_two_places,
)
from portal.visits.patterns.exact import Rate, chance_of_run, chance_of_so_many
from portal.visits.patterns.homes import runs_by_home
from portal.visits.patterns.kinds import (
    FEWEST,
    MonthTallies,
    PatternKind,
    Sighting,
    Tally,
    Yardstick,
    sum_of,
    yardstick_of,
)
from portal.visits.patterns.records import edited_visits, late_days

FALSE_ALARM_MONTHS: Final = 20
"""Chance alone brings one false alert, of all that are looked at, in so many months at most."""

ALWAYS_SHOWN: Final = frozenset({PatternKind.CONTRADICTED})
"""One worker's no access, contradicted more than once, is shown whenever it happens."""

LEAST_HISTORY: Final = 200
"""Chances in the months before, below which nothing is said of how unusual anything is."""

MONTHS_OF_HISTORY: Final = 12
RAREST: Final = 10**9


class Alert(NamedTuple):
    """Something unusual about one home, carer or round."""

    kind: PatternKind
    subject: str
    now: Rate
    run: int
    before: Rate
    once_in: int
    """Chance alone brings it, somewhere in all that was looked at, once in so many months.

    0 where that is oftener than once a month, or where the months before tell too little.
    """
    sightings: tuple[Sighting, ...]


class Search(NamedTuple):
    """What a month came to."""

    alerts: list[Alert]
    tests: int
    """How many homes, carers and rounds were looked at, each once for each kind."""
    silent: tuple[PatternKind, ...]
    """Kinds of which the months before tell too little."""


def tallies_of(
    assessment: Assessment,
    *,
    upheld: Collection[tuple[str, date]] = (),
    late: Collection[str] = (),
    changed_by: Mapping[str, Collection[str]] | None = None,
) -> MonthTallies:
    """Everything seen in a month, of the kinds of service that the figures count.

    `upheld` are disputes through cases, by line and day; `late` the rows that came late;
    `changed_by` the roles that changed a row.
    """
    counted = assessment.of_counted_services()
    outcomes, extras = counted.outcomes, counted.extras
    return {
        PatternKind.RUNS: runs_by_home(outcomes),
        PatternKind.CLIPPED: clipped_rounds(outcomes),
        PatternKind.CONTRADICTED: contradicted_no_access(outcomes, upheld),
        PatternKind.OVERLAPS: days_in_two_places(outcomes, extras, counted.overlapping),
        PatternKind.EDITED: edited_visits(outcomes, extras, changed_by or {}, counted.sources),
        PatternKind.LATE: late_days(outcomes, extras, late),
    }


def search_month(month: MonthTallies, before: Sequence[Mapping[Yardstick, Rate]]) -> Search:
    """The alerts of a month, the rarest first; `before` are the totals of the months before it."""
    tested = []
    silent = set()
    for kind, tallies in month.items():
        for subject, tally in tallies.items():
            yardstick = yardstick_of(kind, subject)
            history = sum_of(totals.get(yardstick, Rate(0, 0)) for totals in before)
            if history.of < LEAST_HISTORY and kind not in ALWAYS_SHOWN:
                silent.add(kind)
            elif tally.rate.of > 0:
                tested.append((kind, subject, tally, history))
    alerts = [
        alert
        for kind, subject, tally, history in tested
        if (alert := _judged(kind, subject, tally, history, len(tested))) is not None
    ]
    return Search(
        sorted(alerts, key=lambda alert: (-alert.once_in, alert.kind, alert.subject)),
        len(tested),
        tuple(kind for kind in PatternKind if kind in silent),
    )


def _judged(
    kind: PatternKind, subject: str, tally: Tally, before: Rate, tests: int
) -> Alert | None:
    seen = tally.run if kind is PatternKind.RUNS else tally.rate.seen
    if seen < FEWEST[kind]:
        return None
    if before.of < LEAST_HISTORY:
        return Alert(kind, subject, tally.rate, tally.run, before, 0, tally.sightings)
    chance = (
        chance_of_run(tally.run, tally.rate, before)
        if kind is PatternKind.RUNS
        else chance_of_so_many(tally.rate, before)
    )
    once_in = months_between(chance * tests)
    if once_in < FALSE_ALARM_MONTHS and kind not in ALWAYS_SHOWN:
        return None
    return Alert(kind, subject, tally.rate, tally.run, before, once_in, tally.sightings)


def months_between(chance: Fraction) -> int:
    """How many months lie between two, at that chance a month; never more than a billion.

    >>> [months_between(Fraction(1, n)) for n in (20, 61)], months_between(Fraction(2))
    ([20, 61], 0)
    """
    return min(chance.denominator // chance.numerator, RAREST) if chance else RAREST
