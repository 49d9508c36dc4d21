"""Questions about stored outcomes: the facts of a period, and what is still to be renewed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from portal.database import db, is_sqlite, lock
from portal.visits.figures.assessment import assess
from portal.visits.figures.facts import ExtraFacts, VisitFacts
from portal.visits.figures.group import Counted
from portal.visits.figures.group import counted_of as counted_of_assessment
from portal.visits.figures.overlaps import Stay
from portal.visits.figures.parameters import DEFAULTS, Parameters
from portal.visits.figures.periods import Period
from portal.visits.models import PackageVersion, VisitVersion
from portal.visits.outcomes.models import (
    ExtraAttendance,
    OutcomeMark,
    OutcomeSpan,
    VisitOutcome,
)
from portal.visits.outcomes.record_queries import IN_FORCE, records_of, records_of_people
from portal.visits.outcomes.source_queries import supply_of_period
from portal.visits.records import Package

MOST_DAYS = 31
MOST_ROWS = 40_000
MOST_PEOPLE = 200
ROWS_OF_A_DAY = 5


class Batch(NamedTuple):
    """Days to work out in one go: of everybody, or the days marked of some people."""

    period: Period
    marked: dict[str, list[Period]] | None
    changes: int
    """How often anything was touched, when the batch was chosen."""


def find_span() -> OutcomeSpan | None:
    """The days whose outcomes are stored, if there are any."""
    return db.session.get(OutcomeSpan, 1)


def find_span_for_change() -> OutcomeSpan | None:
    """The same, held until the transaction ends."""
    return db.session.scalar(lock(select(OutcomeSpan).where(OutcomeSpan.id == 1)))


def is_settled(period: Period) -> bool:
    """Whether the outcomes of all these days are stored and nothing of them is to be renewed."""
    span = find_span()
    if span is None or not (span.first_on <= period.first_on and period.last_on <= span.last_on):
        return False
    return not db.session.scalar(
        select(
            select(OutcomeMark.id)
            .where(OutcomeMark.first_on <= period.last_on, OutcomeMark.last_on >= period.first_on)
            .exists()
        )
    )


def count_days_left(period: Period | None = None) -> int:
    """How many days, of a period or of all, have outcomes that are still to be worked out."""
    asked = select(OutcomeMark.first_on, OutcomeMark.last_on).distinct()
    if period is not None:
        asked = asked.where(
            OutcomeMark.first_on <= period.last_on, OutcomeMark.last_on >= period.first_on
        )
    left: set[date] = set()
    for marked in db.session.execute(asked):
        days = Period(*marked)
        left.update((days if period is None else days.within(period)).days())
    return len(left)


def counted_of(
    final: Period | None, *, window: Period | None, parameters: Parameters = DEFAULTS
) -> Counted:
    """What the figures are counted from, out of the store; the days must be settled."""
    return Counted(
        [] if final is None else visit_facts(final),
        [] if final is None else extra_facts(final),
        window,
        packages_in_force(),
        parameters,
        supply_of_period(final),
    )


def visit_facts(period: Period) -> list[VisitFacts]:
    """The facts of every contracted visit of the period."""
    rows = _rows(VisitOutcome.__tablename__, VisitFacts._fields, period)
    return [VisitFacts(day, *facts) for day, facts in rows]


def extra_facts(period: Period) -> list[ExtraFacts]:
    """The facts of every attendance of the period that belongs to no visit."""
    rows = _rows(ExtraAttendance.__tablename__, ExtraFacts._fields, period)
    return [ExtraFacts(day, *facts) for day, facts in rows]


def _rows(
    table: str, names: Sequence[str], period: Period
) -> Iterator[tuple[date, tuple[Any, ...]]]:
    """The rows of a period as the driver gives them: there may be a hundred thousand in a month.

    SQLite has no days and no yes or no: its texts become days here, its ones and noughts are as
    good.
    """
    driver: Any = db.session.connection().connection.dbapi_connection
    place = "?" if is_sqlite() else "%s"
    cursor = driver.cursor()
    cursor.execute(
        f"SELECT {', '.join(names)} FROM {table} "  # noqa: S608  our names
        f"WHERE service_date BETWEEN {place} AND {place}",
        [day.isoformat() if is_sqlite() else day for day in period],
    )
    days = {day.isoformat(): day for day in period.days()} if is_sqlite() else None
    for row in cursor.fetchall():
        yield (row[0] if days is None else days[row[0]]), row[1:]


def packages_in_force() -> dict[str, Package]:
    """Every care package by its reference, with the particulars now in force."""
    columns = [PackageVersion.__table__.c[name] for name in Package._fields]
    found = db.session.execute(select(*columns).where(PackageVersion.replaced_in_id.is_(None)))
    return {package.package_ref: package for package in map(Package._make, found)}


def find_next_batch() -> Batch | None:
    """The earliest days that are to be worked out, not more than one transaction should write."""
    span = find_span()
    first = db.session.scalar(select(func.min(OutcomeMark.first_on)))
    if span is None or first is None:
        return None
    until = first + timedelta(days=MOST_DAYS - 1)
    marks = db.session.execute(
        select(OutcomeMark.person_ref, OutcomeMark.first_on, OutcomeMark.last_on)
        .where(OutcomeMark.first_on <= until)
        .order_by(OutcomeMark.first_on)
    ).all()
    everybody = [mark for mark in marks if mark.person_ref is None]
    if everybody and everybody[0].first_on == first:
        until = min(until, everybody[0].last_on)
        return Batch(_not_too_many_rows(Period(first, until)), None, span.changes)
    if everybody:
        until = everybody[0].first_on - timedelta(days=1)
    marked: dict[str, list[Period]] = {}
    for person_ref, begins, ends in marks:
        if person_ref is not None and begins <= until:
            marked.setdefault(person_ref, []).append(Period(begins, min(ends, until)))
    last = max(period.last_on for periods in marked.values() for period in periods)
    if len(marked) > MOST_PEOPLE:
        return Batch(_not_too_many_rows(Period(first, last)), None, span.changes)
    return Batch(Period(first, last), marked, span.changes)


def _not_too_many_rows(period: Period) -> Period:
    """The first days of the period, as many as have few enough attendance rows; at least one."""
    by_day = db.session.execute(
        select(VisitVersion.service_date, func.count())
        .where(IN_FORCE, VisitVersion.service_date.between(*period))
        .group_by(VisitVersion.service_date)
        .order_by(VisitVersion.service_date)
    )
    total = 0
    for day, count in by_day:
        total += count
        if total > MOST_ROWS and day > period.first_on:
            return Period(period.first_on, day - timedelta(days=1))
    return period


def count_marked_rows(most: int) -> int:
    """About how many attendance rows have to be looked at to renew what is marked."""
    total = 0
    for person_ref, first, last in db.session.execute(
        select(OutcomeMark.person_ref, OutcomeMark.first_on, OutcomeMark.last_on)
    ):
        if person_ref is not None:
            total += ROWS_OF_A_DAY * ((last - first).days + 1)
        else:
            total += _count_rows(Period(first, last))
        if total > most:
            break
    return total


def _count_rows(period: Period) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(VisitVersion)
            .where(IN_FORCE, VisitVersion.service_date.between(*period))
        )
        or 0
    )


class BatchFacts(NamedTuple):
    """What a batch turned out to be."""

    visits: list[VisitFacts]
    extras: list[ExtraFacts]


def work_out(batch: Batch) -> BatchFacts:
    """Work out the outcomes of a batch from what is on record now."""
    period = batch.period
    elsewhere: list[tuple[str, Stay]] = []
    if batch.marked is None:
        records = records_of(period)
    else:
        records, elsewhere = records_of_people(batch.marked, period)
    final_on = period.last_on + timedelta(days=DEFAULTS.final_days)
    found = counted_of_assessment(
        assess(records, period=period, as_of=final_on, elsewhere=elsewhere)
    )
    return BatchFacts(
        [facts for facts in found.visits if _is_wanted(batch, facts)],
        [facts for facts in found.extras if _is_wanted(batch, facts)],
    )


def _is_wanted(batch: Batch, facts: VisitFacts | ExtraFacts) -> bool:
    return batch.marked is None or any(
        period.has(facts.service_date) for period in batch.marked.get(facts.person_ref, ())
    )
