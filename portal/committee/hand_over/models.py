"""What is kept of a hand-over: who passes keys on, and until when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.database import Model, new_id

_OPEN = text("finished_on IS NULL")


class HandOver(Model):
    """The thirty days in which somebody who left passes keys on and opens nothing. All clear."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        CheckConstraint("ends_on > began_on", name="ends_after_start"),
        Index(
            "ux_hand_overs_account_id",
            "account_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    began_on: Mapped[date] = mapped_column(comment="clear: first day out of the seat or office")
    ends_on: Mapped[date] = mapped_column(comment="clear: first day on which the keys are gone")
    finished_on: Mapped[date | None] = mapped_column(comment="clear: when the keys went")
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), comment="clear: who left")

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
