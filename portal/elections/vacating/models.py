"""What is kept of a countback."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import Model, new_id
from portal.elections.models import Election

_OPEN = text("declared_at IS NULL")


class Countback(Model):
    """The ballots of an election counted again without those who left. All clear: it is public."""

    __tablename__ = "election_countbacks"
    __table_args__ = (
        CheckConstraint("(declared_at IS NULL) = (sheet IS NULL)", name="declared_with_sheet"),
        Index(
            "ux_election_countbacks_election_id",
            "election_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    lots: Mapped[str | None] = mapped_column(comment="clear: public, with who drew and who saw")
    sheet: Mapped[str | None] = mapped_column(comment="clear: public from ten votes on")
    begun_at: Mapped[datetime] = mapped_column(comment="clear: public")
    declared_at: Mapped[datetime | None] = mapped_column(comment="clear: public")
    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"), comment="clear: which")

    election: Mapped[Election] = relationship()
