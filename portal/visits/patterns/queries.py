"""Questions about patterns: what there is to search, and what was found."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from portal.database import db
from portal.visits.figures.assessment import assess
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.importing.models import Import, ImportFile
from portal.visits.importing.queries import find_newest_accepted
from portal.visits.importing.states import ImportState
from portal.visits.importing.tables import VISITS
from portal.visits.layers.queries import roles_that_changed
from portal.visits.models import VisitVersion
from portal.visits.no_access.models import VisitDispute
from portal.visits.no_access.queries import standings_in
from portal.visits.no_access.standings import Standing
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import MonthTallies, Yardstick, totals_of
from portal.visits.patterns.models import PatternMonth
from portal.visits.patterns.records import FirstImport, came_late
from portal.visits.patterns.search import MONTHS_OF_HISTORY, Search, search_month, tallies_of
from portal.visits.queries import months_on_record, records_of

MONTHS_SEARCHED: Final = 6
"""The newest months that are searched after every import; older alerts stay as they were."""


class Known(NamedTuple):
    """What a search is made from: the newest import, and how many disputes were written.

    Both are only ever added to, but that an import is undone: then an earlier one is the newest.
    """

    import_id: int | None
    disputes: int


def known_now() -> Known:
    """What there is to search."""
    return Known(
        find_newest_accepted(), db.session.scalar(select(func.count(VisitDispute.id))) or 0
    )


def find_last_search() -> Known | None:
    """What was searched last: the newest month always is."""
    found = db.session.execute(
        select(PatternMonth.import_id, PatternMonth.disputes)
        .order_by(PatternMonth.first_on.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else Known._make(found)


def searched_months() -> list[PatternMonth]:
    """The months that were searched, the newest first, with their alerts."""
    return list(
        db.session.scalars(
            select(PatternMonth)
            .options(selectinload(PatternMonth.alerts))
            .order_by(PatternMonth.first_on.desc())
        )
    )


def newest_searches() -> Iterator[tuple[date, Search]]:
    """Search the newest months, each against those before it; the oldest first."""
    months = months_on_record()[: MONTHS_SEARCHED + MONTHS_OF_HISTORY][::-1]
    before: list[dict[Yardstick, Rate]] = []
    for place, month in enumerate(months):
        period = Period.of_month(month)
        tallies = _tallies_of(period)
        if place >= len(months) - MONTHS_SEARCHED:
            yield period.first_on, search_month(tallies, before[-MONTHS_OF_HISTORY:])
        before.append(totals_of(tallies))


def _tallies_of(period: Period) -> MonthTallies:
    records = records_of(period)
    as_of = as_of_or_default(None, records.fileset.exported_on, period)
    upheld = [key for key, standing in standings_in(period).items() if standing is Standing.UPHELD]
    return tallies_of(
        assess(records, period=period, as_of=as_of),
        upheld=upheld,
        late=_late_rows(period),
        changed_by=roles_that_changed(period),
    )


def _late_rows(period: Period) -> set[str]:
    """The rows of a period whose times came late, by the imports that brought them first."""
    imports = _imports_of_visits()
    times = (
        VisitVersion.in_at,
        VisitVersion.out_at,
        VisitVersion.adj_in_at,
        VisitVersion.adj_out_at,
    )
    found = db.session.execute(
        select(
            VisitVersion.visit_ref,
            func.min(VisitVersion.service_date),
            func.min(VisitVersion.import_id),
        )
        .where(
            VisitVersion.service_date.between(*period),
            or_(*(time.is_not(None) for time in times)),
        )
        .group_by(VisitVersion.visit_ref)
    )
    known = {first.number: first for first in imports}
    return {
        ref
        for ref, service_date, number in found
        if number in known and came_late(service_date, known[number], imports)
    }


def _imports_of_visits() -> list[FirstImport]:
    """The accepted imports that brought visits, in order, with the day their files were made."""
    found = db.session.execute(
        select(Import.id, Import.exported_on, Import.ended_at)
        .where(Import.state == ImportState.ACCEPTED)
        .where(Import.id.in_(select(ImportFile.import_id).where(ImportFile.name == VISITS)))
        .order_by(Import.id)
    )
    return [
        FirstImport(number, exported_on or ended_at.date())
        for number, exported_on, ended_at in found
        if ended_at is not None
    ]
