"""What is kept of an offer to stand that was made online, until both who nominate have signed."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import Model, new_id
from portal.elections.models import Election
from portal.membership.models import Member


class Offer(Model):
    """Somebody wants to stand and named two who nominate them. All clear: meant to be public.

    Deleted once it is a nomination, or taken back.
    """

    __tablename__ = "candidacy_offers"
    __table_args__ = (
        UniqueConstraint("election_id", "member_id"),
        CheckConstraint(
            "first_nominator_id <> second_nominator_id AND first_nominator_id <> member_id"
            " AND second_nominator_id <> member_id",
            name="two_others",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    statement: Mapped[str] = mapped_column(comment="clear: to be public, in their own words")
    interests: Mapped[str] = mapped_column(comment="clear: to be public, in their own words")
    photograph: Mapped[bytes | None] = mapped_column(
        deferred=True, comment="clear: to be public, of themselves"
    )
    consented_on: Mapped[date] = mapped_column(comment="clear: the day on which they offered")
    first_signed_on: Mapped[date | None] = mapped_column(comment="clear: when the first signed")
    second_signed_on: Mapped[date | None] = mapped_column(comment="clear: when the second signed")
    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"), comment="clear: which")
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), comment="clear: who offers")
    first_nominator_id: Mapped[UUID] = mapped_column(
        ForeignKey("members.id"), comment="clear: whom they named"
    )
    second_nominator_id: Mapped[UUID] = mapped_column(
        ForeignKey("members.id"), comment="clear: whom they named"
    )

    election: Mapped[Election] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id], lazy="joined", innerjoin=True)
    first_nominator: Mapped[Member] = relationship(
        foreign_keys=[first_nominator_id], lazy="joined", innerjoin=True
    )
    second_nominator: Mapped[Member] = relationship(
        foreign_keys=[second_nominator_id], lazy="joined", innerjoin=True
    )

    @property
    def nominators(self) -> tuple[tuple[int, Member, date | None], ...]:
        """Both who were named: which of the two, who, and when they signed."""
        return (
            (1, self.first_nominator, self.first_signed_on),
            (2, self.second_nominator, self.second_signed_on),
        )
