"""What the visits on record give to the figures of a report."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from portal.database import db
from portal.publication.counting import met_in, shares_of
from portal.publication.disclosure.lattice import months_of, quarter_of
from portal.publication.disclosure.meeting import Met
from portal.publication.disclosure.shares import Share
from portal.publication.models import Release, ReleaseStatus
from portal.visits import queries as visits
from portal.visits.figures.assessment import assess
from portal.visits.figures.group import Counted, counted_of
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.importing.effect_queries import packages_until, records_until
from portal.visits.importing.queries import imports_touching
from portal.visits.outcomes.source_queries import supply_of_period


def is_on_record(month: str) -> bool:
    """Whether there are visits on record from the first day of a month."""
    first_on = visits.first_day_on_record()
    return first_on is not None and first_on <= Period.of_month(month).first_on


def as_of_of(period: Period) -> date:
    """The day that the figures of a month are true for, as far as visits are on record."""
    return as_of_or_default(None, visits.newest_set().exported_on, period)


def months_told(release: Release) -> list[str]:
    """The months whose visits a release tells of: its own, or all of the quarter that it ends."""
    is_quarter = bool(release.figures.get("quarter"))
    return list(months_of(quarter_of(release.period))) if is_quarter else [release.period]


def periods_told(release: Release) -> list[Period]:
    """The same, each from its first to its last day."""
    return [Period.of_month(month) for month in months_told(release)]


def imports_since(release: Release) -> list[int]:
    """The imports after a release was computed that brought or ended rows it may rest on."""
    found: set[int] = set()
    for period in periods_told(release):
        found.update(imports_touching(period, since=source_of(release)))
    return sorted(found)


def source_of(release: Release) -> int:
    """The newest import that a release was computed from, or none."""
    return int(release.source) if release.source.isdecimal() else 0


def shares_of_months(
    months: Iterable[str], *, final_on: Mapping[str, date] | None = None
) -> list[Share]:
    """Everybody's part of the figures of some months.

    `final_on` are days on which months were final already: the newest import may have brought
    older files.
    """
    found = []
    for month in months:
        period = Period.of_month(month)
        as_of = max(as_of_of(period), (final_on or {}).get(month, date.min))
        found += shares_of_month(period, as_of=as_of)
    return found


def shares_of_month(period: Period, *, as_of: date) -> list[Share]:
    """Everybody's part of the figures of a month, of the records of today."""
    return shares_of(counted_of_month(period, as_of=as_of), period.name)


def shares_of_month_until(period: Period, number: int, *, as_of: date) -> list[Share]:
    """Everybody's part of the figures of a month when this import was the newest."""
    found = assess(records_until(period, number), period=period, as_of=as_of)
    return shares_of(_as_told(counted_of(found), period), period.name)


def counted_of_month(period: Period, *, as_of: date) -> Counted:
    """What the figures of a month are counted from, of the records of today.

    Each care package has the area, service and commissioner under which its quarter was first told:
    readers know those figures, and with other codes there would be none to hold against them.
    """
    return _as_told(visits.counted_of_period(period, as_of=as_of), period)


def _as_told(counted: Counted, period: Period) -> Counted:
    first = _first_of_quarter(period)
    if first is None:
        return counted
    then = packages_until(source_of(first))
    packages = {
        ref: package._replace(
            area_code=then[ref].area_code,
            service_type=then[ref].service_type,
            commissioner=then[ref].commissioner,
        )
        for ref, package in counted.packages.items()
        if ref in then
    }
    return counted._replace(packages={**counted.packages, **packages})


def _first_of_quarter(period: Period) -> Release | None:
    """The first release that told the quarter of a month part by part, if one did."""
    ended_by = months_of(quarter_of(period.name))[2]
    published = db.session.scalars(
        select(Release)
        .where(Release.period == ended_by, Release.status == ReleaseStatus.PUBLISHED)
        .order_by(Release.number)
    )
    return next((each for each in published if each.figures.get("quarter")), None)


def met_of(month: str) -> Met | None:
    """The care workers whom people met at the end of the quarter that a month ends, if it does."""
    if month != months_of(quarter_of(month))[2]:
        return None
    period = Period.of_month(month)
    return met_in(visits.counted_of_period(period, as_of=as_of_of(period)))


def before_in_quarter(period: Period) -> list[Share]:
    """The figures of the other months of a quarter that a month ends, if all are on record."""
    *before, last = months_of(quarter_of(period.name))
    if period.name != last or not all(is_on_record(month) for month in before):
        return []
    return shares_of_months(before)


def lacking_in_quarter(period: Period, counted: Counted) -> frozenset[str]:
    """What all the records of some month of the quarter, up to this one, do not tell."""
    lacking = counted.supply.lacking
    for month in months_of(quarter_of(period.name)):
        if month < period.name:
            lacking |= supply_of_period(Period.of_month(month)).lacking
    return lacking
