"""The rows of one file: each cell typed, each row agreeing with itself, or rejected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from operator import call, itemgetter
from typing import Any, BinaryIO, Final

from portal.visits.importing.cells import Instants, Parser
from portal.visits.importing.faults import CellFault, Fault, Findings, Rejection
from portal.visits.importing.scanning import Scan, records

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

KeptRow = tuple[Any, ...]
# A row that is right in itself: its line, its text, its cells, and what is kept of them. A plain
# tuple, because a million of them are made.
TypedRow = tuple[int, str, Sequence[str], KeptRow]
# Called with the number of rows read so far.
Progress = Callable[[int], None]
ROWS_BETWEEN_PROGRESS: Final = 20_000


class TooManyRows(Exception):
    """The file has more rows than are read at one time."""


class RowReader:
    """Reads one scanned file row by row, and rejects what is wrong in itself."""

    def __init__(self, scan: Scan, file: BinaryIO, instants: Instants, findings: Findings) -> None:
        self.scan = scan
        self.table = scan.table
        self.read = 0
        self._file = file
        self._instants = instants
        self._findings = findings
        self._parsers: list[Parser] = [column.parser(instants) for column in scan.table.columns]
        self._bounds: dict[str, tuple[int, int]] = {}

    def rows(self, progress: Progress | None = None) -> Iterator[TypedRow]:
        """Every row that is right in itself.

        Raises TooManyRows.
        """
        parsers, check, bounds = self._parsers, self.table.check, self.day_bounds
        width = len(parsers)
        pick = itemgetter(*self.scan.order) if self.scan.order else None
        reads_controls = self.scan.has_controls
        found = records(self.table.name, self._file)
        next(found)
        for line, text, cells in found:
            self.read += 1
            if self.read % ROWS_BETWEEN_PROGRESS == 0:
                self._report(progress)
            if len(cells) != width:
                self.reject(line, text, None, None, Fault.FIELD_COUNT)
                continue
            if pick is not None:
                cells = pick(cells)  # noqa: PLW2901  in the order of the table from here on
            if reads_controls and _CONTROL.search(text) and self._reject_control(line, text, cells):
                continue
            try:
                kept = tuple(map(call, parsers, cells))
            except CellFault:
                self._reject_cell(line, text, cells)
                continue
            fault = check(kept, bounds)
            if fault is not None:
                self.reject_column(line, text, cells, *fault)
                continue
            yield line, text, cells, kept

    def day_bounds(self, day: str) -> tuple[int, int]:
        """The first instant of the day before, and of the third day after."""
        try:
            return self._bounds[day]
        except KeyError:
            service_date = date.fromisoformat(day)
            bounds = (
                self._instants.first_of_day(service_date - timedelta(days=1)),
                self._instants.first_of_day(service_date + timedelta(days=3)),
            )
            self._bounds[day] = bounds
            return bounds

    def reject_column(
        self, line: int, text: str, cells: Sequence[str], column: str | None, kind: Fault
    ) -> None:
        """Reject a row for what one of its columns says."""
        value = None if column is None else cells[self.table.names.index(column)]
        self.reject(line, text, column, value, kind)

    def reject(
        self, line: int, text: str, column: str | None, value: str | None, kind: Fault
    ) -> None:
        """Reject a row."""
        self._findings.reject(
            Rejection(self.table.name, line, column, value, kind, text.rstrip("\r\n"))
        )

    def _report(self, progress: Progress | None) -> None:
        if self.read > self.table.most_rows:
            raise TooManyRows(self.table.name)
        if progress is not None:
            progress(self.read)

    def _reject_control(self, line: int, text: str, cells: Sequence[str]) -> bool:
        for name, cell in zip(self.table.names, cells, strict=True):
            found = _CONTROL.search(cell)
            if found:
                kind = Fault.NUL_BYTE if "\0" in cell else Fault.CONTROL_CHARACTER
                self.reject(line, text, name, cell, kind)
                return True
        return False

    def _reject_cell(self, line: int, text: str, cells: Sequence[str]) -> None:
        for name, parse, cell in zip(self.table.names, self._parsers, cells, strict=True):
            try:
                parse(cell)
            except CellFault as fault:
                self.reject(line, text, name, cell, fault.kind)
                return
