"""What is kept of what is published of a case."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.findings import Finding
from portal.cases.models import Case
from portal.cases.publishing.summaries import SummaryState
from portal.cases.workflow import CaseKind
from portal.database import Model, new_id

_PROPOSED, _PUBLISHED = text("state = 'proposed'"), text("state = 'published'")


class CaseSummary(Model):
    """One summary: sealed while it is proposed, clear once two members signed it.

    Gone with its case, and its words gone as soon as the person takes them back.
    """

    __tablename__ = "case_summaries"
    __table_args__ = (
        CheckConstraint("signed_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("(signed_by_id IS NULL) = (signed_on IS NULL)", name="signed_on_a_day"),
        CheckConstraint("state <> 'published' OR shown_from IS NOT NULL", name="shown_from_a_day"),
        CheckConstraint(
            "state = 'published' OR (done IS NULL AND promised IS NULL)", name="clear_if_published"
        ),
        Index(
            "ux_case_summaries_proposed", "case_id", unique=True,
            sqlite_where=_PROPOSED, postgresql_where=_PROPOSED,
        ),
        Index(
            "ux_case_summaries_published", "case_id", unique=True,
            sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED,
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    state: Mapped[SummaryState] = mapped_column(comment="clear: what waits for a second member")
    person_agrees: Mapped[bool] = mapped_column(
        default=False, comment="clear: whether the person said yes to these words"
    )
    proposed_by_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: who may not also sign"
    )
    proposed_on: Mapped[date] = mapped_column(comment="clear: the day; a preview counts from it")
    signed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the second member; the minutes name them"
    )
    signed_on: Mapped[date | None] = mapped_column(comment="clear: the day, never the hour")
    draft: Mapped[bytes] = mapped_column(comment="sealed: the words, until they are signed")
    kind: Mapped[CaseKind] = mapped_column(comment="clear: published")
    quarter: Mapped[str] = mapped_column(comment="clear: published; the quarter it came in")
    subjects: Mapped[list[str]] = mapped_column(comment="clear: published; codes alone")
    outcome: Mapped[Finding | None] = mapped_column(comment="clear: published")
    done: Mapped[str | None] = mapped_column(comment="clear: published, with consent")
    promised: Mapped[str | None] = mapped_column(comment="clear: published, with consent")
    due_in: Mapped[str | None] = mapped_column(comment="clear: published; a quarter, never a day")
    shown_from: Mapped[date | None] = mapped_column(
        comment="clear: first day of a quarter, so that the page tells no day of signing"
    )

    case: Mapped[Case] = relationship()
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    signed_by: Mapped[Account | None] = relationship(foreign_keys=[signed_by_id])
