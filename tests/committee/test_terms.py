"""Terms of office: lengths, overlaps, and where a day begins."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.committee.terms import (
    LONGEST_MONTHS,
    PeriodRefused,
    TermSource,
    do_overlap,
    is_running,
    months_after,
    require_term,
    start_of,
)

LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 22), 6, date(2027, 5, 22)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 1, 1), 36, date(2029, 1, 1)),
    ],
)
def test_months_are_counted_as_people_count_them(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@given(day=DAYS, months=st.integers(1, 60))
def test_so_many_months_later_is_always_in_the_right_month(day: date, months: int) -> None:
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@pytest.mark.parametrize("source", list(TermSource))
def test_a_term_may_last_as_long_as_its_source_allows_and_no_day_more(source: TermSource) -> None:
    first = date(2026, 11, 22)
    longest = months_after(first, LONGEST_MONTHS[source])

    require_term(first, longest, source)

    with pytest.raises(PeriodRefused, match="at most"):
        require_term(first, longest + timedelta(days=1), source)


def test_a_founding_term_lasts_six_months_at_most() -> None:
    assert LONGEST_MONTHS[TermSource.FOUNDING] == 6


def test_a_term_lasts_a_day_at_least() -> None:
    day = date(2026, 11, 22)

    require_term(day, day + timedelta(days=1), TermSource.ELECTED)
    for end in (day, day - timedelta(days=1)):
        with pytest.raises(PeriodRefused, match="has to come after"):
            require_term(day, end, TermSource.ELECTED)


def test_the_day_on_which_a_term_ends_is_no_day_of_it() -> None:
    first, last = date(2026, 11, 1), date(2026, 11, 30)

    assert is_running(first, starts_on=first, ends_on=last)
    assert is_running(last - timedelta(days=1), starts_on=first, ends_on=last)
    assert not is_running(last, starts_on=first, ends_on=last)
    assert not is_running(first - timedelta(days=1), starts_on=first, ends_on=last)


@given(a=DAYS, b=DAYS, c=DAYS, d=DAYS)
def test_periods_overlap_when_some_day_lies_in_both(a: date, b: date, c: date, d: date) -> None:
    first, second = tuple(sorted((a, b))), tuple(sorted((c, d)))
    shared = max(first[0], second[0]) < min(first[1], second[1])

    if first[0] < first[1] and second[0] < second[1]:
        assert do_overlap(first, second) is shared
        assert do_overlap(second, first) is shared


def test_a_term_that_follows_another_does_not_overlap_it() -> None:
    change = date(2026, 5, 1)

    assert not do_overlap((date(2026, 1, 1), change), (change, date(2026, 9, 1)))


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 11, 22), datetime(2026, 11, 22, 0, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 6, 30, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 0, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 26, 0, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_on_the_wall_clock(day: date, instant: datetime) -> None:
    assert start_of(day, LONDON) == instant


def test_a_day_without_midnight_begins_at_its_first_minute() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    day = date(2026, 3, 29)  # The clock goes from 23:59 to 01:00.

    first = start_of(day, beirut).astimezone(beirut)

    assert (first.date(), first.hour) == (day, 1)
    assert (start_of(day, beirut) - timedelta(seconds=1)).astimezone(beirut).date() < day
