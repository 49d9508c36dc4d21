"""`candour import`: the set of files in a folder, as the pages import it; `abandon-import`."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from portal import clock
from portal.config import settings
from portal.database import reading, transaction
from portal.errors import NotFound, RuleBroken
from portal.visits.importing import profile_queries, queries, services
from portal.visits.importing.faults import FileRejected
from portal.visits.importing.filesets import is_zone
from portal.visits.importing.profiles.formats import DATES
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.report_queries import (
    DRY_RUN,
    Report,
    as_row,
    report_of,
    report_of_judged,
)
from portal.visits.importing.states import ImportState
from portal.visits.importing.work_services import dry_run, import_folder
from portal.visits.outcomes.work_services import renew_everything
from portal.visits.records import FileSet

SHOWN_ROWS = 20
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--profile", "wanted", help="How files of another shape are read, by its name.")
@click.option("--tz", help="Time zone of the files, where they do not say.")
@click.option(
    "--exported-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the files were made, where they do not say.",
)
@click.option(
    "--dry-run", "--check", "only_check", is_flag=True, help="Only say what would change."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every rejected row.")
@with_appcontext
def import_visits(
    path: Path,
    wanted: str | None,
    tz: str | None,
    exported_on: datetime | None,
    only_check: bool,
    as_json: bool,
) -> None:
    """Import packages.csv, lines.csv, suspensions.csv and visits.csv from a folder.

    Packages and lines come first: visits of people who are not known are rejected. PATH may also be
    one file, and files of another shape are read by their profile. Good rows are stored, bad ones
    are listed. Ends with status 1 where a file cannot be read, and then nothing of
    the set is stored.
    """
    if tz is not None and not is_zone(tz):
        raise click.BadParameter(f"There is no time zone {tz!r}.", param_hint="--tz")
    default = FileSet(tz or settings().tz, exported_on.date() if exported_on else None)
    profile = _profile(wanted)
    try:
        report = (_dry_run if only_check else _import)(path, default, profile)
    except FileRejected as refused:
        # It was refused before it was known how to read it: no import was begun.
        report = Report(
            None,
            DRY_RUN if only_check else ImportState.REFUSED.value,
            file_rejected=as_row(refused.rejection),
        )
    except RuleBroken as refusal:
        if not as_json:
            raise click.ClickException(str(refusal)) from None
        click.echo(_json({"state": ImportState.REFUSED.value, "reason": str(refusal)}))
        raise SystemExit(1) from None
    click.echo(_json(asdict(report)) if as_json else _text(report))
    if report.file_rejected is not None:
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


def _profile(name: str | None) -> Profile | None:
    if name is None:
        return None
    with reading():
        known = {profile.name: profile for profile in profile_queries.known_profiles()}
    if name not in known:
        names = ", ".join(sorted(known))
        raise click.BadParameter(f"There are: {names}.", param_hint="--profile")
    return known[name]


def _dry_run(path: Path, default: FileSet, profile: Profile | None) -> Report:
    with dry_run(path, default=default, profile=profile) as (judged, comparison, chosen):
        return report_of_judged(judged, comparison, chosen)


def _import(path: Path, default: FileSet, profile: Profile | None) -> Report:
    number = import_folder(path, default=default, at=clock.now(), profile=profile)
    renew_everything()
    with reading():
        return report_of(number)


def _json(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False)


def _text(report: Report) -> str:
    title = f"Import {report.number}: {report.state}" if report.number else "Nothing was stored."
    lines = [title]
    if report.profile:
        lines.append(f"  read by the profile {report.profile}")
    lines += _ways(report.read_as or {})
    for name, counts in (report.counts or {}).items():
        numbers = {**counts, "warnings": report.warnings.get(name, 0)}
        said = ", ".join(f"{count} {word}" for word, count in numbers.items())
        lines.append(f"  {name}: {said}")
    refused = [report.file_rejected] if report.file_rejected else []
    lines += [_rejection_line(row) for row in [*refused, *report.rejections[:SHOWN_ROWS]]]
    if len(report.rejections) > SHOWN_ROWS:
        lines.append(f"  ... and {len(report.rejections) - SHOWN_ROWS} more; use --json for all.")
    lines += [_change_line(change) for change in report.changes[:SHOWN_ROWS]]
    if len(report.changes) > SHOWN_ROWS:
        lines.append(f"  ... and {len(report.changes) - SHOWN_ROWS} more cells changed.")
    if report.releases_compared:
        lines.append(f"  Published reports with days that it touches: {report.releases_compared}.")
        lines += [_published_line(change) for change in report.published]
        if not report.published:
            lines.append("  Every figure in them stays as it is published.")
    return "\n".join(lines)


def _ways(read_as: dict[str, Any]) -> Iterator[str]:
    """How files of another shape are read, a line for each thing that may be wrong."""
    if not read_as:
        return
    yield f"  encoding: {read_as['encoding']}"
    if "separator" in read_as:
        yield f"  separator: {_SEPARATORS.get(read_as['separator'], read_as['separator'])}"
        yield f"  days: {read_as['dates']}, for example {DATES[read_as['dates']][1]}"
    yield f"  times that say no zone: {read_as['tz']}"
    yield f"  made on: {read_as['exported_on'] or 'not known; say it with --exported-on'}"
    yield "  what such a file does not say:"
    for line in read_as["lost"]:
        yield f"    {line}"


def _rejection_line(row: dict[str, Any]) -> str:
    where = f"{row['file']}, line {row['line']}"
    if row.get("record"):
        where += ", record " + " ".join(filter(None, (str(row["record"]), row.get("reference"))))
    column = f", {row['column']}" if row["column"] else ""
    value = f" ({row['value'][:60]})" if row["value"] else ""
    return f"  {where}{column}{value}: {row['reason']}"


def _change_line(change: dict[str, str]) -> str:
    old, new = (change[which][:60] or "nothing" for which in ("old", "new"))
    return f"  {change['file']}, {change['key']}, {change['column']}: {old} -> {new}"


def _published_line(change: dict[str, str]) -> str:
    return f"  report {change['release']}, {change['figure']}: {change['old']} -> {change['new']}"
