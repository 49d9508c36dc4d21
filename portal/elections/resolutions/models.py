"""What is kept of a question to the members; roll, urn, days and steps are those of an election."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import Model
from portal.elections.models import Election
from portal.elections.resolutions.answering import Options
from portal.elections.resolutions.questions import Majority, Quorum
from portal.elections.resolutions.weighing import Weighing, weighing_of


class Question(Model):
    """One question that the members answer with yes, no or an abstention. All clear: public."""

    __tablename__ = "election_questions"
    __table_args__ = (
        CheckConstraint("quorum_least >= 0", name="quorum_counted"),
        CheckConstraint("quorum_percent BETWEEN 0 AND 100", name="quorum_is_a_part"),
    )

    election_id: Mapped[UUID] = mapped_column(
        ForeignKey("elections.id"), primary_key=True, comment="clear: which"
    )
    wording: Mapped[str] = mapped_column(comment="clear: public, what is asked")
    explanation: Mapped[str] = mapped_column(comment="clear: public, what would follow from it")
    majority: Mapped[Majority] = mapped_column(comment="clear: public, what a yes needs")
    quorum_least: Mapped[int] = mapped_column(comment="clear: public, how many have to take part")
    quorum_percent: Mapped[int] = mapped_column(comment="clear: public, which part of the roll")
    weighing: Mapped[str | None] = mapped_column(
        comment="clear: public, by which pack votes are weighed by class"
    )
    result: Mapped[dict[str, Any] | None] = mapped_column(
        comment="clear: votes by group; shown only where ten or more voted in each"
    )

    election: Mapped[Election] = relationship(lazy="joined", innerjoin=True)

    @property
    def quorum(self) -> Quorum:
        """How many have to take part."""
        return Quorum(self.quorum_least, Fraction(self.quorum_percent, 100))

    @property
    def weights(self) -> Weighing | None:
        """How votes are weighed; none where every vote is one."""
        return weighing_of(self.weighing) if self.weighing else None

    @property
    def options(self) -> Options:
        """What stands on the paper."""
        return Options(self.weights)
