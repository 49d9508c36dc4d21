"""`candour import`: the set of files in a folder, as the pages import it; `abandon-import`."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from portal import clock
from portal.config import settings
from portal.database import reading, transaction
from portal.errors import NotFound, RuleBroken
from portal.visits.importing import queries, services, words
from portal.visits.importing.faults import Fault
from portal.visits.importing.filesets import is_zone
from portal.visits.importing.models import ImportRejection
from portal.visits.importing.states import ImportState
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet

SHOWN_ROWS = 20


@dataclass
class _Report:
    """What became of an import, as it is printed; `counts` is None where a file was refused."""

    number: int
    state: str
    file_rejected: dict[str, Any] | None = None
    rejections: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, dict[str, int]] | None = None
    warnings: dict[str, int] = field(default_factory=dict)


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--tz", help="Time zone of the files, where they do not say.")
@click.option(
    "--exported-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the files were made, where they do not say.",
)
@click.option("--check", "only_check", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every rejected row.")
@with_appcontext
def import_visits(
    folder: Path, tz: str | None, exported_on: datetime | None, only_check: bool, as_json: bool
) -> None:
    """Import packages.csv, lines.csv, suspensions.csv and visits.csv from a folder.

    Good rows are stored, bad ones are listed. Ends with status 1 where a file cannot be read, and
    then nothing of the set is stored.
    """
    if tz is not None and not is_zone(tz):
        raise click.BadParameter(f"There is no time zone {tz!r}.", param_hint="--tz")
    default = FileSet(tz or settings().tz, exported_on.date() if exported_on else None)
    try:
        number = import_folder(folder, default=default, at=clock.now(), only_check=only_check)
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    with reading():
        report = _report(number)
    click.echo(json.dumps(report.__dict__, ensure_ascii=False) if as_json else _text(report))
    if report.state == ImportState.REFUSED:
        raise SystemExit(1)


@click.command("abandon-import")
@click.argument("number", type=int)
@with_appcontext
def abandon_import(number: int) -> None:
    """Give up an import that was begun and never finished, so that another can begin."""
    try:
        with transaction():
            begun = queries.get_import_for_step(number)
            services.abandon_import(begun, by=None, at=clock.now())
    except NotFound:
        raise click.ClickException(f"There is no import {number}.") from None
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"Import {number} is abandoned. Nothing of it was stored.")


def _report(number: int) -> _Report:
    found = queries.get_import(number)
    report = _Report(number, found.state.value)
    rows = queries.rejections(number, limit=queries.count_rejections(number))
    rejections = [_rejection(row) for row in rows]
    if found.checked_at is None:
        report.file_rejected = rejections[0] if rejections else None
        return report
    report.rejections = rejections
    report.counts = {
        file.name: {
            "read": file.rows_read,
            "accepted": file.accepted,
            "unchanged": file.unchanged,
            "corrections": file.corrections,
            "rejected": file.rejected,
        }
        for file in found.tables
    }
    report.warnings = {file.name: file.doubted for file in found.tables if file.doubted}
    return report


def _rejection(row: ImportRejection) -> dict[str, Any]:
    value = row.value
    if value is not None and row.kind == Fault.NUL_BYTE:
        value = value.replace("\u2400", "\0")
    return {
        "file": row.file,
        "line": row.line,
        "column": row.column_name,
        "value": value,
        "kind": row.kind,
        "reason": words.reason(row.kind, row.column_name),
    }


def _text(report: _Report) -> str:
    lines = [f"Import {report.number}: {report.state}"]
    for name, counts in (report.counts or {}).items():
        numbers = {**counts, "warnings": report.warnings.get(name, 0)}
        said = ", ".join(f"{count} {word}" for word, count in numbers.items())
        lines.append(f"  {name}: {said}")
    refused = [report.file_rejected] if report.file_rejected else []
    for row in [*refused, *report.rejections[:SHOWN_ROWS]]:
        where = f"{row['file']}, line {row['line']}"
        column = f", {row['column']}" if row["column"] else ""
        value = f" ({row['value'][:60]})" if row["value"] else ""
        lines.append(f"  {where}{column}{value}: {row['reason']}")
    if len(report.rejections) > SHOWN_ROWS:
        lines.append(f"  ... and {len(report.rejections) - SHOWN_ROWS} more; use --json for all.")
    return "\n".join(lines)
