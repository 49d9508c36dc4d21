"""Questions about visits: what is on record, whose it is, and the figures of a period."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.collection import no_collection
from portal.database import db
from portal.errors import NotFound
from portal.visits.figures.assessment import assess
from portal.visits.figures.days import DaysOnRecord, days_on_record
from portal.visits.figures.figures import (
    Dimension,
    GroupFigures,
    PeriodFigures,
    figures_of_counted,
    group_figures,
)
from portal.visits.figures.group import Counted, counted_of, whole
from portal.visits.figures.parameters import DEFAULTS, Parameters
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.models import PackageVersion, VisitVersion
from portal.visits.outcomes.queries import count_days_left as count_days_left
from portal.visits.outcomes.queries import counted_of as counted_from_store
from portal.visits.outcomes.queries import is_settled
from portal.visits.outcomes.record_queries import (
    IN_FORCE,
    records_of_people,
)
from portal.visits.outcomes.record_queries import newest_set as newest_set
from portal.visits.outcomes.record_queries import records_of as records_of


def figures_of_period(
    period: Period,
    *,
    as_of: date | None = None,
    by: Iterable[Dimension] = (),
    parameters: Parameters = DEFAULTS,
) -> PeriodFigures:
    """The exact figures of a period, true for a day: the newest export, where none is named."""
    fileset = newest_set()
    true_on = as_of_or_default(as_of, fileset.exported_on, period)
    with no_collection():
        counted = counted_of_period(period, as_of=true_on, parameters=parameters)
        return figures_of_counted(counted, period=period, as_of=true_on, tz=fileset.tz, by=by)


def counted_of_period(period: Period, *, as_of: date, parameters: Parameters = DEFAULTS) -> Counted:
    """What the figures of a period are counted from.

    Out of the store where its outcomes are settled; otherwise they are worked out now, which takes
    longer and gives the same.
    """
    final = period.final_part(as_of, parameters.final_days)
    if final is not None and is_settled(final) and parameters == DEFAULTS:
        window = period.closing_window(as_of, parameters.final_days, parameters.continuity_days)
        return counted_from_store(final, window=window)
    records = records_of(period)
    return counted_of(assess(records, period=period, as_of=as_of, parameters=parameters))


def visits_near(package_ref: str, day: date, *, days: int = 1) -> DaysOnRecord:
    """The visits on record at the home of a care package, from so many days before to after.

    All packages of the person are shown: they are one home. Raises NotFound.
    """
    around = timedelta(days=days)
    return visits_of_home(package_ref, Period(day - around, day + around))


def visits_of_home(package_ref: str, period: Period) -> DaysOnRecord:
    """The visits on record at the home of a care package on some days. Raises NotFound."""
    person_ref = _get_person(package_ref)
    records, _ = records_of_people([person_ref], period)
    as_of = as_of_or_default(None, records.fileset.exported_on, period)
    return days_on_record(records, person_ref, period, as_of=as_of)


def figures_of_home(package_ref: str, period: Period) -> GroupFigures:
    """The exact figures of the home of a care package. Raises NotFound."""
    records, elsewhere = records_of_people([_get_person(package_ref)], period)
    as_of = as_of_or_default(None, records.fileset.exported_on, period)
    found = assess(records, period=period, as_of=as_of, elsewhere=elsewhere)
    return group_figures(whole(counted_of(found)))


def _get_person(package_ref: str) -> str:
    person_ref = db.session.scalar(
        select(PackageVersion.person_ref).where(
            PackageVersion.package_ref == package_ref, PackageVersion.replaced_in_id.is_(None)
        )
    )
    if person_ref is None:
        raise NotFound
    return person_ref


def package_refs(limit: int = 300) -> list[str]:
    """The care packages on record in order, none where they are more than anybody would read."""
    found = db.session.scalars(
        select(PackageVersion.package_ref)
        .where(PackageVersion.replaced_in_id.is_(None))
        .order_by(PackageVersion.package_ref)
        .limit(limit + 1)
    ).all()
    return list(found) if len(found) <= limit else []


def last_day_on_record() -> date:
    """The last day that the newest export covers; without one, the last with a visit.

    Days on which nobody at all was planned or came are not covered, whenever the file was written:
    a file of October that is sent on 9 November says nothing of November.
    """
    return _last_covered(newest_set().exported_on)


def covers_day(day: date) -> bool:
    """Whether the visits of that day have been imported: exported later, and begun before."""
    begun_on = _bound(func.min)
    if begun_on is None or begun_on > day:
        return False
    exported_on = newest_set().exported_on
    last_on = _last_covered(exported_on)
    # Where no day of export is known, the last day may have been half over.
    return day < last_on if exported_on is None else day <= last_on


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


def _last_covered(exported_on: date | None) -> date:
    last = _bound(func.max) or date.min
    return last if exported_on is None else min(exported_on - timedelta(days=1), last)


def _bound(least_or_most: Any) -> date | None:
    found: date | None = db.session.scalar(
        select(least_or_most(VisitVersion.service_date)).where(IN_FORCE)
    )
    return found
