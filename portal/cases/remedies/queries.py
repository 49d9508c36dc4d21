"""Questions about promises: what was promised in a case, and what is overdue."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.cases.queries import OpenCase, visible_cases
from portal.cases.remedies.kinds import REMEDIES
from portal.cases.remedies.models import Remedy
from portal.database import db, lock
from portal.errors import NotFound
from portal.vault.sealing import Place


@dataclass(frozen=True)
class ReadRemedy:
    """A promise, unsealed."""

    remedy: Remedy
    what: str
    owner: str
    evidence: str

    @property
    def kind_words(self) -> str:
        """What kind of promise it is."""
        return str(REMEDIES[self.remedy.kind])


def read_remedies(opened: OpenCase) -> list[ReadRemedy]:
    """What was promised in a case, what is due first standing first."""
    asked = select(Remedy).where(Remedy.case_id == opened.case.id)
    return [read_remedy(opened, each) for each in db.session.scalars(asked.order_by(Remedy.due_on))]


def read_remedy(opened: OpenCase, remedy: Remedy) -> ReadRemedy:
    """One promise, unsealed."""

    def text(column: str) -> str:
        sealed = getattr(remedy, column)
        return opened.safe.open_text(Place("remedies", remedy.id, column), sealed) if sealed else ""

    return ReadRemedy(remedy, text("what"), text("owner"), text("evidence"))


def get_remedy(case: Case, remedy_id: UUID) -> Remedy:
    """One promise of this case, held still. Raises NotFound."""
    asked = select(Remedy).where(Remedy.case_id == case.id, Remedy.id == remedy_id)
    found = db.session.scalar(lock(asked))
    if found is None:
        raise NotFound
    return found


def overdue_remedies_for(reader: Account, today: date) -> list[Remedy]:
    """The promises in the reader's cases whose day has passed, and that are not done."""
    shown = visible_cases(reader).with_only_columns(Case.id)
    asked = select(Remedy).where(
        Remedy.done_on.is_(None), Remedy.due_on < today, Remedy.case_id.in_(shown)
    )
    return list(db.session.scalars(asked.order_by(Remedy.due_on)))
