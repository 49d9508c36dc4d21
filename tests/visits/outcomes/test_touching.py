"""Ranges of days: what is everybody's is nobody's own, and ranges that meet are one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.periods import Period
from portal.visits.outcomes.touching import Touched, merged, ranges

FIRST = date(2026, 10, 1)
PEOPLE = ("A1", "B1")


def period(begins: int, length: int) -> Period:
    return Period(FIRST + timedelta(days=begins), FIRST + timedelta(days=begins + length))


PERIODS = st.builds(period, st.integers(0, 30), st.integers(0, 12))


@given(
    st.lists(st.builds(Touched, st.sampled_from([*PEOPLE, None]), PERIODS), max_size=8),
    st.lists(PERIODS, max_size=3),
)
def test_every_day_is_kept_once_and_only_where_it_is_not_everybodys(
    touched: list[Touched], shared: list[Period]
) -> None:
    everybody = ranges(day for each in shared for day in each.days())

    found = merged(touched, everybody)

    assert [each.period for each in found if each.person_ref is None] == everybody
    taken = {day for each in everybody for day in each.days()}
    for person in PEOPLE:
        theirs = [each.period for each in found if each.person_ref == person]
        wanted = {
            day for each in touched if each.person_ref == person for day in each.period.days()
        }
        assert theirs == ranges(wanted - taken)
