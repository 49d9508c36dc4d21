"""Questions about cases that have been kept long enough."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Account
from portal.cases.deleting.models import LegalHold
from portal.cases.events import EventKind
from portal.cases.models import Case, CaseEvent
from portal.cases.queries import READER, reader_values
from portal.cases.retention import retention
from portal.cases.working_days import months_after
from portal.database import db

_SAID: Final = exists().where(
    CaseEvent.case_id == Case.id,
    CaseEvent.stage == Case.stage,
    CaseEvent.kind == EventKind.KEPT_LONG_ENOUGH,
)
_HELD: Final = exists().where(LegalHold.case_id == Case.id, LegalHold.lifted_on.is_(None))

# Put together once, and begun with the few of which it was said: all that have ended are many.
_KEPT_LONG_ENOUGH: Final = (
    select(Case)
    .where(
        Case.id.in_(select(CaseEvent.case_id).where(CaseEvent.kind == EventKind.KEPT_LONG_ENOUGH)),
        Case.ended_on.is_not(None),
        _SAID,
        ~_HELD,
        READER,
    )
    .order_by(Case.ended_on, Case.reference)
)


def cases_to_let_go(today: date) -> list[UUID]:
    """The cases whose time is over and of which nobody was told yet; none that a hold keeps."""
    shortest = months_after(today, -12 * min(retention().years.values()))
    asked = (
        select(Case)
        .options(selectinload(Case.issues))
        .where(Case.ended_on < shortest, ~_SAID, ~_HELD)
        .order_by(Case.ended_on, Case.id)
    )
    found = db.session.scalars(asked.execution_options(yield_per=500))
    return [case.id for case in found if case.kept_until and case.kept_until < today]


def cases_kept_long_enough(reader: Account) -> list[Case]:
    """The reader's cases that two members are asked to delete."""
    return list(db.session.scalars(_KEPT_LONG_ENOUGH, reader_values(reader)))
