"""Questions about holds and deletions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, func, select

from portal.accounts.models import Account
from portal.cases.deleting.models import CaseDeletion, DeletionWitness, LegalHold
from portal.cases.messages.models import Attachment, Message, Note
from portal.cases.models import Case, CaseReceipt
from portal.cases.queries import OpenCase, open_case
from portal.cases.references import as_reference
from portal.database import db, lock
from portal.errors import NotFound
from portal.vault.sealing import Place

# Put together once: every queue asks it.
_SEEN_BY: Final = (
    select(CaseDeletion)
    .join(DeletionWitness, DeletionWitness.deletion_id == CaseDeletion.id)
    .where(
        DeletionWitness.account_id == bindparam("reader_id"),
        CaseDeletion.deleted_on >= bindparam("since"),
    )
    .order_by(CaseDeletion.deleted_on.desc(), CaseDeletion.reference)
)


@dataclass(frozen=True)
class ReadHold:
    """A hold that stands, unsealed."""

    hold: LegalHold
    reason: str


def find_hold(case: Case) -> LegalHold | None:
    """The hold that keeps this case, where there is one."""
    return db.session.scalar(
        lock(select(LegalHold).where(LegalHold.case_id == case.id, LegalHold.lifted_on.is_(None)))
    )


def read_hold(opened: OpenCase) -> ReadHold | None:
    """The hold that keeps this case, unsealed."""
    hold = find_hold(opened.case)
    if hold is None:
        return None
    place = Place("legal_holds", hold.id, "reason")
    return ReadHold(hold, opened.safe.open_text(place, hold.reason))


def open_case_to_delete(reference: str, reader: Account, private_key: bytes) -> OpenCase:
    """The case, opened, with its receipt held first: in the order in which a return holds them.

    The other way round, somebody who writes at that moment and the deletion would wait for each
    other. Raises NotFound.
    """
    wanted = select(Case.id).where(Case.reference == as_reference(reference)).scalar_subquery()
    db.session.scalars(lock(select(CaseReceipt.id).where(CaseReceipt.case_id == wanted))).all()
    return open_case(reference, reader, private_key)


def what_goes(case: Case) -> dict[str, int]:
    """How much of a case a deletion destroys, for whoever has to confirm it."""
    belonging = {
        "messages": Message.case_id == case.id,
        "notes": Note.case_id == case.id,
        "photographs": Attachment.case_id == case.id,
    }
    asked = [select(func.count()).where(each).scalar_subquery() for each in belonging.values()]
    return dict(zip(belonging, db.session.execute(select(*asked)).one(), strict=True))


def deletions_seen_by(reader: Account, *, since: date = date.min) -> list[CaseDeletion]:
    """The deletions of cases whose key this member held, newest first."""
    return list(db.session.scalars(_SEEN_BY, {"reader_id": reader.id, "since": since}))


def get_deletion_for(deletion_id: UUID, reader: Account) -> CaseDeletion:
    """One deletion, where this member held the key. Raises NotFound."""
    found = db.session.scalar(
        select(CaseDeletion)
        .join(DeletionWitness, DeletionWitness.deletion_id == CaseDeletion.id)
        .where(CaseDeletion.id == deletion_id, DeletionWitness.account_id == reader.id)
    )
    if found is None:
        raise NotFound
    return found


def find_deletion(lookups: Sequence[bytes]) -> CaseDeletion | None:
    """The deletion of the case whose receipt had one of these look-ups, the newest."""
    return db.session.scalars(
        lock(
            select(CaseDeletion)
            .where(CaseDeletion.lookup.in_(list(lookups)))
            .order_by(CaseDeletion.deleted_on.desc(), CaseDeletion.id)
            .limit(1)
        )
    ).first()
