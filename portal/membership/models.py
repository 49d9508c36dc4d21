"""What is kept of members: the register, and every change made to it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.database import Model, new_id
from portal.i18n import site_languages
from portal.membership.classes import MemberClass, is_care_worker
from portal.membership.details import ChangeKind, MemberDetails

_CURRENT = text("ceased_on IS NULL")


class Member(Model):
    """Somebody who belongs, or belonged, to the co-operative. Closed on leaving, never deleted.

    All clear: it says who belongs, and nothing of any case.
    """

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint("ceased_on IS NULL OR ceased_on >= admitted_on", name="ceased_after"),
        CheckConstraint("reserve_rank IS NULL OR reserve_rank >= 1", name="rank_counts_from_one"),
        CheckConstraint("line_manager_id IS NULL OR line_manager_id <> id", name="not_own_manager"),
        Index(
            "ux_members_care_worker_ref",
            "care_worker_ref",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index(
            "ux_members_account_id",
            "account_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index(
            "ux_members_member_class_reserve_rank",
            "member_class",
            "reserve_rank",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    name: Mapped[str] = mapped_column(comment="clear: the register names its members")
    member_class: Mapped[MemberClass] = mapped_column(comment="clear: decides the vote and seat")
    care_worker_ref: Mapped[str | None] = mapped_column(
        comment="clear: the rota's own code, to see who was to make a visit"
    )
    household: Mapped[str | None] = mapped_column(
        comment="clear: a label of the co-operative's own, says only who lives together"
    )
    reserve_rank: Mapped[int | None] = mapped_column(comment="clear: place in the class reserve")
    language: Mapped[str | None] = mapped_column(
        comment="clear: in which language of the site letters are written to them"
    )
    large_print: Mapped[bool] = mapped_column(
        default=False, comment="clear: whether letters to them are printed large"
    )
    by_post: Mapped[bool] = mapped_column(
        default=False, comment="clear: whether letters go by post though they have a sign-in"
    )
    admitted_on: Mapped[date] = mapped_column(comment="clear: first day of membership")
    ceased_on: Mapped[date | None] = mapped_column(comment="clear: first day without it")
    line_manager_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("members.id"), index=True, comment="clear: bars a manager from some cases"
    )
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: the sign-in, where there is one"
    )

    line_manager: Mapped["Member | None"] = relationship(remote_side=[id])
    account: Mapped[Account | None] = relationship()

    def is_current(self, on: date) -> bool:
        """Whether the person is a member that day."""
        return self.admitted_on <= on and (self.ceased_on is None or on < self.ceased_on)

    @property
    def speaks(self) -> str:
        """The language in which they are written to: the one they wish, or the site's first."""
        known = site_languages()
        return self.language if self.language in known else known[0]

    @property
    def is_care_worker(self) -> bool:
        """Whether the person works for the co-operative, whichever class they vote in."""
        return is_care_worker(self.member_class, self.care_worker_ref)

    @property
    def details(self) -> MemberDetails:
        """What the register says, as plain values."""
        return MemberDetails(
            name=self.name,
            member_class=self.member_class,
            care_worker_ref=self.care_worker_ref,
            line_manager_id=self.line_manager_id,
            household=self.household,
            reserve_rank=self.reserve_rank,
            language=self.language,
            large_print=self.large_print,
            by_post=self.by_post,
        )


class MemberChange(Model):
    """One change to the register: added, never altered. All clear, as the register is."""

    __tablename__ = "member_changes"
    __table_args__ = (Index("ix_member_changes_member_id", "member_id", "changed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    kind: Mapped[ChangeKind] = mapped_column(comment="clear: admitted, changed, ceased, sign-in")
    detail: Mapped[str | None] = mapped_column(comment="clear: which detail was changed")
    before: Mapped[str | None] = mapped_column(comment="clear: what the register said before")
    after: Mapped[str | None] = mapped_column(comment="clear: what it says since")
    changed_at: Mapped[datetime] = mapped_column(comment="clear: when, about no case")
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), comment="clear: whose")
    by_account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who did it; none for a command"
    )

    by: Mapped[Account | None] = relationship()
