"""The days that were announced, and why one was missed. Rows are added, and never changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from portal.database import Model, new_id
from portal.errors import RuleBroken


class ReleaseDate(Model):
    """The day on which the report of one month is to come out. All clear: it is made public."""

    __tablename__ = "release_dates"
    __table_args__ = (CheckConstraint("due_on > announced_on", name="announced_beforehand"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    period: Mapped[str] = mapped_column(unique=True, comment="clear: the month, 2026-10")
    due_on: Mapped[date] = mapped_column(comment="clear: the day that was announced")
    announced_on: Mapped[date] = mapped_column(comment="clear: since when it is known")


class DayReason(Model):
    """Why a report did not come out on its day, in the words of a member. Clear: it is public."""

    __tablename__ = "release_date_reasons"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    words: Mapped[str] = mapped_column(comment="clear: what everybody reads beside the day")
    name: Mapped[str] = mapped_column(comment="clear: who says so; named in public")
    written_at: Mapped[datetime] = mapped_column(comment="clear: when")

    date_id: Mapped[UUID] = mapped_column(
        ForeignKey(ReleaseDate.id), index=True, comment="clear: the day that was announced"
    )
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who says so"
    )


class DayIsAnnounced(RuleBroken):
    """A day that was announced stays announced."""


def _refuse_change(_mapper: Mapper[Any], _connection: object, _row: Model) -> None:
    raise DayIsAnnounced("An announced day is never changed, nor what was said of it.")


event.listen(ReleaseDate, "before_update", _refuse_change)
event.listen(ReleaseDate, "before_delete", _refuse_change)
event.listen(DayReason, "before_update", _refuse_change)
event.listen(DayReason, "before_delete", _refuse_change)
