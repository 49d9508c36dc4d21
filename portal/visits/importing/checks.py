"""Cross-checks: what one row says must agree with itself.

Each check answers with the column and the kind of the first fault, or None. The order is the
order of the file format, so that every reader of a file names the same fault.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from portal.visits.importing.faults import Fault
from portal.visits.records import Line, Package, Suspension, VisitRow

Found = tuple[str | None, Fault] | None
Check = Callable[[tuple[Any, ...], "DayBounds"], Found]
# From a service day to the first instant of the day before it and of the third day after it.
DayBounds = Callable[[str], tuple[int, int]]

LONGEST_VISIT: Final = 25 * 3600

# A plain row says nothing after its check-out, and is kept without the columns that follow.
PLAIN_VISIT: Final = VisitRow._fields.index("adj_in_at")
NOT_SAID: Final = (None,) * (len(VisitRow._fields) - PLAIN_VISIT)

_TIMES: Final = ("planned_start", "planned_end", "in_at", "out_at", "adj_in_at", "adj_out_at")


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
    # One unpacking of the whole row: a million rows pass here.
    (_, line_ref, person_ref, service_date, planned_start, planned_end, carer_ref,
     in_at, out_at, in_method, out_method, in_ok, out_ok, adj_in_at, adj_out_at,
     status, reason_code, cancelled_at, cancelled_by, replacement, _, _, _, _,
     disputed_by, dispute_result, memo) = row  # fmt: skip

    if line_ref is None and person_ref is None:
        return "person_ref", Fault.REQUIRED
    if planned_start is not None or planned_end is not None:
        found = _check_plan(planned_start, planned_end)
        if found:
            return found
    if (in_at is None) is not (in_method is None or in_method == "none"):
        return "in_method", Fault.CONTRADICTION if in_method else Fault.REQUIRED_WITH
    if in_ok is not None and in_at is None:
        return "in_location_ok", Fault.CONTRADICTION
    if (out_at is None) is not (out_method is None or out_method == "none"):
        return "out_method", Fault.CONTRADICTION if out_method else Fault.REQUIRED_WITH
    if out_ok is not None and out_at is None:
        return "out_location_ok", Fault.CONTRADICTION

    first = in_at if adj_in_at is None else adj_in_at
    last = out_at if adj_out_at is None else adj_out_at
    attended = first is not None or last is not None
    if attended and carer_ref is None:
        return "carer_ref", Fault.REQUIRED_WITH
    if status is not None or cancelled_by or cancelled_at is not None or replacement:
        found = _check_status(status, attended, cancelled_at, cancelled_by, replacement)
        if found:
            return found
    if first is not None and last is not None and not first < last <= first + LONGEST_VISIT:
        return (
            "out_at" if adj_out_at is None else "adj_out_at",
            Fault.ORDER if last <= first else Fault.TOO_LONG,
        )

    earliest, latest = bounds(service_date)
    times = planned_start, planned_end, in_at, out_at, adj_in_at, adj_out_at
    for instant in times:
        if instant is not None and not earliest <= instant < latest:
            return _TIMES[times.index(instant)], Fault.DATE_MISMATCH
    if dispute_result is not None and disputed_by is None:
        return "disputed_by", Fault.REQUIRED_WITH
    if reason_code == "Z99" and memo is None:
        return "memo", Fault.REQUIRED_WITH
    if not attended and planned_start is None and status is None:
        return None, Fault.EMPTY_ROW
    return None


def _check_plan(start: int | None, end: int | None) -> Found:
    if end is None:
        return "planned_end", Fault.REQUIRED_WITH
    if start is None:
        return "planned_start", Fault.REQUIRED_WITH
    if end <= start:
        return "planned_end", Fault.ORDER
    if end - start > LONGEST_VISIT:
        return "planned_end", Fault.TOO_LONG
    return None


def _check_status(
    status: str | None,
    attended: bool,
    cancelled_at: int | None,
    cancelled_by: str | None,
    replacement: str | None,
) -> Found:
    if attended and status in ("cancelled", "force_majeure"):
        return "status", Fault.CONTRADICTION
    if status == "cancelled":
        return None if cancelled_by else ("cancelled_by", Fault.REQUIRED_WITH)
    for name, value in (
        ("cancelled_at", cancelled_at),
        ("cancelled_by", cancelled_by),
        ("replacement_visit_ref", replacement),
    ):
        if value is not None:
            return name, Fault.CONTRADICTION
    return None
