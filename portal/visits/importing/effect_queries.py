"""Questions about what an accepted import did to the figures of the months that it touched.

Versions name the imports that brought and ended them, so that the records can be read as they were
before any import: without what it and later ones brought, and with what they ended.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.config import settings
from portal.database import db
from portal.visits.figures.assessment import DAYS_AROUND
from portal.visits.figures.freezing import Version, frozen_contracts
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import, ImportFile
from portal.visits.importing.states import ImportState
from portal.visits.importing.tables import VISITS
from portal.visits.models import LineVersion, PackageVersion, SuspensionVersion, VisitVersion
from portal.visits.outcomes.source_queries import sources_of_rows
from portal.visits.records import FileSet, Line, Package, Suspension, VisitRecords, VisitRow


def months_touched(number: int) -> list[str]:
    """The months whose attendance an import brought or ended, the newest first, like 2026-10.

    A change of contracts alone touches no month here: it holds for days that had not begun.
    """
    touched = or_(VisitVersion.import_id == number, VisitVersion.replaced_in_id == number)
    days = db.session.scalars(select(VisitVersion.service_date).where(touched).distinct())
    return sorted({f"{day.year:04}-{day.month:02}" for day in days}, reverse=True)


def records_until(period: Period, number: int) -> VisitRecords:
    """Everything that the figures of a period were counted from when this import was the newest.

    With the number before an import, they are the records as they were before it.
    """
    around = timedelta(days=DAYS_AROUND)
    near = VisitVersion.service_date.between(period.first_on - around, period.last_on + around)
    rows: list[VisitRow] = _rows(VisitVersion, VisitRow, number, near)
    named = [row.replacement_visit_ref for row in rows if row.replacement_visit_ref]
    here = {row.visit_ref for row in rows}
    elsewhere = [ref for ref in named if ref not in here]
    if elsewhere:
        wanted = VisitVersion.visit_ref.in_(elsewhere)
        rows += _rows(VisitVersion, VisitRow, number, wanted)
    packages, lines = frozen_contracts(
        _versions(PackageVersion, Package, number),
        _versions(LineVersion, Line, number),
        _import_days(number),
    )
    sources = sources_of_rows(near, in_force=_in_force(VisitVersion, number))
    suspensions = _rows(SuspensionVersion, Suspension, number)
    return VisitRecords(_newest_set(number), packages, lines, suspensions, rows, sources)


def packages_until(number: int) -> dict[str, Package]:
    """Every care package in force when this import was the newest, by its reference."""
    found: list[Package] = _rows(PackageVersion, Package, number)
    return {package.package_ref: package for package in found}


def _in_force(model: type[Any], number: int) -> ColumnElement[bool]:
    return and_(
        model.import_id <= number,
        or_(model.replaced_in_id.is_(None), model.replaced_in_id > number),
    )


def _rows(
    model: type[Any], record: type[Any], number: int, *wanted: ColumnElement[bool]
) -> list[Any]:
    """The rows that were in force then, as records."""
    columns = [model.__table__.c[name] for name in record._fields]
    found = db.session.execute(select(*columns).where(_in_force(model, number), *wanted))
    return [record._make(row) for row in found]


def _versions(model: type[Any], record: type[Any], number: int) -> Iterable[Version[Any]]:
    """Every version that was known by then; one that ended later had not ended yet."""
    table = model.__table__.c
    columns = [table.import_id, table.replaced_in_id, *(table[name] for name in record._fields)]
    for brought, replaced, *row in db.session.execute(
        select(*columns).where(model.import_id <= number)
    ):
        ended = replaced if replaced is not None and replaced <= number else None
        yield Version(record._make(row), brought, ended)


def _accepted(number: int) -> tuple[ColumnElement[bool], ...]:
    return Import.state == ImportState.ACCEPTED, Import.id <= number


def _import_days(number: int) -> dict[int, date]:
    found = db.session.execute(
        select(Import.id, Import.exported_on, Import.ended_at, Import.tz).where(*_accepted(number))
    )
    return {
        each: exported_on or ended_at.astimezone(ZoneInfo(tz)).date()
        for each, exported_on, ended_at, tz in found
        if ended_at is not None
    }


def _newest_set(number: int) -> FileSet:
    with_visits = select(ImportFile.import_id).where(ImportFile.table_name == VISITS)
    newest = select(func.max(Import.id)).where(*_accepted(number), Import.id.in_(with_visits))
    found = db.session.execute(
        select(Import.tz, Import.exported_on, Import.provider).where(
            Import.id == newest.scalar_subquery()
        )
    ).first()
    return FileSet(*found) if found else FileSet(tz=settings().tz)
