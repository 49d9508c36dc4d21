"""What is kept of routing tables: each as a whole, with who proposed and who confirmed it.

All clear and, once in force, public: the committee says openly who reads what.
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.routing.table import CaseType, Route, Row
from portal.database import Model, new_id


class TableState(StrEnum):
    """How far a table has come."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    DROPPED = "dropped"


_OPEN = text("state IN ('draft', 'proposed')")
_IN_FORCE = text("state = 'in_force'")


class RoutingTable(Model):
    """One table. At most one is being written, and at most one is in force."""

    __tablename__ = "routing_tables"
    __table_args__ = (
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint(
            "(state IN ('in_force', 'replaced')) = (confirmed_by_id IS NOT NULL)",
            name="in_force_by_two",
        ),
        Index(
            "ux_routing_tables_open",
            "is_current",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ux_routing_tables_in_force",
            "is_current",
            "state",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    is_current: Mapped[bool] = mapped_column(
        default=True, comment="clear: always true; one row of a kind"
    )
    state: Mapped[TableState] = mapped_column(comment="clear: draft, proposed, in force and so on")
    begun_on: Mapped[date] = mapped_column(comment="clear: the day")
    in_force_on: Mapped[date | None] = mapped_column(comment="clear: first day it counts")
    replaced_on: Mapped[date | None] = mapped_column(comment="clear: first day it does not")
    proposed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: who may not also confirm it"
    )
    confirmed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the second member"
    )

    proposed_by: Mapped[Account | None] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by_id])
    entries: Mapped[list["RoutingRow"]] = relationship(order_by="RoutingRow.position")

    @property
    def rows(self) -> tuple[Row, ...]:
        """The table as the rule reads it."""
        return tuple(each.row for each in self.entries)

    @property
    def fact(self) -> dict[str, Any]:
        """What the public ledger says of it."""
        return {
            "table": str(self.id),
            "rows": [each.fact for each in self.entries],
            "proposed_by": self.proposed_by.name if self.proposed_by else None,
            "confirmed_by": self.confirmed_by.name if self.confirmed_by else None,
        }


class RoutingRow(Model):
    """One row of a table."""

    __tablename__ = "routing_rows"
    __table_args__ = (
        UniqueConstraint("table_id", "position"),
        CheckConstraint("least_severity BETWEEN 0 AND 4", name="severity_of_five"),
        CheckConstraint("least_stage >= 1", name="stage_counts_from_one"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    table_id: Mapped[UUID] = mapped_column(
        ForeignKey("routing_tables.id"), comment="clear: which table"
    )
    position: Mapped[int] = mapped_column(comment="clear: the first that fits counts")
    route: Mapped[Route] = mapped_column(comment="clear: who has such a case first")
    case_type: Mapped[CaseType | None] = mapped_column(comment="clear: what it fits")
    subject: Mapped[str] = mapped_column(comment="clear: what it fits; empty for all")
    least_severity: Mapped[int] = mapped_column(comment="clear: what it fits")
    least_stage: Mapped[int] = mapped_column(comment="clear: what it fits")

    @property
    def row(self) -> Row:
        """The row as the rule reads it."""
        return Row(self.route, self.case_type, self.subject, self.least_severity, self.least_stage)

    @property
    def fact(self) -> dict[str, Any]:
        """What the public ledger says of it."""
        return {
            "route": self.route.value,
            "case_type": self.case_type.value if self.case_type else None,
            "subject": self.subject,
            "least_severity": self.least_severity,
            "least_stage": self.least_stage,
        }
