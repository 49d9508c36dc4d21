"""What is kept of changes by hand and of claims, beside the attendance that they are about.

All clear, like the attendance: pseudonyms, codes, times and the care office's own notes. Figures
are never counted from either.
"""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, Sequence
from portal.visits.importing.models import Import

_IN_FORCE = text("replaced_in_id IS NULL")


class VisitChange(Model):
    """One change that somebody made to a record by hand: added once, never altered.

    Instants are epoch seconds. A source may say only that something was changed and why.
    """

    __tablename__ = "visit_changes"
    __table_args__ = (Index("ix_visit_changes_visit_ref", "visit_ref", "seq"),)

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    visit_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    seq: Mapped[int] = mapped_column(comment="clear: the place that its source gives it")
    changed_at: Mapped[int | None] = mapped_column(BigInteger, comment="clear: when")
    changed_by_role: Mapped[str] = mapped_column(comment="clear: a role, never a name")
    field: Mapped[str | None] = mapped_column(comment="clear: what was changed")
    old: Mapped[str | None] = mapped_column(comment="clear: what stood there, as a row does")
    new: Mapped[str | None] = mapped_column(comment="clear: what stands there since")
    reason_code: Mapped[str | None] = mapped_column(comment="clear: a code of the source")
    memo: Mapped[str | None] = mapped_column(comment="clear: the care office's own note")
    import_id: Mapped[int] = mapped_column(
        ForeignKey(Import.id), index=True, comment="clear: the import that brought it"
    )


class VisitClaim(Model):
    """One version of what the provider asks to be paid for one carer's part in a visit."""

    __tablename__ = "visit_claims"
    __table_args__ = (
        CheckConstraint("length >= 0", name="not_less_than_nothing"),
        Index(
            "ux_visit_claims_visit_ref",
            "visit_ref",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    visit_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    begins: Mapped[int | None] = mapped_column(
        BigInteger, comment="clear: the start claimed, an instant"
    )
    length: Mapped[int] = mapped_column(comment="clear: seconds claimed")
    import_id: Mapped[int] = mapped_column(
        ForeignKey(Import.id), index=True, comment="clear: the import that brought it"
    )
    replaced_in_id: Mapped[int | None] = mapped_column(
        ForeignKey(Import.id), index=True, comment="clear: the import that ended it"
    )
