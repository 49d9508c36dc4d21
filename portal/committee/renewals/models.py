"""What is kept of renewals: for whom, who asked, who agreed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.database import Model, new_id


class KeyRenewal(Model):
    """A new invitation for somebody who had joined before. All clear: it says nothing of a case."""

    __tablename__ = "key_renewals"
    __table_args__ = (
        CheckConstraint("agreed_by_id IS NULL OR agreed_by_id <> asked_by_id", name="two_people"),
        CheckConstraint("asked_by_id <> account_id", name="not_asked_for_oneself"),
        CheckConstraint("(agreed_by_id IS NULL) = (agreed_at IS NULL)", name="agreed_by_somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    asked_at: Mapped[datetime] = mapped_column(comment="clear: when it was asked")
    lapses_at: Mapped[datetime] = mapped_column(comment="clear: until when it can be agreed to")
    agreed_at: Mapped[datetime | None] = mapped_column(comment="clear: when a second agreed")
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), index=True, comment="clear: who makes a new key"
    )
    asked_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: a sitting member"
    )
    agreed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: another sitting member"
    )

    account: Mapped[Account] = relationship(
        foreign_keys=[account_id], lazy="joined", innerjoin=True
    )
    asked_by: Mapped[Account] = relationship(
        foreign_keys=[asked_by_id], lazy="joined", innerjoin=True
    )
