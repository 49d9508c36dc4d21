"""What is kept of the committee: terms, appointments, and its book."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.committee.offices import AppointmentState, Office
from portal.committee.terms import TermSource, is_running
from portal.database import Model, new_id
from portal.membership.classes import MemberClass
from portal.membership.models import Member


class CommitteeBook(Model):
    """The one row that every change to the committee holds, so that two never cross.

    Two confirmations at the same instant could otherwise both find the chair vacant.
    """

    __tablename__ = "committee_book"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="clear: always 1"
    )
    refreshed_at: Mapped[datetime | None] = mapped_column(
        comment="clear: when permissions were last written from terms"
    )


class Term(Model):
    """One seat of the committee, held by one member for a time. All clear: it is public."""

    __tablename__ = "committee_terms"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("ends_on <= planned_end_on", name="never_prolonged"),
        CheckConstraint("(voters IS NULL) = (roll IS NULL)", name="voters_of_a_roll"),
        CheckConstraint("voters BETWEEN 0 AND roll", name="voters_on_the_roll"),
        Index("ix_committee_terms_ends_on", "ends_on"),
        Index("ix_committee_terms_member_id", "member_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    seat_class: Mapped[MemberClass] = mapped_column(comment="clear: the class it speaks for")
    shows_class: Mapped[bool] = mapped_column(
        default=True, comment="clear: whether its holder agreed that the class is said in public"
    )
    contact: Mapped[str | None] = mapped_column(
        comment="clear: public, how its holder wants to be reached, in their words"
    )
    voters: Mapped[int | None] = mapped_column(comment="clear: public, how many members voted")
    roll: Mapped[int | None] = mapped_column(comment="clear: public, of how many on the roll")
    source: Mapped[TermSource] = mapped_column(comment="clear: founding, elected and so on")
    starts_on: Mapped[date] = mapped_column(comment="clear: first day in the seat")
    ends_on: Mapped[date] = mapped_column(comment="clear: first day out of it")
    planned_end_on: Mapped[date] = mapped_column(comment="clear: the end as it was first set")
    begun_at: Mapped[datetime] = mapped_column(comment="clear: when it was entered")
    end_recorded_at: Mapped[datetime | None] = mapped_column(
        comment="clear: when its end went into the ledger"
    )
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), comment="clear: who sits")

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)

    def is_running(self, on: date) -> bool:
        """Whether the member sits that day."""
        return is_running(
            on, starts_on=self.starts_on, ends_on=self.ends_on
        ) and self.member.is_current(on)

    @property
    def fact(self) -> dict[str, Any]:
        """What the public ledger says of it."""
        said = {"seat_class": self.seat_class.value} if self.shows_class else {}
        return {
            "term": str(self.id),
            "name": self.member.name,
            **said,
            "source": self.source.value,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
        }


class Appointment(Model):
    """One office, held or deputised by one person for a time. All clear: it is public.

    One sitting member proposes, another confirms; until then nothing follows from it.
    """

    __tablename__ = "committee_appointments"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("ends_on <= planned_end_on", name="never_prolonged"),
        CheckConstraint(
            "state <> 'made' OR (confirmed_by_id IS NOT NULL AND confirmed_at IS NOT NULL)",
            name="made_by_two",
        ),
        CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name="two_people"
        ),
        Index("ix_committee_appointments_ends_on", "ends_on"),
        Index("ix_committee_appointments_account_id", "account_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    office: Mapped[Office] = mapped_column(comment="clear: which office")
    is_deputy: Mapped[bool] = mapped_column(comment="clear: whether as deputy")
    state: Mapped[AppointmentState] = mapped_column(comment="clear: proposed, made, withdrawn")
    starts_on: Mapped[date] = mapped_column(comment="clear: first day in office")
    ends_on: Mapped[date] = mapped_column(comment="clear: first day out of it")
    planned_end_on: Mapped[date] = mapped_column(comment="clear: the end as it was first set")
    proposed_at: Mapped[datetime] = mapped_column(comment="clear: when it was proposed")
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="clear: when it was confirmed")
    end_recorded_at: Mapped[datetime | None] = mapped_column(
        comment="clear: when its end went into the ledger"
    )
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), comment="clear: who")
    proposed_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: a sitting member"
    )
    confirmed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: another sitting member"
    )

    account: Mapped[Account] = relationship(
        foreign_keys=[account_id], lazy="joined", innerjoin=True
    )
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by_id])

    def is_running(self, on: date) -> bool:
        """Whether the office is held that day by this appointment."""
        return self.state is AppointmentState.MADE and is_running(
            on, starts_on=self.starts_on, ends_on=self.ends_on
        )

    @property
    def fact(self) -> dict[str, Any]:
        """What the public ledger says of it."""
        return {
            "appointment": str(self.id),
            "name": self.account.name,
            "office": self.office.value,
            "deputy": self.is_deputy,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "proposed_by": self.proposed_by.name,
            "confirmed_by": self.confirmed_by.name if self.confirmed_by else None,
        }
