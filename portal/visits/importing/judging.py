"""Judges a whole set of files: in their order, against each other and against the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import SEEK_END
from types import TracebackType
from typing import BinaryIO, Final, Self
from zoneinfo import ZoneInfo

from portal.visits.importing.attendance import (
    Replacements,
    Sorted,
    Sorter,
    StoredRows,
    judge_attendance,
)
from portal.visits.importing.cells import Instants
from portal.visits.importing.contracts import Contracts, Counts, judge_contract
from portal.visits.importing.faults import Fault, FileRejected, Findings, Rejection
from portal.visits.importing.filesets import read_fileset
from portal.visits.importing.rows import KeptRow, RowReader
from portal.visits.importing.scanning import Scan, scan
from portal.visits.importing.spool import Spool
from portal.visits.importing.tables import FILESET, TABLES, VISITS
from portal.visits.records import FileSet

FILE_NAMES: Final = (FILESET, *TABLES)

# Called now and then with how far the work is: rows done, of so many.
SetProgress = Callable[[int, int], None]


@dataclass
class JudgedSet:
    """What a set turned out to be: what is right in it waits to be written."""

    fileset: FileSet
    scans: dict[str, Scan]
    contracts: Contracts
    findings: Findings = field(default_factory=Findings)
    counts: dict[str, Counts] = field(default_factory=dict)
    changes: dict[str, list[KeptRow]] = field(default_factory=dict)
    spool: Spool | None = None
    replacements: Replacements = field(default_factory=Replacements)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back what waits to be written."""
        if self.spool is not None:
            self.spool.close()

    def sorted_attendance(self, stored: StoredRows | None) -> Iterator[Sorted]:
        """The good rows of visits.csv in file order, sorted; counted when the last was taken."""
        if self.spool is None:
            return
        sorter = Sorter(self.spool.repeated, stored)
        counts = self.counts[VISITS] = Counts(
            read=self.counts[VISITS].read, rejected=self.counts[VISITS].rejected
        )
        for batch in self.spool.batches():
            refs = [row[0] for row in batch]
            self.replacements.find(refs)
            for piece in sorter.sort(batch, refs):
                counts.corrections += len(piece.corrected)
                counts.accepted += len(piece.rows) - len(piece.corrected)
                counts.unchanged += piece.unchanged
                yield piece
        self.replacements.remark(stored, self.findings)
        self.findings.in_file_order()


def scan_set(files: Mapping[str, BinaryIO]) -> dict[str, Scan]:
    """Judge each file as a whole. Raises FileRejected for the first that is not what it should."""
    for name, table in TABLES.items():
        if name in files and files[name].seek(0, SEEK_END) > table.most_bytes:
            raise _too_large(name)
    scans = {name: scan(TABLES[name], files[name]) for name in TABLES if name in files}
    for found in scans.values():
        if found.lines > found.table.most_lines:
            raise _too_large(found.table.name)
    return scans


def _too_large(name: str) -> FileRejected:
    return FileRejected(Rejection(name, 1, None, None, Fault.FILE_TOO_LARGE))


def judge_set(
    files: Mapping[str, BinaryIO],
    contracts: Contracts,
    *,
    default: FileSet,
    progress: SetProgress | None = None,
) -> JudgedSet:
    """Judge the files against each other and against what is stored (`contracts`).

    The attendance rows are still to be sorted into new, unchanged and corrected. Raises
    FileRejected, and then nothing of the set may be kept.
    """
    fileset = read_fileset(files[FILESET], default=default) if FILESET in files else default
    judged = JudgedSet(fileset, scan_set(files), contracts)
    instants = Instants(ZoneInfo(fileset.tz))
    total = sum(found.lines for found in judged.scans.values())
    done = 0
    with ExitStack() as on_failure:
        on_failure.callback(judged.close)
        for name, found in judged.scans.items():
            reader = RowReader(found, files[name], instants, judged.findings)
            if name == VISITS:
                _judge_visits(judged, reader, progress, done, total)
            else:
                changes = judge_contract(reader, contracts)
                judged.counts[name], judged.changes[name] = changes.counts, changes.rows
            done += reader.read
        on_failure.pop_all()
    judged.findings.in_file_order()
    return judged


def _judge_visits(
    judged: JudgedSet,
    reader: RowReader,
    progress: SetProgress | None,
    done: int,
    total: int,
) -> None:
    def report(read: int) -> None:
        if progress is not None:
            progress(done + read, total)

    judged.spool = spool = Spool()
    judged.replacements = judge_attendance(reader, judged.contracts, judged.findings, spool, report)
    judged.counts[VISITS] = Counts(read=reader.read, rejected=reader.read - spool.rows)


def count_attendance(judged: JudgedSet, stored: StoredRows | None) -> None:
    """Count what is new, unchanged and corrected in visits.csv, without writing anything."""
    for _ in judged.sorted_attendance(stored):
        pass
