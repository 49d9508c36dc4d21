"""What was read of other co-operatives' reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model
from portal.publication.comparing.neighbours import Pinned, Trouble


class Neighbour(Model):
    """Another co-operative and its newest report. All clear: it published it itself."""

    __tablename__ = "neighbours"
    __table_args__ = (
        CheckConstraint("(key IS NULL) = (seen_day IS NULL)", name="a_key_was_seen_on_a_day"),
        CheckConstraint("(key IS NULL) = (seen_hash IS NULL)", name="a_day_has_an_end"),
    )

    address: Mapped[str] = mapped_column(primary_key=True, comment="clear: public, of its report")
    coop: Mapped[str] = mapped_column(default="", comment="clear: public, what it calls itself")
    release: Mapped[str] = mapped_column(default="", comment="clear: public, name of its report")
    figures: Mapped[dict[str, Any]] = mapped_column(comment="clear: public, its published figures")
    trouble: Mapped[Trouble | None] = mapped_column(comment="clear: why it is not shown")
    key: Mapped[bytes | None] = mapped_column(comment="clear: public, of its ledger")
    seen_day: Mapped[date | None] = mapped_column(comment="clear: public, how far it was seen")
    seen_hash: Mapped[bytes | None] = mapped_column(comment="clear: public, the end of that day")
    tried_at: Mapped[datetime] = mapped_column(comment="clear: when it was last read")

    @property
    def pinned(self) -> Pinned | None:
        """What its ledger is held to."""
        if self.key is None or self.seen_day is None or self.seen_hash is None:
            return None
        return Pinned(self.key, self.seen_day, self.seen_hash)
