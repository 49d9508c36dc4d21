"""On which day a report is to come out, and what became of that day.

The day follows from a rule and is announced before the month is over. Nobody can move it: a day
that is missed stays on the page as missed. Source: Code of Practice for Statistics, T3 (the date
of a release is announced beforehand, and is not the decision of those whom it speaks about).
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

SATURDAY: Final = 5
OUT_AT: Final = time(9, 30)
"""The hour at which a report comes out on its day; what was signed before waits for it."""
AHEAD: Final = 6
"""For so many months the days are known beforehand."""


class DayState(StrEnum):
    """What became of an announced day."""

    AHEAD = "ahead"
    KEPT = "kept"
    LATE = "late"
    MISSED = "missed"


NOT_KEPT: Final = frozenset({DayState.LATE, DayState.MISSED})


def due_on(month: str, day: int) -> date:
    """The announced day of the following month; after a weekend the Monday.

    >>> due_on("2026-12", 21), due_on("2026-10", 21)
    (datetime.date(2027, 1, 21), datetime.date(2026, 11, 23))
    """
    year, number = map(int, month.split("-"))
    found = date(year + number // 12, number % 12 + 1, day)
    weekday = found.weekday()
    return found + timedelta(days=7 - weekday) if weekday >= SATURDAY else found


def newest_come(moment: datetime) -> date:
    """The newest day on which reports may come out by then, on the co-operative's wall clock."""
    today = moment.date()
    return today if moment.time() >= OUT_AT else today - timedelta(days=1)


def months_from(day: date, count: int) -> list[str]:
    """The month of a day, and those that follow."""
    first = 12 * day.year + day.month - 1
    return [f"{each // 12}-{each % 12 + 1:02}" for each in range(first, first + count)]


def state_of(due: date, came_out_on: date | None, today: date) -> DayState:
    """What became of a day. On the day itself nothing is missed yet."""
    if came_out_on is None:
        return DayState.AHEAD if today <= due else DayState.MISSED
    return DayState.KEPT if came_out_on <= due else DayState.LATE
