"""The days that were announced. A row is only ever added, and never changed."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, event
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


class DayIsAnnounced(RuleBroken):
    """A day that was announced stays announced."""


def _refuse_change(_mapper: Mapper[Any], _connection: object, _row: ReleaseDate) -> None:
    raise DayIsAnnounced("An announced day is never changed.")


event.listen(ReleaseDate, "before_update", _refuse_change)
event.listen(ReleaseDate, "before_delete", _refuse_change)
