"""One valid package, line or row at a time; a test names only what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal.visits.figures.assessment import assess
from portal.visits.figures.facts import VisitFacts
from portal.visits.figures.figures import GroupFigures, figures_of
from portal.visits.figures.group import counted_of
from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.periods import Period
from portal.visits.records import (
    WEEKDAYS,
    FileSet,
    Line,
    Package,
    Suspension,
    VisitRecords,
    VisitRow,
)

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 10, 7)
"""A Wednesday."""
AS_OF = date(2026, 11, 9)


def at(time: str, day: date = DAY) -> int:
    """An instant from what the clock on the wall shows: 08:00 or 08:00:30."""
    return int(
        datetime.fromisoformat(f"{day.isoformat()}T{time}").replace(tzinfo=LONDON).timestamp()
    )


def minutes(time: str) -> int:
    """Minutes after midnight."""
    return int(time[:2]) * 60 + int(time[3:])


def make_package(package_ref: str = "PK1", **changes: Any) -> Package:
    return Package(
        package_ref, "pers.1", "R01", "local_authority", "personal_care", "E01",
        date(2025, 1, 1), None, None,
    )._replace(**changes)  # fmt: skip


def make_line(line_ref: str = "L1", start: str = "08:00", **changes: Any) -> Line:
    """A daily visit of 30 minutes by one carer."""
    weekdays = changes.pop("weekdays", WEEKDAYS)
    return Line(
        line_ref, "PK1", date(2025, 1, 1), None, sum(1 << WEEKDAYS.index(day) for day in weekdays),
        1, None, "other", minutes(start), 30, 30, 30, 1, False, False,
    )._replace(**changes)  # fmt: skip


def make_row(visit_ref: str = "V1", line_ref: str | None = "L1", **changes: Any) -> VisitRow:
    """A row without plan, times or status."""
    empty = dict.fromkeys(VisitRow._fields)
    empty |= {"visit_ref": visit_ref, "line_ref": line_ref, "service_date": DAY, "carer_ref": "W1"}
    if line_ref is None:
        empty["person_ref"] = "pers.1"
    return VisitRow(**{**empty, **changes})


def planned(start: str, end: str, visit_ref: str = "V1", **changes: Any) -> VisitRow:
    """A rostered row with nothing recorded; its times are of the row's own day."""
    day = changes.get("service_date", DAY)
    return make_row(
        visit_ref, **{"planned_start": at(start, day), "planned_end": at(end, day), **changes}
    )


def attended(
    begins: str | None, ends: str | None, visit_ref: str = "V1", **changes: Any
) -> VisitRow:
    """A row recorded by tag at the address; its times are of the row's own day."""
    day = changes.get("service_date", DAY)
    logged: dict[str, Any] = {}
    if begins is not None:
        logged |= {"in_at": at(begins, day), "in_method": "nfc_tag"}
    if ends is not None:
        logged |= {"out_at": at(ends, day), "out_method": "nfc_tag"}
    return make_row(visit_ref, **{**logged, **changes})


def make_records(
    lines: Iterable[Line],
    rows: Iterable[VisitRow],
    *,
    packages: Iterable[Package] | None = None,
    suspensions: Iterable[Suspension] = (),
) -> VisitRecords:
    return VisitRecords(
        FileSet("Europe/London", AS_OF),
        [make_package()] if packages is None else list(packages),
        list(lines),
        list(suspensions),
        list(rows),
    )


def outcomes(
    lines: Iterable[Line], rows: Iterable[VisitRow], *, day: date = DAY, **more: Any
) -> dict[str, Outcome]:
    """The outcome of each line on one day."""
    found = assess(make_records(lines, rows, **more), period=Period(day, day), as_of=AS_OF)
    return {outcome.visit.line.line_ref: outcome for outcome in found.outcomes}


def facts(
    lines: Iterable[Line], rows: Iterable[VisitRow], *, day: date = DAY, **more: Any
) -> dict[str, VisitFacts]:
    """What the figures know of the visit of each line on one day."""
    found = assess(make_records(lines, rows, **more), period=Period(day, day), as_of=AS_OF)
    return {visit.line_ref: visit for visit in counted_of(found).visits}


def extras(lines: Iterable[Line], rows: Iterable[VisitRow], **more: Any) -> list[str]:
    """The rows that belong to no contracted visit of the day."""
    found = assess(make_records(lines, rows, **more), period=Period(DAY, DAY), as_of=AS_OF)
    return [extra.attendance.row.visit_ref for extra in found.extras]


def figures(
    lines: Iterable[Line], rows: Iterable[VisitRow], *, period: Period | None = None, **more: Any
) -> GroupFigures:
    """The figures of one day, or of a longer period."""
    records = make_records(lines, rows, **more)
    return figures_of(records, period=period or Period(DAY, DAY), as_of=AS_OF).whole
