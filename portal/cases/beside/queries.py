"""Questions to the record of visits about one home around one day.

The home and the day are sealed in the case: they are unsealed in a handler's session, compared
there, and nothing of the comparison is written but a code without day or visit.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, bindparam, or_, select

from portal.cases.queries import Told
from portal.database import connection, db
from portal.visits.figures.days import DaysOnRecord, VisitOnRecord
from portal.visits.home_codes import normalise_home_code
from portal.visits.models import HomeCode, LineVersion, PackageVersion, VisitVersion
from portal.visits.queries import covers_day, visits_near

NEAR = timedelta(days=1)


class Beside(StrEnum):
    """What there is to lay beside what was said."""

    NO_HOME = "no_home"
    UNKNOWN_HOME = "unknown_home"
    NO_DAY = "no_day"
    NO_RECORD = "no_record"
    RECORD = "record"


@dataclass(frozen=True)
class VisitsBeside:
    """The visits on record near the time for that home, or why there are none."""

    state: Beside
    days: DaysOnRecord | None = None

    @property
    def visits(self) -> tuple[VisitOnRecord, ...]:
        """The visits that were agreed around that day."""
        return self.days.visits if self.days else ()


def _rostered() -> Select[Any]:
    person = (
        select(PackageVersion.person_ref)
        .join(HomeCode, HomeCode.package_ref == PackageVersion.package_ref)
        .where(HomeCode.code == bindparam("home_code"))
    )
    packages = select(PackageVersion.package_ref).where(PackageVersion.person_ref.in_(person))
    lines = select(LineVersion.line_ref).where(LineVersion.package_ref.in_(packages))
    return select(VisitVersion.carer_ref).where(
        VisitVersion.service_date.between(bindparam("after"), bindparam("before")),
        VisitVersion.replaced_in_id.is_(None),
        or_(VisitVersion.person_ref.in_(person), VisitVersion.line_ref.in_(lines)),
    )


# Put together once: every concern asks it.
_ROSTERED: Final = _rostered()


def visits_beside(told: Told) -> VisitsBeside:
    """The record for the home and the day that the person named."""
    day = told.telling.happened_on
    if not told.home_code:
        return VisitsBeside(Beside.NO_HOME)
    package_ref = find_package_of(told.home_code)
    if package_ref is None:
        return VisitsBeside(Beside.UNKNOWN_HOME)
    if day is None:
        return VisitsBeside(Beside.NO_DAY)
    if not covers_day(day):
        return VisitsBeside(Beside.NO_RECORD)
    return VisitsBeside(Beside.RECORD, visits_near(package_ref, day, days=NEAR.days))


def find_package_of(home_code: str) -> str | None:
    """The care package that a home code meant, also a code that was replaced since."""
    return db.session.scalar(
        select(HomeCode.package_ref)
        .join(PackageVersion, PackageVersion.package_ref == HomeCode.package_ref)
        .where(HomeCode.code == home_code, PackageVersion.replaced_in_id.is_(None))
    )


def rostered_at(home_code: str, happened_on: date | None) -> frozenset[str]:
    """The care workers who were planned or logged at that home around that day; one query."""
    if not home_code or happened_on is None:
        return frozenset()
    values = {"home_code": home_code, "after": happened_on - NEAR, "before": happened_on + NEAR}
    return frozenset(ref for ref in connection().scalars(_ROSTERED, values) if ref is not None)


def is_covered(happened_on: date | None) -> bool:
    """Whether an import covers that day."""
    return happened_on is not None and covers_day(happened_on)


def find_home_code(typed: str) -> str | None:
    """The home code that was meant, where there is such a home."""
    code = normalise_home_code(typed)
    return code if code is not None and find_package_of(code) is not None else None
