"""Of which people and care workers later imports changed a period's records."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from portal.database import db
from portal.visits.figures.periods import Period
from portal.visits.models import LineVersion, PackageVersion, SuspensionVersion, VisitVersion

_AROUND = timedelta(days=1)


def touched_since(period: Period, number: int) -> tuple[set[str], set[str]]:
    """People and care workers with a row that came or ended in an import after that number.

    Rows of the period and of the days around it; contracts of any time, because figures know what
    was agreed when a day began.
    """
    near = VisitVersion.service_date.between(period.first_on - _AROUND, period.last_on + _AROUND)
    visits = db.session.execute(
        select(VisitVersion.person_ref, VisitVersion.line_ref, VisitVersion.carer_ref)
        .where(near, _after(VisitVersion, number))
        .distinct()
    ).all()
    packages = _column(PackageVersion.package_ref, _after(PackageVersion, number))
    packages |= _column(LineVersion.package_ref, _after(LineVersion, number))
    packages |= _column(SuspensionVersion.package_ref, _after(SuspensionVersion, number))
    lines = {row.line_ref for row in visits if row.line_ref}
    packages |= _among(LineVersion.package_ref, LineVersion.line_ref, lines)
    people = _among(PackageVersion.person_ref, PackageVersion.package_ref, packages)
    people |= {row.person_ref for row in visits if row.person_ref}
    return people, {row.carer_ref for row in visits if row.carer_ref}


def _after(model: Any, number: int) -> ColumnElement[bool]:
    return or_(model.import_id > number, model.replaced_in_id > number)


def _column(column: Any, *wanted: ColumnElement[bool]) -> set[str]:
    return set(db.session.scalars(select(column).where(*wanted).distinct()))


def _among(column: Any, key: Any, values: Iterable[str]) -> set[str]:
    """What belongs to these keys, asked for in portions that every driver takes."""
    ordered = sorted(values)
    found: set[str] = set()
    for first in range(0, len(ordered), 500):
        found |= _column(column, key.in_(ordered[first : first + 500]))
    return found
