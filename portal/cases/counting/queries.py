"""Questions of what counts: every case from its clear columns alone, also those deleted since."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.cases.counting.facts import (
    ENDINGS,
    CaseFacts,
    ClockFacts,
    Ending,
    PromiseFacts,
    Stay,
    left_on,
    stays_of,
)
from portal.cases.deleting.models import CountedCase
from portal.cases.events import EventKind
from portal.cases.following.models import FollowUp
from portal.cases.following.turns import PutRight
from portal.cases.models import Case, CaseEvent, CaseIssue, Deadline
from portal.cases.remedies.models import Remedy
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import db

_COUNTED_EVENTS = (
    EventKind.RECEIVED,
    EventKind.REOPENED,
    *ENDINGS,
    EventKind.WORSE,
    EventKind.OUTSIDE_TOOK_IT,
)
_ENDINGS = {
    CaseStatus.CLOSED: Ending.RESOLVED,
    CaseStatus.WITHDRAWN: Ending.WITHDRAWN,
    CaseStatus.REFERRED: Ending.REFERRED,
    CaseStatus.RESOLVED_NEXT_WORKING_DAY: Ending.PUT_RIGHT_AT_ONCE,
    CaseStatus.OUT_OF_TIME: Ending.OUT_OF_TIME,
    CaseStatus.DUPLICATE_OF: Ending.TOLD_TWICE,
}


def case_facts() -> list[CaseFacts]:
    """Every case there ever was, as far as counts need it. No key is needed, and none is used."""
    return [*_living(), *_deleted()]


def _living() -> Iterator[CaseFacts]:
    subjects: dict[UUID, list[str]] = defaultdict(list)
    happened: dict[UUID, list[tuple[EventKind, date]]] = defaultdict(list)
    clocks: dict[UUID, list[Deadline]] = defaultdict(list)
    put_right: dict[UUID, list[tuple[date, PutRight]]] = defaultdict(list)
    for case_id, code in db.session.execute(select(CaseIssue.case_id, CaseIssue.code)):
        subjects[case_id].append(code)
    events = (
        select(CaseEvent.case_id, CaseEvent.kind, CaseEvent.happened_on)
        .where(CaseEvent.kind.in_(_COUNTED_EVENTS))
        .order_by(CaseEvent.case_id, CaseEvent.position)
    )
    for case_id, kind, on in db.session.execute(events):
        happened[case_id].append((kind, on))
    for clock in db.session.scalars(select(Deadline).where(Deadline.superseded_on.is_(None))):
        clocks[clock.case_id].append(clock)
    answered = select(FollowUp.case_id, FollowUp.answered_on, FollowUp.put_right).where(
        FollowUp.answered_on.is_not(None)
    )
    for case_id, answered_on, said in db.session.execute(answered):
        if answered_on is not None and said is not None:
            put_right[case_id].append((answered_on, said))
    promises: dict[UUID, list[PromiseFacts]] = defaultdict(list)
    made = select(Remedy.case_id, Remedy.due_on, Remedy.done_on)
    for case_id, due_on, done_on in db.session.execute(made):
        promises[case_id].append(PromiseFacts(due_on, done_on))
    columns = (
        Case.id, Case.kind, Case.received_on, Case.outcome, Case.record_match,
        Case.no_access_dispute,
    )  # fmt: skip
    # What waits sealed is counted once it opens, back to its day: a sum would give it away.
    for row in db.session.execute(select(*columns).where(Case.sealed_until.is_(None))):
        stays = stays_of(row.received_on, happened[row.id])
        yield CaseFacts(
            row.kind,
            subjects[row.id],
            row.received_on,
            stays,
            [
                ClockFacts(each.kind, each.due_on, each.met_on, left_on(stays, stage=each.stage))
                for each in clocks[row.id]
            ],
            row.outcome,
            row.record_match,
            row.no_access_dispute,
            [on for kind, on in happened[row.id] if kind is EventKind.REOPENED],
            [on for kind, on in happened[row.id] if kind is EventKind.WORSE],
            put_right[row.id],
            promises[row.id],
            [on for kind, on in happened[row.id] if kind is EventKind.OUTSIDE_TOOK_IT],
        )


def _deleted() -> Iterator[CaseFacts]:
    """Of a case that was opened again only one stay is known: from its first day to its last."""
    found = select(CountedCase).options(selectinload(CountedCase.clocks))
    for row in db.session.scalars(found):
        ending = _ENDINGS.get(row.status, Ending.DELETED)
        yield CaseFacts(
            CaseKind(row.kind),
            row.subjects,
            row.received_on,
            [Stay(row.received_on, row.left_on, ending)],
            [ClockFacts(each.kind, each.due_on, each.met_on, row.left_on) for each in row.clocks],
            row.outcome,
            row.record_match,
            row.no_access_dispute,
            # How often it was opened again is known of it, and when not.
            [row.left_on] * (row.stage - 1),
            put_right=[(date.fromisoformat(on), PutRight(said)) for on, said in row.put_right],
            promises=[
                PromiseFacts(
                    date.fromisoformat(due), date.fromisoformat(done) if done else None, True
                )
                for due, done in row.promises
            ],
            outside_on=[date.fromisoformat(on) for on in row.outside_on],
        )
