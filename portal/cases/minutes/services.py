"""Adding to the minutes of a case, and to the ledger."""

from datetime import date, datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, insert, select

from portal.accounts.models import Account
from portal.asking import ask
from portal.cases.events import Actor, EventKind
from portal.cases.models import Case, CaseEvent
from portal.cases.workflow import ENDED, CaseStatus, require_running, require_transition
from portal.cases.working_days import local_day
from portal.database import db, new_id, write_rows
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerEntry
from portal.ledger.services import record

# Put together once: the next place in the minutes is counted as the event is written.
_EVENT: Final = insert(cast(Table, CaseEvent.__table__)).values(
    position=select(func.coalesce(func.max(CaseEvent.position), 0) + 1)
    .where(CaseEvent.case_id == bindparam("of_case"))
    .scalar_subquery()
)


# Whoever has it alone tells the person that it is here, and may pass it to the council.
_WHILE_SUSPENDED: Final = frozenset(
    {CaseStatus.ACKNOWLEDGED, CaseStatus.REFERRED, CaseStatus.REOPENED}
)

# The portal acknowledges it, two members judge it, and the person may take it back.
_WHILE_SEALED: Final = frozenset(
    {CaseStatus.ACKNOWLEDGED, CaseStatus.TRIAGED, CaseStatus.WITHDRAWN, CaseStatus.REOPENED}
)


def begin_minutes(case: Case, on: date) -> None:
    """Write down that the case came: the first step, so its place need not be counted."""
    event = {
        "case_id": case.id,
        "position": 1,
        "kind": EventKind.RECEIVED,
        "stage": case.stage,
        "actor": Actor.COMPLAINANT,
        "happened_on": on,
    }
    write_rows(CaseEvent, [event])


def record_event(
    case: Case,
    kind: EventKind,
    *,
    by: Account | Actor,
    at: datetime,
    about: UUID | None = None,
) -> None:
    """Write down one step. `about` is the issue, clock or account that it was about.

    Whoever calls holds the case's row, so that no two steps take the same place.
    """
    ask(
        _EVENT,
        {
            "of_case": case.id,
            "id": new_id(),
            "case_id": case.id,
            "kind": kind,
            "stage": case.stage,
            "actor": Actor.COMMITTEE if isinstance(by, Account) else by,
            "account_id": by.id if isinstance(by, Account) else None,
            "subject_id": about,
            "happened_on": local_day(at),
        },
    )
    db.session.expire(case, ["events"])


def advance(
    case: Case,
    new: CaseStatus,
    kind: EventKind,
    *,
    by: Account | Actor,
    at: datetime,
    about: UUID | None = None,
) -> None:
    """Take the case to another state, and write it down.

    Raises TransitionRefused, Suspended, Sealed.
    """
    require_transition(case.status, new)
    require_running(
        suspended=case.is_suspended and new not in _WHILE_SUSPENDED,
        sealed=case.is_sealed and new not in _WHILE_SEALED,
    )
    case.status = new
    case.ended_on = local_day(at) if new in ENDED else None
    record_event(case, kind, by=by, at=at, about=about)


def enter_in_ledger(kind: EntryKind, case: Case, *, at: datetime, **fact: str | int) -> LedgerEntry:
    """Enter a step in the ledger: the reference and codes, never a word that anyone wrote."""
    return record(kind, {"reference": case.reference, **fact}, subject=case.id, at=at)
