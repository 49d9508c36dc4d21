"""Periods of whole local days, and which of their days are final."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from portal.errors import RuleBroken

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class PeriodNotUnderstood(RuleBroken):
    """The text names no month."""


class Period(NamedTuple):
    """Whole local days from `first_on` up to and including `last_on`."""

    first_on: date
    last_on: date

    @classmethod
    def of_month(cls, text: str) -> Period:
        """The calendar month written like 2026-10."""
        match = _MONTH.fullmatch(text)
        if match is None:
            raise PeriodNotUnderstood("Write the month as year and month, for example 2026-10.")
        year, month = int(match[1]), int(match[2])
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @classmethod
    def newest_final(cls, months: list[str], as_of: date | None, final_days: int) -> Period:
        """Of some months, newest first, the first whose days are all final, or else the first."""
        periods = [cls.of_month(month) for month in months]
        for period in periods:
            if as_of is None or period.final_part(as_of, final_days) == period:
                return period
        return periods[0]

    @property
    def name(self) -> str:
        """2026-10 for a whole month, otherwise both days: 2026-10-05/2026-10-11."""
        month = self.first_on.strftime("%Y-%m")
        if self == Period.of_month(month):
            return month
        return f"{self.first_on.isoformat()}/{self.last_on.isoformat()}"

    def has(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first_on <= day <= self.last_on

    def within(self, other: Period) -> Period:
        """The days that lie in both; the two must have some in common."""
        return Period(max(self.first_on, other.first_on), min(self.last_on, other.last_on))

    def joined(self, other: Period) -> Period:
        """From the first day of either to the last."""
        return Period(min(self.first_on, other.first_on), max(self.last_on, other.last_on))

    def days(self) -> Iterator[date]:
        """Every day, first to last."""
        for number in range((self.last_on - self.first_on).days + 1):
            yield self.first_on + timedelta(days=number)

    def final_part(self, as_of: date, final_days: int) -> Period | None:
        """The days of the period that are final at `as_of`: those at least `final_days` ago."""
        last = min(self.last_on, as_of - timedelta(days=final_days))
        return Period(self.first_on, last) if last >= self.first_on else None

    def closing_window(self, as_of: date, final_days: int, days: int) -> Period | None:
        """The last `days` final days of the period, none where it has fewer."""
        final = self.final_part(as_of, final_days)
        if final is None:
            return None
        first = final.last_on - timedelta(days=days - 1)
        return Period(first, final.last_on) if first >= self.first_on else None


def as_of_or_default(as_of: date | None, exported_on: date | None, period: Period) -> date:
    """The day the figures are true for.

    The one asked for; otherwise the day the newest visits were exported, since a record cannot be
    maintained after that; otherwise seven days after the period.
    """
    return as_of or exported_on or period.last_on + timedelta(days=7)
