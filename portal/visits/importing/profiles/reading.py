"""Reads a file of another shape as if it were visits.csv: scanned whole, then row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO, Final

from portal.visits.importing.faults import (
    CellFault,
    Doubt,
    Fault,
    FileRejected,
    Findings,
    Rejection,
    Remark,
)
from portal.visits.importing.instants import Instants
from portal.visits.importing.profiles.beside import BesideReader, BesideSpool
from portal.visits.importing.profiles.formats import day_written
from portal.visits.importing.profiles.linking import Linker
from portal.visits.importing.profiles.ordering import DayOrders
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.records import Found, Record, records_of
from portal.visits.importing.profiles.translating import Translator, Untranslatable, said_in
from portal.visits.importing.rows import RowReader
from portal.visits.importing.scanning import LONGEST_RECORD, Scan
from portal.visits.importing.splitting import LINES_OF_A_BATCH, NO_LINES, PlainLines, SplitRow
from portal.visits.importing.tables import TABLES, VISITS

_DAY: Final = TABLES[VISITS].names.index("service_date")


def scan_foreign(name: str, file: BinaryIO) -> Scan:
    """What is known of the file as a whole. Raises FileRejected where it is empty or too large."""
    table = TABLES[VISITS]
    if file.seek(0, SEEK_END) > table.most_bytes:
        raise FileRejected(Rejection(name, 1, None, None, Fault.FILE_TOO_LARGE))
    digest = hashlib.sha256()
    size = lines = 0
    has_text = False
    file.seek(0)
    while piece := file.read(LONGEST_RECORD):
        digest.update(piece)
        size += len(piece)
        lines += piece.count(b"\n")
        has_text = has_text or bool(piece.strip(b"\r\n\t \xef\xbb\xbf"))
    if not has_text:
        raise FileRejected(Rejection(name, 1, None, None, Fault.EMPTY_FILE))
    if lines > table.most_lines:
        raise FileRejected(Rejection(name, 1, None, None, Fault.FILE_TOO_LARGE))
    return Scan(
        table, digest.hexdigest(), size, lines, None, "\n", has_quotes=True, has_controls=True
    )


class ProfileReader(RowReader):
    """The rows of a file of another shape. What is rejected is named as the file names it.

    `reference` is what the file says of itself, where its profile refuses the same one twice, and
    `made_on` the latest day on which it says that it was made.
    """

    def __init__(
        self,
        name: str,
        scan: Scan,
        file: BinaryIO,
        instants: Instants,
        findings: Findings,
        profile: Profile,
        linker: Linker | None = None,
        spool: BesideSpool | None = None,
    ) -> None:
        super().__init__(scan, file, instants, findings, name=name)
        self.reference: str | None = None
        self.made_on: str | None = None
        self.superseded = 0
        self._profile = profile
        self._translator = Translator(profile, instants, linker)
        self._beside = BesideReader(profile, instants)
        self._spool = spool
        # By line and text: the objects of a JSON file may all stand on one line.
        self._present: dict[tuple[int, str], tuple[int, Record]] = {}
        self._versions: dict[str, int] = {}
        self._days = DayOrders()
        self._misread: dict[str, tuple[int, str]] = {}

    def _split(self) -> Iterator[tuple[PlainLines, list[SplitRow]]]:
        rows: list[SplitRow] = []
        for number, found in enumerate(records_of(self.name, self._file, self._profile), 1):
            # Objects need no lines: a file without any may hold more of them than is read at once.
            if number > self.table.most_lines:
                raise FileRejected(
                    Rejection(self.name, found.line, None, None, Fault.FILE_TOO_LARGE)
                )
            row = self._translated(number, found)
            if row is not None:
                rows.append(row)
            if len(rows) >= LINES_OF_A_BATCH:
                yield NO_LINES, rows
                self._present.clear()
                rows = []
        self._require_order()
        yield NO_LINES, rows

    def _translated(self, number: int, found: Found) -> SplitRow | None:
        """The row as visits.csv would have it; None where it is rejected or superseded."""
        line, text, record = found
        try:
            if record is None:
                raise Untranslatable("", None, None, Fault.FIELD_COUNT)
            self._note_file(record)
            self._note_day(line, record)
            cells = self._translator.cells(record)
            if self._is_superseded(line, cells[0], record):
                return None
            self._keep_beside(cells, record)
        except Untranslatable as fault:
            self.read += 1
            value = None if fault.kind is Fault.FIELD_COUNT else fault.value
            rejection = Rejection(
                self.name, line, fault.column or None, value, fault.kind, text.rstrip("\r\n"),
                fault.name, fault.example,
            )  # fmt: skip
            self._findings.reject(self._placed(rejection, number, record))
            return None
        self._present.setdefault((line, text), (number, record))
        return line, text, cells

    def _placed(self, rejection: Rejection, number: int, record: Record | None) -> Rejection:
        """The rejection with what tells which row it is about."""
        key, day = (None, None) if record is None else self._translator.key_and_day(record)
        return rejection._replace(
            record=number if self._profile.kind == "json" else None, key=key, day=day
        )

    def _keep_beside(self, cells: list[str], record: Record) -> None:
        if self._spool is not None:
            claim = self._beside.claim(record, cells[0], cells[_DAY])
            self._spool.add(claim, list(self._beside.changes(record, cells[0])))

    def _note_file(self, record: Record) -> None:
        if self._profile.once:
            reference = said_in(record, self._profile.once)
            if self.reference is None and reference:
                self.reference = reference
            if reference != self.reference or not reference:
                kind = Fault.CONTRADICTION if reference else Fault.REQUIRED
                raise Untranslatable(self._profile.once, None, reference, kind)
        if self._profile.made:
            day = day_written(said_in(record, self._profile.made)[:10], "YYYY-MM-DD")
            if day is not None and (self.made_on is None or day > self.made_on):
                self.made_on = day

    def _note_day(self, line: int, record: Record) -> None:
        sources = self._profile.rules["service_date"].sources
        if self._profile.kind == "csv" and sources:
            text = record.get(sources[0])
            ways = self._days.see(text)
            if self._profile.dates not in ways:
                for way in ways:
                    self._misread.setdefault(way, (line, text))

    def _require_order(self) -> None:
        """Raises FileRejected where the days of the file are written in another order."""
        better = self._days.better_than(self._profile.dates)
        if better is not None:
            line, text = self._misread[better]
            column = self._profile.rules["service_date"].sources[0]
            raise FileRejected(
                Rejection(
                    self.name, line, column, text, Fault.DAY_ORDER,
                    meant="service_date", example=better,
                )
            )  # fmt: skip

    def _is_superseded(self, line: int, ref: str, record: Record) -> bool:
        """Whether an earlier record of the file is a later version of the same visit."""
        column = self._profile.version
        if column is None:
            return False
        try:
            version = int(record.get(column) or 1)
        except (CellFault, ValueError):
            raise Untranslatable(
                column, None, said_in(record, column), Fault.BAD_FORMAT, "1"
            ) from None
        if version < self._versions.get(ref, 1):
            self.read += 1
            self.superseded += 1
            self._findings.remark(Remark(self.name, line, column, ref, Doubt.SUPERSEDED))
            return True
        if version > 1:
            self._versions[ref] = version
        return False

    def reject(
        self, line: int, text: str, column: str | None, value: str | None, kind: Fault
    ) -> None:
        """Reject a row, and say so in the words of its file."""
        named = self._profile.named_for(column)
        number, record = self._present[line, text]
        shown = value
        if named is not None and named != column:
            shown = said_in(record, named)
        rejection = Rejection(self.name, line, named, shown, kind, text.rstrip("\r\n"), column)
        self._findings.reject(self._placed(rejection, number, record))
