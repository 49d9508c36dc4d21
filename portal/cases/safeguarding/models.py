"""What is kept of a case that somebody has alone: since when, why, and how it came back."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.cases.routing.table import Route
from portal.database import Model, new_id


class Result(StrEnum):
    """Why a case was given back."""

    NO_CONCERN = "no_concern"
    LOOKED_INTO = "looked_into"
    REPORTED = "reported"


_OPEN = text("ended_on IS NULL")


class Suspension(Model):
    """The time for which one person has a case alone. Gone with the case."""

    __tablename__ = "suspensions"
    __table_args__ = (
        CheckConstraint("(ended_on IS NULL) = (result IS NULL)", name="ended_with_a_result"),
        CheckConstraint("ended_on >= began_on", name="ends_after_start"),
        Index("ix_suspensions_case_id", "case_id"),
        Index(
            "ux_suspensions_open",
            "case_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    kept_with: Mapped[Route] = mapped_column(comment="clear: who has it alone")
    began_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    ended_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    begun_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: which member; none where the portal did"
    )
    ended_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: who gave it back"
    )
    result: Mapped[Result | None] = mapped_column(comment="clear: one of a short list")
    why: Mapped[bytes] = mapped_column(comment="sealed: the triggers, and a member's words")
    words: Mapped[bytes | None] = mapped_column(comment="sealed: what came of it, in words")

    case: Mapped[Case] = relationship()
