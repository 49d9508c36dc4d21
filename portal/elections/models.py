"""What is kept of an election: its days and steps, who stands, the roll, and the sealed urn."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.committee.models import Term
from portal.database import Model, new_id
from portal.elections.timetable import CHALLENGE_FOR, Milestones, Timetable
from portal.membership.classes import MemberClass
from portal.membership.models import Member


class Withdrawal(StrEnum):
    """Why somebody no longer stands."""

    WITHDREW = "withdrew"
    DIED = "died"
    NOT_ELIGIBLE = "not_eligible"


class Channel(StrEnum):
    """How a vote came."""

    ONLINE = "online"
    PAPER = "paper"
    PHONE = "phone"


class Told(StrEnum):
    """How a member got the code to vote with."""

    MAIL = "mail"
    LETTER = "letter"


class Election(Model):
    """One election, from the draft to the destruction of its urn. All clear: it is public.

    A question to the members has the same roll, urn and days: the time of nominations is the time
    of notice, and what begins with the terms is that the decision holds.
    """

    __tablename__ = "elections"
    __table_args__ = (
        CheckConstraint("poll_last_on >= poll_from_on", name="poll_in_order"),
        CheckConstraint("poll_from_on > nominations_last_on", name="poll_after_nominations"),
        CheckConstraint("terms_end_on > terms_start_on", name="terms_in_order"),
        CheckConstraint("membership_days >= 0", name="membership_counted"),
        CheckConstraint(
            "announced_at IS NULL OR public_key IS NOT NULL", name="key_before_the_notice"
        ),
        CheckConstraint("(stopped_at IS NULL) = (stop_reason IS NULL)", name="stopped_with_reason"),
        CheckConstraint(
            "(days_moved_on IS NULL) = (days_moved_why IS NULL)", name="moved_with_reason"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    title: Mapped[str] = mapped_column(comment="clear: public")
    is_question: Mapped[bool] = mapped_column(
        default=False, comment="clear: public, whether members answer a question or fill seats"
    )
    membership_days: Mapped[int] = mapped_column(comment="clear: public, how long before a vote")
    countback: Mapped[bool] = mapped_column(comment="clear: public, adopted before the poll")
    public_key: Mapped[bytes | None] = mapped_column(comment="clear: only seals; opens nothing")
    key_holders: Mapped[list[str]] = mapped_column(comment="clear: public, who holds the parts")
    stake: Mapped[dict[str, Any] | None] = mapped_column(
        comment="clear: public, seats and limits by class, fixed when nominations close"
    )
    leaves_empty: Mapped[bool] = mapped_column(
        comment="clear: public, whether seats nobody stands for stay empty"
    )
    order_seed: Mapped[str | None] = mapped_column(comment="clear: public, the lot of the order")
    unopposed: Mapped[bool] = mapped_column(comment="clear: public, as many candidates as seats")
    counts: Mapped[dict[str, Any] | None] = mapped_column(
        comment="clear: how many were on the roll and voted, by way and by class; never who"
    )
    keys_hash: Mapped[str | None] = mapped_column(comment="clear: public, hash of the box numbers")
    ballots: Mapped[str | None] = mapped_column(
        comment="clear: ballots added up by ranking, as they came out of the urn; not shown"
    )
    broken_boxes: Mapped[int] = mapped_column(comment="clear: public, boxes that did not open")
    lots: Mapped[str | None] = mapped_column(comment="clear: public, lots with who drew and saw")
    sheet: Mapped[str | None] = mapped_column(comment="clear: public from ten votes on")
    stop_reason: Mapped[str | None] = mapped_column(comment="clear: public, in the officer's words")
    nominations_from_on: Mapped[date] = mapped_column(comment="clear: public")
    nominations_last_on: Mapped[date] = mapped_column(comment="clear: public")
    poll_from_on: Mapped[date] = mapped_column(comment="clear: public")
    poll_last_on: Mapped[date] = mapped_column(comment="clear: public")
    terms_start_on: Mapped[date] = mapped_column(comment="clear: public")
    terms_end_on: Mapped[date] = mapped_column(comment="clear: public, the first day without")
    days_moved_on: Mapped[date | None] = mapped_column(
        comment="clear: public, when the days above were last moved after the notice"
    )
    days_moved_why: Mapped[str | None] = mapped_column(
        comment="clear: public, in the officer's words"
    )
    announced_at: Mapped[datetime | None] = mapped_column(comment="clear: public")
    nominations_closed_at: Mapped[datetime | None] = mapped_column(comment="clear: public")
    poll_noted_at: Mapped[datetime | None] = mapped_column(comment="clear: public, the opening")
    reminded_at: Mapped[datetime | None] = mapped_column(comment="clear: when reminders went out")
    urn_closed_at: Mapped[datetime | None] = mapped_column(comment="clear: public")
    opened_at: Mapped[datetime | None] = mapped_column(comment="clear: public")
    declared_at: Mapped[datetime | None] = mapped_column(comment="clear: public")
    challenged_on: Mapped[date | None] = mapped_column(
        comment="clear: public, a challenge is open: nothing is destroyed"
    )
    destroyed_at: Mapped[datetime | None] = mapped_column(comment="clear: public")
    stopped_at: Mapped[datetime | None] = mapped_column(comment="clear: public")

    @property
    def days(self) -> Timetable:
        """The timetable."""
        return Timetable(
            self.nominations_from_on,
            self.nominations_last_on,
            self.poll_from_on,
            self.poll_last_on,
            self.terms_start_on,
            self.terms_end_on,
        )

    @property
    def has_roll(self) -> bool:
        """Whether it was fixed who may vote, because somebody had to."""
        return self.nominations_closed_at is not None and not self.unopposed

    @property
    def destroyed_from(self) -> datetime | None:
        """From when on urn and roll are deleted, unless a challenge is open.

        A vote that was stopped, or set aside, once there was a roll ends like any other.
        """
        ended_at = (self.stopped_at if self.has_roll else None) or self.declared_at
        return ended_at + CHALLENGE_FOR if ended_at else None

    @property
    def milestones(self) -> Milestones:
        """The steps taken."""
        return Milestones(
            announced=self.announced_at is not None,
            nominations_closed=self.nominations_closed_at is not None,
            unopposed=self.unopposed,
            urn_closed=self.urn_closed_at is not None,
            opened=self.opened_at is not None,
            declared=self.declared_at is not None,
            destroyed=self.destroyed_at is not None,
            stopped=self.stopped_at is not None,
        )


class Nomination(Model):
    """Somebody who stands. Public once nominations are closed: all clear."""

    __tablename__ = "nominations"
    __table_args__ = (
        UniqueConstraint("election_id", "member_id"),
        UniqueConstraint("election_id", "position"),
        CheckConstraint(
            "first_nominator_id <> second_nominator_id AND first_nominator_id <> member_id"
            " AND second_nominator_id <> member_id",
            name="two_others",
        ),
        CheckConstraint("(withdrawn_on IS NULL) = (withdrawal IS NULL)", name="withdrawn_with_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    name: Mapped[str] = mapped_column(comment="clear: public, as it stands on the paper")
    seat_class: Mapped[MemberClass] = mapped_column(comment="clear: public, with their consent")
    statement: Mapped[str] = mapped_column(comment="clear: public, in their own words")
    interests: Mapped[str] = mapped_column(comment="clear: public, in their own words")
    photograph: Mapped[bytes | None] = mapped_column(
        deferred=True, comment="clear: public, of the candidate, with their consent"
    )
    has_photograph: Mapped[bool] = column_property(photograph.is_not(None))
    position: Mapped[int | None] = mapped_column(comment="clear: public, place on the paper")
    consented_on: Mapped[date] = mapped_column(comment="clear: the day of their signed consent")
    withdrawal: Mapped[Withdrawal | None] = mapped_column(comment="clear: public, one of three")
    withdrawn_on: Mapped[date | None] = mapped_column(comment="clear: public")
    election_id: Mapped[UUID] = mapped_column(ForeignKey("elections.id"), comment="clear: which")
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), comment="clear: who stands")
    first_nominator_id: Mapped[UUID] = mapped_column(
        ForeignKey("members.id"), comment="clear: who nominated"
    )
    second_nominator_id: Mapped[UUID] = mapped_column(
        ForeignKey("members.id"), comment="clear: who nominated"
    )
    term_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("committee_terms.id"), comment="clear: public, the seat that came of it"
    )

    election: Mapped[Election] = relationship()
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    first_nominator: Mapped[Member] = relationship(foreign_keys=[first_nominator_id])
    second_nominator: Mapped[Member] = relationship(foreign_keys=[second_nominator_id])
    term: Mapped[Term | None] = relationship()


class RollEntry(Model):
    """One member who may vote in one election, and whether they have. No time, no ballot.

    Deleted after the challenge period.
    """

    __tablename__ = "election_roll"
    __table_args__ = (
        Index("ux_election_roll_code_lookup", "code_lookup", unique=True),
        Index("ix_election_roll_member_id", "member_id"),
    )

    election_id: Mapped[UUID] = mapped_column(
        ForeignKey("elections.id"), primary_key=True, comment="clear: which"
    )
    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("members.id"), primary_key=True, comment="clear: who may vote"
    )
    member_class: Mapped[MemberClass] = mapped_column(comment="clear: fixed with the roll")
    code_lookup: Mapped[bytes | None] = mapped_column(
        comment="clear: a hash of the code to vote with, which has 80 random bits"
    )
    told: Mapped[Told | None] = mapped_column(comment="clear: how the code went out")
    channel: Mapped[Channel | None] = mapped_column(
        comment="clear: that somebody voted and which way; never how, never when"
    )

    member: Mapped[Member] = relationship()


class ProvisionalVote(Model):
    """Somebody who is not on the roll voted all the same: admitted or refused before the count.

    Deleted with the roll.
    """

    __tablename__ = "provisional_votes"
    __table_args__ = (
        CheckConstraint("(admitted IS NULL) = (grounds IS NULL)", name="decided_with_grounds"),
        CheckConstraint("admitted IS NOT TRUE OR member_id IS NOT NULL", name="admitted_a_member"),
        CheckConstraint("channel <> 'online'", name="on_paper_or_by_telephone"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    name: Mapped[str] = mapped_column(comment="clear: who voted, as they said it")
    reason: Mapped[str] = mapped_column(comment="clear: why they say that they may vote")
    channel: Mapped[Channel] = mapped_column(comment="clear: on paper or by telephone")
    noted_on: Mapped[date] = mapped_column(comment="clear: when it was handed in")
    admitted: Mapped[bool | None] = mapped_column(comment="clear: what was decided")
    grounds: Mapped[str | None] = mapped_column(comment="clear: why")
    election_id: Mapped[UUID] = mapped_column(
        ForeignKey("elections.id"), index=True, comment="clear: which"
    )
    member_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("members.id"), comment="clear: whose vote it is, where it was admitted"
    )


class BallotBox(Model):
    """One sealed ballot. It names no member and no time.

    On SQLite without row numbers, which would keep the order in which votes came.
    """

    __tablename__ = "election_urn"
    __table_args__ = ({"sqlite_with_rowid": False},)

    election_id: Mapped[UUID] = mapped_column(
        ForeignKey("elections.id"), primary_key=True, comment="clear: which"
    )
    key: Mapped[bytes] = mapped_column(
        primary_key=True, comment="clear: an HMAC by the voter's receipt code"
    )
    box: Mapped[bytes] = mapped_column(comment="sealed: the ranking, to the key of the election")
