"""The table beside the picture of a week: every stay that the picture draws, in words."""

from __future__ import annotations

from typing import NamedTuple

from portal.i18n import format_clock, format_weekday
from portal.i18n import gettext as _
from portal.visits.figures import wording
from portal.visits.figures.days import CarerOnRecord, DaysOnRecord, VisitOnRecord
from portal.visits.figures.parameters import MINUTE
from portal.visits.figures.periods import Period
from portal.visits.figures.stays import Stay, agreed_stays, planned_stays, recorded_stays


class WeekRow(NamedTuple):
    """A line of the week's table: the stays of each layer in words, one for each carer."""

    heading: str
    outcome: str
    agreed: list[str]
    planned: list[str]
    recorded: list[str]
    counted: int
    """Minutes of all carers together that count as delivered."""


def rows_of_week(found: DaysOnRecord, week: Period) -> list[WeekRow]:
    """Each visit of the week, and what came without one, in order."""
    rows = [
        (visit.agreed_from, visit.service_date, _row_of_visit(visit))
        for visit in found.visits
        if week.has(visit.service_date)
    ]
    rows += [
        (came_at, extra.service_date, _row_of_extra(extra))
        for extra in found.extras
        if week.has(extra.service_date) and (came_at := extra.came_at or extra.left_at) is not None
    ]
    return [
        row._replace(heading=f"{format_weekday(day)}, {format_clock(begins)}")
        for begins, day, row in sorted(rows)
    ]


def _row_of_visit(visit: VisitOnRecord) -> WeekRow:
    return WeekRow(
        heading="",
        outcome=_(wording.STATUS_WORDS[visit.status]),
        agreed=[words_of(stay) for stay in agreed_stays(visit)],
        planned=[words_of(stay) for stay in planned_stays(visit.carers)],
        recorded=[words_of(stay) for stay in recorded_stays(visit.carers)],
        counted=visit.seconds_counted // MINUTE,
    )


def _row_of_extra(extra: CarerOnRecord) -> WeekRow:
    return WeekRow(
        heading="",
        outcome=_("No visit was agreed"),
        agreed=[],
        planned=[words_of(stay) for stay in planned_stays([extra])],
        recorded=[words_of(stay) for stay in recorded_stays([extra])],
        counted=0,
    )


def words_of(stay: Stay) -> str:
    """From when to when, how long, and what is missing or was changed."""
    words = _span(stay)
    if not stay.is_named:
        words = _("%(times)s, but nobody was named", times=words)
    if not stay.is_edited:
        return words
    first = Stay(stay.first_begins, stay.first_ends)
    if first.begins is None and first.ends is None:
        return _("%(times)s; written afterwards, nothing was recorded at first", times=words)
    return _("%(times)s; recorded at first: %(first)s", times=words, first=_span(first))


def _span(stay: Stay) -> str:
    begins = None if stay.begins is None else format_clock(stay.begins)
    ends = None if stay.ends is None else format_clock(stay.ends)
    if ends is None:
        return _("from %(begins)s, no end, so no length", begins=begins)
    if begins is None:
        return _("until %(ends)s, no beginning, so no length", ends=ends)
    return _(
        "%(begins)s to %(ends)s, %(minutes)s min", begins=begins, ends=ends, minutes=stay.minutes
    )
