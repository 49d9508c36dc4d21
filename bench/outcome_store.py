"""A store with so many people and so many months in it, to measure outcomes and figures on.

The demonstration's October is copied: each copy is of other people, each month four weeks earlier.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import insert

from bench.import_rows import SAMPLE
from portal.database import Model, db, is_sqlite, transaction
from portal.visits.importing.checks import NOT_SAID, PLAIN_VISIT
from portal.visits.importing.models import Import, ImportFile
from portal.visits.importing.reading import read_set
from portal.visits.importing.rows import KeptRow
from portal.visits.importing.states import ImportState
from portal.visits.importing.storing_services import write_attendance
from portal.visits.importing.tables import VISITS
from portal.visits.models import LineVersion, PackageVersion
from portal.visits.outcomes import services
from portal.visits.records import VisitRecords, VisitRow

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 28)
FOUR_WEEKS = timedelta(days=28)
LONG_AGO = date(2020, 1, 1)
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Sample(NamedTuple):
    """Four weeks of a few people, to be copied."""

    records: VisitRecords
    people: int


def sample() -> Sample:
    """The sample's first four weeks of October, with the lines that were agreed then."""
    found = read_set(SAMPLE).records
    packages = [
        package._replace(start_date=LONG_AGO, end_date=None)
        for package in found.packages
        if package.start_date <= FIRST and (package.end_date or LAST) >= LAST
    ]
    refs = {package.package_ref for package in packages}
    lines = [
        line._replace(valid_from=LONG_AGO, valid_to=None)
        for line in found.lines
        if line.package_ref in refs and line.valid_from <= FIRST and (line.valid_to or LAST) >= LAST
    ]
    line_refs, people = {line.line_ref for line in lines}, {each.person_ref for each in packages}
    rows = [
        row
        for row in found.visits
        if FIRST <= row.service_date <= LAST
        and (row.line_ref in line_refs if row.line_ref else row.person_ref in people)
    ]
    return Sample(VisitRecords(found.fileset, packages, lines, [], rows), len(people))


def fill(made_of: Sample, people: int, months: int) -> int:
    """Put so many people with so many months into an empty store; returns the attendance rows."""
    copies = -(-people // made_of.people)
    with transaction():
        brought = Import(
            state=ImportState.ACCEPTED, tz="Europe/London", exported_on=date(2026, 11, 9),
            begun_at=AT, checked_at=AT, ended_at=AT,
        )  # fmt: skip
        brought.files.append(ImportFile(name=VISITS, table_name=VISITS))
        db.session.add(brought)
        db.session.flush()
        for copy in range(copies):
            for model, agreed in (
                (PackageVersion, made_of.records.packages),
                (LineVersion, made_of.records.lines),
            ):
                _insert(model, [_copied(row, copy) for row in agreed], brought.id)
        total = 0
        for month in range(months):
            moved = [_earlier(row, month) for row in made_of.records.visits]
            for copy in range(copies):
                rows = [_kept(_copied(row, copy)) for row in moved]
                write_attendance(db.session.connection(), rows, brought.id)
                total += len(rows)
        services.mark_import(brought.id, at=AT)
    _let_it_be_known()
    return total


def _let_it_be_known() -> None:
    """What PostgreSQL finds out by itself within a minute: how large its tables are."""
    if not is_sqlite():
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


@cache
def _places(fields: tuple[str, ...], endings: tuple[str, ...]) -> list[int]:
    return [at for at, name in enumerate(fields) if name.endswith(endings)]


def _copied(row: Any, copy: int) -> Any:
    """The row of another person: every reference gets a number before it."""
    cells = list(row)
    for at in _places(row._fields, ("_ref",)):
        if cells[at] is not None:
            cells[at] = f"{copy}.{cells[at]}"
    return row._make(cells)


def _earlier(row: VisitRow, months: int) -> VisitRow:
    """The same visit so many times four weeks before."""
    if months == 0:
        return row
    cells: list[Any] = list(row)
    for at in _places(VisitRow._fields, ("_at", "planned_start", "planned_end")):
        if cells[at] is not None:
            cells[at] -= int(months * FOUR_WEEKS.total_seconds())
    for at in _places(VisitRow._fields, ("visit_ref",)):
        if cells[at] is not None:
            cells[at] = f"{cells[at]}-{months}"
    return VisitRow._make(cells)._replace(service_date=row.service_date - months * FOUR_WEEKS)


def _kept(row: VisitRow) -> KeptRow:
    """As an import keeps it."""
    kept = row._replace(service_date=row.service_date.isoformat())  # type: ignore[arg-type]
    return kept[:PLAIN_VISIT] if kept[PLAIN_VISIT:] == NOT_SAID else tuple(kept)


def _insert(model: type[Model], rows: list[Any], number: int) -> None:
    db.session.execute(insert(model), [{**row._asdict(), "import_id": number} for row in rows])
