"""Disputes through cases, beside the visits they are about."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Connection, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, new_id
from portal.visits.no_access.standings import Standing


class VisitDispute(Model):
    """That the home says otherwise than the record of a visit, with consent. Only ever added.

    There is no case in it, no day of writing and no name: any of them would join a complaint to a
    home. The visit is named as the contract names it, so that no correction loses its dispute.
    """

    __tablename__ = "visit_disputes"
    __table_args__ = (
        UniqueConstraint("line_ref", "service_date", "position"),
        CheckConstraint("position >= 1", name="counts_from_one"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    line_ref: Mapped[str] = mapped_column(
        comment="clear: a pseudonym; written only with the consent of the home"
    )
    service_date: Mapped[date] = mapped_column(comment="clear: as `line_ref`")
    position: Mapped[int] = mapped_column(comment="clear: order at one visit")
    standing: Mapped[Standing] = mapped_column(comment="clear: one of three codes, for figures")


def _refuse_change(_mapper: Any, _connection: Connection, row: object) -> None:
    raise TypeError(f"A {type(row).__name__} is only ever added.")


event.listen(VisitDispute, "before_update", _refuse_change)
event.listen(VisitDispute, "before_delete", _refuse_change)
