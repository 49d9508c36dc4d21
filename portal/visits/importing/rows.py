"""The rows of one file: each cell typed, each row agreeing with itself, or rejected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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


class RowReader:
    """Reads one scanned file row by row, and rejects what is wrong in itself."""

    def __init__(self, scan: Scan, file: BinaryIO, instants: Instants, findings: Findings) -> None:
        self.scan = scan
        self.table = scan.table
        self.read = 0
        self._file = file
        self._findings = findings
        self._parsers: list[Parser] = [column.parser(instants) for column in scan.table.columns]
        self._day_bounds = _DayBounds(instants)

    def rows(self) -> Iterator[TypedRow]:
        """Every row that is right in itself."""
        parsers, check, bounds = self._parsers, self.table.check, self._day_bounds.__getitem__
        width, plain = len(parsers), self.table.plain
        nothing, unsaid = "," * (width - plain), (None,) * (width - plain)
        pick = itemgetter(*self.scan.order) if self.scan.order else None
        commas = width - 1 if nothing and pick is None else -1
        found = records(self.table.name, self._file)
        next(found)
        for self.read, (line, text, quoted) in enumerate(found, 1):
            bare = text.rstrip("\r\n")
            cells: Sequence[str]
            if quoted is None and bare.endswith(nothing) and bare.count(",") == commas:
                cells = bare[: -len(nothing)].split(",")
            else:
                cells = bare.split(",") if quoted is None else quoted
                if len(cells) != width:
                    self.reject(line, text, None, None, Fault.FIELD_COUNT)
                    continue
                if pick is not None:
                    cells = pick(cells)
            if self.scan.has_controls and self._reject_control(line, text, cells):
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
            yield line, text, cells, kept[:plain] if kept[plain:] == unsaid else kept

    def reject_column(
        self, line: int, text: str, cells: Sequence[str], column: str | None, kind: Fault
    ) -> None:
        """Reject a row for what one of its columns says."""
        place = 0 if column is None else self.table.names.index(column)
        value = cells[place] if place < len(cells) else ""
        self.reject(line, text, column, None if column is None else value, kind)

    def reject(
        self, line: int, text: str, column: str | None, value: str | None, kind: Fault
    ) -> None:
        """Reject a row."""
        self._findings.reject(
            Rejection(self.table.name, line, column, value, kind, text.rstrip("\r\n"))
        )

    def _reject_control(self, line: int, text: str, cells: Sequence[str]) -> bool:
        if _CONTROL.search(text) is None:
            return False
        for name, cell in zip(self.table.names, cells, strict=False):
            found = _CONTROL.search(cell)
            if found:
                kind = Fault.NUL_BYTE if "\0" in cell else Fault.CONTROL_CHARACTER
                self.reject(line, text, name, cell, kind)
                return True
        return False

    def _reject_cell(self, line: int, text: str, cells: Sequence[str]) -> None:
        for name, parse, cell in zip(self.table.names, self._parsers, cells, strict=False):
            try:
                parse(cell)
            except CellFault as fault:
                self.reject(line, text, name, cell, fault.kind)
                return


class _DayBounds(dict[str, tuple[int, int]]):
    """By service day, the first instant of the day before it and of the third day after it."""

    def __init__(self, instants: Instants) -> None:
        super().__init__()
        self._instants = instants

    def __missing__(self, day: str) -> tuple[int, int]:
        service_date = date.fromisoformat(day)
        self[day] = bounds = (
            self._instants.first_of_day(service_date - timedelta(days=1)),
            self._instants.first_of_day(service_date + timedelta(days=3)),
        )
        return bounds
