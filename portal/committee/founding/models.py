"""What is kept of a founding: who shall sit, until when, and who signed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.database import Model, new_id
from portal.membership.classes import MemberClass
from portal.membership.models import Member


class Founding(Model):
    """A first committee as it was proposed. All clear: it becomes public with its signatures."""

    __tablename__ = "foundings"
    __table_args__ = (CheckConstraint("lapses_on <= ends_on", name="lapses_before_it_ends"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    prepared_on: Mapped[date] = mapped_column(comment="clear: the day of the command")
    lapses_on: Mapped[date] = mapped_column(comment="clear: first day it can no more be signed")
    ends_on: Mapped[date] = mapped_column(comment="clear: first day after the founding term")
    started_on: Mapped[date | None] = mapped_column(comment="clear: day of the second signature")

    seats: Mapped[list["FoundingSeat"]] = relationship(order_by="FoundingSeat.position")
    signatures: Mapped[list["FoundingSignature"]] = relationship(
        order_by="FoundingSignature.signed_at"
    )

    def is_waiting(self, on: date) -> bool:
        """Whether it can be signed that day."""
        return self.started_on is None and on < self.lapses_on


class FoundingSeat(Model):
    """One seat of a founding. All clear, as the founding is."""

    __tablename__ = "founding_seats"

    founding_id: Mapped[UUID] = mapped_column(
        ForeignKey("foundings.id"), primary_key=True, comment="clear: which founding"
    )
    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("members.id"), primary_key=True, comment="clear: who shall sit"
    )
    seat_class: Mapped[MemberClass] = mapped_column(comment="clear: the class it speaks for")
    position: Mapped[int] = mapped_column(comment="clear: order in which they were named")

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)


class FoundingSignature(Model):
    """One founder's signature. All clear: published with the term."""

    __tablename__ = "founding_signatures"

    founding_id: Mapped[UUID] = mapped_column(
        ForeignKey("foundings.id"), primary_key=True, comment="clear: what was signed"
    )
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, comment="clear: by whom; nobody twice"
    )
    signed_at: Mapped[datetime] = mapped_column(comment="clear: when")

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
