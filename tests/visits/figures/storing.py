"""Records put into the store as an import leaves them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import update

from portal.database import Model, db, transaction, write_rows
from portal.visits.importing.models import Import, ImportFile
from portal.visits.importing.states import ImportState
from portal.visits.models import LineVersion, PackageVersion, SuspensionVersion, VisitVersion
from portal.visits.records import FileSet, VisitRecords


def store(
    records: VisitRecords,
    *,
    exported_on: date | None = date(2026, 11, 9),
    accepted_at: datetime = datetime(2026, 11, 9, 12, tzinfo=UTC),
    file: str = "visits.csv",
    state: ImportState = ImportState.ACCEPTED,
) -> int:
    """One accepted import with these rows; returns its number."""
    with transaction():
        brought = Import(
            state=state,
            tz="Europe/London",
            exported_on=exported_on,
            begun_at=accepted_at,
            checked_at=accepted_at,
            ended_at=accepted_at,
        )
        brought.files.append(ImportFile(name=file))
        db.session.add(brought)
        db.session.flush()
        for model, rows in (
            (PackageVersion, records.packages),
            (LineVersion, records.lines),
            (SuspensionVersion, records.suspensions),
            (VisitVersion, records.visits),
        ):
            add_versions(model, rows, brought.id)
        return brought.id


def add_versions(model: type[Model], rows: Any, number: int) -> None:
    write_rows(model, [{**row._asdict(), "import_id": number} for row in rows])


def end_versions(model: Any, number: int, **key: Any) -> None:
    """Say that the version in force was replaced by that import, before its successor is added."""
    wanted = [getattr(model, name) == value for name, value in key.items()]
    with transaction():
        db.session.execute(
            update(model)
            .where(model.replaced_in_id.is_(None), *wanted)
            .values(replaced_in_id=number)
        )


def store_little(records: VisitRecords) -> None:
    """Put the records of the first three packages alone on record."""
    packages = records.packages[:3]
    kept = {package.package_ref for package in packages}
    lines = [line for line in records.lines if line.package_ref in kept]
    ours = {line.line_ref for line in lines}
    visits = [visit for visit in records.visits if visit.line_ref in ours]
    store(VisitRecords(FileSet(), packages, lines, [], visits))
