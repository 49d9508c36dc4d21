"""What is kept of requests that take two members."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.models import Case
from portal.cases.seconding.asking import Asked, AskState, Step
from portal.database import Model, new_id

_WAITING = text("state = 'waiting'")


class SecondedRequest(Model):
    """One member asks, with a reason; a second answers. Gone with the case."""

    __tablename__ = "seconded_requests"
    __table_args__ = (
        CheckConstraint("answered_by_id <> asked_by_id", name="two_people"),
        CheckConstraint(
            "(answered_by_id IS NULL) = (answered_on IS NULL)", name="answered_by_somebody"
        ),
        CheckConstraint("(step = 'challenge') = (about_id IS NOT NULL)", name="about_a_member"),
        CheckConstraint("about_id <> answered_by_id", name="not_about_the_second"),
        CheckConstraint("lapses_on > asked_on", name="lapses_after_asked"),
        Index("ix_seconded_requests_case_id", "case_id"),
        Index("ix_seconded_requests_state", "state"),
        Index(
            "ux_seconded_requests_waiting",
            "case_id",
            "step",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    step: Mapped[Step] = mapped_column(comment="clear: what is asked for")
    code: Mapped[str | None] = mapped_column(
        comment="clear: the ground of a deletion, a challenge or an end, one of a short list"
    )
    state: Mapped[AskState] = mapped_column(comment="clear: the queue shows what waits")
    asked_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    lapses_on: Mapped[date] = mapped_column(comment="clear: first day it is no longer good")
    answered_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    asked_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: who may not also agree"
    )
    answered_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the second member; the minutes name them"
    )
    about_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the member whose interest is challenged"
    )
    reason: Mapped[bytes] = mapped_column(comment="sealed: why, in the member's words")
    answer: Mapped[bytes | None] = mapped_column(comment="sealed: why not, in the second's words")

    case: Mapped[Case] = relationship()
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_id])
    about: Mapped[Account | None] = relationship(foreign_keys=[about_id])

    @property
    def asked(self) -> Asked:
        """The request as the rule sees it."""
        return Asked(
            state=self.state,
            asked_by=self.asked_by_id,
            asker=self.asked_by.name,
            answered_by=self.answered_by_id,
            lapses_on=self.lapses_on,
        )

    @property
    def last_day(self) -> date:
        """The last day on which something may come of it."""
        return self.lapses_on - timedelta(days=1)
