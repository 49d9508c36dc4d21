"""Rule: can these figures be true together? Whoever lies about a total contradicts its parts.

Parts are rounded by themselves, so that an honest total may stand a little outside of them.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final, Protocol

# Hours of ten people in three months are at least ten times the largest base that rounds them.
ROUNDING: Final = 10
_CAUSES: Final = "hours_lost_"
_WHOLE: Final = "all"


class Figure(Protocol):
    """What has to be known of a figure."""

    @property
    def period_start(self) -> date: ...
    @property
    def period_end(self) -> date: ...
    @property
    def breakdown(self) -> str: ...
    @property
    def part(self) -> str: ...
    @property
    def indicator(self) -> str: ...
    @property
    def value(self) -> int | None: ...
    @property
    def lower(self) -> int | None: ...
    @property
    def upper(self) -> int | None: ...


def contradictions(figures: Iterable[Figure]) -> list[str]:
    """Every way in which the figures cannot be true together, in sentences."""
    found: list[str] = []
    split: dict[tuple[date, date, str, str], list[int | None]] = defaultdict(list)
    totals: dict[tuple[date, date, str], int | None] = {}
    for one in figures:
        found += _of_one(one)
        when = one.period_start, one.period_end
        if one.breakdown == _WHOLE:
            totals[(*when, one.indicator)] = one.value
        else:
            split[(*when, one.indicator, one.breakdown)].append(one.value)
    for (starts, ends, indicator, breakdown), parts in split.items():
        total = totals.get((starts, ends, indicator))
        shown = [part for part in parts if part is not None]
        if total is None or len(shown) != len(parts):
            continue
        if not min(shown) - ROUNDING <= total <= max(shown) + ROUNDING:
            found.append(
                f"{indicator}, {starts} to {ends}: the whole is said to be {total}, which no parts "
                f"by {breakdown} between {min(shown)} and {max(shown)} can make."
            )
    return found + _lost_and_delivered(totals)


def _of_one(one: Figure) -> list[str]:
    where = f"{one.indicator}, {one.breakdown} {one.part}, {one.period_start}"
    found = []
    if one.period_end < one.period_start:
        found.append(f"{where}: the period ends before it begins.")
    if one.value is not None and one.value > 100:
        found.append(f"{where}: more than 100 of 100.")
    bounds = [each for each in (one.lower, one.value, one.upper) if each is not None]
    if bounds != sorted(bounds):
        found.append(f"{where}: the value does not stand between its bounds.")
    return found


def _lost_and_delivered(totals: dict[tuple[date, date, str], int | None]) -> list[str]:
    """What was delivered and what was lost are what was agreed."""
    found = []
    for (starts, ends, indicator), delivered in totals.items():
        if indicator != "hours_delivered" or delivered is None:
            continue
        lost = [
            value
            for (begins, until, name), value in totals.items()
            if (begins, until) == (starts, ends) and name.startswith(_CAUSES)
        ]
        shown = [value for value in lost if value is not None]
        # Each cause is rounded by itself: together they may be off by more than one figure is.
        if lost and len(shown) == len(lost) and abs(delivered + sum(shown) - 100) > 3 * ROUNDING:
            found.append(f"{starts} to {ends}: delivered and lost hours do not make 100.")
    return found
