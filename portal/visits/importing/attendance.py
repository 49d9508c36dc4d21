"""Judges visits.csv against the contracts, and sorts its rows into new, unchanged and corrected."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from portal.visits.importing.checks import PLAIN_VISIT
from portal.visits.importing.contracts import ContractedDays, Contracts
from portal.visits.importing.faults import Doubt, Fault, Findings, Remark
from portal.visits.importing.rows import KeptRow, RowReader, TypedRow
from portal.visits.importing.spool import Spool
from portal.visits.records import VisitRow

_LINE: Final = VisitRow._fields.index("line_ref")
_PERSON: Final = VisitRow._fields.index("person_ref")
_DAY: Final = VisitRow._fields.index("service_date")
_STATUS: Final = VisitRow._fields.index("status")
_REPLACEMENT: Final = VisitRow._fields.index("replacement_visit_ref")

MOST_REPLACEMENTS: Final = 50_000

# Answers the stored current rows of the references asked for, as kept rows.
StoredRows = Callable[[Iterable[str]], dict[str, KeptRow]]
# Called with the number of rows read so far.
Progress = Callable[[int], None]


class Replacements:
    """The visits that cancelled rows name as agreed instead, until they are found."""

    def __init__(self) -> None:
        self._wanted: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._count = 0

    def want(self, visit_ref: str, name: str, line: int) -> None:
        """Remember that the row on this line of a file names that visit."""
        if self._count < MOST_REPLACEMENTS:
            self._wanted[visit_ref].append((name, line))
            self._count += 1

    def find(self, refs: Iterable[str]) -> None:
        """These visits exist."""
        if self._wanted:
            for ref in self._wanted.keys() & refs:
                del self._wanted[ref]

    def remark(self, stored: StoredRows | None, findings: Findings) -> None:
        """Warn of what neither the file nor the store has."""
        known = stored(self._wanted) if stored is not None and self._wanted else {}
        missing = sorted(
            (*place, ref)
            for ref, places in self._wanted.items()
            if ref not in known
            for place in places
        )
        self._wanted.clear()
        for name, line, ref in missing:
            findings.remark(
                Remark(name, line, "replacement_visit_ref", ref, Doubt.REPLACEMENT_NOT_FOUND)
            )


def judge_attendance(
    reader: RowReader,
    contracts: Contracts,
    findings: Findings,
    spool: Spool,
    replacements: Replacements,
    progress: Progress | None = None,
) -> None:
    """Put every good row of visits.csv into the spool; reject the others, and note the doubtful."""
    judge = _AttendanceJudge(reader, contracts, findings, replacements)
    for batch in reader.batches():
        spool.add(judge.good_rows(batch), reader.name)
        if progress is not None:
            progress(reader.read)


class _AttendanceJudge:
    def __init__(
        self,
        reader: RowReader,
        contracts: Contracts,
        findings: Findings,
        replacements: Replacements,
    ) -> None:
        self._replacements = replacements
        self._reader = reader
        self._findings = findings
        self._persons = contracts.persons()
        self._person_of_line = contracts.person_of_line()
        self._days = ContractedDays(contracts)

    def good_rows(self, batch: Sequence[TypedRow]) -> list[KeptRow]:
        """The rows whose references are known and agree."""
        rows = [typed[3] for typed in batch]
        flags = self._days.are_agreed(rows)
        if all(flags):
            return rows
        return [
            row
            for typed, row, is_agreed in zip(batch, rows, flags, strict=True)
            if is_agreed or self._is_good(*typed)
        ]

    def _is_good(self, line: int, text: str, cells: Sequence[str] | None, row: KeptRow) -> bool:
        line_ref, person_ref = row[_LINE], row[_PERSON]
        if line_ref is None:
            is_known, is_contracted = person_ref in self._persons, False
        else:
            owner = self._person_of_line.get(line_ref)
            is_known = owner is not None and (person_ref is None or person_ref == owner)
            is_contracted = is_known and self._days.has_visit(line_ref, row[_DAY])
        if is_known:
            self._remark(line, row, is_contracted)
        else:
            self._reject(line, text, cells, row)
        return is_known

    def _reject(self, line: int, text: str, cells: Sequence[str] | None, row: KeptRow) -> None:
        column, kind = "person_ref", Fault.UNKNOWN_REFERENCE
        if row[_LINE] is not None and row[_LINE] not in self._person_of_line:
            column = "line_ref"
        elif row[_PERSON] in self._persons:
            kind = Fault.CONTRADICTION
        self._reader.reject_column(line, text, cells, column, kind)

    def _remark(self, line: int, row: KeptRow, is_contracted: bool) -> None:
        remark, name = self._findings.remark, self._reader.name
        status, replacement = (
            (None, None) if len(row) == PLAIN_VISIT else (row[_STATUS], row[_REPLACEMENT])
        )
        if row[_LINE] is not None and not is_contracted:
            remark(Remark(name, line, "line_ref", row[_LINE], Doubt.NOT_CONTRACTED))
        if status is not None and not is_contracted:
            remark(Remark(name, line, "status", status, Doubt.STATUS_WITHOUT_VISIT))
        if replacement is not None:
            self._replacements.want(replacement, name, line)


class Sorted(NamedTuple):
    """One batch of rows, sorted by what is to be done with them, and what is stored of them."""

    rows: list[KeptRow]
    corrected: list[str]
    unchanged: int
    stored: dict[str, KeptRow]


class Sorter:
    """Tells new rows, unchanged rows and corrections apart, in file order.

    References that occur more than once in the file are followed exactly, by a digest of their
    latest row; all others are compared with the store alone.
    """

    def __init__(self, repeated: set[str], stored: StoredRows | None) -> None:
        self._repeated = repeated
        self._stored = stored
        self._latest: dict[str, bytes] = {}

    def sort(self, batch: list[KeptRow], refs: list[str]) -> list[Sorted]:
        """The batch in pieces, none of which names a visit twice; `refs` are its references."""
        if len(set(refs)) == len(refs):
            return [self._sort(batch, refs)]
        pieces: list[list[KeptRow]] = [[]]
        here = set[str]()
        for row in batch:
            if row[0] in here:
                pieces.append([])
                here.clear()
            here.add(row[0])
            pieces[-1].append(row)
        return [self._sort(piece, [row[0] for row in piece]) for piece in pieces]

    def _sort(self, rows: list[KeptRow], refs: list[str]) -> Sorted:
        stored = self._stored(refs) if self._stored else {}
        repeated = self._repeated.intersection(refs)
        suspected = repeated.union(stored)
        if not suspected:
            return Sorted(rows, [], 0, {})
        corrected, unchanged = list[str](), set[str]()
        for row in rows:
            ref = row[0]
            if ref not in suspected:
                continue
            if ref in repeated:
                old_digest = self._latest.get(ref)
                if old_digest is None and ref in stored:
                    old_digest = _digest(stored[ref])
                self._latest[ref] = new_digest = _digest(row)
                is_known, is_same = old_digest is not None, old_digest == new_digest
            else:
                is_known, is_same = True, stored[ref] == row
            if is_same:
                unchanged.add(ref)
            elif is_known:
                corrected.append(ref)
        changed = [row for row in rows if row[0] not in unchanged] if unchanged else rows
        return Sorted(changed, corrected, len(unchanged), stored)


def _digest(row: KeptRow) -> bytes:
    return hashlib.blake2b(repr(row).encode(), digest_size=16).digest()
