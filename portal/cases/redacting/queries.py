"""Questions about copies: what there is to copy, and for whom it may be."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.bundling.papers import text_of
from portal.cases.bundling.queries import dossier_of
from portal.cases.enquiring.queries import read_enquiries
from portal.cases.models import Case
from portal.cases.queries import OpenCase, visible_cases
from portal.cases.reading.queries import read_notes
from portal.cases.redacting.marking import without_marks
from portal.cases.redacting.models import Redaction
from portal.cases.seconding.models import SecondedRequest
from portal.cases.workflow import OPEN, CaseKind
from portal.database import db
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.vault.sealing import Place


@dataclass(frozen=True)
class ReadRedaction:
    """A copy that waits, unsealed."""

    target: str
    marked: str


def text_to_copy(opened: OpenCase) -> str:
    """Everything written in a case, for a member to mark what has to stay inside.

    Who the person is stands nowhere in it: that is seen by two members alone, and once.
    """
    notes = [
        f"{each.author.name if each.author else ''}, {format_day(each.on)}\n{each.text}"
        for each in read_notes(opened)
    ]
    office = [f"{each.question.words}\n{each.answer}" for each in read_enquiries(opened)]
    parts = [text_of(dossier_of(opened))]
    if office:
        parts.append("\n\n".join([_("What the care office says"), *office]))
    if notes:
        parts.append("\n\n".join([_("Notes between members"), *notes]))
    return without_marks("\n\n".join(parts))


def targets_for(case: Case, reader: Account) -> list[Case]:
    """Whose person may get a copy: of this case, and whoever asked what is held about them."""
    asked = visible_cases(reader).where(
        Case.kind == CaseKind.HELD, Case.status.in_(OPEN), Case.id != case.id
    )
    return [case, *db.session.scalars(asked.order_by(Case.received_on, Case.reference))]


def read_redaction(opened: OpenCase, request: SecondedRequest) -> ReadRedaction:
    """The copy that this request is about, unsealed."""
    row = db.session.scalars(select(Redaction).where(Redaction.request_id == request.id)).one()
    target = opened.safe.open_text(place_of(row, "target"), row.target)
    marked = opened.safe.open_text(place_of(row, "marked"), row.marked) if row.marked else ""
    return ReadRedaction(target, marked)


def get_redaction(request: SecondedRequest) -> Redaction:
    """The row of a copy."""
    return db.session.scalars(select(Redaction).where(Redaction.request_id == request.id)).one()


def place_of(row: Redaction, column: str) -> Place:
    """Where something of it is sealed."""
    return Place("redactions", row.id, column)
