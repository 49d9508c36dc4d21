"""The worker's step: search the newest months again after each import and each dispute."""

from datetime import date, datetime

from sqlalchemy import delete, select

from portal.database import db, reading, transaction
from portal.visits.patterns import queries
from portal.visits.patterns.models import PatternAlert, PatternMonth
from portal.visits.patterns.search import Alert, Search


def search_after_imports(_at: datetime) -> None:
    """Search the newest months where visits came or a dispute was written since the last search.

    The search is done before the write lock is taken; what comes meanwhile is for the next round.
    """
    with reading():
        known, last = queries.known_now(), queries.find_last_search()
        if known == last or (known.import_id is None and last is None):
            return
        found = list(queries.newest_searches())
    if not found and last is None:
        return
    with transaction():
        forget_months(after=found[-1][0] if found else None)
        for first_on, search in found:
            keep_search(first_on, search, import_id=known.import_id or 0, disputes=known.disputes)


def forget_months(*, after: date | None) -> None:
    """Forget the months after that one, which have no visits on record any more."""
    gone = [] if after is None else [PatternMonth.first_on > after]
    gone_alerts = [] if after is None else [PatternAlert.month_on > after]
    db.session.execute(delete(PatternAlert).where(*gone_alerts))
    db.session.execute(delete(PatternMonth).where(*gone))


def keep_search(first_on: date, search: Search, *, import_id: int, disputes: int) -> PatternMonth:
    """Keep what a month came to. An alert found again stays the one it was."""
    month = db.session.get(PatternMonth, first_on)
    if month is None:
        month = PatternMonth(first_on=first_on)
        db.session.add(month)
    month.tests, month.silent = search.tests, [kind.value for kind in search.silent]
    month.import_id, month.disputes = import_id, disputes
    db.session.flush()
    known = {
        (alert.kind, alert.subject): alert
        for alert in db.session.scalars(
            select(PatternAlert).where(PatternAlert.month_on == first_on)
        )
    }
    for alert in search.alerts:
        row = known.pop((alert.kind, alert.subject), None)
        if row is None:
            row = PatternAlert(month_on=first_on, kind=alert.kind, subject=alert.subject)
            db.session.add(row)
        _write(row, alert)
    for gone in known.values():
        db.session.delete(gone)
    db.session.flush()
    db.session.expire(month, ["alerts"])
    return month


def _write(row: PatternAlert, alert: Alert) -> None:
    row.seen, row.looked_at = alert.now
    row.seen_before, row.looked_at_before = alert.before
    row.run, row.once_in = alert.run, alert.once_in
    visits = sorted(alert.sightings, key=lambda one: (one.begins, one.visit_refs))
    row.sightings = {"visits": [list(visit) for visit in visits]}
