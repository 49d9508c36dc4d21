"""Questions about cases. Whether this reader may see this case is part of each question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, select

from portal.accounts.models import Account
from portal.asking import ask
from portal.cases.events import EventKind
from portal.cases.messages.models import Attachment, Letter, Message, Note
from portal.cases.models import Case, CaseEvent, CaseIssue, CaseReceipt, Recusal
from portal.cases.references import as_reference
from portal.cases.tellings import Contact, Exclusions, Telling
from portal.database import current_mode, db, lock
from portal.errors import NotFound
from portal.vault.models import Grant, Safe
from portal.vault.queries import (
    find_open_safe,
    find_open_safes,
    get_epoch_for_writing,
    held_safes,
)
from portal.vault.sealing import OpenSafe, Place
from portal.vault.states import GrantState

# Put together once: asked whenever somebody comes back with a receipt.
_RECEIPT: Final = select(CaseReceipt).where(
    CaseReceipt.lookup.in_(bindparam("lookups", expanding=True))
)
_CASE: Final = select(Case).where(Case.id == bindparam("case_id"))
_MESSAGES: Final = (
    select(Message).where(Message.case_id == bindparam("case_id")).order_by(Message.position)
)
_ATTACHMENTS: Final = (
    select(Attachment)
    .where(Attachment.case_id == bindparam("case_id"))
    .order_by(Attachment.position)
)
_HOLDING: Final = (
    select(Account)
    .join(Grant, Grant.holder_id == Account.holder_id)
    .join(Safe, (Safe.id == Grant.safe_id) & (Safe.epoch == Grant.epoch))
    .where(Safe.id == bindparam("safe_id"), Grant.state == bindparam("state"))
    .order_by(Account.name, Account.id)
)
_RECUSALS: Final = (
    select(Recusal)
    .where(Recusal.case_id.in_(bindparam("case_ids", expanding=True)))
    .order_by(Recusal.recused_on)
)
_HAPPENED: Final = (
    select(CaseEvent.position)
    .where(
        CaseEvent.case_id == bindparam("case_id"),
        CaseEvent.kind == bindparam("kind"),
        CaseEvent.stage.between(bindparam("first"), bindparam("last")),
    )
    .limit(1)
)
_LAST_STAGE: Final = 2**31 - 1
WAITS: Final = (Letter.sent_on.is_(None), Letter.dropped_on.is_(None))
"""What is true of a letter that waits."""


@dataclass(frozen=True)
class OpenCase:
    """A case whose safe is open in this session."""

    case: Case
    safe: OpenSafe


@dataclass(frozen=True)
class Told:
    """What was said, and what goes with it, unsealed. Who said it is unsealed apart."""

    telling: Telling
    home_code: str
    exclusions: Exclusions


def visible_cases(reader: Account) -> Select[Any]:
    """Every case whose key the reader holds awake, and from which the reader has not stepped back.

    Unknown, not granted and recused are one answer: the row is not there.
    """
    return select(Case).where(is_visible(reader.id, reader.holder_id or UUID(int=0)))


def is_visible(reader_id: Any, holder_id: Any) -> ColumnElement[bool]:
    """The same as a condition, for a question that asks for less than the whole row."""
    recused = exists().where(Recusal.account_id == reader_id, Recusal.case_id == Case.id)
    # Asked of each row that is wanted anyway: of a few open cases, never of all that one ever held.
    held = held_safes(holder_id).where(Grant.safe_id == Case.safe_id).correlate(Case).exists()
    return and_(held, ~recused)


READER: Final = is_visible(bindparam("reader_id"), bindparam("holder_id"))
"""For questions put together once; `reader_values` says who reads."""

# Put together once: every page of a case begins with it.
_WANTED: Final = select(Case).where(READER, Case.reference == bindparam("reference"))
# Where something will be written, the safe is held still too, so that it is sealed in no old epoch.
_WANTED_TO_WRITE: Final = _WANTED.join(Safe, Safe.id == Case.safe_id)


def reader_values(reader: Account) -> dict[str, UUID]:
    """Who reads, for a question that holds `READER`."""
    return {"reader_id": reader.id, "holder_id": reader.holder_id or UUID(int=0)}


def get_case_for(reference: str, reader: Account) -> Case:
    """The case, where the reader may see it. Raises NotFound."""
    values = {**reader_values(reader), "reference": as_reference(reference)}
    asked = _WANTED_TO_WRITE if current_mode() == "write" else _WANTED
    case: Case | None = db.session.scalar(lock(asked), values)
    if case is None:
        raise NotFound
    return case


def find_case_by_id(case_id: UUID) -> Case | None:
    """The case, held still; None where it was deleted meanwhile."""
    return db.session.scalar(lock(select(Case).where(Case.id == case_id)))


def open_case(reference: str, reader: Account, private_key: bytes) -> OpenCase:
    """The case with its safe opened. Raises NotFound where the reader has no key to it."""
    case = get_case_for(reference, reader)
    return OpenCase(case, _opened(case, reader.holder_id, private_key))


def open_cases(cases: Sequence[Case], reader: Account, private_key: bytes) -> list[OpenCase]:
    """Those of the cases that the reader can open, opened; one query."""
    if reader.holder_id is None:
        return []
    safes = find_open_safes([case.safe_id for case in cases], reader.holder_id, private_key)
    return [OpenCase(case, safes[case.safe_id]) for case in cases if case.safe_id in safes]


def cases_with_waiting_letters(reader: Account) -> list[Case]:
    """The reader's cases in which news waits to be sent."""
    waiting = select(Letter.case_id).where(*WAITS)
    return list(db.session.scalars(visible_cases(reader).where(Case.id.in_(waiting))))


def told_in(opened: OpenCase) -> Told:
    """What the person told us, unsealed in this session."""
    case = opened.case

    def text(column: str) -> str:
        return opened.safe.open_text(Place("cases", case.id, column), getattr(case, column))

    return Told(
        Telling.of_text(text("telling")), text("home_code"), Exclusions.of_text(text("exclusions"))
    )


def contact_in(opened: OpenCase) -> Contact:
    """Who the person is, as far as they said: shown only where two members agreed.

    Elsewhere it addresses a letter, or says whether there is anything to see.
    """
    place = Place("cases", opened.case.id, "contact")
    return Contact.of_text(opened.safe.open_text(place, opened.case.contact))


def readers_of(case: Case) -> list[Account]:
    """Everybody with an account who holds the key of the case awake."""
    return _holding(case, GrantState.AWAKE)


def standing_by_of(case: Case) -> list[Account]:
    """Everybody with an account who holds the key of the case asleep."""
    return _holding(case, GrantState.DORMANT)


def recusals_of(case: Case) -> list[Recusal]:
    """Who stepped back from the case."""
    return recusals_by_case([case.id])[case.id]


def recusals_by_case(case_ids: Sequence[UUID]) -> dict[UUID, list[Recusal]]:
    """The same for many cases, in one question."""
    found: dict[UUID, list[Recusal]] = {each: [] for each in case_ids}
    for recusal in db.session.scalars(_RECUSALS, {"case_ids": list(case_ids)}):
        found[recusal.case_id].append(recusal)
    return found


def messages_of(case: Case) -> list[Message]:
    """What was written, both ways, oldest first."""
    return list(db.session.scalars(_MESSAGES, {"case_id": case.id}))


def notes_of(case: Case) -> list[Note]:
    """What members wrote down for each other, oldest first."""
    asked = select(Note).where(Note.case_id == case.id).order_by(Note.position)
    return list(db.session.scalars(asked))


def attachments_of(case: Case) -> list[Attachment]:
    """The photographs, without their content."""
    return list(db.session.scalars(_ATTACHMENTS, {"case_id": case.id}))


def get_attachment(case: Case, attachment_id: UUID) -> Attachment:
    """One photograph of this case. Raises NotFound."""
    asked = select(Attachment).where(Attachment.case_id == case.id, Attachment.id == attachment_id)
    found = db.session.scalar(asked)
    if found is None:
        raise NotFound
    return found


def get_issue(case: Case, issue_id: UUID) -> CaseIssue:
    """One issue of this case. Raises NotFound."""
    found = next((issue for issue in case.issues if issue.id == issue_id), None)
    if found is None:
        raise NotFound
    return found


def find_receipt(lookups: Sequence[bytes]) -> CaseReceipt | None:
    """The receipt under any version of its look-up: one query, whether there is one or not."""
    return db.session.scalar(lock(_RECEIPT), {"lookups": list(lookups)})


def get_case_of_receipt(receipt: CaseReceipt) -> Case:
    """The case that a receipt leads to; held still in a transaction that writes."""
    return db.session.scalars(lock(_CASE), {"case_id": receipt.case_id}).one()


def open_case_of_receipt(receipt: CaseReceipt, private_key: bytes) -> OpenCase:
    """The case of a receipt, opened with the key that its code makes. Raises NotFound."""
    case = get_case_of_receipt(receipt)
    if current_mode() == "write":
        get_epoch_for_writing(case.safe_id)
    return OpenCase(case, _opened(case, receipt.holder_id, private_key))


def is_answered(case: Case) -> bool:
    """Whether the committee has answered in the present round."""
    return has_happened(case, EventKind.ANSWERED, stage=case.stage)


def has_happened(case: Case, kind: EventKind, *, stage: int | None = None) -> bool:
    """Whether that was ever written into the minutes, or in that round."""
    if "events" in vars(case):
        return any(each.kind is kind and stage in (None, each.stage) for each in case.events)
    values = {"case_id": case.id, "kind": kind, "first": stage or 0, "last": stage or _LAST_STAGE}
    return ask(_HAPPENED, values).first() is not None


def answered_before(case: Case) -> set[UUID | None]:
    """The accounts of those who answered the case in an earlier round."""
    return {
        event.account_id
        for event in case.events
        if event.kind is EventKind.ANSWERED and event.stage < case.stage
    }


def _holding(case: Case, state: GrantState) -> list[Account]:
    return list(db.session.scalars(_HOLDING, {"safe_id": case.safe_id, "state": state}))


def _opened(case: Case, holder_id: UUID | None, private_key: bytes) -> OpenSafe:
    safe = find_open_safe(case.safe_id, holder_id, private_key) if holder_id else None
    if safe is None:
        raise NotFound
    return safe
