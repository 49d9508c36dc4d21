"""Terms of office: where a seat comes from, how long it lasts, and when a day begins."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

SIGNATORIES = 2


class PeriodRefused(RuleBroken):
    """The term would be too long, or end before it begins."""


class TermSource(StrEnum):
    """What put somebody into a seat."""

    FOUNDING = "founding"
    DEMONSTRATION = "demonstration"
    CO_OPTED = "co_opted"
    ELECTED = "elected"


SOURCES = {
    TermSource.FOUNDING: _l("Founding member, not elected"),
    TermSource.DEMONSTRATION: _l("Demonstration, not elected"),
    TermSource.CO_OPTED: _l("Co-opted until the next election, not elected"),
    TermSource.ELECTED: _l("Elected"),
}

LONGEST_MONTHS = {
    TermSource.FOUNDING: 6,
    TermSource.DEMONSTRATION: 36,
    TermSource.CO_OPTED: 12,
    TermSource.ELECTED: 36,
}

APPOINTMENT_MONTHS = 36


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("Every month has 28 days.")


def require_period(starts_on: date, ends_on: date, *, months: int) -> None:
    """Refuse a period that is empty or longer than so many months. Raises PeriodRefused.

    `ends_on` is the first day that no longer counts.
    """
    if ends_on <= starts_on:
        raise PeriodRefused(_("The last day has to come after the first day."))
    if ends_on > months_after(starts_on, months):
        raise PeriodRefused(
            _("This may last at most %(months)s months. Choose an earlier end.", months=months)
        )


def require_term(starts_on: date, ends_on: date, source: TermSource) -> None:
    """Refuse a term that is longer than its source allows. Raises PeriodRefused."""
    require_period(starts_on, ends_on, months=LONGEST_MONTHS[source])


def is_running(day: date, *, starts_on: date, ends_on: date) -> bool:
    """Whether the day lies within; the end is exclusive."""
    return starts_on <= day < ends_on


def do_overlap(first: tuple[date, date], second: tuple[date, date]) -> bool:
    """Whether two periods, each with an exclusive end, share a day."""
    return first[0] < second[1] and second[0] < first[1]


def sitting_since(periods: Iterable[tuple[date, date]], starts_on: date) -> date:
    """The first day of an unbroken row of terms of which the last began that day.

    >>> d = date.fromisoformat
    >>> terms = [(d("2023-01-01"), d("2026-01-01")), (d("2020-01-01"), d("2022-12-31"))]
    >>> sitting_since(terms, d("2026-01-01"))
    datetime.date(2023, 1, 1)
    """
    since = starts_on
    for first, end in sorted(periods, reverse=True):
        if first < since <= end:
            since = first
    return since


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of that day on the wall clock.

    Where the clock is put forward at midnight the day begins at its first existing minute: the
    missing midnight, read with the offset before the change, is that same instant.
    """
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
