"""What is kept of outcomes: one row for each contracted visit, and what is still to be renewed.

Everything here is worked out from contracts and attendance and can be worked out again; what is
clear there is clear here. Codes are plain text: our own rules write them, and a list in the
database would be read for each of a million rows.
"""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, Sequence


class VisitOutcome(Model):
    """One contracted visit and what became of it: `figures.facts.VisitFacts` says what each is.

    All clear: pseudonyms, codes and seconds, made from rows that are clear.
    """

    __tablename__ = "visit_outcomes"
    # Days lie together, so that a month is read in one go and a day is replaced in place.
    __table_args__: Any = ({"sqlite_with_rowid": False},)

    service_date: Mapped[date] = mapped_column(primary_key=True, comment="clear: a day")
    line_ref: Mapped[str] = mapped_column(primary_key=True, comment="clear: a pseudonym")
    package_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    person_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    slot: Mapped[str] = mapped_column(comment="clear: what was agreed")
    agreed_start: Mapped[int] = mapped_column(BigInteger, comment="clear: what was agreed")
    agreed_minute: Mapped[int] = mapped_column(SmallInteger, comment="clear: what was agreed")
    duration: Mapped[int] = mapped_column(comment="clear: what was agreed")
    carers_required: Mapped[int] = mapped_column(SmallInteger, comment="clear: what was agreed")
    window_before: Mapped[int] = mapped_column(comment="clear: what was agreed")
    window_after: Mapped[int] = mapped_column(comment="clear: what was agreed")
    is_time_critical: Mapped[bool] = mapped_column(comment="clear: what was agreed")
    is_short_agreed: Mapped[bool] = mapped_column(comment="clear: what was agreed")
    status: Mapped[str] = mapped_column(comment="clear: one of fourteen codes")
    anyone: Mapped[int] = mapped_column(comment="clear: seconds")
    together: Mapped[int] = mapped_column(comment="clear: seconds")
    capped: Mapped[int] = mapped_column(comment="clear: seconds")
    contribution: Mapped[int] = mapped_column(comment="clear: seconds")
    effective_start: Mapped[int | None] = mapped_column(BigInteger, comment="clear: an instant")
    evidence: Mapped[str | None] = mapped_column(comment="clear: a code")
    has_open: Mapped[bool] = mapped_column(comment="clear: a record lacks an end")
    is_planned: Mapped[bool] = mapped_column(comment="clear: it was on the rota")
    planned_length: Mapped[int] = mapped_column(comment="clear: seconds")
    is_start_recorded: Mapped[bool] = mapped_column(comment="clear: how it was recorded")
    no_access: Mapped[str | None] = mapped_column(comment="clear: a code")
    is_procedure_followed: Mapped[bool] = mapped_column(comment="clear: of no access")
    is_disputed: Mapped[bool] = mapped_column(comment="clear: of no access")
    is_upheld: Mapped[bool] = mapped_column(comment="clear: of no access")
    seconds_to_welfare: Mapped[int | None] = mapped_column(comment="clear: of no access")
    is_short_notice: Mapped[bool] = mapped_column(comment="clear: of a cancellation")
    is_replaced: Mapped[bool] = mapped_column(comment="clear: of a cancellation")
    unlogged: Mapped[int] = mapped_column(comment="clear: a count of records")
    attendances: Mapped[int] = mapped_column(comment="clear: a count of records")
    closed: Mapped[int] = mapped_column(comment="clear: a count of records")
    overlapping: Mapped[int] = mapped_column(comment="clear: a count of records")
    recorded: Mapped[int] = mapped_column(comment="clear: seconds")
    ev2: Mapped[int] = mapped_column(comment="clear: a count of records")
    ev1: Mapped[int] = mapped_column(comment="clear: a count of records")
    evm: Mapped[int] = mapped_column(comment="clear: a count of records")
    edited: Mapped[int] = mapped_column(comment="clear: a count of records")
    other_slot: Mapped[int] = mapped_column(comment="clear: a count of records")
    other_slot_recorded: Mapped[int] = mapped_column(comment="clear: seconds")
    carers: Mapped[str] = mapped_column(comment="clear: pseudonyms")
    daytime_carers: Mapped[str] = mapped_column(comment="clear: pseudonyms")
    workers: Mapped[str] = mapped_column(comment="clear: pseudonyms")
    visit_refs: Mapped[str] = mapped_column(comment="clear: pseudonyms")


class ExtraAttendance(Model):
    """One attendance that belongs to no contracted visit. All clear, as above."""

    __tablename__ = "extra_attendances"
    __table_args__: Any = ({"sqlite_with_rowid": False},)

    service_date: Mapped[date] = mapped_column(primary_key=True, comment="clear: a day")
    visit_ref: Mapped[str] = mapped_column(primary_key=True, comment="clear: a pseudonym")
    package_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    person_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    attendances: Mapped[int] = mapped_column(comment="clear: always 1")
    closed: Mapped[int] = mapped_column(comment="clear: whether both ends are known")
    overlapping: Mapped[int] = mapped_column(comment="clear: a count of records")
    recorded: Mapped[int] = mapped_column(comment="clear: seconds")
    ev2: Mapped[int] = mapped_column(comment="clear: a count of records")
    ev1: Mapped[int] = mapped_column(comment="clear: a count of records")
    evm: Mapped[int] = mapped_column(comment="clear: a count of records")
    edited: Mapped[int] = mapped_column(comment="clear: a count of records")
    daytime_carers: Mapped[str] = mapped_column(comment="clear: a pseudonym")


class OutcomeSpan(Model):
    """The days whose outcomes are stored, once nothing is left to renew. One row, all clear."""

    __tablename__ = "outcome_spans"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("last_on >= first_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="clear: always 1"
    )
    first_on: Mapped[date] = mapped_column(comment="clear: a day")
    last_on: Mapped[date] = mapped_column(comment="clear: a day")
    tz: Mapped[str] = mapped_column(comment="clear: the time zone that agreed times are meant in")
    changes: Mapped[int] = mapped_column(
        default=0, comment="clear: counts what was touched, so that late work is thrown away"
    )


class OutcomeMark(Model):
    """Days of one person, or of everybody, that are to be worked out again. All clear."""

    __tablename__ = "outcome_marks"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="ends_after_start"),
        Index("ix_outcome_marks_first_on", "first_on"),
    )

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    person_ref: Mapped[str | None] = mapped_column(comment="clear: a pseudonym; none is everybody")
    first_on: Mapped[date] = mapped_column(comment="clear: a day")
    last_on: Mapped[date] = mapped_column(comment="clear: a day")
