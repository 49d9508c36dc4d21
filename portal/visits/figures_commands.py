"""`candour indicators` and `candour outcomes`: exact figures, from the store or from files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import ScriptInfo

from portal import clock
from portal.database import reading
from portal.errors import RuleBroken
from portal.visits import queries
from portal.visits.figures.assessment import assess
from portal.visits.figures.figures import (
    BY_PACKAGE,
    NOT_SUPPLIED,
    Dimension,
    Figure,
    PeriodFigures,
    figures_of,
)
from portal.visits.figures.group import Counted, counted_of
from portal.visits.figures.listing import outcome_rows
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.figures.supplied import is_told
from portal.visits.importing import words
from portal.visits.importing.faults import Fault, FileRejected
from portal.visits.importing.judging import foreign_names
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.recognising import recognised
from portal.visits.importing.profiles.shipped import shipped_profiles
from portal.visits.importing.reading import open_foreign, open_set, read_files
from portal.visits.importing.tables import VISITS
from portal.visits.outcomes.work_services import work_out_again
from portal.visits.records import VisitRecords

ALL = "all"


class _Month(click.ParamType[Period]):
    """A month written like 2026-10."""

    name = "month"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        if isinstance(value, Period):
            return value
        try:
            return Period.of_month(str(value))
        except RuleBroken as refusal:
            self.fail(str(refusal), param, ctx)


def _profile(context: click.Context, param: click.Parameter, name: str | None) -> Profile | None:
    """The shipped profile of that name: those kept by the co-operative lie in the store."""
    known = shipped_profiles()
    if name is not None and name not in known:
        raise click.BadParameter(f"There are: {', '.join(sorted(known))}.")
    return None if name is None else known[name]


_PERIOD = click.option("--period", type=_Month(), required=True, help="A month, as 2026-10.")
_AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day the figures are true for. Without it, the day of the newest export.",
)
_FILES = click.option(
    "--files",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Count from the files in this folder, in memory, and not from the store.",
)
_PROFILE = click.option(
    "--profile",
    callback=_profile,
    help="How files of another shape in the folder are read; without it they are recognised.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("indicators")
@_PERIOD
@_AS_OF
@_FILES
@_PROFILE
@click.option(
    "--by",
    type=click.Choice([ALL, *(dimension.value for dimension in Dimension)]),
    multiple=True,
    help="Split the figures as well; may be given more than once. all: by each but the slot.",
)
@_JSON
@click.pass_context
def indicators(
    context: click.Context,
    period: Period,
    as_of: datetime | None,
    files: Path | None,
    profile: Profile | None,
    by: tuple[str, ...],
    as_json: bool,
) -> None:
    """Count every indicator of a month, exactly. These figures are not safe to publish."""
    wanted = [d for d in Dimension if d.value in by or (ALL in by and d in BY_PACKAGE)]
    if files is not None:
        found = figures_of(_read(files, profile), period=period, as_of=_day(as_of), by=wanted)
    else:
        with _store(context), reading():
            found = queries.figures_of_period(period, as_of=_day(as_of), by=wanted)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=1, ensure_ascii=False))
    else:
        click.echo("\n".join(_table(found)))


@click.command("outcomes")
@click.option("--period", type=_Month(), help="A month, as 2026-10.")
@_AS_OF
@_FILES
@_PROFILE
@click.option(
    "--again",
    is_flag=True,
    help="Forget every stored outcome first, and work all of them out again.",
)
@_JSON
@click.pass_context
def outcomes(
    context: click.Context,
    period: Period | None,
    as_of: datetime | None,
    files: Path | None,
    profile: Profile | None,
    again: bool,
    as_json: bool,
) -> None:
    """List every contracted visit of a month that is final, with what became of it."""
    if again and files is not None:
        raise click.UsageError("--again is about the store, --files about a folder: choose one.")
    if period is None and not again:
        raise click.UsageError("Say which month, for example --period 2026-10.")
    if again:
        with _store(context):
            work_out_again(at=clock.now(), told=_tell_progress)
    if period is None:
        return
    records = None if files is None else _read(files, profile)
    true_on, counted = _counted(context, records, period, _day(as_of))
    rows = outcome_rows(counted)
    if as_json:
        listed = {"period": period.name, "as_of": true_on.isoformat(), "outcomes": rows}
        click.echo(json.dumps(listed, indent=1, ensure_ascii=False))
        return
    for row in rows:
        click.echo("\t".join(map(_cell, row.values())))


def _counted(
    context: click.Context, records: VisitRecords | None, period: Period, as_of: date | None
) -> tuple[date, Counted]:
    """The day the outcomes are true for, and what is counted: of a folder, or of the store."""
    if records is not None:
        true_on = as_of_or_default(as_of, records.fileset.exported_on, period)
        return true_on, counted_of(assess(records, period=period, as_of=true_on))
    with _store(context), reading():
        true_on = as_of_or_default(as_of, queries.newest_set().exported_on, period)
        return true_on, queries.counted_of_period(period, as_of=true_on)


def _tell_progress(days_left: int) -> None:
    click.echo(f"{days_left} days left", err=True)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else str(value)


@contextmanager
def _store(context: click.Context) -> Iterator[None]:
    with context.ensure_object(ScriptInfo).load_app().app_context():
        yield


def _read(folder: Path, profile: Profile | None) -> VisitRecords:
    """The records of a folder, in memory: a set, or files of another shape beside contracts."""
    with ExitStack() as opened:
        files = open_set(folder, opened)
        if profile is not None or VISITS not in files:
            files |= open_foreign(folder, opened)
        others = [(name, files[name]) for name in foreign_names(files)]
        try:
            chosen = profile or recognised(others, shipped_profiles().values())
        except FileRejected as rejected:
            raise _refused(rejected) from None
        if not files or (others and chosen is None):
            what = (
                f"Nobody has said how {others[0][0]} is read." if others else "No files lie here."
            )
            raise click.ClickException(f"{what} See docs/visit-files.md.")
        try:
            found = read_files(files, profile=chosen)
        except FileRejected as rejected:
            raise _refused(rejected) from None
    if not found.records.packages:
        raise click.ClickException(words.reason(Fault.NO_CONTRACTS, None))
    for name, count in sorted(found.findings.rejected.items()):
        click.echo(f"{name}: {count} rows were rejected and are not counted.", err=True)
    return found.records


def _refused(rejected: FileRejected) -> click.ClickException:
    found = rejected.rejection
    why = words.reason(found.kind, found.meant or found.column, found.example)
    return click.ClickException(f"{found.file}, line {found.line}: {why}")


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _table(found: PeriodFigures) -> Iterator[str]:
    whole = found.whole
    yield f"{found.period.name}, as of {found.as_of.isoformat()}"
    for source in found.supply.sources:
        yield f"From {source.title}, which loses something (x: not supplied):"
        yield from (f"- {line}" for line in source.lost)
    yield f"{whole.people} people, {whole.contracted_visits} visits, {whole.net_visits} owed"
    for status, count in whole.status_counts.items():
        number = str(count) if is_told(status, found.supply.lacking) else NOT_SUPPLIED
        yield f"{status.value:24} {number:>10}"
    yield from _figures("", whole.indicators)
    for dimension, groups in found.split.items():
        for value, group in groups.items():
            yield ""
            yield from _figures(f"{dimension.value} {value}", group.indicators)


def _figures(title: str, figures: dict[str, Figure]) -> Iterator[str]:
    yield title
    for key, figure in figures.items():
        bounds = f"  [{figure.lower} to {figure.upper}]" if figure.has_bounds else ""
        value = figure.obs_status if figure.value is None else figure.value
        parts = f"{figure.numerator if figure.numerator is not None else ''}/{figure.denominator}"
        unit = figure.indicator.unit.value
        yield f"{key:18} {value!s:>9} {unit:9} {parts:>20}{bounds}"
