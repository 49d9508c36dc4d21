"""What an indicator is: its name, its formula in words, and the function that counts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from portal.visits.figures.group import Group


def N_(text: str) -> str:
    """Mark a text for the translators; the page that shows it translates it."""
    return text


class Unit(StrEnum):
    """What a value is counted in."""

    HOURS = "h"
    PERCENT = "%"
    PER_1000 = "per_1000"
    MINUTES = "min"
    CARERS = "carers"


SCALE = {
    Unit.HOURS: 1,
    Unit.PERCENT: 100,
    Unit.PER_1000: 1000,
    Unit.MINUTES: 1,
    Unit.CARERS: 1,
}
HOUR = 3600
"""Hours are seconds over this denominator."""


class Topic(StrEnum):
    """The question a group of indicators answers."""

    HOURS = "hours"
    SHORTFALL = "shortfall"
    VISITS = "visits"
    NO_ACCESS = "no_access"
    PUNCTUALITY = "punctuality"
    LENGTH = "length"
    CARERS = "carers"
    EVIDENCE = "evidence"


class Ratio(NamedTuple):
    """Whole seconds or counts over whole seconds or counts, with bounds where evidence is weak."""

    numerator: int
    denominator: int
    lower: int | None = None
    upper: int | None = None

    def value(self) -> Fraction | None:
        """The exact ratio, none over nothing."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


class Middle(NamedTuple):
    """The middle one of so many values in order, of an even number the mean of the middle two."""

    middle: Fraction | None
    number: int

    @classmethod
    def of(cls, values: list[Fraction]) -> Middle:
        """The median, none of nothing."""
        if not values:
            return cls(None, 0)
        in_order = sorted(values)
        half, odd = divmod(len(in_order), 2)
        middle = in_order[half] if odd else (in_order[half - 1] + in_order[half]) / 2
        return cls(middle, len(in_order))

    def value(self) -> Fraction | None:
        """The exact median."""
        return self.middle


Measure = Ratio | Middle


@dataclass(frozen=True)
class Indicator:
    """One figure: what it is called, how it is made, in words and as a function."""

    id: str
    topic: Topic
    label: str
    formula: str
    unit: Unit
    decimals: int
    measure: Callable[[Group], Measure]
    needs: frozenset[str] = frozenset()
    """What at least some rows have to be supplied with: columns of visits.csv, or `UNATTENDED`."""

    def __call__(self, group: Group) -> Measure:
        """Count it for a group of visits."""
        return self.measure(group)


def indicator(
    code: str,
    topic: Topic,
    unit: Unit,
    decimals: int,
    *,
    label: str,
    formula: str,
    needs: tuple[str, ...] = (),
) -> Callable[[Callable[[Group], Measure]], Indicator]:
    """Make the decorated function the indicator of this code."""

    def made(measure: Callable[[Group], Measure]) -> Indicator:
        return Indicator(code, topic, label, formula, unit, decimals, measure, frozenset(needs))

    return made
