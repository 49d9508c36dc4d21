"""Imports that change a few rows of every kind, and the taking back of one."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from portal.database import db, transaction
from portal.visits.figures.facts import ExtraFacts, VisitFacts
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import, ImportFile
from portal.visits.models import LineVersion, PackageVersion, SuspensionVersion, VisitVersion
from portal.visits.outcomes import queries, services
from portal.visits.outcomes.queries import Batch
from portal.visits.records import Line, Package, Suspension, VisitRecords, VisitRow
from tests.visits.figures.storing import add_versions, end_versions, store

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEYS: dict[Any, tuple[str, ...]] = {
    PackageVersion: ("package_ref",),
    LineVersion: ("line_ref", "valid_from"),
    SuspensionVersion: ("package_ref", "from_at"),
    VisitVersion: ("visit_ref",),
}
NOTHING = VisitRecords(None, [], [], [], [])  # type: ignore[arg-type]


def bring(records: VisitRecords, *, exported_on: date = date(2026, 11, 9)) -> int:
    """One import with these rows, whether new or corrected, followed as an acceptance does."""
    number = bring_unworked(records, exported_on=exported_on)
    with transaction():
        assert services.renew_if_few()
    return number


def bring_unworked(records: VisitRecords, *, exported_on: date = date(2026, 11, 9)) -> int:
    """The same, with all that it touches still to be worked out."""
    number = store(NOTHING, exported_on=exported_on, accepted_at=AT)
    for model, rows in (
        (PackageVersion, records.packages),
        (LineVersion, records.lines),
        (SuspensionVersion, records.suspensions),
        (VisitVersion, records.visits),
    ):
        known = in_force(model, type(rows[0])) if rows else []
        keys = {tuple(getattr(row, name) for name in KEYS[model]) for row in known}
        for row in rows:
            key = tuple(getattr(row, name) for name in KEYS[model])
            if key in keys:
                end_versions(model, number, **dict(zip(KEYS[model], key, strict=True)))
        with transaction():
            add_versions(model, rows, number)
    with transaction():
        services.mark_import(number, at=AT)
    return number


def take_back(number: int) -> None:
    """Undo the newest import: its rows go, and what they replaced is in force again."""
    with transaction():
        services.mark_import(number, at=AT)
        for model in KEYS:
            db.session.execute(delete(model).where(model.import_id == number))
            db.session.execute(
                update(model).where(model.replaced_in_id == number).values(replaced_in_id=None)
            )
        db.session.execute(delete(ImportFile).where(ImportFile.import_id == number))
        db.session.execute(delete(Import).where(Import.id == number))
        assert services.renew_if_few()


def stored() -> tuple[list[VisitFacts], list[ExtraFacts]]:
    """Every outcome in the store."""
    span = Period(date(2000, 1, 1), date(2099, 1, 1))
    return sorted(queries.visit_facts(span)), sorted(queries.extra_facts(span))


def anew() -> tuple[list[VisitFacts], list[ExtraFacts]]:
    """The same, worked out from what is on record."""
    span = queries.find_span()
    assert span is not None
    found = queries.work_out(Batch(Period(span.first_on, span.last_on), None, 0))
    return sorted(found.visits), sorted(found.extras)


def in_force(model: Any, kind: Any) -> list[Any]:
    """The rows of one kind in force, in order."""
    table = model.__table__.c
    rows = db.session.execute(
        select(*(table[name] for name in kind._fields)).where(table.replaced_in_id.is_(None))
    )
    return sorted((kind._make(row) for row in rows), key=repr)


def some_changes(chance: random.Random) -> VisitRecords:
    """A few rows of what is in force, each with something else in it."""
    visits = in_force(VisitVersion, VisitRow)
    lines = in_force(LineVersion, Line)
    packages = in_force(PackageVersion, Package)
    carers = sorted({row.carer_ref for row in visits if row.carer_ref is not None})
    people = sorted({package.person_ref for package in packages})
    changed = {
        row.visit_ref: _changed_visit(row, chance, visits, carers)
        for row in chance.sample(visits, chance.randint(1, 4))
    }
    new_lines, new_packages, suspensions = [], [], []
    if chance.random() < 0.5:
        line = chance.choice(lines)
        new_lines.append(_changed_line(line, chance))
    if chance.random() < 0.3:
        package = chance.choice(packages)
        new_packages.append(_changed_package(package, chance, people))
    if chance.random() < 0.3:
        row = chance.choice([row for row in visits if row.in_at is not None])
        begins = row.in_at - chance.randint(0, 3 * 86400)
        ends = chance.choice([None, begins + chance.randint(3600, 5 * 86400)])
        package_ref = chance.choice(packages).package_ref
        suspensions.append(Suspension(package_ref, begins, ends, "hospital"))
    return VisitRecords(
        NOTHING.fileset, new_packages, new_lines, suspensions, list(changed.values())
    )


def _changed_visit(
    row: VisitRow, chance: random.Random, visits: list[VisitRow], carers: list[str]
) -> VisitRow:
    kind = chance.randrange(7)
    if kind == 0:
        return row._replace(carer_ref=chance.choice(carers))
    if kind == 1 and row.in_at is not None and row.out_at is not None:
        shift = chance.randint(-7200, 7200)
        return row._replace(adj_in_at=row.in_at + shift, adj_out_at=row.out_at + shift)
    if kind == 2:
        return row._replace(service_date=row.service_date + timedelta(days=chance.choice([-1, 1])))
    if kind == 3:
        return row._replace(reason_code="D02")
    if kind == 4:
        return _without_times(row)._replace(
            status="cancelled",
            cancelled_by="provider",
            replacement_visit_ref=chance.choice(visits).visit_ref,
        )
    if kind == 5:
        return _without_times(row)._replace(status="no_access")
    return row._replace(visit_ref=f"{row.visit_ref}x", line_ref=None, person_ref=_person(row))


def _person(row: VisitRow) -> str:
    owner = db.session.scalar(
        select(PackageVersion.person_ref)
        .join(LineVersion, LineVersion.package_ref == PackageVersion.package_ref)
        .where(PackageVersion.replaced_in_id.is_(None), LineVersion.line_ref == row.line_ref)
        .limit(1)
    )
    return owner or str(row.person_ref)


def _without_times(row: VisitRow) -> VisitRow:
    return row._replace(
        in_at=None, out_at=None, in_method=None, out_method=None, in_location_ok=None,
        out_location_ok=None, adj_in_at=None, adj_out_at=None,
    )  # fmt: skip


def _changed_line(line: Line, chance: random.Random) -> Line:
    kind = chance.randrange(3)
    if kind == 0:
        return line._replace(duration_min=chance.choice([15, 30, 45, 60]))
    if kind == 1:
        return line._replace(agreed_start=chance.randrange(7 * 60, 21 * 60))
    return line._replace(valid_to=max(line.valid_from, date(2026, 10, chance.randint(1, 31))))


def _changed_package(package: Package, chance: random.Random, people: list[str]) -> Package:
    kind = chance.randrange(3)
    if kind == 0:
        return package._replace(keysafe_on_file=not package.keysafe_on_file)
    if kind == 1:
        return package._replace(person_ref=chance.choice(people))
    return package._replace(area_code="Z9", end_date=date(2026, 10, chance.randint(1, 31)))


def few_people(records: VisitRecords, people: int, days: Period) -> VisitRecords:
    """Some people of a set, on some days."""
    chosen = sorted({package.person_ref for package in records.packages})[:people]
    packages = [package for package in records.packages if package.person_ref in chosen]
    refs = {package.package_ref for package in packages}
    lines = [line for line in records.lines if line.package_ref in refs]
    line_refs = {line.line_ref for line in lines}
    return VisitRecords(
        records.fileset,
        packages,
        lines,
        [rest for rest in records.suspensions if rest.package_ref in refs],
        list(_rows_of(records.visits, line_refs, set(chosen), days)),
    )


def _rows_of(
    rows: Iterable[VisitRow], line_refs: set[str], people: set[str], days: Period
) -> Iterable[VisitRow]:
    for row in rows:
        theirs = row.person_ref in people if row.line_ref is None else row.line_ref in line_refs
        if theirs and days.has(row.service_date):
            yield row
