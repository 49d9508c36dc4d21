"""What is kept of two reports that may be about the same service, and of what two members found."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.corroborating.corroboration import Likeness
from portal.cases.models import Case
from portal.database import Model, new_id

_OPEN = text("ended_on IS NULL")


class Pairing(Model):
    """A sealed report and another one, laid side by side for two members. Gone with either.

    One that has ended says that it is something else. Where it is the same the row goes: that two
    cases are about one home stands sealed in both, and nowhere in the clear.
    """

    __tablename__ = "pairings"
    __table_args__ = (
        UniqueConstraint("case_id", "other_id"),
        CheckConstraint("case_id <> other_id", name="two_reports"),
        CheckConstraint("ended_on >= began_on", name="ends_after_start"),
        Index("ix_pairings_other_id", "other_id"),
        Index(
            "ux_pairings_open",
            "case_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey(Case.id), comment="clear: the sealed case; its codes are clear anyway"
    )
    other_id: Mapped[UUID] = mapped_column(
        ForeignKey(Case.id), comment="clear: the other case; its codes are clear anyway"
    )
    began_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    ended_on: Mapped[date | None] = mapped_column(
        comment="clear: the day on which both found it different; so that it is not asked again"
    )

    findings: Mapped[list["PairingFinding"]] = relationship(
        order_by="PairingFinding.found_on, PairingFinding.id"
    )

    def beside(self, case_id: UUID) -> UUID:
        """The other of the two."""
        return self.other_id if case_id == self.case_id else self.case_id

    def finding_of(self, account_id: UUID) -> "PairingFinding | None":
        """What that member found."""
        return next((each for each in self.findings if each.account_id == account_id), None)


class PairingFinding(Model):
    """What one of the two members found; replaced by finding otherwise until it is settled."""

    __tablename__ = "pairing_findings"
    __table_args__ = (UniqueConstraint("pairing_id", "account_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    pairing_id: Mapped[UUID] = mapped_column(
        ForeignKey(Pairing.id), comment="clear: which two cases"
    )
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: who compared; nobody counts twice"
    )
    likeness: Mapped[Likeness] = mapped_column(comment="clear: same or different")
    found_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")

    account: Mapped[Account] = relationship()
