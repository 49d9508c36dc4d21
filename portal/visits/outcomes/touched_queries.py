"""Questions about one import: which days of whom its rows touch."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.database import db
from portal.visits.figures.freezing import Row, Version
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period
from portal.visits.figures.wall_time import WallClock
from portal.visits.importing.models import Import
from portal.visits.importing.states import ImportState
from portal.visits.models import LineVersion, PackageVersion, SuspensionVersion, VisitVersion
from portal.visits.outcomes.record_queries import (
    AROUND,
    IN_FORCE,
    VISIT_COLUMNS,
    ContractVersions,
    contract_versions,
    of_people,
    pieces,
    rows_of_carers,
)
from portal.visits.outcomes.touching import (
    Agreements,
    Touched,
    overlapping_days,
    touched_around,
    touched_by_contracts,
)
from portal.visits.records import Suspension, VisitRow

# From so many rows on, whole days of everybody are renewed.
MOST_ROWS_ONE_BY_ONE = 2_000


class RowsTouched(NamedTuple):
    """What the attendance rows of an import touch: days of single people, and of everybody."""

    people: list[Touched]
    everybody: list[Period]


def touched_by_rows(number: int, span: Period) -> RowsTouched:
    """The days that the attendance rows touch which the import brought or replaced."""
    wanted = _rows_of_import(number)
    rows = [
        VisitRow._make(row)
        for row in db.session.execute(
            select(*VISIT_COLUMNS).where(wanted).limit(MOST_ROWS_ONE_BY_ONE + 1)
        )
    ]
    if len(rows) <= MOST_ROWS_ONE_BY_ONE:
        return RowsTouched(list(_one_by_one(rows, span)), [])
    days = db.session.scalars(select(VisitVersion.service_date).where(wanted).distinct())
    everybody = touched_around(days, span)
    return RowsTouched(list(_replaced_from(everybody)), everybody)


def _rows_of_import(number: int) -> ColumnElement[bool]:
    """Rows are counted up in the order in which they came: those of an import lie together."""
    last = db.session.scalar(
        select(VisitVersion.id)
        .where(VisitVersion.import_id < number)
        .order_by(VisitVersion.id.desc())
        .limit(1)
    )
    brought = and_(VisitVersion.id > (last or 0), VisitVersion.import_id == number)
    return or_(brought, VisitVersion.replaced_in_id == number)


def _one_by_one(rows: list[VisitRow], span: Period) -> Iterator[Touched]:
    if not rows:
        return
    person_of = _owners_of(rows)
    days = sorted({(person_of(row), row.service_date) for row in rows})
    period = Period(min(day for _, day in days), max(day for _, day in days))
    near = [
        Period(around.first_on, around.last_on)
        for around in touched_around((day for _, day in days), _all_days(period))
    ]
    others = [
        row
        for around in near
        for row in rows_of_carers(
            {row.carer_ref for row in rows}, VisitVersion.service_date.between(*around)
        )
    ]
    reached = set(days)
    person_of = _owners_of([*rows, *others])
    reached.update(
        overlapping_days(rows, others, person_of=person_of, tolerance=DEFAULTS.overlap_tolerance)
    )
    reached.update(_replaced_by(rows, {person for person, _ in days}, {day for _, day in days}))
    for person, day in reached:
        if span.has(day):
            yield Touched(person, Period(day, day))


def _all_days(period: Period) -> Period:
    return Period(period.first_on - AROUND, period.last_on + AROUND)


def _owners_of(rows: list[VisitRow]) -> Callable[[VisitRow], str]:
    """Whose each row is: the person of its line, or the one it names."""
    owners: dict[str, str] = {}
    for piece in pieces({row.line_ref for row in rows if row.line_ref is not None}):
        found = db.session.execute(
            select(LineVersion.line_ref, PackageVersion.person_ref)
            .join(PackageVersion, PackageVersion.package_ref == LineVersion.package_ref)
            .where(LineVersion.line_ref.in_(piece), PackageVersion.replaced_in_id.is_(None))
            .distinct()
        )
        owners.update((line_ref, person_ref) for line_ref, person_ref in found)
    return lambda row: owners.get(row.line_ref or "", row.person_ref or "")


def _replaced_by(
    rows: list[VisitRow], people: set[str], days: set[date]
) -> Iterator[tuple[str, date]]:
    """The visits that name a row of these days as agreed instead: it may be an extra no more."""
    refs = {row.visit_ref for row in rows}
    lines = db.session.scalars(
        select(LineVersion.line_ref)
        .join(PackageVersion, PackageVersion.package_ref == LineVersion.package_ref)
        .where(PackageVersion.person_ref.in_(people), PackageVersion.replaced_in_id.is_(None))
    )
    refs.update(
        db.session.scalars(
            select(VisitVersion.visit_ref).where(
                IN_FORCE, VisitVersion.service_date.in_(days), of_people(people, set(lines))
            )
        )
    )
    naming = [
        VisitRow._make(row)
        for piece in pieces(refs)
        for row in db.session.execute(
            select(*VISIT_COLUMNS).where(IN_FORCE, VisitVersion.replacement_visit_ref.in_(piece))
        )
    ]
    person_of = _owners_of(naming)
    for row in naming:
        yield person_of(row), row.service_date


def _replaced_from(everybody: list[Period]) -> Iterator[Touched]:
    """The same for whole days: visits of other days that name a row of these."""
    if not everybody:
        return
    made = aliased(VisitVersion)
    within = or_(*(made.service_date.between(*period) for period in everybody))
    naming = [
        VisitRow._make(row)
        for row in db.session.execute(
            select(*VISIT_COLUMNS)
            .join(made, made.visit_ref == VisitVersion.replacement_visit_ref)
            .where(
                IN_FORCE,
                VisitVersion.replacement_visit_ref.is_not(None),
                made.replaced_in_id.is_(None),
                within,
            )
        )
    ]
    person_of = _owners_of(naming)
    for row in naming:
        yield Touched(person_of(row), Period(row.service_date, row.service_date))


def contracts_touched(number: int, span: Period, clock: WallClock) -> list[Touched]:
    """The days on which contracts agree something else with the import than without it."""
    is_last = not db.session.scalar(
        select(exists().where(Import.id > number, Import.state == ImportState.ACCEPTED))
    )
    refs = _package_refs_of_import(number)
    if is_last and not refs:
        return []
    # The days that an import freezes matter to those after it, whatever rows it brought.
    owned = (
        select(PackageVersion.package_ref)
        .where(PackageVersion.package_ref.in_(sorted(refs)))
        .distinct()
        if is_last and len(refs) <= MOST_ROWS_ONE_BY_ONE
        else None
    )
    versions = contract_versions(owned)
    rests = _suspension_versions()
    after = Agreements(*versions.in_force_when_begun(), _in_force(rests))
    without = ContractVersions(
        _without(versions.packages, number),
        _without(versions.lines, number),
        {other: day for other, day in versions.imports.items() if other != number},
    )
    before = Agreements(*without.in_force_when_begun(), _in_force(_without(rests, number)))
    return list(touched_by_contracts(before, after, span=span, clock=clock))


def _package_refs_of_import(number: int) -> set[str]:
    found: set[str] = set()
    for model in (PackageVersion, LineVersion, SuspensionVersion):
        table: Any = model.__table__.c
        found.update(
            db.session.scalars(
                select(table.package_ref).where(
                    or_(table.import_id == number, table.replaced_in_id == number)
                )
            )
        )
    return found


def _suspension_versions() -> list[Any]:
    table = SuspensionVersion.__table__.c
    columns = [table.import_id, table.replaced_in_id, *(table[n] for n in Suspension._fields)]
    return [
        Version(Suspension._make(row), brought, replaced)
        for brought, replaced, *row in db.session.execute(select(*columns))
    ]


def _in_force(versions: list[Any]) -> list[Suspension]:
    return [version.row for version in versions if version.replaced_in is None]


def _without(versions: list[Version[Row]], number: int) -> list[Version[Row]]:
    """The versions as they would be if the import had not been."""
    return [
        version._replace(replaced_in=None) if version.replaced_in == number else version
        for version in versions
        if version.brought_in != number
    ]


def days_on_record() -> Period | None:
    """The first and the last day with attendance on record."""
    first = db.session.scalar(select(func.min(VisitVersion.service_date)).where(IN_FORCE))
    last = db.session.scalar(select(func.max(VisitVersion.service_date)).where(IN_FORCE))
    return None if first is None or last is None else Period(first, last)
