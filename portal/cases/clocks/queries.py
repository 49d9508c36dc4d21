"""Questions about clocks: which of them the portal has to look at, and who is told."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.clocks.more_time import Room, room_for_more
from portal.cases.deadlines import DeadlineKind
from portal.cases.events import EventKind
from portal.cases.models import Case, ClockRules, Deadline
from portal.cases.queries import readers_of
from portal.cases.workflow import ENDED
from portal.committee.offices import Office
from portal.committee.queries import office_holders
from portal.database import db, lock


def clocks_to_look_at(today: date) -> list[UUID]:
    """The clocks for which something may have to be done, by the day on which it was due.

    Their cases are not asked here: to leave out the few that wait sealed, PostgreSQL would go
    through all cases that there ever were.
    """
    asked = select(Deadline.id).where(Deadline.call_on <= today)
    return list(db.session.scalars(asked.order_by(Deadline.call_on, Deadline.id)))


def cases_with_running_clocks() -> list[UUID]:
    """The open cases in which somebody waits for something."""
    asked = (
        select(Case.id)
        .join(Deadline, Deadline.case_id == Case.id)
        .where(
            Case.status.not_in(ENDED), Deadline.met_on.is_(None), Deadline.superseded_on.is_(None)
        )
        .group_by(Case.id)
    )
    return list(db.session.scalars(asked.order_by(Case.id)))


def hold_case_of_clock(deadline_id: UUID) -> tuple[Case, Deadline] | None:
    """The clock and its case, held still; None where it was deleted meanwhile."""
    case = db.session.scalar(lock(select(Case).join(Deadline).where(Deadline.id == deadline_id)))
    if case is None:
        return None
    return case, db.session.get_one(Deadline, deadline_id, populate_existing=True)


def find_rules() -> ClockRules | None:
    """From which rules the clocks were worked out last."""
    return db.session.scalar(lock(select(ClockRules)))


def who_looks_into(case: Case) -> list[Account]:
    """The member who took the case on, while they may read it; else everybody who may."""
    readers = readers_of(case)
    return [each for each in readers if each.id == case.assignee_id] or readers


def chairs_of(case: Case, today: date) -> list[Account]:
    """Of the chair and the deputy, the first who may read the case; nobody where neither may."""
    reading = {each.id for each in readers_of(case)}
    holders = office_holders(Office.CHAIR, today)
    return [each.account for each in holders if each.account_id in reading][:1]


def was_extended(case: Case) -> bool:
    """Whether more time was taken in this round."""
    return any(each.kind is EventKind.EXTENDED and each.stage == case.stage for each in case.events)


def room_of(case: Case, today: date) -> Room:
    """Whether more time may be taken for its answer, and until when."""
    running = None if case.has_ended else case.running(DeadlineKind.ANSWER)
    due = None if running is None or running.met_on is not None else running.due
    return room_for_more(case.pack, case.rules_stage, due, extended=was_extended(case), today=today)
