"""What the pictures show of visits, as plain values."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.days import DaysOnRecord, days_on_record
from portal.visits.figures.figures import figures_of
from portal.visits.figures.periods import Period
from portal.visits.figures.pictures import (
    SIGNS,
    Bar,
    Lane,
    Look,
    calendar_of,
    waterfall,
    week_of,
    week_picture,
    weeks_of,
)
from portal.visits.figures.statuses import Status
from portal.visits.records import VisitRecords
from tests.visits.figures.examples import AS_OF, DAY, at, attended, make_line, make_records, planned

OCTOBER = Period.of_month("2026-10")
LONDON = ZoneInfo("Europe/London")


def days(lines: list, rows: list, period: Period = OCTOBER) -> DaysOnRecord:
    return days_on_record(make_records(lines, rows), "pers.1", period, as_of=AS_OF)


def test_every_outcome_has_a_mark_of_its_own() -> None:
    assert set(SIGNS) == set(Status)
    assert len(set(SIGNS.values())) == len(SIGNS)
    assert all(sign.letter for sign in SIGNS.values() if sign.look is Look.LETTER)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_weeks_of_a_month_hold_each_of_its_days_once(day: date) -> None:
    month = Period.of_month(f"{day:%Y-%m}")

    weeks = [list(week_of(monday).days()) for monday in weeks_of(month)]

    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)
    shown = [each for week in weeks for each in week]
    assert shown == sorted(set(shown))
    assert [each for each in shown if month.has(each)] == list(month.days())


def test_the_calendar_shows_every_visit_up_to_the_last_day_on_record() -> None:
    found = days([make_line(), make_line("L2", "18:00")], [attended("08:00", "08:30")])

    weeks = calendar_of(found, OCTOBER, DAY)

    shown = {day.day: [visit.status for visit in day.visits] for week in weeks for day in week}
    assert shown[DAY] == [Status.DELIVERED, Status.NOT_ROSTERED]
    assert len(shown[DAY - timedelta(days=1)]) == 2
    assert shown[DAY + timedelta(days=1)] == []
    assert sum(day.is_in_month for week in weeks for day in week) == 31


def test_the_layers_of_a_week_are_kept_apart() -> None:
    found = days(
        [make_line(carers_required=2)],
        [
            attended("08:05", "08:25", planned_start=at("08:00"), planned_end=at("08:30")),
            planned("08:00", "08:30", "V2", carer_ref="W2", status="no_access"),
            attended("14:00", "14:20", "V3", line_ref=None, carer_ref="W3"),
        ],
    )

    picture = week_picture(found, week_of(DAY), LONDON)

    wednesday = picture.days[2]
    assert wednesday.day == DAY
    assert wednesday.lanes == {
        Lane.AGREED: [Bar(480, 510, 0), Bar(480, 510, 1)],
        Lane.PLANNED: [Bar(480, 510, 0), Bar(480, 510, 1)],
        Lane.DELIVERED: [Bar(485, 505, 0), Bar(840, 860, 0)],
    }
    assert (picture.first_hour, picture.last_hour, picture.rows) == (8, 15, 2)


def test_a_record_without_an_end_is_a_short_bar() -> None:
    found = days([make_line()], [attended("08:00", None)])

    picture = week_picture(found, week_of(DAY), LONDON)

    assert picture.days[2].lanes[Lane.DELIVERED] == [Bar(480, 484, 0)]


def test_a_visit_over_midnight_goes_on_to_the_right_of_its_own_day() -> None:
    night = attended("23:45", None)._replace(
        out_at=at("00:15", DAY + timedelta(days=1)), out_method="nfc_tag"
    )
    found = days([make_line(start="23:45", slot="night")], [night])

    picture = week_picture(found, week_of(DAY), LONDON)

    assert picture.days[2].lanes[Lane.DELIVERED] == [Bar(1425, 1455, 0)]
    assert picture.last_hour == 25


def test_an_empty_week_still_has_its_hours() -> None:
    picture = week_picture(DaysOnRecord((), ()), week_of(DAY), LONDON)

    assert (picture.first_hour, picture.last_hour, picture.rows) == (7, 22, 1)


@pytest.mark.parametrize("month", ["2026-07", "2026-08", "2026-09", "2026-10"])
def test_the_waterfall_goes_down_without_a_gap_from_agreed_to_delivered(
    brynteg: VisitRecords, month: str
) -> None:
    whole = figures_of(brynteg, period=Period.of_month(month)).whole

    agreed, *lost, delivered = waterfall(whole)

    ends = agreed.size
    for step in lost:
        assert step.begins + step.size == ends
        assert step.size > 0
        ends = step.begins
    assert ends == delivered.size
    assert (agreed.begins, delivered.begins) == (0, 0)
