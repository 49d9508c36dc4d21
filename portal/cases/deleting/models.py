"""What is kept of holds and deletions, and what counts still need of a deleted case."""

from datetime import date
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.deadlines import DeadlineKind
from portal.cases.deleting.grounds import DeletionGround
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.models import Case
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import Model, new_id
from portal.ledger.models import LedgerEntry

_STANDING = text("lifted_on IS NULL")


class LegalHold(Model):
    """That a case has to be kept: since when, who says so, and why. Gone with the case."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        CheckConstraint("(lifted_on IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
        Index(
            "ux_legal_holds_case_id",
            "case_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    set_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: the minutes name them"
    )
    set_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    lifted_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the minutes name them"
    )
    lifted_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    reason: Mapped[bytes] = mapped_column(comment="sealed: why, in the member's words")

    set_by: Mapped[Account] = relationship(foreign_keys=[set_by_id])


class CaseDeletion(Model):
    """That a case was deleted: what its certificate and the page of its receipt say."""

    __tablename__ = "case_deletions"
    __table_args__ = (
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_people"),
        # Not unique: the same form sent again after a deletion makes a case with the same code.
        Index("ix_case_deletions_lookup", "lookup"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    reference: Mapped[str] = mapped_column(comment="clear: random; to speak of what is gone")
    ground: Mapped[DeletionGround] = mapped_column(comment="clear: one of a short list")
    deleted_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    proposed_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: who answers for it"
    )
    confirmed_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: who answers for it"
    )
    entry_sequence: Mapped[int] = mapped_column(
        ForeignKey(LedgerEntry.sequence), comment="clear: its entry in the ledger"
    )
    lookup: Mapped[bytes] = mapped_column(
        comment="clear: an HMAC of the receipt's code, so that its page can say what became of it"
    )
    secret_version: Mapped[str] = mapped_column(comment="clear: which secret; says nothing of it")

    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[Account] = relationship(foreign_keys=[confirmed_by_id])
    entry: Mapped[LedgerEntry] = relationship()


class DeletionWitness(Model):
    """Who held the key when a case was deleted, and so may know that it was."""

    __tablename__ = "deletion_witnesses"

    deletion_id: Mapped[UUID] = mapped_column(
        ForeignKey(CaseDeletion.id), primary_key=True, comment="clear: the deletion"
    )
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), primary_key=True, comment="clear: who may see its certificate"
    )


class CountedCase(Model):
    """What counts need of a case that was deleted, so that deleting betters no record.

    It names no case: neither reference nor deletion leads here, nor this to them.
    """

    __tablename__ = "counted_cases"
    __table_args__ = (CheckConstraint("left_on >= received_on", name="left_after_received"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    kind: Mapped[CaseKind] = mapped_column(comment="clear: counted")
    area: Mapped[str] = mapped_column(comment="clear: counted; never a street")
    subjects: Mapped[list[str]] = mapped_column(comment="clear: counted; codes alone")
    status: Mapped[CaseStatus] = mapped_column(comment="clear: counted; how far it had come")
    outcome: Mapped[Finding | None] = mapped_column(comment="clear: counted")
    record_match: Mapped[RecordMatch | None] = mapped_column(comment="clear: counted")
    no_access_dispute: Mapped[NoAccessDispute | None] = mapped_column(comment="clear: counted")
    stage: Mapped[int] = mapped_column(comment="clear: counted; how often it was opened again")
    put_right: Mapped[list[list[str]]] = mapped_column(
        JSON,
        default=list,
        comment="clear: counted; whether the person said it was put right, by day",
    )
    promises: Mapped[list[list[str]]] = mapped_column(
        JSON,
        default=list,
        comment="clear: counted; of each promise whose day had come, its day and when it was done",
    )
    outside_on: Mapped[list[str]] = mapped_column(
        JSON,
        default=list,
        comment="clear: counted; the days on which it was known that the body outside has it",
    )
    received_on: Mapped[date] = mapped_column(comment="clear: counted in the period of that day")
    left_on: Mapped[date] = mapped_column(
        comment="clear: the day it ended, or was deleted while somebody still waited"
    )

    clocks: Mapped[list["CountedClock"]] = relationship(order_by="CountedClock.due_on")


class CountedClock(Model):
    """One clock of a case that was deleted: a late answer stays a late answer."""

    __tablename__ = "counted_clocks"
    __table_args__ = (Index("ix_counted_clocks_counted_case_id", "counted_case_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    counted_case_id: Mapped[UUID] = mapped_column(
        ForeignKey(CountedCase.id), comment="clear: the row of counts it goes with"
    )
    kind: Mapped[DeadlineKind] = mapped_column(comment="clear: counted")
    stage: Mapped[int] = mapped_column(comment="clear: counted")
    due_on: Mapped[date] = mapped_column(comment="clear: counted")
    met_on: Mapped[date | None] = mapped_column(comment="clear: counted")
    escalated_on: Mapped[date | None] = mapped_column(comment="clear: counted")
