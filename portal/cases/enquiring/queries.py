"""Questions about enquiries: what may be asked, what waits for the office, what it answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, select

from portal.accounts.models import Account
from portal.cases.beside.queries import find_package_of
from portal.cases.enquiring.mixing import Asked, Consent, OnRecord, Question
from portal.cases.enquiring.models import Enquiry, EnquiryCopy
from portal.cases.events import EventKind
from portal.cases.models import Case
from portal.cases.queries import OpenCase, Told
from portal.clock import local
from portal.committee.offices import Office
from portal.committee.queries import office_holders
from portal.database import db, lock
from portal.errors import NotFound
from portal.vault.keys import KeyHolder
from portal.vault.padding import unpad
from portal.vault.sealing import Place
from portal.visits.outcomes.models import VisitOutcome

NEAR: Final = timedelta(days=3)
_AROUND: Final = select(
    VisitOutcome.package_ref,
    VisitOutcome.person_ref,
    VisitOutcome.service_date,
    VisitOutcome.agreed_start,
    VisitOutcome.duration,
    VisitOutcome.status,
).where(VisitOutcome.service_date.between(bindparam("first"), bindparam("last")))
_CONSENT: Final = {
    EventKind.OFFICE_ALLOWED: Consent.MIXED,
    EventKind.OFFICE_OPENLY: Consent.OPENLY,
    EventKind.OFFICE_REFUSED: Consent.NO,
}


@dataclass(frozen=True)
class ReadEnquiry:
    """A question as a handler of the case reads it, with the answer about the visit meant."""

    enquiry: Enquiry
    question: Question
    answer: str

    @property
    def visit(self) -> Asked:
        """The visit that is meant."""
        return self.question.visits[self.question.own or 0]


def consent_in(case: Case) -> Consent | None:
    """What the person said last to "may we ask the office about this visit?"; None if nothing."""
    said = [_CONSENT[event.kind] for event in case.events if event.kind in _CONSENT]
    return said[-1] if said else None


def visits_around(told: Told) -> tuple[list[OnRecord], list[OnRecord]]:
    """The visits of the home on the day meant, and those of all other homes around it."""
    day = told.telling.happened_on
    package_ref = find_package_of(told.home_code) if told.home_code else None
    if day is None or package_ref is None:
        return [], []
    rows = db.session.execute(_AROUND, {"first": day - NEAR, "last": day + NEAR}).all()
    people = {row.person_ref for row in rows if row.package_ref == package_ref}
    own = [row for row in rows if row.package_ref == package_ref and row.service_date == day]
    others = [row for row in rows if row.person_ref not in people]
    return [_on_record(row) for row in own], [_on_record(row) for row in others]


def coordinators(on: date) -> list[Account]:
    """Who answers for the office: coordinators and deputies who have made a key."""
    found = [each.account for each in office_holders(Office.COORDINATOR, on)]
    return [each for each in found if each is not None and each.holder_id is not None]


def read_enquiries(opened: OpenCase) -> list[ReadEnquiry]:
    """The questions of a case, unsealed, oldest first."""
    asked = select(Enquiry).where(Enquiry.case_id == opened.case.id)
    return [_read(opened, each) for each in db.session.scalars(asked.order_by(Enquiry.asked_on))]


def open_copies_for(reader: Account) -> Sequence[EnquiryCopy]:
    """The questions sealed to this coordinator that wait for an answer."""
    asked = (
        select(EnquiryCopy)
        .join(Enquiry, Enquiry.id == EnquiryCopy.enquiry_id)
        .where(EnquiryCopy.holder_id == reader.holder_id, Enquiry.answered_on.is_(None))
    )
    return list(db.session.scalars(asked.order_by(Enquiry.due_on, EnquiryCopy.id)))


def get_copy(copy_id: UUID, reader: Account) -> EnquiryCopy:
    """One question sealed to this coordinator, its row held still. Raises NotFound."""
    found = db.session.scalar(
        lock(
            select(EnquiryCopy).where(
                EnquiryCopy.id == copy_id, EnquiryCopy.holder_id == reader.holder_id
            )
        )
    )
    if found is None:
        raise NotFound
    return found


def question_in(copy: EnquiryCopy, private_key: bytes) -> Question:
    """The question as the office reads it. Raises SealBroken with another's key."""
    sealed = KeyHolder(private_key).open(copy.question, info_of(copy.id))
    return Question.of_text(unpad(sealed).decode())


def info_of(copy_id: UUID) -> bytes:
    """What a question is bound to, so that none can stand in for another."""
    return f"candour enquiry 1|{copy_id}".encode()


def place_of(enquiry_id: UUID, column: str) -> Place:
    """Where something of it is sealed."""
    return Place("enquiries", enquiry_id, column)


def _read(opened: OpenCase, enquiry: Enquiry) -> ReadEnquiry:
    def text(column: str, sealed: bytes) -> str:
        return opened.safe.open_text(place_of(enquiry.id, column), sealed)

    question = Question.of_text(text("meant", enquiry.meant))
    answers = json.loads(text("answer", enquiry.answer)) if enquiry.answer else []
    return ReadEnquiry(enquiry, question, answers[question.own or 0] if answers else "")


def _on_record(row: Any) -> OnRecord:
    starts = datetime.fromtimestamp(row.agreed_start, UTC)
    ends = starts + timedelta(seconds=row.duration)
    times = f"{local(starts):%H:%M}", f"{local(ends):%H:%M}"
    return OnRecord(Asked(row.package_ref, row.service_date, *times), row.status)
