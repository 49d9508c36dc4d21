"""The table of a week says what its picture shows: each bar, from when to when."""

from __future__ import annotations

from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from portal.visits.figures.days import DaysOnRecord, days_on_record
from portal.visits.figures.pictures import Bar, Lane, week_of, week_picture
from portal.visits.figures.week_rows import WeekRow, rows_of_week
from portal.visits.records import VisitRecords
from tests.visits.figures.examples import AS_OF, DAY, at, attended, make_line, make_records, planned

WEEK = week_of(DAY)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def page(plain_app: Flask) -> Any:
    with plain_app.test_request_context():
        yield


def days(records: VisitRecords, person: str = "pers.1") -> DaysOnRecord:
    return days_on_record(records, person, WEEK, as_of=AS_OF)


def table(lines: list[Any], rows: list[Any]) -> list[WeekRow]:
    """The rows of the day on which something is recorded."""
    found = rows_of_week(days(make_records(lines, rows)), WEEK)
    return [row for row in found if row.heading.startswith("Wednesday 7 October")]


def test_the_table_holds_every_bar_of_the_picture(brynteg: VisitRecords) -> None:
    for person in sorted({package.person_ref for package in brynteg.packages}):
        found = days(brynteg, person)
        picture, rows = week_picture(found, WEEK, LONDON), rows_of_week(found, WEEK)
        for lane, said in (
            (Lane.AGREED, [stay for row in rows for stay in row.agreed]),
            (Lane.PLANNED, [stay for row in rows for stay in row.planned]),
            (Lane.DELIVERED, [stay for row in rows for stay in row.recorded]),
        ):
            bars = [bar for day in picture.days for bar in day.lanes[lane]]
            assert Counter(begin_of(bar) for bar in bars) == Counter(map(first_time, said))


def begin_of(bar: Bar) -> str:
    return f"{bar.begins // 60 % 24:02}:{bar.begins % 60:02}"


def first_time(words: str) -> str:
    return words.removeprefix("from ").removeprefix("until ")[:5]


def test_a_plan_that_names_nobody_is_drawn_and_said() -> None:
    lines, rows = [make_line()], [planned("08:00", "08:30", carer_ref=None)]

    (row,) = table(lines, rows)
    picture = week_picture(days(make_records(lines, rows)), WEEK, LONDON)

    assert row.planned == ["08:00 to 08:30, 30 min, but nobody was named"]
    assert picture.days[2].lanes[Lane.PLANNED] == [Bar(480, 510, 0, is_named=False)]
    assert picture.has_nameless


def test_a_record_without_an_end_says_why_it_has_no_length() -> None:
    (open_end,) = table([make_line()], [attended("08:05", None)])
    (open_start,) = table([make_line()], [attended(None, "08:25")])

    assert open_end.recorded == ["from 08:05, no end, so no length"]
    assert open_start.recorded == ["until 08:25, no beginning, so no length"]


def test_each_carer_has_a_line_and_who_was_turned_away_has_none() -> None:
    rows = [
        attended("08:00", "08:30", planned_start=at("08:00"), planned_end=at("08:30")),
        planned("08:00", "08:30", "V2", carer_ref="W2", status="no_access"),
    ]

    (row,) = table([make_line(carers_required=2)], rows)

    assert row.agreed == row.planned == ["08:00 to 08:30, 30 min"] * 2
    assert row.recorded == ["08:00 to 08:30, 30 min"]


def test_a_time_changed_afterwards_stands_beside_the_one_recorded_first() -> None:
    shortened = attended("08:00", "08:10", adj_out_at=at("08:30"))
    written = planned("08:00", "08:30", adj_in_at=at("08:00"), adj_out_at=at("08:30"))

    (changed,) = table([make_line()], [shortened])
    (afterwards,) = table([make_line()], [written])

    assert changed.recorded == ["08:00 to 08:30, 30 min; recorded at first: 08:00 to 08:10, 10 min"]
    assert afterwards.recorded == [
        "08:00 to 08:30, 30 min; written afterwards, nothing was recorded at first"
    ]


def test_what_came_without_a_visit_is_said_too() -> None:
    extra = attended("14:00", "14:20", "V3", line_ref=None)

    agreed, row = table([make_line()], [extra])

    assert agreed.recorded == []
    assert (row.outcome, row.agreed) == ("No visit was agreed", [])
    assert row.recorded == ["14:00 to 14:20, 20 min"]
