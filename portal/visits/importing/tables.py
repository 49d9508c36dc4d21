"""The files as tables: columns in their order, the type of each, and the cross-checks of a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from portal.visits.importing import cells, checks
from portal.visits.importing.cells import Parser, WholeParser
from portal.visits.importing.instants import Instants
from portal.visits.records import (
    REASON_CODES,
    CancelledBy,
    Commissioner,
    DisputedBy,
    DisputeResult,
    Line,
    LogMethod,
    Package,
    RowStatus,
    ServiceType,
    Slot,
    Suspension,
    SuspensionReason,
)

PACKAGES: Final = "packages.csv"
LINES: Final = "lines.csv"
SUSPENSIONS: Final = "suspensions.csv"
VISITS: Final = "visits.csv"
FILESET: Final = "fileset.json"

MEBIBYTE: Final = 1 << 20


class Column(NamedTuple):
    """One column: its name, how to make the parser of its cells for one time zone, and a faster
    one for many cells at once where there is one."""

    name: str
    parser: Callable[[Instants], Parser]
    whole: Callable[[Instants], WholeParser] | None = None


class Table(NamedTuple):
    """One kind of file. More bytes or lines than these are refused before they are read.

    Rows that say nothing after the first `plain` columns are kept as those columns alone: in a
    file of visits that is most of them, and it saves a third of the work. `plainly_right` tells of
    many such rows at once which of them need no closer look.
    """

    name: str
    columns: tuple[Column, ...]
    check: checks.Check
    most_bytes: int
    most_lines: int
    plain: int
    plainly_right: checks.QuickCheck | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(column.name for column in self.columns)


def _column(name: str, parser: Callable[[], Parser]) -> Column:
    return Column(name, lambda instants: parser())


def _instant(name: str) -> Column:
    return Column(
        name, lambda instants: instants.recorded(), lambda instants: instants.recorded_column()
    )


def _plan(name: str) -> Column:
    return Column(name, lambda instants: instants.planned())


_PACKAGES = Table(
    PACKAGES,
    (
        _column("package_ref", lambda: cells.parse_ref),
        _column("person_ref", cells.ref),
        _column("provider_unit", cells.ref),
        _column("commissioner", lambda: cells.code(Commissioner)),
        _column("service_type", lambda: cells.code(ServiceType)),
        _column("area_code", cells.ref),
        _column("start_date", cells.day),
        _column("end_date", lambda: cells.day(None)),
        _column("keysafe_on_file", lambda: cells.boolean(None)),
    ),
    checks.check_package,
    most_bytes=32 * MEBIBYTE,
    most_lines=100_000,
    plain=len(Package._fields),
)

_LINES = Table(
    LINES,
    (
        _column("line_ref", cells.ref),
        _column("package_ref", cells.ref),
        _column("valid_from", cells.day),
        _column("valid_to", lambda: cells.day(None)),
        _column("weekdays", cells.weekdays),
        _column("week_interval", lambda: cells.integer(1, 12, 1)),
        _column("anchor_date", lambda: cells.day(None)),
        _column("slot", lambda: cells.code(Slot)),
        _column("agreed_start", cells.time_of_day),
        _column("window_before_min", lambda: cells.integer(0, 240, 30)),
        _column("window_after_min", lambda: cells.integer(0, 240, 30)),
        _column("duration_min", lambda: cells.integer(1, 1440)),
        _column("carers_required", lambda: cells.integer(1, 6, 1)),
        _column("time_critical", lambda: cells.boolean(False)),
        _column("short_visit_agreed", lambda: cells.boolean(False)),
    ),
    checks.check_line,
    most_bytes=32 * MEBIBYTE,
    most_lines=100_000,
    plain=len(Line._fields),
)

_SUSPENSIONS = Table(
    SUSPENSIONS,
    (
        _column("package_ref", cells.ref),
        Column("from_at", lambda instants: instants.required()),
        _instant("to_at"),
        _column("reason", lambda: cells.code(SuspensionReason)),
    ),
    checks.check_suspension,
    most_bytes=32 * MEBIBYTE,
    most_lines=100_000,
    plain=len(Suspension._fields),
)

_VISITS = Table(
    VISITS,
    (
        Column("visit_ref", lambda instants: cells.parse_ref, lambda instants: cells.parse_refs),
        _column("line_ref", lambda: cells.ref(None)),
        _column("person_ref", lambda: cells.ref(None)),
        _column("service_date", cells.day),
        _plan("planned_start"),
        _plan("planned_end"),
        _column("carer_ref", lambda: cells.ref(None)),
        _instant("in_at"),
        _instant("out_at"),
        _column("in_method", lambda: cells.code(LogMethod, None)),
        _column("out_method", lambda: cells.code(LogMethod, None)),
        _column("in_location_ok", lambda: cells.boolean(None)),
        _column("out_location_ok", lambda: cells.boolean(None)),
        _instant("adj_in_at"),
        _instant("adj_out_at"),
        _column("status", lambda: cells.code(RowStatus, None)),
        _column("reason_code", lambda: cells.code(REASON_CODES, None)),
        _instant("cancelled_at"),
        _column("cancelled_by", lambda: cells.code(CancelledBy, None)),
        _column("replacement_visit_ref", lambda: cells.ref(None)),
        _column("slip_time_written", lambda: cells.time_of_day(None)),
        _instant("office_called_at"),
        _instant("welfare_confirmed_at"),
        _column("waited_min", lambda: cells.integer(0, 1440, None)),
        _column("disputed_by", lambda: cells.code(DisputedBy, None)),
        _column("dispute_result", lambda: cells.code(DisputeResult, None)),
        _column("memo", cells.memo),
    ),
    checks.check_visit,
    most_bytes=512 * MEBIBYTE,
    most_lines=2_000_000,
    plain=checks.PLAIN_VISIT,
    plainly_right=checks.are_complete,
)

# In the order in which they are read: a row may point to rows of the files before its own.
TABLES: Final = {table.name: table for table in (_PACKAGES, _LINES, _SUSPENSIONS, _VISITS)}
FILE_NAMES: Final = (FILESET, *TABLES)
