"""What is kept of meetings."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.database import Model, new_id
from portal.membership.models import Member


class Meeting(Model):
    """One meeting. All clear: that the committee met, and who came, is public."""

    __tablename__ = "committee_meetings"
    __table_args__ = (Index("ix_committee_meetings_held_on", "held_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    held_on: Mapped[date] = mapped_column(comment="clear: public")
    noted_at: Mapped[datetime] = mapped_column(comment="clear: when it was noted")
    noted_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: a sitting member"
    )

    noted_by: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    came: Mapped[list["Attendance"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=False
    )


class Attendance(Model):
    """Somebody who came to a meeting. All clear."""

    __tablename__ = "committee_attendances"
    __table_args__ = (Index("ix_committee_attendances_member_id", "member_id"),)

    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("committee_meetings.id"), primary_key=True, comment="clear: which"
    )
    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("members.id"), primary_key=True, comment="clear: who came"
    )

    member: Mapped[Member] = relationship(lazy="joined", innerjoin=True)
