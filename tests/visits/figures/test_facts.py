"""The flat row that figures are counted from says what the records say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.assessment import Extra, assess
from portal.visits.figures.attendances import attendance_of
from portal.visits.figures.facts import FactMaker, refs_in
from portal.visits.figures.figures import figures_of
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period
from portal.visits.figures.wall_time import WallClock
from tests.visits.figures.examples import (
    AS_OF,
    DAY,
    attended,
    facts,
    make_line,
    make_package,
    make_records,
    make_row,
    planned,
)

LONDON = ZoneInfo("Europe/London")
CHANGES = (date(2026, 10, 25), date(2026, 3, 29), DAY)


@given(st.sampled_from(CHANGES), st.integers(-86_400, 3 * 86_400))
def test_daytime_is_what_the_clock_on_the_wall_shows(day: date, shift: int) -> None:
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=LONDON).timestamp())
    there = attendance_of(make_row(service_date=day, adj_in_at=midnight + shift))
    assert there is not None
    make = FactMaker(frozenset(), WallClock("Europe/London"), DEFAULTS)

    found = make.of_extra(Extra(there, make_package()))

    wall = datetime.fromtimestamp(midnight + shift, LONDON)
    by_day = "07:00:00" <= f"{wall:%H:%M:%S}" <= "22:00:00"
    assert refs_in(found.daytime_carers) == (["W1"] if by_day else [])


def test_who_came_is_named_once_and_in_order() -> None:
    found = facts(
        [make_line(carers_required=2)],
        [
            attended("08:00", "08:10", "V1", carer_ref="W9"),
            attended("08:05", "08:30", "V2", carer_ref="W2"),
            attended("08:20", "08:30", "V3", carer_ref="W9"),
        ],
    )["L1"]

    assert (found.carers, found.workers, found.daytime_carers) == ("W2 W9", "W2 W9", "W2 W9")
    assert refs_in(found.visit_refs) == ["V1", "V2", "V3"]
    assert (found.attendances, found.closed, found.ev2) == (3, 3, 3)


def test_where_nobody_came_it_is_known_who_was_sent() -> None:
    found = facts([make_line()], [planned("08:00", "08:30", carer_ref="W7")])["L1"]

    assert (found.carers, found.workers, found.unlogged) == ("", "W7", 1)


def test_who_came_at_another_visits_time_is_counted_apart() -> None:
    found = facts(
        [make_line(), make_line("L2", "12:00")],
        [attended("12:00", "12:20", carer_ref="W3", planned_start=None)],
    )["L1"]

    assert found.status == "DELIVERED_OTHER_SLOT"
    assert (found.carers, found.other_slot, found.other_slot_recorded) == ("W3", 1, 1200)
    assert (found.anyone, found.recorded) == (0, 1200)


def test_a_row_of_somebody_whose_package_went_to_another_is_counted_with_nobody() -> None:
    row = attended("14:00", "14:30", line_ref=None)._replace(person_ref="pers.9")
    records = make_records([make_line()], [row])

    found = assess(records, period=Period(DAY, DAY), as_of=AS_OF)

    assert found.extras == []
    assert figures_of(records, period=Period(DAY, DAY), as_of=AS_OF).whole.extra_attendances == 0


def test_such_a_row_still_shows_that_its_carer_was_elsewhere() -> None:
    lost = attended("08:00", "08:30", "V9", line_ref=None)._replace(person_ref="pers.9")

    found = facts([make_line()], [attended("08:00", "08:30"), lost])["L1"]

    assert found.overlapping == 1


@pytest.mark.parametrize("days", [1, 2])
def test_the_facts_of_a_day_are_the_same_whatever_days_lie_around_it(days: int) -> None:
    rows = [
        attended("08:00", "08:30", f"V{shift}", service_date=DAY + timedelta(days=shift))
        for shift in range(-3, 4)
    ]
    wanted = facts([make_line()], rows)

    near = [row for row in rows if abs((row.service_date - DAY).days) <= days]

    assert facts([make_line()], near) == wanted
