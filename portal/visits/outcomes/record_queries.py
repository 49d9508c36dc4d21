"""Questions about what outcomes are worked out from: contracts and attendance on record."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal.config import settings
from portal.database import Model, db
from portal.visits.figures.assessment import DAYS_AROUND
from portal.visits.figures.attendances import attendance_of
from portal.visits.figures.freezing import Version, frozen_contracts
from portal.visits.figures.overlaps import Stay
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import, ImportFile
from portal.visits.importing.states import ImportState
from portal.visits.importing.tables import VISITS
from portal.visits.models import LineVersion, PackageVersion, SuspensionVersion, VisitVersion
from portal.visits.outcomes.source_queries import sources_of_rows
from portal.visits.records import FileSet, Line, Package, Suspension, VisitRecords, VisitRow

AROUND = timedelta(days=DAYS_AROUND)
ASKED_AT_ONCE = 2_000
IN_FORCE = VisitVersion.replaced_in_id.is_(None)
VISIT_COLUMNS = [VisitVersion.__table__.c[name] for name in VisitRow._fields]
_ELSEWHERE = ""


class ContractVersions(NamedTuple):
    """Every version of some contracts, and the day of each import."""

    packages: list[Version[Package]]
    lines: list[Version[Line]]
    imports: dict[int, date]

    def in_force_when_begun(self) -> tuple[list[Package], list[Line]]:
        """The packages and lines as they stood when each day began."""
        return frozen_contracts(self.packages, self.lines, self.imports)


def records_of(period: Period) -> VisitRecords:
    """Everything that the figures of a period are counted from, as one import would bring it.

    Contracts are those that were in force when each day began, suspensions and attendance those in
    force now. Days around the period come with it, and the days of visits that replaced others.
    """
    packages, lines = contract_versions().in_force_when_begun()
    near = _near(period)
    rows = visit_rows(near)
    elsewhere = days_of_replacements(period)
    if elsewhere:
        rows += visit_rows(VisitVersion.service_date.in_(elsewhere))
    return VisitRecords(newest_set(), packages, lines, suspensions(), rows, sources_of_rows(near))


def records_of_people(
    people: Collection[str], period: Period
) -> tuple[VisitRecords, list[tuple[str, Stay]]]:
    """The same for some people alone, and where their carers were recorded at others meanwhile."""
    owned = package_refs_of(people)
    packages, lines = contract_versions(owned).in_force_when_begun()
    theirs = of_people(people, {line.line_ref for line in lines})
    near = _near(period)
    rows = visit_rows(near, theirs)
    elsewhere = days_of_replacements(period, theirs)
    if elsewhere:
        rows += visit_rows(VisitVersion.service_date.in_(elsewhere), theirs)
    refs = {package.package_ref for package in packages}
    resting = [rest for rest in suspensions() if rest.package_ref in refs]
    records = VisitRecords(
        newest_set(), packages, lines, resting, rows, sources_of_rows(near, theirs)
    )
    return records, _stays_elsewhere(records, period, near)


def _near(period: Period) -> ColumnElement[bool]:
    return VisitVersion.service_date.between(period.first_on - AROUND, period.last_on + AROUND)


def days_of_replacements(period: Period, *wanted: ColumnElement[bool]) -> list[date]:
    """Days away from the period with visits that were agreed instead of some of the period."""
    replacements = (
        select(VisitVersion.replacement_visit_ref)
        .where(
            IN_FORCE,
            VisitVersion.service_date.between(*period),
            VisitVersion.replacement_visit_ref.is_not(None),
            *wanted,
        )
        .scalar_subquery()
    )
    found = db.session.scalars(
        select(VisitVersion.service_date)
        .where(IN_FORCE, VisitVersion.visit_ref.in_(replacements), ~_near(period))
        .distinct()
    )
    return list(found)


def _stays_elsewhere(
    records: VisitRecords, period: Period, near: ColumnElement[bool]
) -> list[tuple[str, Stay]]:
    """Closed attendances at other people of the carers who came in the period."""
    carers = {
        row.carer_ref
        for row in records.visits
        if period.has(row.service_date) and attendance_of(row) is not None
    }
    known = {row.visit_ref for row in records.visits}
    found = []
    for row in rows_of_carers(carers, near):
        there = attendance_of(row)
        if row.visit_ref in known or there is None or there.begins is None or there.ends is None:
            continue
        found.append((there.carer, Stay(there.begins, there.ends, _ELSEWHERE, row.visit_ref)))
    return found


def rows_of_carers(
    carers: Iterable[str | None], *wanted: ColumnElement[bool]
) -> Iterator[VisitRow]:
    """The attendance rows in force of some carers."""
    for piece in pieces(carer for carer in carers if carer is not None):
        yield from visit_rows(VisitVersion.carer_ref.in_(piece), *wanted)


def pieces(refs: Iterable[str]) -> Iterator[list[str]]:
    """The references in lists that one question can hold."""
    wanted = sorted(refs)
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        yield wanted[start : start + ASKED_AT_ONCE]


def of_people(people: Collection[str], line_refs: Collection[str]) -> ColumnElement[bool]:
    """Rows of these people: by their lines, or by name where a row has no line."""
    return or_(
        VisitVersion.line_ref.in_(line_refs),
        and_(VisitVersion.line_ref.is_(None), VisitVersion.person_ref.in_(people)),
    )


def visit_rows(*wanted: ColumnElement[bool]) -> list[VisitRow]:
    """The attendance rows in force that are wanted."""
    rows = db.session.execute(select(*VISIT_COLUMNS).where(IN_FORCE, *wanted))
    return [VisitRow._make(row) for row in rows]


def suspensions() -> list[Suspension]:
    """Every suspension in force."""
    columns = [SuspensionVersion.__table__.c[name] for name in Suspension._fields]
    rows = db.session.execute(select(*columns).where(SuspensionVersion.replaced_in_id.is_(None)))
    return [Suspension._make(row) for row in rows]


def package_refs_of(people: Collection[str]) -> Select[str]:
    """The packages that are these people's now."""
    return select(PackageVersion.package_ref).where(
        PackageVersion.replaced_in_id.is_(None), PackageVersion.person_ref.in_(people)
    )


def contract_versions(owned: Select[str] | None = None) -> ContractVersions:
    """Every version of the contracts of some packages, or of all."""
    return ContractVersions(
        [
            Version(Package._make(row), brought, replaced)
            for brought, replaced, *row in _versions(PackageVersion, Package._fields, owned)
        ],
        [
            Version(Line._make(row), brought, replaced)
            for brought, replaced, *row in _versions(LineVersion, Line._fields, owned)
        ],
        import_days(),
    )


def _versions(
    model: type[Model], fields: Iterable[str], owned: Select[str] | None
) -> Iterable[Any]:
    table = model.__table__.c
    columns = [table.import_id, table.replaced_in_id, *(table[name] for name in fields)]
    asked = select(*columns)
    return db.session.execute(asked if owned is None else asked.where(table.package_ref.in_(owned)))


def import_days() -> dict[int, date]:
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


def newest_set(*, without: int | None = None) -> FileSet:
    """Zone, day and maker of the newest set that brought visits."""
    asked = (
        select(Import.tz, Import.exported_on, Import.provider)
        .where(Import.state == ImportState.ACCEPTED)
        .where(Import.id.in_(select(ImportFile.import_id).where(ImportFile.table_name == VISITS)))
    )
    if without is not None:
        asked = asked.where(Import.id != without)
    found = db.session.execute(asked.order_by(Import.id.desc()).limit(1)).first()
    return FileSet(*found) if found else FileSet(tz=settings().tz)
