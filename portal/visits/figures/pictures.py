"""Rule: what the pictures of visits show, as plain values; the template only draws them.

Each picture can be read without colour: what was delivered is filled, what was planned is hatched,
what was agreed is an outline, and each outcome has a letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.visits.figures.days import DaysOnRecord, VisitOnRecord
from portal.visits.figures.figures import GroupFigures
from portal.visits.figures.indicators.measures import N_
from portal.visits.figures.indicators.shortfalls import SHORTFALL
from portal.visits.figures.periods import Period
from portal.visits.figures.statuses import Status
from portal.visits.figures.stays import Stay, agreed_stays, planned_stays, recorded_stays

DAYS_OF_A_WEEK = 7
MINUTES_OF_A_DAY = 24 * 60
SHORTEST_BAR = 4
"""A record without an end is drawn as long as this many minutes."""


class Look(StrEnum):
    """How a visit is drawn in the calendar."""

    FILLED = "filled"
    CROSSED = "crossed"
    LETTER = "letter"
    FAINT = "faint"


class Sign(NamedTuple):
    """The mark of an outcome: how it looks, and the letter in it."""

    look: Look
    letter: str


SIGNS: dict[Status, Sign] = {
    Status.DELIVERED: Sign(Look.FILLED, ""),
    Status.PARTIAL_CARERS: Sign(Look.LETTER, "1"),
    Status.DELIVERED_OTHER_SLOT: Sign(Look.LETTER, "L"),
    Status.MISSED: Sign(Look.CROSSED, ""),
    Status.MISSED_MERGED: Sign(Look.LETTER, "M"),
    Status.NOT_ROSTERED: Sign(Look.LETTER, "R"),
    Status.CANCELLED_PROVIDER: Sign(Look.LETTER, "C"),
    Status.NO_ACCESS: Sign(Look.LETTER, "N"),
    Status.REFUSED_AT_DOOR: Sign(Look.LETTER, "D"),
    Status.CANCELLED_PERSON_NOTICE: Sign(Look.FAINT, "c"),
    Status.CANCELLED_PERSON_SHORT: Sign(Look.FAINT, "s"),
    Status.SUSPENDED: Sign(Look.FAINT, ""),
    Status.FORCE_MAJEURE: Sign(Look.LETTER, "W"),
    Status.UNKNOWN: Sign(Look.LETTER, "?"),
}


class CalendarDay(NamedTuple):
    """One day of the calendar; without visits where it lies outside the month or the record."""

    day: date
    is_in_month: bool
    visits: tuple[VisitOnRecord, ...]


def calendar_of(found: DaysOnRecord, month: Period, until: date) -> list[list[CalendarDay]]:
    """The month as weeks from Monday to Sunday, with the visits up to the last day on record."""
    visits: dict[date, list[VisitOnRecord]] = {}
    for visit in found.visits:
        if month.has(visit.service_date) and visit.service_date <= until:
            visits.setdefault(visit.service_date, []).append(visit)
    return [
        [
            CalendarDay(day, month.has(day), tuple(visits.get(day, ())))
            for day in week_of(first).days()
        ]
        for first in weeks_of(month)
    ]


def weeks_of(month: Period) -> list[date]:
    """The Mondays of the weeks that have a day of the month."""
    first = monday_of(month.first_on)
    weeks = (month.last_on - first).days // DAYS_OF_A_WEEK + 1
    return [first + timedelta(weeks=number) for number in range(weeks)]


def week_of(day: date) -> Period:
    """Monday to Sunday around a day."""
    first = monday_of(day)
    return Period(first, first + timedelta(days=DAYS_OF_A_WEEK - 1))


def monday_of(day: date) -> date:
    """The Monday on or before a day."""
    return day - timedelta(days=day.weekday())


class Lane(StrEnum):
    """The layers that are kept apart."""

    AGREED = "agreed"
    PLANNED = "planned"
    DELIVERED = "delivered"


LANE_WORDS: dict[Lane, str] = {
    Lane.AGREED: N_("Agreed"),
    Lane.PLANNED: N_("Planned"),
    Lane.DELIVERED: N_("Recorded"),
}


class Bar(NamedTuple):
    """A stay of one carer, in minutes after the local midnight of its day."""

    begins: int
    ends: int
    row: int
    """0 is the top; carers at the same time lie below one another."""
    is_named: bool = True
    """Whether it is said who: a plan may name nobody."""


class WeekDay(NamedTuple):
    """One day's bars, lane by lane."""

    day: date
    lanes: dict[Lane, list[Bar]]


class WeekPicture(NamedTuple):
    """A week of bars over the hours from the first to the last of them."""

    days: list[WeekDay]
    first_hour: int
    last_hour: int
    rows: int
    """The most carers at one time in any lane."""

    @property
    def has_nameless(self) -> bool:
        """Whether a plan of the week names nobody."""
        return any(not bar.is_named for day in self.days for bar in day.lanes[Lane.PLANNED])


def week_picture(found: DaysOnRecord, week: Period, zone: ZoneInfo) -> WeekPicture:
    """What was agreed, planned and recorded in a week, for each carer one bar."""
    days = [WeekDay(day, _lanes(found, day, zone)) for day in week.days()]
    bars = [bar for day in days for lane in day.lanes.values() for bar in lane]
    return WeekPicture(
        days=days,
        first_hour=min((bar.begins // 60 for bar in bars), default=7),
        last_hour=max((-(-bar.ends // 60) for bar in bars), default=22),
        rows=max((bar.row + 1 for bar in bars), default=1),
    )


def _lanes(found: DaysOnRecord, day: date, zone: ZoneInfo) -> dict[Lane, list[Bar]]:
    visits = [visit for visit in found.visits if visit.service_date == day]
    carers = [carer for visit in visits for carer in visit.carers]
    carers += [carer for carer in found.extras if carer.service_date == day]
    return {
        Lane.AGREED: _bars([stay for visit in visits for stay in agreed_stays(visit)], day, zone),
        Lane.PLANNED: _bars(planned_stays(carers), day, zone),
        Lane.DELIVERED: _bars(recorded_stays(carers), day, zone),
    }


def _bars(stays: Iterable[Stay], day: date, zone: ZoneInfo) -> list[Bar]:
    """Each stay in the first row where it covers no other."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  the clock on the wall
    ends_of_rows: list[int] = []
    bars = []
    for begins, ends, is_named in sorted(_spans(stays, midnight, zone)):
        row = next(
            (number for number, end in enumerate(ends_of_rows) if end <= begins), len(ends_of_rows)
        )
        ends_of_rows[row : row + 1] = [ends]
        bars.append(Bar(begins, ends, row, is_named))
    return bars


def _spans(
    stays: Iterable[Stay], midnight: datetime, zone: ZoneInfo
) -> Iterator[tuple[int, int, bool]]:
    for stay in stays:
        ends = (stay.begins, stay.ends)
        known = [_minute(moment, midnight, zone) for moment in ends if moment is not None]
        if known:
            yield known[0], max(known[-1], known[0] + SHORTEST_BAR), stay.is_named


def _minute(moment: datetime, midnight: datetime, zone: ZoneInfo) -> int:
    wall = moment.astimezone(zone).replace(tzinfo=None)
    return int((wall - midnight).total_seconds()) // 60


class Step(NamedTuple):
    """One bar of the waterfall, in seconds from the left."""

    label: str
    begins: int
    size: int
    is_whole: bool
    """What was agreed or delivered; the others are what was lost between them."""


def waterfall(figures: GroupFigures) -> list[Step]:
    """From the hours agreed, line by line down to the hours delivered; empty lines are left out.

    The lines of the shortfall add up exactly, so that the last one ends where the delivered begin:
    what the files do not tell the reason of has one line together.
    """
    agreed = _seconds(figures, "D1_net")
    steps = [Step(N_("Agreed"), 0, agreed, is_whole=True)]
    left = agreed
    for indicator in SHORTFALL[:-1]:
        lost = _seconds(figures, indicator.id)
        if lost:
            left -= lost
            steps.append(Step(indicator.label, left, lost, is_whole=False))
    delivered = _seconds(figures, "D2")
    if left > delivered:
        steps.append(Step(N_("The files do not say why"), delivered, left - delivered, False))
    return [*steps, Step(N_("Delivered as agreed"), 0, delivered, is_whole=True)]


def _seconds(figures: GroupFigures, key: str) -> int:
    return figures.indicators[key].numerator or 0
