"""What is kept of a care worker's answer: it opens with the case or with the code."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.database import Model, new_id

ELSEWHERE: Final[dict[Any, Any]] = {"elsewhere": True}
"""Sealed to the code and not in the safe, which holds the code."""


class WorkerReply(Model):
    """One care worker who may answer. Who is sealed; the code leads to the substance alone.

    Two columns open with the code; the code lies sealed in the case, so that its holders open them
    too. The care worker holds no key of the case.
    """

    __tablename__ = "worker_replies"
    __table_args__ = (
        CheckConstraint("due_on >= given_on", name="due_after_given"),
        CheckConstraint("(answered_on IS NULL) = (reply IS NULL)", name="answered_in_words"),
        Index("ix_worker_replies_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    stage: Mapped[int] = mapped_column(comment="clear: in which round")
    lookup: Mapped[bytes] = mapped_column(unique=True, comment="clear: an HMAC of the code")
    secret_version: Mapped[str] = mapped_column(comment="clear: which secret; says nothing of it")
    given_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    due_on: Mapped[date] = mapped_column(comment="clear: last day to answer")
    answered_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    given_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: which member; the minutes name them"
    )
    code: Mapped[bytes] = mapped_column(comment="sealed: the code, and whom it was given to")
    substance: Mapped[bytes] = mapped_column(
        comment="sealed: to a code; what they are told, and no more", info=ELSEWHERE
    )
    reply: Mapped[bytes | None] = mapped_column(
        comment="sealed: to a code; what they answer", info=ELSEWHERE
    )
