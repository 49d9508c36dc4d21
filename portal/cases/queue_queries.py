"""Questions of the queue: rows of clear columns, a page at a time.

A page costs the same beside a million cases that ended, and nearly the same beside a thousand that
are open: it is read from an index in the order of the queue, and nothing sealed is fetched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, distinct, func, select

from portal.accounts.models import Account
from portal.cases.deadlines import DEADLINES, DeadlineKind, days_left
from portal.cases.messages.models import Letter
from portal.cases.models import Case, CaseIssue, Deadline
from portal.cases.queries import READER, WAITS, reader_values, visible_cases
from portal.cases.references import as_reference
from portal.cases.routing.table import ALONE, Route
from portal.cases.rule_packs import find_pack
from portal.cases.today_queries import VOTE_WAITS
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import connection, db


class QueueView(StrEnum):
    """Which part of the queue is shown."""

    OPEN = "open"
    OVERDUE = "overdue"
    MINE = "mine"
    VOTES = "votes"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class NextClock:
    """What is due next in a case, as the queue says it."""

    kind: DeadlineKind
    due_on: date
    before_on: date | None
    state: str
    days_left: int

    @property
    def words(self) -> str:
        """What has to be done."""
        return str(DEADLINES[self.kind])

    @property
    def deadline(self) -> "NextClock":
        """Its days, where a template asks for them as for those of any clock."""
        return self


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case as the queue shows it: what is clear of it, and no more."""

    subjects: tuple[str, ...]
    clock: NextClock | None
    id: UUID
    reference: str
    kind: CaseKind
    status: CaseStatus
    kept_with: Route | None
    sealed_until: date | None
    area: str
    stage: int
    rule_pack: str
    received_on: date
    due_on: date
    escalated_on: date | None
    ended_on: date | None
    assignee: str | None

    @property
    def is_suspended(self) -> bool:
        """Whether somebody has it alone."""
        return self.kept_with in ALONE

    @property
    def is_sealed(self) -> bool:
        """Whether the person keeps it sealed, and the reader is one of two who compare it."""
        return self.sealed_until is not None


_ROW: Final = select(
    Case.id, Case.reference, Case.kind, Case.status, Case.kept_with, Case.sealed_until, Case.area,
    Case.stage, Case.rule_pack, Case.received_on, Case.due_on, Case.escalated_on, Case.ended_on,
    Account.name,
).outerjoin(Account, Account.id == Case.assignee_id)  # fmt: skip
_VISIBLE: Final = _ROW.where(READER)
_WAITING: Final = _VISIBLE.where(Case.ended_on.is_(None)).order_by(
    Case.due_on, Case.received_on, Case.reference
)
_VIEWS: Final[dict[QueueView, Any]] = {
    QueueView.OPEN: _WAITING,
    QueueView.OVERDUE: _WAITING.where(Case.due_on < bindparam("today")),
    QueueView.MINE: _WAITING.where(Case.assignee_id == bindparam("reader_id")),
    QueueView.VOTES: _WAITING.where(VOTE_WAITS),
    QueueView.ENDED: _VISIBLE.where(Case.ended_on.is_not(None)).order_by(
        Case.ended_on.desc(), Case.reference
    ),
}
_PAGES: Final = {
    (view, chosen): (asked.where(Case.kind == bindparam("kind")) if chosen else asked)
    .offset(bindparam("first"))
    .limit(bindparam("most"))
    for view, asked in _VIEWS.items()
    for chosen in (False, True)
}
_OF_CASES: Final = _ROW.where(Case.id.in_(bindparam("case_ids", expanding=True)))
_SUBJECTS: Final = (
    select(CaseIssue.case_id, CaseIssue.code)
    .where(CaseIssue.case_id.in_(bindparam("case_ids", expanding=True)))
    .order_by(CaseIssue.case_id, CaseIssue.position)
)
# Of two clocks that end on one day, the first of this order is spoken of.
_CLOCKS: Final = (
    select(Deadline.case_id, Deadline.kind, Deadline.before_on)
    .join(Case, Case.id == Deadline.case_id)
    .where(
        Deadline.case_id.in_(bindparam("case_ids", expanding=True)),
        Deadline.stage == Case.stage,
        Deadline.superseded_on.is_(None),
        Deadline.met_on.is_(None),
        Deadline.due_on == Case.due_on,
    )
    .order_by(Deadline.case_id, Deadline.kind.desc())
)
_LETTERS: Final = (
    select(func.count(distinct(Letter.case_id)))
    .join(Case, Case.id == Letter.case_id)
    .where(*WAITS, READER)
)
_MOST: Final = 2**31 - 1


def queue_of(
    reader: Account,
    *,
    today: date,
    view: QueueView = QueueView.OPEN,
    kind: CaseKind | None = None,
    first: int = 0,
    most: int = _MOST,
) -> list[QueueRow]:
    """The reader's cases: what is due first stands first; what is owed to nobody stands last.

    `first` is how many to leave out, `most` how many to give.
    """
    values = {**reader_values(reader), "today": today, "first": first, "most": most}
    asked = _PAGES[view, kind is not None]
    return _whole(connection().execute(asked, {**values, "kind": kind}).all(), today)


def rows_of(case_ids: Sequence[UUID], today: date) -> list[QueueRow]:
    """The rows of these cases, which the reader was already found to see, in this order."""
    found = connection().execute(_OF_CASES, {"case_ids": list(case_ids)}).all()
    by_id = {row.id: row for row in _whole(found, today)}
    return [by_id[case_id] for case_id in case_ids]


def found_cases(reader: Account, words: str) -> list[UUID]:
    """The reader's cases whose reference or area holds these words."""
    sought = as_reference(words).lower()
    named = func.lower(Case.reference).contains(sought, autoescape=True)
    lies_in = func.lower(Case.area).contains(sought, autoescape=True)
    asked = visible_cases(reader).with_only_columns(Case.id).where(named | lies_in)
    return list(db.session.scalars(asked.order_by(Case.received_on.desc(), Case.reference)))


def count_waiting_letters(reader: Account) -> int:
    """In how many of the reader's cases news waits to be sent."""
    return connection().scalar(_LETTERS, reader_values(reader)) or 0


def _whole(rows: Sequence[Any], today: date) -> list[QueueRow]:
    """The rows with what each is about and what is due next: two questions for all of them."""
    if not rows:
        return []
    wanted = {"case_ids": [row.id for row in rows]}
    subjects: dict[UUID, list[str]] = {}
    for case_id, code in connection().execute(_SUBJECTS, wanted):
        subjects.setdefault(case_id, []).append(code)
    clocks = {row[0]: row for row in connection().execute(_CLOCKS, wanted)}
    left: dict[tuple[date, str], int] = {}
    whole = []
    for row in rows:
        clock = None
        if row.ended_on is None and row.id in clocks:
            nation = find_pack(row.rule_pack).nation
            if (row.due_on, nation) not in left:
                left[row.due_on, nation] = days_left(row.due_on, today, nation)
            state = "overdue" if row.due_on < today else "waiting"
            _, kind, before_on = clocks[row.id]
            clock = NextClock(kind, row.due_on, before_on, state, left[row.due_on, nation])
        whole.append(QueueRow(tuple(subjects.get(row.id, ())), clock, *row))
    return whole
