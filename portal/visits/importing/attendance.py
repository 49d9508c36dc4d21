"""Judges visits.csv against the contracts, and sorts its rows into new, unchanged and corrected."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from portal.visits.importing.contracts import ContractedDays, Contracts
from portal.visits.importing.faults import Doubt, Fault, Findings, Remark
from portal.visits.importing.rows import KeptRow, Progress, RowReader
from portal.visits.importing.spool import Spool
from portal.visits.importing.tables import VISITS
from portal.visits.records import VisitRow

_LINE: Final = VisitRow._fields.index("line_ref")
_PERSON: Final = VisitRow._fields.index("person_ref")
_DAY: Final = VisitRow._fields.index("service_date")
_STATUS: Final = VisitRow._fields.index("status")
_REPLACEMENT: Final = VisitRow._fields.index("replacement_visit_ref")

MOST_REPLACEMENTS: Final = 50_000

# Answers the stored current rows of the references asked for, as kept rows.
StoredRows = Callable[[Iterable[str]], dict[str, KeptRow]]


class Replacements:
    """The visits that cancelled rows name as agreed instead, until they are found."""

    def __init__(self) -> None:
        self._wanted: dict[str, list[int]] = defaultdict(list)
        self._count = 0

    def want(self, visit_ref: str, line: int) -> None:
        """Remember that the row on this line names that visit."""
        if self._count < MOST_REPLACEMENTS:
            self._wanted[visit_ref].append(line)
            self._count += 1

    def find(self, batch: Iterable[KeptRow]) -> None:
        """These visits exist."""
        if self._wanted:
            for row in batch:
                self._wanted.pop(row[0], None)

    def missing(self, stored: StoredRows) -> list[tuple[int, str]]:
        """Line and reference of what neither the file nor the store has."""
        known = stored(self._wanted)
        return sorted(
            (line, ref) for ref, lines in self._wanted.items() if ref not in known for line in lines
        )


def judge_attendance(
    reader: RowReader,
    contracts: Contracts,
    findings: Findings,
    spool: Spool,
    progress: Progress | None = None,
) -> Replacements:
    """Put every good row of visits.csv into the spool; reject the others, and note the doubtful."""
    persons = contracts.persons()
    person_of = contracts.person_of_line()
    has_visit = ContractedDays(contracts).has_visit
    replacements = Replacements()
    for line, text, cells, row in reader.rows(progress):
        line_ref, person_ref = row[_LINE], row[_PERSON]
        if line_ref is not None:
            owner = person_of.get(line_ref)
            if owner is None:
                reader.reject_column(line, text, cells, "line_ref", Fault.UNKNOWN_REFERENCE)
                continue
            if person_ref is not None and person_ref != owner:
                unknown = person_ref not in persons
                kind = Fault.UNKNOWN_REFERENCE if unknown else Fault.CONTRADICTION
                reader.reject_column(line, text, cells, "person_ref", kind)
                continue
            is_contracted = has_visit(line_ref, row[_DAY])
            if not is_contracted:
                findings.remark(Remark(VISITS, line, "line_ref", line_ref, Doubt.NOT_CONTRACTED))
        elif person_ref not in persons:
            reader.reject_column(line, text, cells, "person_ref", Fault.UNKNOWN_REFERENCE)
            continue
        else:
            is_contracted = False
        if row[_STATUS] is not None:
            if not is_contracted:
                findings.remark(
                    Remark(VISITS, line, "status", row[_STATUS], Doubt.STATUS_WITHOUT_VISIT)
                )
            if row[_REPLACEMENT] is not None:
                replacements.want(row[_REPLACEMENT], line)
        spool.add(row)
    spool.end()
    return replacements


def remark_replacements(
    replacements: Replacements, spool: Spool, stored: StoredRows, findings: Findings
) -> None:
    """Warn of replacement visits that cannot be found."""
    for batch in spool.batches():
        replacements.find(batch)
    for line, ref in replacements.missing(stored):
        findings.remark(
            Remark(VISITS, line, "replacement_visit_ref", ref, Doubt.REPLACEMENT_NOT_FOUND)
        )


class Sorted(NamedTuple):
    """One batch of rows, sorted by what is to be done with them."""

    rows: list[KeptRow]
    corrected: list[str]
    unchanged: int


class Sorter:
    """Tells new rows, unchanged rows and corrections apart, in file order.

    References that occur more than once in the file are followed exactly, by a digest of their
    latest row; all others are compared with the store alone.
    """

    def __init__(self, repeated: set[str], stored: StoredRows | None) -> None:
        self._repeated = repeated
        self._stored = stored
        self._latest: dict[str, bytes] = {}

    def sort(self, batch: list[KeptRow]) -> list[Sorted]:
        """The batch in pieces, none of which names a visit twice."""
        pieces: list[list[KeptRow]] = [[]]
        if self._repeated:
            here = set[str]()
            for row in batch:
                if row[0] in here:
                    pieces.append([])
                    here.clear()
                if row[0] in self._repeated:
                    here.add(row[0])
                pieces[-1].append(row)
        else:
            pieces = [batch]
        return [self._sort(piece) for piece in pieces]

    def _sort(self, rows: list[KeptRow]) -> Sorted:
        stored = self._stored(row[0] for row in rows) if self._stored else {}
        if not stored and not self._repeated:
            return Sorted(rows, [], 0)
        changed, corrected, unchanged = [], [], 0
        for row in rows:
            ref = row[0]
            if ref in self._repeated:
                old_digest = self._latest.get(ref)
                if old_digest is None and ref in stored:
                    old_digest = _digest(stored[ref])
                self._latest[ref] = new_digest = _digest(row)
                is_known, is_same = old_digest is not None, old_digest == new_digest
            else:
                old = stored.get(ref)
                is_known, is_same = old is not None, old == row
            if is_same:
                unchanged += 1
                continue
            changed.append(row)
            if is_known:
                corrected.append(ref)
        return Sorted(changed, corrected, unchanged)


def _digest(row: KeptRow) -> bytes:
    return hashlib.blake2b(repr(row).encode(), digest_size=16).digest()
