"""Steps of keeping outcomes: marked where something changed, written when they are worked out."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, delete, insert, update

from portal.database import Model, db, is_sqlite
from portal.visits.figures.facts import ExtraFacts, VisitFacts
from portal.visits.figures.periods import Period
from portal.visits.figures.wall_time import WallClock
from portal.visits.outcomes import queries
from portal.visits.outcomes.models import ExtraAttendance, OutcomeMark, OutcomeSpan, VisitOutcome
from portal.visits.outcomes.queries import Batch, BatchFacts, work_out
from portal.visits.outcomes.record_queries import newest_set
from portal.visits.outcomes.touched_queries import (
    contracts_touched,
    days_on_record,
    touched_by_rows,
)
from portal.visits.outcomes.touching import (
    Touched,
    beyond,
    joined,
    merged,
    ranges,
    span_of_days,
)

# A month of a small co-operative: renewed in the transaction that changed it.
FEW_ENOUGH_ROWS: Final = 10_000


def mark_import(number: int, *, at: datetime) -> None:
    """Mark every outcome that the accepted import touches as to be renewed.

    To be called once when its rows are stored, and once before they are taken back: what it
    touches is found by comparing the records with it and without it.
    """
    kept = queries.find_span_for_change()
    known = None if kept is None else Period(kept.first_on, kept.last_on)
    tz = newest_set().tz
    span = joined(known, _wanted_span(at))
    if span is None:
        return
    new_days = beyond(span, known)
    if kept is None:
        kept = OutcomeSpan(id=1, first_on=span.first_on, last_on=span.last_on, tz=tz, changes=0)
        db.session.add(kept)
    everybody = list(new_days)
    if kept.tz != tz or newest_set(without=number).tz != kept.tz:
        everybody = [span]
    kept.first_on, kept.last_on, kept.tz = *span, tz
    kept.changes += 1
    rows = touched_by_rows(number, span)
    everybody = ranges(day for period in [*everybody, *rows.everybody] for day in period.days())
    contracts = contracts_touched(number, span, WallClock(tz))
    _add_marks(merged([*rows.people, *contracts], everybody))


def mark_everything(*, at: datetime) -> None:
    """Mark every outcome as to be worked out again."""
    span = _wanted_span(at)
    db.session.execute(delete(OutcomeMark))
    for model in (VisitOutcome, ExtraAttendance, OutcomeSpan):
        db.session.execute(delete(model))
    if span is None:
        return
    db.session.add(
        OutcomeSpan(id=1, first_on=span.first_on, last_on=span.last_on, tz=newest_set().tz)
    )
    _add_marks([Touched(None, span)])


def _wanted_span(at: datetime) -> Period | None:
    days = days_on_record()
    newest = newest_set()
    accepted_on = at.astimezone(ZoneInfo(newest.tz)).date()
    if days is None:
        return None
    return span_of_days(*days, exported_on=newest.exported_on, accepted_on=accepted_on)


def _add_marks(touched: Iterable[Touched]) -> None:
    marks = [
        {"person_ref": each.person_ref, "first_on": each.period.first_on, "last_on": last}
        for each in touched
        for last in [each.period.last_on]
    ]
    db.session.flush()
    if marks:
        db.session.execute(insert(OutcomeMark), marks)


def renew_if_few() -> bool:
    """Work out what is marked, inside the transaction of the caller, if it is little."""
    if queries.count_marked_rows(FEW_ENOUGH_ROWS) > FEW_ENOUGH_ROWS:
        return False
    while (batch := queries.find_next_batch()) is not None:
        keep_batch(batch, work_out(batch))
    return True


def keep_batch(batch: Batch, facts: BatchFacts) -> bool:
    """Replace the outcomes of the batch; not if something was touched since it was chosen."""
    span = queries.find_span_for_change()
    if span is None or span.changes != batch.changes:
        return False
    connection = db.session.connection()
    for model in (VisitOutcome, ExtraAttendance):
        _delete_days(model, batch)
    _write(connection, VisitOutcome, VisitFacts._fields, facts.visits)
    _write(connection, ExtraAttendance, ExtraFacts._fields, facts.extras)
    _unmark(batch)
    return True


def _delete_days(model: Any, batch: Batch) -> None:
    if batch.marked is None:
        db.session.execute(delete(model).where(model.service_date.between(*batch.period)))
        return
    for person_ref, periods in batch.marked.items():
        for period in periods:
            db.session.execute(
                delete(model).where(
                    model.service_date.between(*period), model.person_ref == person_ref
                )
            )


def _unmark(batch: Batch) -> None:
    done = batch.period.last_on
    wanted: list[ColumnElement[bool]] = [OutcomeMark.first_on <= done]
    if batch.marked is not None:
        wanted.append(OutcomeMark.person_ref.in_(sorted(batch.marked)))
    db.session.execute(delete(OutcomeMark).where(OutcomeMark.last_on <= done, *wanted))
    db.session.execute(update(OutcomeMark).where(*wanted).values(first_on=done + timedelta(days=1)))


def _write(
    connection: Connection, model: type[Model], names: Sequence[str], facts: Sequence[Any]
) -> None:
    """Insert the rows by the shortest way each engine has: there may be very many."""
    if not facts:
        return
    table, columns = model.__tablename__, ", ".join(names)
    if is_sqlite():
        places = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  our names
        connection.exec_driver_sql(statement, [(row[0].isoformat(), *row[1:]) for row in facts])
        return
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in facts:
            copy.write_row(row)
