"""What is kept of handover codes, and of people who asked to be rung or written to.

Rows go with their case: the foreign keys delete them, so that nothing here outlives it.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.database import Model, new_id
from portal.intake.handover.ways import Wish


class Handover(Model):
    """A code that somebody else gave to the person, and what became of it.

    The row outlives the code's first use: whoever types it later reads when that was.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("open_slot = 1", name="one_slot"),
        CheckConstraint("used_on IS NULL OR replaced_on IS NULL", name="used_or_replaced"),
        CheckConstraint("(used_on IS NULL) = (used_at IS NULL)", name="used_at_when_used"),
        CheckConstraint(
            "(open_slot IS NULL) = (used_on IS NOT NULL OR replaced_on IS NOT NULL)",
            name="open_until_used",
        ),
        CheckConstraint("additions >= 0", name="additions_are_counted"),
        UniqueConstraint("case_id", "open_slot"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey(Case.id, ondelete="CASCADE"), comment="clear: the case"
    )
    open_slot: Mapped[int | None] = mapped_column(
        comment="clear: 1 until it is used or replaced, so that a case has one such code at most"
    )
    lookup: Mapped[bytes] = mapped_column(unique=True, comment="clear: an HMAC of the code")
    secret_version: Mapped[str] = mapped_column(comment="clear: which secret; says nothing of it")
    replaced_lookup: Mapped[bytes | None] = mapped_column(
        unique=True, comment="clear: an HMAC of the receipt that it took the place of"
    )
    given_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: who gave it out; the minutes name them"
    )
    given_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    additions: Mapped[int] = mapped_column(comment="clear: how often something was added with it")
    used_on: Mapped[date | None] = mapped_column(comment="clear: the day of its first use")
    used_at: Mapped[bytes | None] = mapped_column(
        comment="sealed: the moment of its first use, for whoever types the code"
    )
    replaced_on: Mapped[date | None] = mapped_column(
        comment="clear: the day another one took its place"
    )

    given_by: Mapped[Account] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether nobody has used it, and none has taken its place."""
        return self.open_slot is not None


class CallerWish(Model):
    """That the person asked to be rung or written to. Number and address lie in the case."""

    __tablename__ = "caller_wishes"

    case_id: Mapped[UUID] = mapped_column(
        ForeignKey(Case.id, ondelete="CASCADE"), primary_key=True, comment="clear: the case"
    )
    wish: Mapped[Wish] = mapped_column(
        comment="clear: what somebody has to do; whom to reach, and where, is sealed"
    )


class CallerReached(Model):
    """That a handler rang or wrote. What was done in error is taken back, never deleted."""

    __tablename__ = "callers_reached"
    __table_args__ = (
        CheckConstraint(
            "(undone_on IS NULL) = (undone_by_id IS NULL)", name="undone_on_a_day_by_somebody"
        ),
        Index("ix_callers_reached_case_id", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey(Case.id, ondelete="CASCADE"), comment="clear: the case"
    )
    position: Mapped[int] = mapped_column(comment="clear: order within the case")
    upto: Mapped[int] = mapped_column(
        comment="clear: the place of the last message that was passed on"
    )
    done_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    done_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: which member; the minutes name them"
    )
    undone_on: Mapped[date | None] = mapped_column(comment="clear: the day it was taken back")
    undone_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: which member took it back"
    )

    done_by: Mapped[Account] = relationship(foreign_keys=[done_by_id])
