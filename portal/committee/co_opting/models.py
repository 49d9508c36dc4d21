"""What is kept of a proposal to co-opt somebody."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.committee.offices import AppointmentState
from portal.database import Model, new_id
from portal.membership.models import Member

_OPEN = text("state = 'proposed'")


class CoOption(Model):
    """One sitting member proposes somebody for a vacant seat or as a substitute, another confirms.

    All clear: what comes of it is public.
    """

    __tablename__ = "committee_co_options"
    __table_args__ = (
        CheckConstraint("(state = 'made') = (confirmed_by_id IS NOT NULL)", name="made_by_another"),
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_people"),
        Index(
            "ux_committee_co_options_member_id",
            "member_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    state: Mapped[AppointmentState] = mapped_column(comment="clear: proposed, made, withdrawn")
    stands_by: Mapped[bool] = mapped_column(
        comment="clear: whether as a substitute, and not for a vacant seat"
    )
    shows_class: Mapped[bool] = mapped_column(
        comment="clear: whether they agreed that the class is said in public"
    )
    consented_on: Mapped[date] = mapped_column(comment="clear: the day on which they agreed")
    proposed_at: Mapped[datetime] = mapped_column(comment="clear: when it was proposed")
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), comment="clear: who")
    proposed_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: a sitting member"
    )
    confirmed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: another sitting member"
    )

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
