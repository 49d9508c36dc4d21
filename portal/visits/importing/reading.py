"""Reads a set of files into records in memory, without the store."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from portal.visits.importing.checks import NOT_SAID, PLAIN_VISIT
from portal.visits.importing.contracts import Contracts
from portal.visits.importing.faults import Findings
from portal.visits.importing.judging import (
    JudgedSet,
    count_attendance,
    is_name_of_text,
    judge_set,
)
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.rows import KeptRow
from portal.visits.importing.tables import FILE_NAMES, VISITS
from portal.visits.records import FileSet, Line, Package, Source, Suspension, VisitRecords, VisitRow


class ReadSet(NamedTuple):
    """The records of a set, and what was rejected or doubtful in it."""

    records: VisitRecords
    findings: Findings


def open_set(folder: Path, opened: ExitStack) -> dict[str, BinaryIO]:
    """The files of a set that lie in a folder, opened until the stack closes them."""
    return {
        name: opened.enter_context((folder / name).open("rb"))
        for name in FILE_NAMES
        if (folder / name).is_file()
    }


def open_foreign(folder: Path, opened: ExitStack) -> dict[str, BinaryIO]:
    """The files of another shape that lie in a folder, opened until the stack closes them."""
    return {
        path.name: opened.enter_context(path.open("rb"))
        for path in sorted(folder.iterdir())
        if path.is_file() and is_name_of_text(path.name)
    }


def read_set(
    folder: Path, *, default: FileSet | None = None, profile: Profile | None = None
) -> ReadSet:
    """Every current row of the set in a folder. Raises FileRejected."""
    with ExitStack() as opened:
        files = open_set(folder, opened)
        return read_files(files, default=default, profile=profile)


def read_files(
    files: dict[str, BinaryIO], *, default: FileSet | None = None, profile: Profile | None = None
) -> ReadSet:
    """Every current row of these files. Raises FileRejected."""
    with judge_set(files, Contracts(), default=default or FileSet(), profile=profile) as judged:
        count_attendance(judged, None)
        return ReadSet(records_of(judged), judged.findings)


def records_of(judged: JudgedSet) -> VisitRecords:
    """The records of a judged set; inside a set the last version of a row counts."""
    contracts = judged.contracts
    visits: dict[str, VisitRow] = {}
    sources: dict[str, Source] = {}
    if judged.spool is not None:
        for name, batch in judged.spool.named_batches():
            for row in batch:
                visits[row[0]] = visit_record(row)
            if judged.source is not None and name != VISITS:
                sources |= {row[0]: judged.source for row in batch}
    return VisitRecords(
        fileset=judged.fileset,
        packages=[package_record(row) for row in contracts.packages.values()],
        lines=[
            line_record(row) for versions in contracts.lines.values() for row in versions.values()
        ],
        suspensions=[Suspension._make(row) for row in contracts.suspensions.values()],
        visits=list(visits.values()),
        sources=sources,
    )


def package_record(row: KeptRow) -> Package:
    """A package as the figures read it: its days are dates."""
    package = Package._make(row)
    return package._replace(start_date=_day(row[6]), end_date=_optional_day(row[7]))


def line_record(row: KeptRow) -> Line:
    """A version of a line as the figures read it."""
    line = Line._make(row)
    return line._replace(
        valid_from=_day(row[2]), valid_to=_optional_day(row[3]), anchor_date=_optional_day(row[6])
    )


def visit_record(row: KeptRow) -> VisitRow:
    """An attendance row as the figures read it."""
    if len(row) == PLAIN_VISIT:
        row += NOT_SAID
    return VisitRow(row[0], row[1], row[2], _day(row[3]), *row[4:])


def _day(text: Any) -> date:
    return date.fromisoformat(text)


def _optional_day(text: Any) -> date | None:
    return None if text is None else date.fromisoformat(text)
