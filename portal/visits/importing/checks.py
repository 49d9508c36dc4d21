"""Cross-checks: what one row says must agree with itself.

Each check answers with the column and the kind of the first fault, or None. The order is the
order of the file format, so that every reader of a file names the same fault.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final

from portal.visits.importing.faults import Fault
from portal.visits.records import Line, Package, Suspension, VisitRow

Found = tuple[str | None, Fault] | None
Check = Callable[[tuple[Any, ...], "DayBounds"], Found]
# From a service day to the first instant of the day before it and of the third day after it.
DayBounds = Callable[[str], tuple[int, int]]

# From the columns of plain rows: which rows are certainly right.
QuickCheck = Callable[[Sequence[Sequence[Any]], DayBounds], list[bool]]

LONGEST_VISIT: Final = 25 * 3600

# A plain row says nothing after its check-out, and is kept without the columns that follow.
PLAIN_VISIT: Final = VisitRow._fields.index("adj_in_at")
NOT_SAID: Final = (None,) * (len(VisitRow._fields) - PLAIN_VISIT)

_SERVICE_DATE: Final = VisitRow._fields.index("service_date")
_TIMES: Final = ("planned_start", "planned_end", "in_at", "out_at", "adj_in_at", "adj_out_at")
_times_of: Final = itemgetter(*(VisitRow._fields.index(name) for name in _TIMES))


def check_package(row: tuple[Any, ...], bounds: DayBounds) -> Found:
    """A package ends no earlier than it starts."""
    package = Package._make(row)
    if package.end_date is not None and package.end_date < package.start_date:
        return "end_date", Fault.ORDER
    return None


def check_line(row: tuple[Any, ...], bounds: DayBounds) -> Found:
    """A version ends no earlier than it starts; an interval of weeks needs its anchor."""
    line = Line._make(row)
    if line.valid_to is not None and line.valid_to < line.valid_from:
        return "valid_to", Fault.ORDER
    if line.week_interval > 1 and line.anchor_date is None:
        return "anchor_date", Fault.REQUIRED_WITH
    return None


def check_suspension(row: tuple[Any, ...], bounds: DayBounds) -> Found:
    """A suspension ends after it begins."""
    suspension = Suspension._make(row)
    if suspension.to_at is not None and suspension.to_at <= suspension.from_at:
        return "to_at", Fault.ORDER
    return None


def check_visit(row: tuple[Any, ...], bounds: DayBounds) -> Found:
    """The eleven cross-checks of an attendance row, in their order."""
    if len(row) == PLAIN_VISIT:
        row += NOT_SAID
    visit = VisitRow._make(row)
    return _check_record(visit) or _check_days(row, bounds) or _check_rest(visit)


def are_complete(columns: Sequence[Sequence[Any]], bounds: DayBounds) -> list[bool]:
    """Of each plain row whether it is what most are: all is there, and nothing can be wrong.

    The one check that a million rows pass: no function is called for each of them.
    """
    (_, lines, persons, days, starts, ends, carers, ins, outs, in_methods, out_methods, _, _) = (
        columns
    )
    return [
        bool(
            start and end and came and left and carer and in_method and out_method
            and earliest <= start < end <= start + LONGEST_VISIT
            and earliest <= came < left <= came + LONGEST_VISIT
            and end < latest
            and left < latest
            and in_method != "none"
            and out_method != "none"
            and (line or person)
        )
        for line, person, (earliest, latest), start, end, carer, came, left, in_method, out_method
        in zip(
            lines, persons, map(bounds, days), starts, ends, carers, ins, outs, in_methods,
            out_methods, strict=True,
        )
    ]  # fmt: skip


def _check_record(visit: VisitRow) -> Found:
    if visit.line_ref is None and visit.person_ref is None:
        return "person_ref", Fault.REQUIRED
    found = (
        _check_plan(visit.planned_start, visit.planned_end)
        or _check_log("in", visit.in_at, visit.in_method, visit.in_location_ok)
        or _check_log("out", visit.out_at, visit.out_method, visit.out_location_ok)
    )
    if found:
        return found
    first = visit.in_at if visit.adj_in_at is None else visit.adj_in_at
    last = visit.out_at if visit.adj_out_at is None else visit.adj_out_at
    attended = first is not None or last is not None
    if attended and visit.carer_ref is None:
        return "carer_ref", Fault.REQUIRED_WITH
    found = _check_status(visit, attended)
    if found:
        return found
    if first is not None and last is not None and not first < last <= first + LONGEST_VISIT:
        return (
            "out_at" if visit.adj_out_at is None else "adj_out_at",
            Fault.ORDER if last <= first else Fault.TOO_LONG,
        )
    return None


def _check_days(row: tuple[Any, ...], bounds: DayBounds) -> Found:
    earliest, latest = bounds(row[_SERVICE_DATE])
    for name, instant in zip(_TIMES, _times_of(row), strict=True):
        if instant is not None and not earliest <= instant < latest:
            return name, Fault.DATE_MISMATCH
    return None


def _check_rest(visit: VisitRow) -> Found:
    if visit.dispute_result is not None and visit.disputed_by is None:
        return "disputed_by", Fault.REQUIRED_WITH
    if visit.reason_code == "Z99" and visit.memo is None:
        return "memo", Fault.REQUIRED_WITH
    times = visit.planned_start, visit.in_at, visit.out_at, visit.adj_in_at, visit.adj_out_at
    if visit.status is None and times == (None,) * len(times):
        return None, Fault.EMPTY_ROW
    return None


def _check_plan(start: int | None, end: int | None) -> Found:
    if start is None and end is None:
        return None
    if end is None:
        return "planned_end", Fault.REQUIRED_WITH
    if start is None:
        return "planned_start", Fault.REQUIRED_WITH
    if end <= start:
        return "planned_end", Fault.ORDER
    if end - start > LONGEST_VISIT:
        return "planned_end", Fault.TOO_LONG
    return None


def _check_log(side: str, at: int | None, method: str | None, place: bool | None) -> Found:
    """A recorded time has a method, a method has a time unless it is none; a place has a time."""
    if (at is None) is not (method is None or method == "none"):
        return f"{side}_method", Fault.CONTRADICTION if method else Fault.REQUIRED_WITH
    if place is not None and at is None:
        return f"{side}_location_ok", Fault.CONTRADICTION
    return None


def _check_status(visit: VisitRow, attended: bool) -> Found:
    if attended and visit.status in ("cancelled", "force_majeure"):
        return "status", Fault.CONTRADICTION
    if visit.status == "cancelled":
        return None if visit.cancelled_by else ("cancelled_by", Fault.REQUIRED_WITH)
    if visit.cancelled_at is not None:
        return "cancelled_at", Fault.CONTRADICTION
    if visit.cancelled_by is not None:
        return "cancelled_by", Fault.CONTRADICTION
    if visit.replacement_visit_ref is not None:
        return "replacement_visit_ref", Fault.CONTRADICTION
    return None
