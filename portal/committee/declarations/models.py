"""What is kept of declared interests."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.database import Model, new_id


class DeclaredInterest(Model):
    """What somebody who may see cases has declared. All clear: the list is public.

    No statement means: nothing to declare. A declaration is ended, never changed.
    """

    __tablename__ = "declared_interests"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= declared_on", name="ended_after"),
        Index("ix_declared_interests_account_id", "account_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    statement: Mapped[str | None] = mapped_column(comment="clear: written to be public")
    declared_on: Mapped[date] = mapped_column(comment="clear: first day of the declaration")
    ended_on: Mapped[date | None] = mapped_column(comment="clear: first day it no longer holds")
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), comment="clear: whose")

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
