"""What is kept of a letter until it is delivered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, new_id
from portal.notices.patience import Problem


class OutboxMessage(Model):
    """A letter on its way. It is deleted once it is delivered."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        Index("ix_outbox_messages_due_at", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    sealed: Mapped[bytes] = mapped_column(
        comment="sealed: address, subject and words, by the outbox secret"
    )
    made_at: Mapped[datetime] = mapped_column(comment="clear: when to stop trying")
    due_at: Mapped[datetime] = mapped_column(comment="clear: when to try next")
    attempts: Mapped[int] = mapped_column(default=0, comment="clear: a number")
    problem: Mapped[Problem | None] = mapped_column(comment="clear: why the last try failed")
    held_by: Mapped[str | None] = mapped_column(comment="clear: a random name of a worker")
    held_until: Mapped[datetime | None] = mapped_column(comment="clear: end of its lease")
    given_up_at: Mapped[datetime | None] = mapped_column(comment="clear: when we stopped trying")
