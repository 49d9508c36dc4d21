"""Questions about visits: what is on record, whose it is, and the figures of a period."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select

from portal.config import settings
from portal.database import Model, db
from portal.errors import NotFound
from portal.visits.figures.assessment import DAYS_AROUND
from portal.visits.figures.days import DaysOnRecord, days_on_record
from portal.visits.figures.figures import Dimension, PeriodFigures, figures_of
from portal.visits.figures.freezing import Version, frozen_contracts
from portal.visits.figures.parameters import DEFAULTS, Parameters
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.importing.models import Import, ImportFile
from portal.visits.importing.states import ImportState
from portal.visits.importing.tables import VISITS
from portal.visits.models import LineVersion, PackageVersion, SuspensionVersion, VisitVersion
from portal.visits.records import FileSet, Line, Package, Suspension, VisitRecords, VisitRow

_VISIT_COLUMNS = [VisitVersion.__table__.c[name] for name in VisitRow._fields]
_IN_FORCE = VisitVersion.replaced_in_id.is_(None)


def records_of(period: Period) -> VisitRecords:
    """Everything that the figures of a period are counted from, as one import would bring it.

    Contracts are those that were in force when each day began, suspensions and attendance those in
    force now. Days around the period come with it, and the days of visits that replaced others.
    """
    around = timedelta(days=DAYS_AROUND)
    near = VisitVersion.service_date.between(period.first_on - around, period.last_on + around)
    replacements = (
        select(VisitVersion.replacement_visit_ref)
        .where(
            _IN_FORCE,
            VisitVersion.service_date.between(*period),
            VisitVersion.replacement_visit_ref.is_not(None),
        )
        .scalar_subquery()
    )
    elsewhere = db.session.scalars(
        select(VisitVersion.service_date)
        .where(_IN_FORCE, VisitVersion.visit_ref.in_(replacements), ~near)
        .distinct()
    ).all()
    packages, lines = _contracts()
    rows = _visit_rows(near)
    if elsewhere:
        rows += _visit_rows(VisitVersion.service_date.in_(elsewhere))
    return VisitRecords(newest_set(), packages, lines, _suspensions(), rows)


def figures_of_period(
    period: Period,
    *,
    as_of: date | None = None,
    by: Iterable[Dimension] = (),
    parameters: Parameters = DEFAULTS,
) -> PeriodFigures:
    """The exact figures of a period, true for a day: the newest export, where none is named."""
    return figures_of(records_of(period), period=period, as_of=as_of, by=by, parameters=parameters)


def visits_near(package_ref: str, day: date, *, days: int = 1) -> DaysOnRecord:
    """The visits on record at the home of a care package, from so many days before to after.

    All packages of the person are shown: they are one home. Raises NotFound.
    """
    person_ref = db.session.scalar(
        select(PackageVersion.person_ref).where(
            PackageVersion.package_ref == package_ref, PackageVersion.replaced_in_id.is_(None)
        )
    )
    if person_ref is None:
        raise NotFound
    around = timedelta(days=days)
    period = Period(day - around, day + around)
    packages, lines = _contracts(PackageVersion.person_ref == person_ref)
    rows = _visit_rows(
        VisitVersion.service_date.between(*period),
        or_(
            VisitVersion.person_ref == person_ref,
            VisitVersion.line_ref.in_([line.line_ref for line in lines]),
        ),
    )
    fileset = newest_set()
    records = VisitRecords(fileset, packages, lines, _suspensions(), rows)
    as_of = as_of_or_default(None, fileset.exported_on, period)
    return days_on_record(records, person_ref, period, as_of=as_of)


def newest_set() -> FileSet:
    """Zone, day and maker of the newest set that brought visits."""
    found = db.session.execute(
        select(Import.tz, Import.exported_on, Import.provider)
        .where(Import.state == ImportState.ACCEPTED)
        .where(Import.id.in_(select(ImportFile.import_id).where(ImportFile.table_name == VISITS)))
        .order_by(Import.id.desc())
        .limit(1)
    ).first()
    return FileSet(*found) if found else FileSet(tz=settings().tz)


def covers_day(day: date) -> bool:
    """Whether the visits of that day have been imported: exported later, and begun before."""
    exported_on, begun_on = newest_set().exported_on, _bound(func.min)
    if begun_on is None or begun_on > day:
        return False
    if exported_on is not None:
        return day < exported_on
    last_on = _bound(func.max)
    return last_on is not None and day < last_on


def months_on_record() -> list[str]:
    """The months that have visits on record, the newest first, written like 2026-10."""
    first, last = _bound(func.min), _bound(func.max)
    if first is None or last is None:
        return []
    months = range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]


def first_day_on_record() -> date | None:
    """The first day with visits on record; what was agreed before it looks as if nobody came."""
    return _bound(func.min)


def _bound(least_or_most: Any) -> date | None:
    found: date | None = db.session.scalar(
        select(least_or_most(VisitVersion.service_date)).where(_IN_FORCE)
    )
    return found


def _visit_rows(*wanted: ColumnElement[bool]) -> list[VisitRow]:
    rows = db.session.execute(select(*_VISIT_COLUMNS).where(_IN_FORCE, *wanted))
    return [VisitRow._make(row) for row in rows]


def _suspensions() -> list[Suspension]:
    columns = [SuspensionVersion.__table__.c[name] for name in Suspension._fields]
    rows = db.session.execute(select(*columns).where(SuspensionVersion.replaced_in_id.is_(None)))
    return [Suspension._make(row) for row in rows]


def _contracts(*wanted: ColumnElement[bool]) -> tuple[list[Package], list[Line]]:
    """The packages wanted and their lines, as they stood when each day began."""
    packages = [
        Version(Package._make(row), brought, replaced)
        for brought, replaced, *row in _versions(PackageVersion, Package._fields, *wanted)
    ]
    refs = select(PackageVersion.package_ref).where(*wanted)
    lines = [
        Version(Line._make(row), brought, replaced)
        for brought, replaced, *row in _versions(
            LineVersion, Line._fields, *([LineVersion.package_ref.in_(refs)] if wanted else [])
        )
    ]
    return frozen_contracts(packages, lines, _import_days())


def _versions(
    model: type[Model], fields: Iterable[str], *wanted: ColumnElement[bool]
) -> Iterable[Any]:
    table = model.__table__.c
    columns = [table.import_id, table.replaced_in_id, *(table[name] for name in fields)]
    return db.session.execute(select(*columns).where(*wanted))


def _import_days() -> dict[int, date]:
    """The day of each import: when its files were written, or else when it was accepted."""
    found = db.session.execute(
        select(Import.id, Import.exported_on, Import.ended_at, Import.tz).where(
            Import.state == ImportState.ACCEPTED
        )
    )
    return {
        number: exported_on or ended_at.astimezone(ZoneInfo(tz)).date()
        for number, exported_on, ended_at, tz in found
        if ended_at is not None
    }
