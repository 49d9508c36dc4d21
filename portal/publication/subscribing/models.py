"""What is kept of somebody who wants news of reports."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, new_id


class Subscription(Model):
    """One letter box, and what it wants to hear of. The row is deleted when it says stop."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint(
            "(confirmed_at IS NULL) = (told_until IS NULL)", name="confirmed_are_told_from_then"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    sealed: Mapped[bytes] = mapped_column(
        comment="sealed: address and the code of its links, by the outbox secret"
    )
    mailbox: Mapped[bytes] = mapped_column(
        unique=True, comment="clear: a keyed hash of the address, so that nobody is entered twice"
    )
    code_sha256: Mapped[bytes] = mapped_column(
        unique=True, comment="clear: a hash of the code; the code itself stands in letters alone"
    )
    topics: Mapped[list[str]] = mapped_column(comment="clear: codes of what it is told of")
    wanted: Mapped[list[str]] = mapped_column(comment="clear: codes that it has yet to confirm")
    language: Mapped[str] = mapped_column(comment="clear: in which language to write")
    asked_at: Mapped[datetime] = mapped_column(comment="clear: when the last letter asked it")
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="clear: when it said yes")
    told_until: Mapped[datetime | None] = mapped_column(
        comment="clear: what came out until then it was told of"
    )
