"""What became of an import, as the command prints it and as machines are told it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from portal.visits.importing import queries, words
from portal.visits.importing.faults import Fault, Rejection
from portal.visits.importing.judging import JudgedSet
from portal.visits.importing.models import ImportDifference, ImportEffect, ImportRejection
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.published import Comparison
from portal.visits.importing.states import ImportState
from portal.visits.importing.tables import TABLES

DRY_RUN: Final = "dry_run"


@dataclass
class Report:
    """What became of an import, as programs are told; `counts` is None where a file was refused.

    A dry run has no number. `read_as` says how files of another shape are read and what they lose.
    `changes` are the first cells of corrected rows, before and after; `published` are the figures
    of published reports that would be others with it, of so many reports that it touches.
    """

    number: int | None
    state: str
    profile: str | None = None
    read_as: dict[str, Any] | None = None
    file_rejected: dict[str, Any] | None = None
    rejections: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, dict[str, int]] | None = None
    warnings: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, str]] = field(default_factory=list)
    releases_compared: int | None = None
    published: list[dict[str, str]] = field(default_factory=list)


def report_of_judged(judged: JudgedSet, comparison: Comparison, profile: Profile | None) -> Report:
    """What an import of a judged set would become."""
    names = [name for table in TABLES for name in _of_table(judged, table)]
    return Report(
        None,
        DRY_RUN,
        profile=profile.name if profile else None,
        read_as=_read_as(profile, judged.fileset.tz, judged.fileset.exported_on),
        rejections=[as_row(each) for each in judged.findings.rejections],
        counts={name: _counts(judged.counts[name]) for name in names},
        warnings={name: judged.findings.doubted[name] for name in judged.findings.doubted},
        changes=[each._asdict() for each in judged.differences.kept],
        releases_compared=comparison.releases,
        published=[each._asdict() for each in comparison.changes],
    )


def _read_as(profile: Profile | None, tz: str, exported_on: date | None) -> dict[str, Any] | None:
    """How files of another shape are read, to be looked at before anything is stored."""
    if profile is None:
        return None
    written = {"encoding": profile.encoding}
    if profile.kind == "csv":
        written |= {"separator": profile.separator, "dates": profile.dates}
    return {
        "title": profile.title,
        "kind": profile.kind,
        **written,
        "tz": tz,
        "exported_on": exported_on.isoformat() if exported_on else None,
        "lost": list(profile.lost),
    }


def _of_table(judged: JudgedSet, table: str) -> list[str]:
    return [name for name in judged.counts if judged.scans[name].table.name == table]


def _counts(found: Any) -> dict[str, int]:
    return {
        name: getattr(found, name)
        for name in ("read", "accepted", "unchanged", "corrections", "rejected")
    }


def report_of(number: int, *, most: int | None = None) -> Report:
    """What became of an import; of rejected rows and changed cells no more than `most`."""
    found = queries.get_import(number)
    report = Report(number, found.state.value, found.profile["name"] if found.profile else None)
    if found.profile:
        report.read_as = _read_as(Profile.of(found.profile), found.tz, found.exported_on)
    rows = queries.rejections(number, limit=_at_most(queries.count_rejections(number), most))
    rejections = [_of_kept(row) for row in rows]
    if found.state is ImportState.REFUSED:
        report.file_rejected = rejections[0]
        return report
    report.rejections = rejections
    report.counts = {file.name: {"read": file.rows_read, **_ends(file)} for file in found.tables}
    report.warnings = {file.name: file.doubted for file in found.tables if file.doubted}
    changes = queries.differences(number, limit=_at_most(queries.count_differences(number), most))
    report.changes = [_change(each) for each in changes]
    report.releases_compared = found.releases_compared
    report.published = [_published(each) for each in queries.effects(number)]
    return report


def _ends(file: Any) -> dict[str, int]:
    return {
        name: getattr(file, name) for name in ("accepted", "unchanged", "corrections", "rejected")
    }


def _change(row: ImportDifference) -> dict[str, str]:
    return {
        "file": row.file,
        "key": row.row_key,
        "column": row.column_name,
        "old": row.old_value,
        "new": row.new_value,
    }


def _published(row: ImportEffect) -> dict[str, str]:
    return {
        "release": row.release,
        "figure": row.figure,
        "old": row.old_value,
        "new": row.new_value,
    }


def _of_kept(row: ImportRejection) -> dict[str, Any]:
    value = row.value
    if value is not None and row.kind == Fault.NUL_BYTE:
        value = value.replace("\u2400", "\0")
    return as_row(
        Rejection(
            row.file, row.line, row.column_name, value, Fault(row.kind),
            meant=row.meant, example=row.example or "",
            record=row.record, key=row.row_key,
        )
    )  # fmt: skip


def as_row(found: Rejection) -> dict[str, Any]:
    """One rejection as programs are told it, with its reason in words.

    Of a file of another shape also which visit it is about, and of JSON which of its records.
    """
    also = {"record": found.record, "reference": found.key}
    return {
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "value": found.value,
        "kind": found.kind.value,
        "reason": words.reason(found.kind, found.meant or found.column, found.example),
        **{name: said for name, said in also.items() if said is not None},
    }


def _at_most(count: int, most: int | None) -> int:
    return count if most is None else min(count, most)
