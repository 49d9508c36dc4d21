"""What is kept of what the person says afterwards. Their words are messages of the case."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.following.turns import AlertFinding, PutRight, Turn
from portal.cases.models import Case
from portal.database import Model, new_id

_UNASKED = text("asked_on IS NULL AND lapsed_on IS NULL")
_OPEN = text("settled_on IS NULL")


class FollowUp(Model):
    """One time at which the person is asked whether it was put right. Gone with the case."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("case_id", "stage", "turn"),
        CheckConstraint("answered_on IS NULL OR asked_on IS NOT NULL", name="asked_before_answer"),
        CheckConstraint("(answered_on IS NULL) = (put_right IS NULL)", name="answered_in_words"),
        CheckConstraint("(answered_on IS NULL) = (worse IS NULL)", name="answered_whole"),
        Index(
            "ix_follow_ups_unasked",
            "due_on",
            sqlite_where=_UNASKED,
            postgresql_where=_UNASKED,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    stage: Mapped[int] = mapped_column(comment="clear: after the answer of which round")
    turn: Mapped[Turn] = mapped_column(comment="clear: which of the three times")
    due_on: Mapped[date] = mapped_column(comment="clear: the worker looks for it")
    asked_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    lapsed_on: Mapped[date | None] = mapped_column(
        comment="clear: the day on which it was not to be asked any more"
    )
    answered_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    put_right: Mapped[PutRight | None] = mapped_column(
        comment="clear: what the person says of it, counted beside what was found"
    )
    worse: Mapped[bool | None] = mapped_column(
        comment="clear: whether anything got worse, counted; not what"
    )


class RetaliationAlert(Model):
    """Somebody says that something got worse after they spoke up: it is looked into at once."""

    __tablename__ = "retaliation_alerts"
    __table_args__ = (
        CheckConstraint("(settled_on IS NULL) = (finding IS NULL)", name="settled_with_a_finding"),
        CheckConstraint("(settled_on IS NULL) = (settled_by_id IS NULL)", name="settled_by_one"),
        Index(
            "ux_retaliation_alerts_case_id",
            "case_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    raised_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    settled_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    settled_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the minutes name them"
    )
    finding: Mapped[AlertFinding | None] = mapped_column(comment="clear: counted; names nothing")

    case: Mapped[Case] = relationship()
