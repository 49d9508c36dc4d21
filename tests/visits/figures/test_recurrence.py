"""Contracted visits by the clock on the wall, across clock changes, weeks and suspensions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.periods import Period
from portal.visits.figures.recurrence import (
    ContractedVisit,
    contracted_visits,
    service_dates,
    suspended_times,
)
from portal.visits.figures.wall_time import WallClock
from portal.visits.records import WEEKDAYS, Line, Package, Suspension
from tests.visits.figures.examples import at, make_line, make_package

OCTOBER = Period.of_month("2026-10")


def visits(
    lines: list[Line],
    *,
    period: Period = OCTOBER,
    packages: list[Package] | None = None,
    suspensions: list[Suspension] | None = None,
) -> list[ContractedVisit]:
    found = contracted_visits(
        lines,
        {package.package_ref: package for package in packages or [make_package()]},
        suspended_times(suspensions or []),
        period=period,
        clock=WallClock("Europe/London"),
    )
    return found.get("pers.1", [])


def utc(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%d %H:%M")


def test_the_time_on_the_wall_stays_when_the_clocks_go_back() -> None:
    found = visits(
        [make_line(start="08:00")], period=Period(date(2026, 10, 24), date(2026, 10, 26))
    )

    assert [utc(visit.agreed_start) for visit in found] == ["24 07:00", "25 08:00", "26 08:00"]


def test_the_time_on_the_wall_stays_when_the_clocks_go_forward() -> None:
    found = visits([make_line(start="08:00")], period=Period(date(2026, 3, 28), date(2026, 3, 30)))

    assert [utc(visit.agreed_start) for visit in found] == ["28 08:00", "29 07:00", "30 07:00"]


def test_an_intended_time_that_does_not_exist_moves_forward_by_the_gap() -> None:
    night = Period(date(2026, 3, 29), date(2026, 3, 29))

    (found,) = visits([make_line(start="01:30")], period=night)

    # 02:30 by the new clock
    assert utc(found.agreed_start) == "29 01:30"
    assert found.service_date == date(2026, 3, 29)


def test_an_intended_time_that_exists_twice_is_the_first() -> None:
    night = Period(date(2026, 10, 25), date(2026, 10, 25))

    (found,) = visits([make_line(start="01:30")], period=night)

    assert utc(found.agreed_start) == "25 00:30"


def test_the_agreed_end_is_elapsed_time_after_the_start() -> None:
    evening = Period(date(2026, 10, 24), date(2026, 10, 24))

    (found,) = visits([make_line(start="23:30", duration_min=60)], period=evening)

    assert found.agreed_end - found.agreed_start == 3600
    (across,) = visits(
        [make_line(start="00:30", duration_min=120)],
        period=Period(date(2026, 10, 25), date(2026, 10, 25)),
    )
    # two hours of care end at 01:30 by the new clock
    assert utc(across.agreed_end) == "25 01:30"


def test_a_call_before_midnight_belongs_to_its_evening() -> None:
    found = visits([make_line(start="23:30"), make_line("L2", "00:30")], period=OCTOBER)

    assert found[0].line.line_ref == "L2"
    assert found[0].service_date == date(2026, 10, 1)
    assert found[1].service_date == date(2026, 10, 1)
    assert found[1].agreed_end == at("00:00", date(2026, 10, 2))


def test_a_fortnightly_line_follows_its_anchor_forwards_and_backwards() -> None:
    for anchor in (date(2026, 10, 14), date(2026, 10, 18), date(2026, 6, 24), date(2027, 1, 6)):
        line = make_line(weekdays=["TU"], week_interval=2, anchor_date=anchor)

        found = list(service_dates(line, make_package(), OCTOBER))

        # the weeks of the 12th (and so of the 28th of September and the 26th)
        assert found == [date(2026, 10, 13), date(2026, 10, 27)]


def test_a_sunday_belongs_to_the_week_of_the_monday_before() -> None:
    line = make_line(weekdays=["SU", "MO"], week_interval=2, anchor_date=date(2026, 10, 11))

    found = list(service_dates(line, make_package(), Period(date(2026, 10, 1), date(2026, 10, 20))))

    assert found == [date(2026, 10, 5), date(2026, 10, 11), date(2026, 10, 19)]


@given(
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.integers(1, 5),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.dates(date(2026, 3, 1), date(2026, 4, 30)),
    st.integers(0, 60),
)
def test_every_listed_weekday_of_every_nth_week(
    weekdays: set[str], interval: int, anchor: date, first: date, days: int
) -> None:
    line = make_line(weekdays=weekdays, week_interval=interval, anchor_date=anchor)
    period = Period(first, first + timedelta(days=days))

    found = list(service_dates(line, make_package(), period))

    def monday(day: date) -> date:
        return day - timedelta(days=day.weekday())

    assert found == [
        day
        for day in period.days()
        if WEEKDAYS[day.weekday()] in weekdays
        and (monday(day) - monday(anchor)).days // 7 % interval == 0
    ]


def test_both_last_days_are_included() -> None:
    line = make_line(valid_from=date(2026, 10, 5), valid_to=date(2026, 10, 9))
    package = make_package(start_date=date(2026, 10, 6), end_date=date(2026, 10, 8))

    assert list(service_dates(line, make_package(), OCTOBER)) == [
        date(2026, 10, day) for day in (5, 6, 7, 8, 9)
    ]
    assert list(service_dates(line, package, OCTOBER)) == [date(2026, 10, day) for day in (6, 7, 8)]


def test_a_version_ends_the_day_before_the_next_one_begins() -> None:
    old = make_line(valid_to=date(2026, 10, 14), duration_min=30)
    new = make_line(valid_from=date(2026, 10, 15), duration_min=45)

    found = visits([new, old])

    assert [visit.line.duration_min for visit in found] == [30] * 14 + [45] * 17


def test_a_suspension_holds_from_its_start_until_just_before_its_end() -> None:
    lines = [make_line(start="08:00"), make_line("L2", "12:00")]
    rest = Suspension(
        "PK1", at("08:00", date(2026, 10, 3)), at("12:00", date(2026, 10, 4)), "hospital"
    )

    found = visits(lines, suspensions=[rest])

    suspended = [
        (visit.service_date.day, visit.line.line_ref) for visit in found if visit.is_suspended
    ]
    assert suspended == [(3, "L1"), (3, "L2"), (4, "L1")]


def test_an_open_suspension_lasts() -> None:
    rest = Suspension("PK1", at("00:00", date(2026, 10, 30)), None, "respite")

    found = visits([make_line()], suspensions=[rest])

    assert [visit.service_date.day for visit in found if visit.is_suspended] == [30, 31]


def test_suspensions_that_overlap_count_once() -> None:
    rests = [
        Suspension("PK1", at("00:00"), at("23:00"), "respite"),
        Suspension("PK1", at("06:00"), at("12:00"), "hospital"),
    ]

    found = visits([make_line()], suspensions=rests)

    assert sum(visit.is_suspended for visit in found) == 1


def test_a_suspension_of_another_package_changes_nothing() -> None:
    rest = Suspension("PK2", at("00:00"), None, "respite")

    found = visits([make_line()], suspensions=[rest])

    assert not any(visit.is_suspended for visit in found)
