"""Steps of deleting a case for good: held or not, proposed by one, confirmed by another."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, or_, select

from portal.accounts.models import Account
from portal.cases.corroborating.models import Pairing, PairingFinding
from portal.cases.counting.facts import ENDINGS
from portal.cases.deleting.grounds import (
    DeletionGround,
    DeletionRefused,
    HoldStands,
    require_ground,
)
from portal.cases.deleting.models import (
    CaseDeletion,
    CountedCase,
    CountedClock,
    DeletionWitness,
    LegalHold,
)
from portal.cases.deleting.queries import find_hold
from portal.cases.enquiring.models import Enquiry, EnquiryCopy
from portal.cases.events import EventKind
from portal.cases.fairness.models import WorkerReply
from portal.cases.following.models import FollowUp, RetaliationAlert
from portal.cases.following.queries import answers_of
from portal.cases.letters.services import tell_members
from portal.cases.messages.models import Attachment, Letter, Message, Note
from portal.cases.minutes.services import record_event
from portal.cases.models import (
    Case,
    CaseEvent,
    CaseFinding,
    CaseIssue,
    CaseReceipt,
    Deadline,
    Recusal,
    Vote,
)
from portal.cases.publishing.models import CaseSummary
from portal.cases.queries import OpenCase, readers_of
from portal.cases.redacting.models import Redaction
from portal.cases.remedies.models import Remedy
from portal.cases.safeguarding.models import Suspension
from portal.cases.seconding.asking import Step
from portal.cases.seconding.models import SecondedRequest
from portal.cases.seconding.services import agree_to, ask_second, decline
from portal.cases.working_days import local_day
from portal.database import Model, db, new_id, write_row, write_rows
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import erase_facts_about, record
from portal.rewriting import fold_in_log
from portal.stored_pages import touch_public_pages
from portal.vault.receipts import Receipt
from portal.vault.sealing import Place
from portal.vault.services import destroy_safe

_ENDS: Final = frozenset(ENDINGS)


def hold_case(opened: OpenCase, reason: str, *, by: Account, at: datetime) -> LegalHold:
    """Set a legal hold: until it is lifted the case cannot be deleted.

    Raises HoldStands where there is one.
    """
    case = opened.case
    _require_no_hold(case)
    hold_id = new_id()
    hold = LegalHold(
        id=hold_id,
        case_id=case.id,
        set_by_id=by.id,
        set_on=local_day(at),
        reason=opened.safe.seal(Place("legal_holds", hold_id, "reason"), reason),
    )
    db.session.add(hold)
    record_event(case, EventKind.HELD, by=by, at=at, about=hold_id)
    return hold


def lift_hold(case: Case, *, by: Account, at: datetime) -> None:
    """Lift the legal hold. Raises DeletionRefused where there is none."""
    hold = find_hold(case)
    if hold is None:
        raise DeletionRefused(_("There is no legal hold on this case, or it was lifted already."))
    hold.lifted_by_id, hold.lifted_on = by.id, local_day(at)
    record_event(case, EventKind.HOLD_LIFTED, by=by, at=at, about=hold.id)


def propose_deletion(
    opened: OpenCase, ground: DeletionGround, words: str, *, by: Account, at: datetime
) -> SecondedRequest:
    """Propose to delete the case. Raises HoldStands, DeletionRefused, AskedAlready."""
    _require_ground(ground, opened.case, local_day(at))
    _require_no_hold(opened.case)
    return ask_second(opened, Step.DELETION, words, code=ground.value, by=by, at=at)


def answer_proposal(
    opened: OpenCase,
    request: SecondedRequest,
    *,
    agrees: bool,
    words: str,
    by: Account,
    at: datetime,
) -> CaseDeletion | None:
    """Delete the case as the second member, or say why not. Raises what `delete_case` raises."""
    if agrees:
        return delete_case(opened, request, by=by, at=at)
    decline(opened, request, words, by=by, at=at)
    return None


def delete_case(
    opened: OpenCase, request: SecondedRequest, *, by: Account, at: datetime
) -> CaseDeletion:
    """Delete the case, as the second member: nobody can open anything of it again.

    Its keys, words, photographs, minutes and receipt go, and what the ledger's entries about it
    stood for. What stays: that it was deleted, and a row of codes for the counts. Raises
    SecondRefused, HoldStands, and DeletionRefused where the ground fits no more.
    """
    case, ground = opened.case, DeletionGround(str(request.code))
    _require_ground(ground, case, local_day(at))
    _require_no_hold(case)
    agree_to(request, by=by, at=at)
    witnesses = readers_of(case)
    deletion = _keep_deletion(case, request, ground, by=by, at=at)
    write_rows(
        DeletionWitness,
        [{"deletion_id": deletion.id, "account_id": each.id} for each in witnesses],
    )
    _keep_counts(case, local_day(at))
    _erase(case)
    touch_public_pages()
    tell_members([each.email for each in witnesses if each.id != by.id], at=at)
    return deletion


def renew_deleted(deletion: CaseDeletion, newer: Receipt) -> None:
    """Move the mark of a deleted case's receipt to a newer version of the secret."""
    deletion.lookup, deletion.secret_version = newer.lookup, newer.secret_version
    db.session.flush()


def forget_traces(_at: datetime) -> None:
    """Let the store forget its own copies of what was deleted. Run by the worker."""
    fold_in_log()


def _require_ground(ground: DeletionGround, case: Case, today: date) -> None:
    require_ground(ground, case.status, kept_until=case.kept_until, today=today)


def _require_no_hold(case: Case) -> None:
    hold = find_hold(case)
    if hold is not None:
        raise HoldStands(
            _(
                "%(name)s set a legal hold on this case on %(day)s. Until it is lifted, the case"
                " cannot be deleted.",
                name=hold.set_by.name,
                day=format_day(hold.set_on),
            )
        )


def _keep_deletion(
    case: Case, request: SecondedRequest, ground: DeletionGround, *, by: Account, at: datetime
) -> CaseDeletion:
    """The entry in the ledger, and what certificate and receipt say."""
    deletion_id = new_id()
    fact = {
        "reference": case.reference,
        "ground": ground.value,
        "by": request.asked_by.name,
        "agreed_by": by.name,
    }
    entry = record(EntryKind.CASE_DELETED, fact, subject=deletion_id, at=at)
    receipt = db.session.scalars(select(CaseReceipt).where(CaseReceipt.case_id == case.id)).one()
    return write_row(
        CaseDeletion(
            id=deletion_id,
            reference=case.reference,
            ground=ground,
            deleted_on=local_day(at),
            proposed_by_id=request.asked_by_id,
            confirmed_by_id=by.id,
            entry_sequence=entry.sequence,
            lookup=receipt.lookup,
            secret_version=receipt.secret_version,
        )
    )


def _keep_counts(case: Case, on: date) -> None:
    counted = CountedCase(
        kind=case.kind,
        area=case.area,
        subjects=case.subjects,
        status=case.status,
        outcome=case.outcome,
        record_match=case.record_match,
        no_access_dispute=case.no_access_dispute,
        stage=case.stage,
        put_right=[[on.isoformat(), said.value] for on, said in answers_of(case)],
        promises=_promises_due(case, on),
        received_on=case.received_on,
        left_on=_left_on(case, on),
    )
    counted.clocks = [
        CountedClock(
            kind=each.kind,
            stage=each.stage,
            due_on=each.due_on,
            met_on=each.met_on,
            escalated_on=each.escalated_on,
        )
        for each in case.deadlines
        if each.superseded_on is None
    ]
    db.session.add(counted)
    db.session.flush()


def _promises_due(case: Case, today: date) -> list[list[str]]:
    """Each promise whose day has come; one whose day is still ahead can no longer be kept."""
    asked = select(Remedy.due_on, Remedy.done_on).where(
        Remedy.case_id == case.id, Remedy.due_on <= today
    )
    return sorted(
        [due_on.isoformat(), done_on.isoformat() if done_on else ""]
        for due_on, done_on in db.session.execute(asked)
    )


def _left_on(case: Case, on: date) -> date:
    """The day from which nobody waited; today where somebody still does."""
    ends = [event.happened_on for event in case.events if event.kind in _ENDS]
    return max(ends) if case.has_ended and ends else on


def _erase(case: Case) -> None:
    case_id, safe_id = case.id, case.safe_id
    erase_facts_about(case_id)
    erase_facts_about(safe_id)
    # Statements, not rows of the session: minutes and recusals refuse to be deleted one by one.
    for model, belongs in _parts(case):
        db.session.execute(
            delete(model).where(belongs).execution_options(synchronize_session=False)
        )
    destroy_safe(safe_id)
    # What the session still knows of it is not there any more.
    db.session.expunge_all()


def _parts(case: Case) -> list[tuple[type[Model], ColumnElement[bool]]]:
    """Every row of a case, those first that others do not point to."""
    issues = select(CaseIssue.id).where(CaseIssue.case_id == case.id)
    pairings = select(Pairing.id).where(
        or_(Pairing.case_id == case.id, Pairing.other_id == case.id)
    )
    enquiries = select(Enquiry.id).where(Enquiry.case_id == case.id)
    of_case: tuple[type[Model], ...] = (
        CaseIssue, Attachment, Message, Note, Letter, Deadline, Recusal, CaseEvent,
        Redaction, SecondedRequest, LegalHold, Suspension, WorkerReply, CaseSummary, CaseReceipt,
        FollowUp, RetaliationAlert, Enquiry, Remedy,
    )  # fmt: skip
    return [
        (Vote, Vote.issue_id.in_(issues)),
        (CaseFinding, CaseFinding.issue_id.in_(issues)),
        (EnquiryCopy, EnquiryCopy.enquiry_id.in_(enquiries)),
        (PairingFinding, PairingFinding.pairing_id.in_(pairings)),
        (Pairing, or_(Pairing.case_id == case.id, Pairing.other_id == case.id)),
        *((model, model.__table__.c.case_id == case.id) for model in of_case),
        (Case, Case.id == case.id),
    ]
