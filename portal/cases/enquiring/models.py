"""What is kept of a question to the care office, and of its answer.

The question is sealed to the key of each coordinator by itself, and lies in no safe: grants belong
to the committee. What it belongs to, and the answer, lie in the safe of the case, which the office
never holds.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.database import Model, new_id
from portal.vault.models import Holder


class Enquiry(Model):
    """One question to the office. Gone with the case."""

    __tablename__ = "enquiries"
    __table_args__ = (
        CheckConstraint("(answered_on IS NULL) = (answer IS NULL)", name="answered_in_words"),
        CheckConstraint("(answered_on IS NULL) = (answered_by_id IS NULL)", name="answered_by_one"),
        CheckConstraint("due_on > asked_on", name="due_after_asked"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey(Case.id), index=True, comment="clear: the case; no page of the office shows it"
    )
    asked_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: the minutes name them"
    )
    asked_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    due_on: Mapped[date] = mapped_column(comment="clear: shown to the office and to the committee")
    answered_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    answered_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the coordinator"
    )
    meant: Mapped[bytes] = mapped_column(
        comment="sealed: the visits, what is asked of each, and which is meant"
    )
    answer: Mapped[bytes | None] = mapped_column(comment="sealed: what the office says of each")

    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_id])


class EnquiryCopy(Model):
    """The question as one coordinator reads it: the visits, and never which is meant."""

    __tablename__ = "enquiry_copies"
    __table_args__ = (UniqueConstraint("enquiry_id", "holder_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey(Enquiry.id), comment="clear: the question")
    holder_id: Mapped[UUID] = mapped_column(
        ForeignKey(Holder.id), index=True, comment="clear: whose key opens it"
    )
    question: Mapped[bytes] = mapped_column(
        info={"elsewhere": "to the key of a coordinator"},
        comment="sealed: the visits and what is asked of each, to that key alone",
    )

    enquiry: Mapped[Enquiry] = relationship()
