"""The rows of one file: each cell typed, each row agreeing with itself, or rejected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, repeat
from operator import call, itemgetter
from typing import Any, BinaryIO, Final

from portal.visits.importing.cells import Kept, Parser, WholeParser
from portal.visits.importing.faults import CellFault, Fault, Findings, Rejection
from portal.visits.importing.instants import Instants
from portal.visits.importing.scanning import Scan
from portal.visits.importing.splitting import PlainLines, SplitRow, split_rows

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

KeptRow = tuple[Any, ...]
# A row that is right in itself: its line, its text, its cells (None where its text was cut
# together with that of others), and what is kept of them. A plain tuple: a million are made.
TypedRow = tuple[int, str, Sequence[str] | None, KeptRow]
_Split = tuple[int, str, Sequence[str]]

SHORT_RUN: Final = 100


class RowReader:
    """Reads one scanned file row by row, and rejects what is wrong in itself."""

    def __init__(
        self,
        scan: Scan,
        file: BinaryIO,
        instants: Instants,
        findings: Findings,
        *,
        name: str = "",
    ) -> None:
        self.scan = scan
        self.table = scan.table
        self.name = name or scan.table.name
        self.read = 0
        self._file = file
        self._findings = findings
        self._parsers = [column.parser(instants) for column in scan.table.columns]
        self._whole = [
            column.whole(instants) if column.whole else _each(parse)
            for column, parse in zip(scan.table.columns, self._parsers, strict=True)
        ]
        self._day_bounds = _DayBounds(instants)

    def rows(self) -> Iterator[TypedRow]:
        """Every row that is right in itself, in file order."""
        return chain.from_iterable(self.batches())

    def batches(self) -> Iterator[list[TypedRow]]:
        """The same rows, in lists of a few hundred."""
        width, plain = len(self._parsers), self.table.plain
        unsaid = (None,) * (width - plain)
        pick = itemgetter(*self.scan.order) if self.scan.order else None
        for plain_lines, others in self._split():
            self.read += len(plain_lines.texts) + len(others)
            whole: list[_Split] = []
            for line, text, cells in others:
                if len(cells) != width:
                    self.reject(line, text, None, None, Fault.FIELD_COUNT)
                else:
                    whole.append((line, text, pick(cells) if pick else cells))
            judged = self._judge_plain(plain_lines)
            if whole:
                judged += [
                    (line, text, cells, row[:plain] if row[plain:] == unsaid else row)
                    for line, text, cells, row in self._judge(whole)
                ]
                judged.sort(key=itemgetter(0))
            yield judged

    def _split(self) -> Iterator[tuple[PlainLines, list[SplitRow]]]:
        """The rows in batches: plain lines, and all others cut into cells."""
        return split_rows(self.scan, self._file)

    def _judge_plain(self, lines: PlainLines) -> list[TypedRow]:
        """Type and check plain lines, which are cut into columns all at once."""
        if not lines.texts:
            return []
        if not self.scan.has_controls:
            try:
                columns = self._typed(lines.columns(self.table.plain))
            except CellFault:
                pass
            else:
                return self._right(lines.numbers, lines.texts, repeat(None), columns)
        return self._judge(lines.rows())

    def _judge(self, split: Sequence[_Split]) -> list[TypedRow]:
        """Type and check rows of one width.

        Columns are parsed whole, which takes half as long as cell by cell; where one cell is bad,
        its neighbours are tried again in short runs, and then one by one.
        """
        if self.scan.has_controls:
            split = [each for each in split if not self._reject_control(*each)]
        if not split:
            return []
        lines, texts, cells = zip(*split, strict=True)
        try:
            columns = self._typed(zip(*cells, strict=True))
        except CellFault:
            if len(split) > SHORT_RUN:
                runs = range(0, len(split), SHORT_RUN)
                return [
                    row for start in runs for row in self._judge(split[start : start + SHORT_RUN])
                ]
            return self._checked(self._one_by_one(split))
        return self._right(lines, texts, cells, columns)

    def _typed(self, columns: Iterable[Sequence[str]]) -> list[Sequence[Kept]]:
        """The columns parsed. Raises CellFault where any cell is bad."""
        return [parse(column) for parse, column in zip(self._whole, columns, strict=False)]

    def _right(
        self,
        lines: Sequence[int],
        texts: Sequence[str],
        cells: Iterable[Sequence[str] | None],
        columns: Sequence[Sequence[Kept]],
    ) -> list[TypedRow]:
        """The rows that these columns make up, as far as they agree with themselves."""
        typed = list(zip(lines, texts, cells, zip(*columns, strict=True), strict=False))
        if self.table.plainly_right is None or len(columns) != self.table.plain:
            return self._checked(typed)
        flags = self.table.plainly_right(columns, self._day_bounds.__getitem__)
        if all(flags):
            return typed
        doubtful = (row for row, is_right in zip(typed, flags, strict=True) if not is_right)
        checked = {row[0] for row in self._checked(doubtful)}
        return [
            row for row, is_right in zip(typed, flags, strict=True) if is_right or row[0] in checked
        ]

    def _one_by_one(self, split: Sequence[_Split]) -> Iterator[TypedRow]:
        for line, text, cells in split:
            try:
                kept = tuple(map(call, self._parsers, cells))
            except CellFault:
                self._reject_cell(line, text, cells)
            else:
                yield line, text, cells, kept

    def _checked(self, typed: Iterable[TypedRow]) -> list[TypedRow]:
        check, bounds = self.table.check, self._day_bounds.__getitem__
        right = []
        for row in typed:
            fault = check(row[3], bounds)
            if fault is None:
                right.append(row)
            else:
                self.reject_column(row[0], row[1], row[2], *fault)
        return right

    def reject_column(
        self, line: int, text: str, cells: Sequence[str] | None, column: str | None, kind: Fault
    ) -> None:
        """Reject a row for what one of its columns says."""
        if cells is None:
            cells = text.rstrip("\r\n").split(",")
        place = 0 if column is None else self.table.names.index(column)
        value = cells[place] if place < len(cells) else ""
        self.reject(line, text, column, None if column is None else value, kind)

    def reject(
        self, line: int, text: str, column: str | None, value: str | None, kind: Fault
    ) -> None:
        """Reject a row."""
        self._findings.reject(Rejection(self.name, line, column, value, kind, text.rstrip("\r\n")))

    def _reject_control(self, line: int, text: str, cells: Sequence[str]) -> bool:
        # Not in the text: JSON writes such a character as letters.
        if _CONTROL.search("".join(cells)) is None:
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


def _each(parse: Parser) -> WholeParser:
    return lambda texts: list(map(parse, texts))


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
