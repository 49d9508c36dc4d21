"""What is kept of the rules from which clocks were worked out."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model


class ClockRules(Model):
    """The rules and days off from which the running clocks were last worked out. One row."""

    __tablename__ = "clock_rules"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="clear: always 1"
    )
    fingerprint: Mapped[str] = mapped_column(comment="clear: a hash of rules and days off")
