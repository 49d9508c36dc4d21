"""What is kept of a promise. Its words are sealed; that it is overdue can be seen without a key."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.cases.remedies.kinds import RemedyKind
from portal.database import Model, new_id


class Remedy(Model):
    """One thing that is to be put right, or was learned. Gone with the case."""

    __tablename__ = "remedies"
    __table_args__ = (
        CheckConstraint("due_on >= promised_on", name="due_after_promise"),
        CheckConstraint("(done_on IS NULL) = (evidence IS NULL)", name="done_with_evidence"),
        Index("ix_remedies_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    kind: Mapped[RemedyKind] = mapped_column(comment="clear: one of a short list, counted")
    promised_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    promised_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: the minutes name them"
    )
    due_on: Mapped[date] = mapped_column(comment="clear: so that an overdue promise is noticed")
    done_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    what: Mapped[bytes] = mapped_column(comment="sealed: what is promised")
    owner: Mapped[bytes] = mapped_column(comment="sealed: who sees to it")
    evidence: Mapped[bytes | None] = mapped_column(comment="sealed: what shows that it was done")

    case: Mapped[Case] = relationship()
