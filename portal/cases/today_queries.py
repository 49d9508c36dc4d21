"""Questions of the desk: how much of what this member may see is to be done today.

Numbers over clear columns, in one question; nothing is counted of a case whose key the reader does
not hold awake, or from which they have stepped back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    and_,
    bindparam,
    case,
    distinct,
    exists,
    func,
    or_,
    select,
)

from portal.accounts.models import Account
from portal.asking import ask
from portal.cases.events import EventKind
from portal.cases.messages.models import Letter
from portal.cases.models import Case, CaseEvent, CaseFinding, CaseIssue, Vote
from portal.cases.queries import READER, WAITS, reader_values
from portal.cases.workflow import DECIDABLE, CaseKind, CaseStatus

_READER_ID: Final[Any] = bindparam("reader_id")


@dataclass(frozen=True, slots=True)
class Today:
    """How many cases are late, are due today or on the next working day, and what else waits."""

    overdue: int
    today: int
    next_day: int
    votes: int
    letters: int


@dataclass(frozen=True, slots=True)
class RowNews:
    """What the list says of a case besides its state: asked for the rows of one page."""

    vote_waits: bool
    is_answered: bool


def _happened(kind: EventKind) -> ColumnElement[bool]:
    return exists().where(
        CaseEvent.case_id == Case.id, CaseEvent.stage == Case.stage, CaseEvent.kind == kind
    )


def _voted(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Vote.issue_id == CaseIssue.id, Vote.stage == Case.stage, *conditions)


# Somebody began to decide, and this member has not said anything yet of a point that is open.
_BEGUN: Final = or_(
    _happened(EventKind.COMPARED),
    select(Vote.id)
    .join(CaseIssue, CaseIssue.id == Vote.issue_id)
    .where(CaseIssue.case_id == Case.id, Vote.stage == Case.stage)
    .correlate(Case)
    .exists(),
)
_OPEN_POINT: Final = (
    select(CaseIssue.id)
    .where(
        CaseIssue.case_id == Case.id,
        ~exists().where(CaseFinding.issue_id == CaseIssue.id, CaseFinding.stage == Case.stage),
        ~_voted(Vote.account_id == _READER_ID),
    )
    .correlate(Case)
    .exists()
)
VOTE_WAITS: Final = and_(
    Case.status.in_(DECIDABLE),
    Case.kind.not_in((CaseKind.PRAISE, CaseKind.HELD)),
    Case.kept_with.is_(None),
    Case.sealed_until.is_(None),
    _BEGUN,
    _OPEN_POINT,
)
"""For a question whose reader may vote: `reader_values` says who reads."""

_OPEN: Final = (Case.ended_on.is_(None), READER)


def _number(condition: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_DAY: Final[Any] = bindparam("today")
_NEXT: Final[Any] = bindparam("next_day")
_DUE: Final = select(
    _number(Case.due_on < _DAY),
    _number(Case.due_on == _DAY),
    _number(and_(Case.due_on > _DAY, Case.due_on <= _NEXT)),
    select(func.count()).select_from(Case).where(*_OPEN, VOTE_WAITS).scalar_subquery(),
    select(func.count(distinct(Letter.case_id)))
    .join(Case, Case.id == Letter.case_id)
    .where(*WAITS, READER)
    .scalar_subquery(),
).where(*_OPEN, Case.due_on <= _NEXT)
_NEWS: Final = select(
    Case.id,
    and_(bindparam("may_vote", type_=Boolean()), VOTE_WAITS),
    and_(Case.status == CaseStatus.DECIDED, _happened(EventKind.ANSWERED)),
).where(Case.id.in_(bindparam("case_ids", expanding=True)))


def today_of(reader: Account, *, today: date, next_day: date) -> Today:
    """What there is to do for this member today, where they may vote and send letters."""
    values = {**reader_values(reader), "today": today, "next_day": next_day}
    return Today(*ask(_DUE, values).one())


def news_of(
    case_ids: Collection[UUID], reader: Account, *, may_vote: bool
) -> Mapping[UUID, RowNews]:
    """Of each of these cases: whether this member's vote is missing, and whether it is answered."""
    if not case_ids:
        return {}
    values = {"case_ids": list(case_ids), "may_vote": may_vote, "reader_id": reader.id}
    return {row[0]: RowNews(bool(row[1]), bool(row[2])) for row in ask(_NEWS, values)}
