"""Questions of the mirror: sums over clear columns. No name and no reference is asked for."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.cases.deleting.models import CaseDeletion, CountedCase, CountedClock
from portal.cases.events import EventKind
from portal.cases.mirroring.spans import Counted, Span, spans
from portal.cases.models import Case, CaseEvent, Deadline, Recusal
from portal.committee.models import Term
from portal.database import db

_EARLIER = aliased(CaseEvent)
# What waits sealed is counted once it opens, back to its day: a sum would give it away.
_OPEN = Case.sealed_until.is_(None)


def mirror(today: date) -> list[tuple[Span, dict[Counted, int]]]:
    """What was counted of each span, the newest first."""
    terms = db.session.execute(select(Term.source, Term.starts_on)).all()
    return [(each, _counts(each)) for each in spans([(row[0], row[1]) for row in terms], today)]


def _counts(span: Span) -> dict[Counted, int]:
    in_time, late = _clocks(span)
    disagreed = exists().where(
        _EARLIER.case_id == CaseEvent.case_id,
        _EARLIER.stage < CaseEvent.stage,
        _EARLIER.kind == EventKind.DECIDED,
    )
    reopened = CaseEvent.kind == EventKind.REOPENED
    return {
        Counted.RECEIVED: _count(Case, _within(Case.received_on, span), _OPEN)
        + _count(CountedCase, _within(CountedCase.received_on, span)),
        Counted.IN_TIME: in_time,
        Counted.LATE: late,
        Counted.REOPENED: _events(span, reopened),
        Counted.DISAGREED: _events(span, reopened, disagreed),
        Counted.OUTSIDE: _events(span, CaseEvent.kind == EventKind.OUTSIDE_TOOK_IT),
        Counted.RECUSALS: _count(
            Recusal, _within(Recusal.recused_on, span), Recusal.case_id == Case.id, _OPEN
        ),
        Counted.DELETIONS: _count(CaseDeletion, _within(CaseDeletion.deleted_on, span)),
        Counted.IDENTITIES: _events(span, CaseEvent.kind == EventKind.IDENTITY_READ),
    }


def _clocks(span: Span) -> tuple[int, int]:
    """The clocks whose day lies in the span: met in time, and late or not at all.

    What the person withdrew, or what ended otherwise before its day, was not owed on it.
    """
    in_time = late = 0
    living = or_(Case.ended_on.is_(None), Case.ended_on > Deadline.due_on)
    for model, of_case, owed in (
        (
            Deadline,
            and_(Deadline.case_id == Case.id, _OPEN),
            and_(living, Deadline.stage == Case.stage),
        ),
        (
            CountedClock,
            CountedClock.counted_case_id == CountedCase.id,
            CountedCase.left_on > CountedClock.due_on,
        ),
    ):
        standing = [Deadline.superseded_on.is_(None)] if model is Deadline else []
        asked = select(func.count()).where(of_case, _within(model.due_on, span), *standing)
        met = asked.where(model.met_on <= model.due_on)
        missed = asked.where(or_(model.met_on > model.due_on, and_(model.met_on.is_(None), owed)))
        in_time += db.session.scalar(met) or 0
        late += db.session.scalar(missed) or 0
    return in_time, late


def _events(span: Span, *which: ColumnElement[bool]) -> int:
    return _count(CaseEvent, _within(CaseEvent.happened_on, span), *which)


def _count(model: Any, *which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0


def _within(column: Any, span: Span) -> ColumnElement[bool]:
    return and_(column >= span.starts_on, column < span.ends_on)
