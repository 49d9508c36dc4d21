"""Questions to the record of visits about one home around one day.

The home and the day are sealed in the case: they are unsealed in a handler's session, compared
there, and nothing of the comparison is written but a code without day or visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.cases.queries import Told


class Beside(StrEnum):
    """What there is to lay beside what was said."""

    NO_HOME = "no_home"
    UNKNOWN_HOME = "unknown_home"
    NO_DAY = "no_day"
    NO_RECORD = "no_record"
    RECORD = "record"


@dataclass(frozen=True)
class VisitsBeside:
    """The visits on record near the time for that home, or why there are none."""

    state: Beside
    visits: Sequence[Any] = ()


def visits_beside(told: Told) -> VisitsBeside:
    """The record for the home and the day that the person named."""
    if not told.home_code:
        return VisitsBeside(Beside.NO_HOME)
    if told.telling.happened_on is None:
        return VisitsBeside(Beside.NO_DAY)
    return VisitsBeside(Beside.NO_RECORD)


def rostered_at(home_code: str, happened_on: date | None) -> frozenset[str]:
    """The care workers who were to be at that home around that day."""
    return frozenset()


def is_covered(happened_on: date | None) -> bool:
    """Whether an import covers that day."""
    return False


def home_code_typed(typed: str) -> str:
    """The home code that was meant, if there is such a home; empty if there is none."""
    return typed.strip().upper()
