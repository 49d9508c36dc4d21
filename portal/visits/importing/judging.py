"""Judges a whole set of files: in their order, against each other and against the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO, Final, Self
from zoneinfo import ZoneInfo

from portal.visits.importing.attendance import (
    Sorter,
    StoredRows,
    judge_attendance,
    remark_replacements,
)
from portal.visits.importing.cells import Instants
from portal.visits.importing.contracts import Contracts, Counts, judge_contract
from portal.visits.importing.faults import Findings
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.spool is not None:
            self.spool.close()

    def sorter(self, stored: StoredRows | None) -> Sorter:
        """Sorts the attendance rows of the spool, from the first to the last."""
        return Sorter(self.spool.repeated if self.spool else set(), stored)

    def count_attendance(self, *, accepted: int, corrections: int) -> None:
        """Note what became of the rows of visits.csv, once they are sorted."""
        counts = self.counts[VISITS]
        counts.accepted, counts.corrections = accepted, corrections
        counts.unchanged = counts.read - counts.rejected - accepted - corrections


def scan_set(files: Mapping[str, BinaryIO]) -> dict[str, Scan]:
    """Judge each file as a whole. Raises FileRejected for the first that is not what it should."""
    return {name: scan(TABLES[name], files[name]) for name in TABLES if name in files}


def judge_set(
    files: Mapping[str, BinaryIO],
    contracts: Contracts,
    *,
    default: FileSet,
    stored: StoredRows | None,
    progress: SetProgress | None = None,
) -> JudgedSet:
    """Judge the files against each other and against what is stored (`contracts`, `stored`).

    `stored` is None where no visit is stored. Raises FileRejected, and then nothing of the set may
    be kept; raises TooManyRows.
    """
    fileset = read_fileset(files[FILESET], default=default) if FILESET in files else default
    judged = JudgedSet(fileset, scan_set(files), contracts)
    instants = Instants(ZoneInfo(fileset.tz))
    total = sum(found.lines for found in judged.scans.values())
    done = 0
    for name, found in judged.scans.items():
        reader = RowReader(found, files[name], instants, judged.findings)
        if name == VISITS:
            _judge_visits(judged, reader, stored, progress, done, total)
        else:
            changes = judge_contract(reader, contracts)
            judged.counts[name], judged.changes[name] = changes.counts, changes.rows
        done += reader.read
    return judged


def _judge_visits(
    judged: JudgedSet,
    reader: RowReader,
    stored: StoredRows | None,
    progress: SetProgress | None,
    done: int,
    total: int,
) -> None:
    def report(read: int) -> None:
        if progress is not None:
            progress(done + read, total)

    judged.spool = spool = Spool()
    found = judge_attendance(reader, judged.contracts, judged.findings, spool, report)
    remark_replacements(found, spool, stored or (lambda refs: {}), judged.findings)
    judged.counts[VISITS] = Counts(read=reader.read, rejected=reader.read - spool.rows)


def sort_attendance(judged: JudgedSet, stored: StoredRows | None) -> None:
    """Count what is new, unchanged and corrected in visits.csv, without writing anything."""
    if judged.spool is None:
        return
    accepted = corrections = 0
    if stored is None and not judged.spool.repeated:
        accepted = judged.spool.rows
    else:
        sorter = judged.sorter(stored)
        for batch in judged.spool.batches():
            for piece in sorter.sort(batch):
                corrections += len(piece.corrected)
                accepted += len(piece.rows) - len(piece.corrected)
    judged.count_attendance(accepted=accepted, corrections=corrections)
