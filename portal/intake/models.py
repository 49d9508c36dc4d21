"""Drafts, sealed under a key of the writer's browser; alerts for whoever is on duty."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.database import Model, new_id


class IntakeDraft(Model):
    """A concern that somebody has begun to tell and has not sent."""

    __tablename__ = "intake_drafts"

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, default=new_id, comment="clear: random, in the address of the page"
    )
    answers: Mapped[bytes] = mapped_column(
        comment="sealed: under a key that lies only in the cookie of the person who writes"
    )
    touched_at: Mapped[datetime] = mapped_column(
        index=True, comment="clear: when to delete it; the row is gone an idle hour later"
    )


class DraftPhotograph(Model):
    """A photograph that waits in a draft, already drawn anew."""

    __tablename__ = "intake_draft_photographs"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    draft_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("intake_drafts.id", ondelete="CASCADE"),
        index=True,
        comment="clear: the draft it goes with",
    )
    position: Mapped[int] = mapped_column(comment="clear: the order in which they came")
    name: Mapped[bytes] = mapped_column(comment="sealed: under the key of the draft")
    picture: Mapped[bytes] = deferred(
        mapped_column(LargeBinary, comment="sealed: under the key of the draft")
    )


class Alert(Model):
    """Somebody at this home still needs a visit today, told with consent. Nothing else is kept."""

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint(
            "(seen_at IS NULL) = (seen_by_id IS NULL)", name="seen_at_a_time_by_somebody"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    home_code: Mapped[str] = mapped_column(
        comment="clear: with the separate consent of who raised it; deleted after a week"
    )
    raised_at: Mapped[datetime] = mapped_column(
        index=True, comment="clear: who is on duty must know how long ago; deleted after a week"
    )
    seen_at: Mapped[datetime | None] = mapped_column(comment="clear: when somebody took it up")
    seen_by_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: which account of the office took it up"
    )
