"""Questions of the ceremony: every sealed column of one case."""

from uuid import UUID

from sqlalchemy import ColumnElement, select

from portal.accounts.models import Account
from portal.cases.deleting.models import LegalHold
from portal.cases.enquiring.models import Enquiry
from portal.cases.fairness.models import WorkerReply
from portal.cases.messages.models import Attachment, Message, Note
from portal.cases.models import Case, CaseIssue, Vote
from portal.cases.publishing.models import CaseSummary
from portal.cases.redacting.models import Redaction
from portal.cases.references import as_reference
from portal.cases.remedies.models import Remedy
from portal.cases.safeguarding.models import Suspension
from portal.cases.seconding.models import SecondedRequest
from portal.database import Model, db, lock
from portal.errors import NotFound
from portal.vault.models import Holder
from portal.vault.recovery import SealedItem
from portal.vault.sealing import Place


def get_case(reference: str) -> Case:
    """The case, for the operator, who can read nothing of it. Raises NotFound."""
    case = db.session.scalar(lock(select(Case).where(Case.reference == as_reference(reference))))
    if case is None:
        raise NotFound
    return case


def sealed_columns(model: type[Model]) -> list[str]:
    """The columns of a table that are sealed in the safe of its case."""
    return [
        column.name
        for column in model.__table__.columns
        if (column.comment or "").startswith("sealed:") and not column.info.get("elsewhere")
    ]


def sealed_items(case: Case) -> list[SealedItem]:
    """Everything of a case that its safe opens."""
    items = []
    for model, belongs in parts_of(case.id):
        names = sealed_columns(model)
        columns = [model.__table__.columns[name] for name in ("id", *names)]
        for row_id, *sealed in db.session.execute(select(*columns).where(belongs)):
            items += [
                SealedItem(Place(model.__tablename__, row_id, name), content)
                for name, content in zip(names, sealed, strict=True)
                if content is not None
            ]
    return items


def account_holders() -> list[tuple[Account, Holder]]:
    """Everybody whose key a case may be sealed to, by name."""
    rows = db.session.execute(
        select(Account, Holder)
        .join(Holder, Holder.id == Account.holder_id)
        .where(Holder.retired_on.is_(None))
        .order_by(Account.name, Account.id)
    )
    return [(account, holder) for account, holder in rows]


def parts_of(case_id: UUID) -> list[tuple[type[Model], ColumnElement[bool]]]:
    """Every table with something sealed in the safe of a case, and which rows are its own."""
    issues = select(CaseIssue.id).where(CaseIssue.case_id == case_id)
    return [
        (Case, Case.id == case_id),
        (Message, Message.case_id == case_id),
        (Attachment, Attachment.case_id == case_id),
        (Note, Note.case_id == case_id),
        (Vote, Vote.issue_id.in_(issues)),
        (SecondedRequest, SecondedRequest.case_id == case_id),
        (LegalHold, LegalHold.case_id == case_id),
        (Suspension, Suspension.case_id == case_id),
        (WorkerReply, WorkerReply.case_id == case_id),
        (Redaction, Redaction.case_id == case_id),
        (Enquiry, Enquiry.case_id == case_id),
        (Remedy, Remedy.case_id == case_id),
        (CaseSummary, CaseSummary.case_id == case_id),
    ]
