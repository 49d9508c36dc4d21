"""Working days of a nation, and the day on which somebody received something.

Source: SI 2006/1681 reg. 2 and SI 2012/3094 reg. 19 (England: not Saturday, Sunday, Christmas Day,
Good Friday or a bank holiday); WSI 2014/1794 reg. 2 (Wales: the same, and Boxing Day by name).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from portal.config import settings

SATURDAY = 5


def _christmas_day(year: int) -> date:
    return date(year, 12, 25)


def _boxing_day(year: int) -> date:
    return date(year, 12, 26)


@dataclass(frozen=True)
class Nation:
    """Whose calendar: the key of its bank holidays, and the days its rules name themselves."""

    country: str
    part: str | None
    named: tuple[Callable[[int], date], ...] = ()


# Good Friday, which the rules name too, is a bank holiday of every year in the list.
NATIONS = {
    "ENG": Nation("GB", "ENG", (_christmas_day,)),
    "WAL": Nation("GB", "WLS", (_christmas_day, _boxing_day)),
    "SCO": Nation("GB", "SCT"),
    "QC": Nation("CA", "QC"),
    "IT": Nation("IT", None),
}


def is_working_day(day: date, nation: str) -> bool:
    """Whether offices work on that day.

    >>> is_working_day(date(2026, 12, 28), "WAL")  # Boxing Day was a Saturday
    False
    >>> is_working_day(date(2026, 12, 29), "WAL")
    True
    """
    off = _days_off(nation, day.year)
    return day.weekday() < SATURDAY and day not in off and day not in settings().days_off


def nth_working_day_after(day: date, count: int, nation: str) -> date:
    """The last day of a period of so many working days; the day itself is day 0.

    >>> nth_working_day_after(date(2026, 11, 9), 3, "ENG").strftime("%a")  # received on a Monday
    'Thu'
    >>> [
    ...     nth_working_day_after(date(2026, 11, d), 3, "ENG").strftime("%a") for d in (13, 14, 15)
    ... ]  # received on Friday, Saturday, Sunday
    ['Wed', 'Wed', 'Wed']
    """
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day, nation):
            count -= 1
    return day


def working_day_from(day: date, count: int, nation: str) -> date:
    """So many working days after the day, or before it.

    >>> str(working_day_from(date(2026, 11, 16), -1, "ENG"))  # the Friday before a Monday
    '2026-11-13'
    """
    step = timedelta(days=1 if count > 0 else -1)
    for _each in range(abs(count)):
        day += step
        while not is_working_day(day, nation):
            day += step
    return day


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def working_days_between(day: date, later: date, nation: str) -> int:
    """Working days after the one day, up to and with the later one; negative if it is past.

    >>> working_days_between(date(2026, 11, 13), date(2026, 11, 17), "ENG")
    2
    """
    if later < day:
        return -working_days_between(later, day, nation)
    days = (later - day).days
    return sum(is_working_day(day + timedelta(days=n), nation) for n in range(1, days + 1))


def local_day(at: datetime) -> date:
    """The day of an instant where the co-operative is, even at ten to midnight on a Sunday."""
    return at.astimezone(ZoneInfo(settings().tz)).date()


def days_off_between(first: date, last: date, nation: str) -> list[date]:
    """The days of that time on which offices are closed though it is no weekend."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < SATURDAY and not is_working_day(day, nation)]


@cache
def _days_off(nation: str, year: int) -> frozenset[date]:
    chosen = NATIONS[nation]
    banks = holidays.country_holidays(chosen.country, subdiv=chosen.part, years=year)
    return frozenset(banks) | {named(year) for named in chosen.named}
