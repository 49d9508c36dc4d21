"""What the search for patterns found, month by month: made anew whenever visits were imported.

All of it is worked out from the visits on record, which are clear, and speaks in their pseudonyms.
Pages show whom an alert is about only after a member opened it, with an entry in the ledger.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import Model, new_id
from portal.visits.importing.models import Import
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import PatternKind, Sighting, What


class PatternMonth(Model):
    """A month that was searched."""

    __tablename__ = "pattern_months"

    first_on: Mapped[date] = mapped_column(primary_key=True, comment="clear: which month")
    tests: Mapped[int] = mapped_column(comment="clear: how many subjects were looked at")
    silent: Mapped[list[str]] = mapped_column(comment="clear: kinds with too little history")
    import_id: Mapped[int] = mapped_column(
        ForeignKey(Import.id), comment="clear: the newest import it was searched after"
    )
    disputes: Mapped[int] = mapped_column(
        comment="clear: how many disputes were written before it was searched"
    )

    alerts: Mapped[list["PatternAlert"]] = relationship(
        order_by="PatternAlert.once_in.desc(), PatternAlert.kind, PatternAlert.id"
    )


class PatternAlert(Model):
    """Something unusual in a month; gone again when a correction makes it ordinary."""

    __tablename__ = "pattern_alerts"
    __table_args__ = (
        UniqueConstraint("month_on", "kind", "subject"),
        CheckConstraint("seen <= looked_at AND seen_before <= looked_at_before", name="parts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    month_on: Mapped[date] = mapped_column(
        ForeignKey(PatternMonth.first_on), comment="clear: which month"
    )
    kind: Mapped[PatternKind] = mapped_column(comment="clear: one of six codes")
    subject: Mapped[str] = mapped_column(
        comment="clear: a pseudonym of the visit files; shown only to who opened the alert"
    )
    seen: Mapped[int] = mapped_column(comment="clear: a count")
    looked_at: Mapped[int] = mapped_column(comment="clear: a count")
    run: Mapped[int] = mapped_column(comment="clear: a count, 0 where it is about no run")
    seen_before: Mapped[int] = mapped_column(comment="clear: a count over the co-operative")
    looked_at_before: Mapped[int] = mapped_column(comment="clear: a count over the co-operative")
    once_in: Mapped[int] = mapped_column(BigInteger, comment="clear: how rare it is by chance")
    sightings: Mapped[dict[str, Any]] = mapped_column(
        comment="clear: days, codes and pseudonyms of the visits it was seen at"
    )

    @property
    def now(self) -> Rate:
        """What was seen in the month."""
        return Rate(self.seen, self.looked_at)

    @property
    def before(self) -> Rate:
        """What was seen in the co-operative in the months before."""
        return Rate(self.seen_before, self.looked_at_before)

    @property
    def visits(self) -> list[Sighting]:
        """The visits it was seen at, in the order of their time."""
        return [
            Sighting(day, begins, What(what), package_ref, tuple(refs), minutes, agreed)
            for day, begins, what, package_ref, refs, minutes, agreed in self.sightings["visits"]
        ]
