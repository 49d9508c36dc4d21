"""What is kept of a result that is set aside."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.database import Model
from portal.elections.models import Election


class Annulment(Model):
    """A challenge was upheld: one person notes what was decided, another confirms. All clear."""

    __tablename__ = "election_annulments"
    __table_args__ = (
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"
        ),
        CheckConstraint("confirmed_by_id <> noted_by_id", name="two_people"),
    )

    election_id: Mapped[UUID] = mapped_column(
        ForeignKey("elections.id"), primary_key=True, comment="clear: which"
    )
    decided_by: Mapped[str] = mapped_column(comment="clear: public, who decided the challenge")
    reason: Mapped[str] = mapped_column(comment="clear: public, in the officer's words")
    vacant_from: Mapped[date] = mapped_column(
        comment="clear: public, the first day on which those who were elected sit no longer"
    )
    noted_at: Mapped[datetime] = mapped_column(comment="clear: when it was noted")
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="clear: public")
    noted_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who noted it, an officer"
    )
    confirmed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who confirmed it, another officer"
    )

    election: Mapped[Election] = relationship()
    noted_by: Mapped[Account] = relationship(foreign_keys=[noted_by_id])
