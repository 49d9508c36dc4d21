"""Judges a whole set of files: in their order, against each other and against the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from io import SEEK_END
from operator import itemgetter
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
from portal.visits.importing.contracts import Changes, Contracts, Counts, judge_contract
from portal.visits.importing.differences import Differences
from portal.visits.importing.faults import Fault, FileRejected, Findings, Rejection
from portal.visits.importing.filesets import read_fileset
from portal.visits.importing.instants import Instants
from portal.visits.importing.profiles.beside import BesideSpool
from portal.visits.importing.profiles.linking import Linker
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.reading import ProfileReader, scan_foreign
from portal.visits.importing.rows import RowReader
from portal.visits.importing.scanning import Scan, scan
from portal.visits.importing.spool import Spool
from portal.visits.importing.tables import FILE_NAMES, FILESET, TABLES, VISITS
from portal.visits.records import FileSet, Source, VisitRow

SUFFIXES: Final = (".csv", ".txt", ".json")
LONGEST_NAME: Final = 100
_day_of: Final = itemgetter(VisitRow._fields.index("service_date"))

# Called now and then with how far the work is: rows done, of so many.
SetProgress = Callable[[int, int], None]


@dataclass
class JudgedSet:
    """What a set turned out to be: what is right in it waits to be written.

    Scans and counts are by file. `references` has what files of other shapes call themselves, where
    the same one may not come twice, and `source` says what these files lose. `days` are those of
    the attendance that is new or corrected, before and after; they are known when it was sorted.
    """

    fileset: FileSet
    scans: dict[str, Scan]
    contracts: Contracts
    differences: Differences
    findings: Findings = field(default_factory=Findings)
    counts: dict[str, Counts] = field(default_factory=dict)
    changes: dict[str, Changes] = field(default_factory=dict)
    spool: Spool | None = None
    replacements: Replacements = field(default_factory=Replacements)
    superseded: dict[str, int] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    made_on: list[str] = field(default_factory=list)
    beside: BesideSpool | None = None
    days: set[str] = field(default_factory=set)
    source: Source | None = None

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
        for waiting in (self.spool, self.beside):
            if waiting is not None:
                waiting.close()

    def sorted_attendance(self, stored: StoredRows | None) -> Iterator[Sorted]:
        """The good attendance rows in file order, sorted; counted when the last was taken."""
        if self.spool is None:
            return
        sorter = Sorter(self.spool.repeated, stored)
        for name, unchanged in self.superseded.items():
            old = self.counts[name]
            self.counts[name] = Counts(read=old.read, rejected=old.rejected, unchanged=unchanged)
        for name, batch in self.spool.named_batches():
            counts = self.counts[name]
            refs = [row[0] for row in batch]
            self.replacements.find(refs)
            for piece in sorter.sort(batch, refs):
                counts.corrections += len(piece.corrected)
                counts.accepted += len(piece.rows) - len(piece.corrected)
                counts.unchanged += piece.unchanged
                self.days.update(map(_day_of, piece.rows))
                self._note(name, piece)
                yield piece
        self.replacements.remark(stored, self.findings)
        self.findings.in_file_order()

    def _note(self, name: str, piece: Sorted) -> None:
        corrected = piece.stored.keys() & piece.corrected
        if corrected:
            self.days.update(_day_of(piece.stored[ref]) for ref in corrected)
            for row in piece.rows:
                if row[0] in corrected:
                    self.differences.note(VISITS, name, piece.stored[row[0]], row)


def is_name_of_text(name: str) -> bool:
    """Whether a file of this name may be of another shape: text, and no place in a folder.

    A name of the file format in other letters is none: its rules are strict, and somebody who
    meant them should not be given others.
    """
    is_plain = name.isprintable() and not {"/", "\\"} & set(name) and len(name) <= LONGEST_NAME
    return is_plain and name.lower().endswith(SUFFIXES) and name.lower() not in FILE_NAMES


def foreign_names(files: Iterable[str]) -> list[str]:
    """The files of a set that are of another shape, in the order of their names."""
    return sorted(name for name in files if name not in FILE_NAMES)


def scan_set(files: Mapping[str, BinaryIO]) -> dict[str, Scan]:
    """Judge each file as a whole. Raises FileRejected for the first that is not what it should."""
    for name, table in TABLES.items():
        if name in files and files[name].seek(0, SEEK_END) > table.most_bytes:
            raise _too_large(name)
    scans = {name: scan(TABLES[name], files[name]) for name in TABLES if name in files}
    for found in scans.values():
        if found.lines > found.table.most_lines:
            raise _too_large(found.table.name)
    for name in foreign_names(files):
        scans[name] = scan_foreign(name, files[name])
    return scans


def _too_large(name: str) -> FileRejected:
    return FileRejected(Rejection(name, 1, None, None, Fault.FILE_TOO_LARGE))


def judge_set(
    files: Mapping[str, BinaryIO],
    contracts: Contracts,
    *,
    default: FileSet,
    progress: SetProgress | None = None,
    profile: Profile | None = None,
) -> JudgedSet:
    """Judge the files against each other and against what is stored (`contracts`).

    Files of another shape are read by the profile. The attendance rows are still to be sorted into
    new, unchanged and corrected. Raises FileRejected, and then nothing of the set may be kept.
    """
    fileset = read_fileset(files[FILESET], default=default) if FILESET in files else default
    zone = ZoneInfo(fileset.tz)
    judged = JudgedSet(fileset, scan_set(files), contracts, Differences(zone))
    judged.source = None if profile is None else profile.source
    instants = Instants(zone)
    total = sum(found.lines for found in judged.scans.values())
    done = 0
    linker: Linker | None = None
    with ExitStack() as on_failure:
        on_failure.callback(judged.close)
        for name, found in judged.scans.items():
            if name in TABLES:
                reader = RowReader(found, files[name], instants, judged.findings)
            elif profile is not None:
                _require_contracts(name, contracts)
                # Contracts come first, so that their lines are known by now.
                linker = linker or Linker(contracts, instants)
                judged.beside = judged.beside or BesideSpool()
                reader = ProfileReader(
                    name, found, files[name], instants, judged.findings, profile, linker,
                    judged.beside,
                )  # fmt: skip
            else:
                raise FileRejected(Rejection(name, 1, None, None, Fault.UNKNOWN_SHAPE))
            if found.table.name == VISITS:
                _judge_visits(judged, reader, progress, done, total)
            else:
                changes = judge_contract(reader, contracts, judged.differences)
                judged.counts[name], judged.changes[name] = changes.counts, changes
            done += reader.read
        on_failure.pop_all()
    if fileset.exported_on is None and judged.made_on:
        judged.fileset = fileset._replace(exported_on=date.fromisoformat(max(judged.made_on)))
    judged.findings.in_file_order()
    return judged


def _require_contracts(name: str, contracts: Contracts) -> None:
    """One reason for a file of whose people none can be known, in place of one for each row."""
    if not contracts.packages:
        raise FileRejected(Rejection(name, 1, None, None, Fault.NO_CONTRACTS))


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

    if judged.spool is None:
        judged.spool = Spool()
    spool, before, name = judged.spool, judged.spool.rows, reader.name
    judge_attendance(reader, judged.contracts, judged.findings, spool, judged.replacements, report)
    superseded = 0
    if isinstance(reader, ProfileReader):
        superseded = reader.superseded
        _note_file(judged, reader)
    rejected = reader.read - (spool.rows - before) - superseded
    judged.counts[name] = Counts(read=reader.read, rejected=rejected, unchanged=superseded)
    judged.superseded[name] = superseded


def _note_file(judged: JudgedSet, reader: ProfileReader) -> None:
    """What a file of another shape says of itself: its reference, and the day it was made."""
    if reader.reference is not None:
        if reader.reference in judged.references.values():
            raise FileRejected(
                Rejection(reader.name, 1, None, reader.reference, Fault.REPEATED_FILE)
            )
        judged.references[reader.name] = reader.reference
    if reader.made_on is not None:
        judged.made_on.append(reader.made_on)


def count_attendance(judged: JudgedSet, stored: StoredRows | None) -> None:
    """Count what is new, unchanged and corrected in visits.csv, without writing anything."""
    for _ in judged.sorted_attendance(stored):
        pass
