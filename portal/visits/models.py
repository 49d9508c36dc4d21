"""What is kept of visits: versions of contracts and attendance, and the home codes.

A row is a version. What was once true is kept: a corrected row ends the old one by naming the
import that replaced it, and the version in force is the one that nothing replaced.

All of it may be clear: the files carry pseudonyms and codes, their own format refuses names, and
the co-operative's figures are counted from them. Which home a concern is about stands elsewhere,
and is sealed.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, Sequence, new_id
from portal.visits.importing.models import Import
from portal.visits.records import Commissioner, ServiceType, Slot, SuspensionReason

_IN_FORCE = text("replaced_in_id IS NULL")


def _one_in_force(table: str, *key: str) -> Index:
    """At most one version of a row is in force."""
    return Index(
        f"ux_{table}_{'_'.join(key)}",
        *key,
        unique=True,
        sqlite_where=_IN_FORCE,
        postgresql_where=_IN_FORCE,
    )


def _of_the_few(column: str) -> Index:
    """Finds the few attendance rows that have a value there; the others cost it nothing."""
    given = text(f"{column} IS NOT NULL")
    return Index(f"ix_visit_versions_{column}", column, sqlite_where=given, postgresql_where=given)


class _Version:
    """The columns of every version: its key, and the imports that brought and replaced it."""

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")

    import_id: Mapped[int] = mapped_column(
        ForeignKey(Import.id), comment="clear: the import that brought it"
    )
    replaced_in_id: Mapped[int | None] = mapped_column(
        ForeignKey(Import.id), comment="clear: the import that ended it"
    )


class PackageVersion(_Version, Model):
    """One version of one care package; `end_date` is its last day."""

    __tablename__ = "package_versions"
    __table_args__: Any = (
        CheckConstraint("end_date IS NULL OR end_date >= start_date", name="ends_after_start"),
        _one_in_force("package_versions", "package_ref"),
    )

    package_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    person_ref: Mapped[str] = mapped_column(index=True, comment="clear: a pseudonym")
    provider_unit: Mapped[str] = mapped_column(comment="clear: a branch or round")
    commissioner: Mapped[Commissioner] = mapped_column(comment="clear: figures are split by it")
    service_type: Mapped[ServiceType] = mapped_column(comment="clear: figures are split by it")
    area_code: Mapped[str] = mapped_column(comment="clear: figures are split by it")
    start_date: Mapped[date] = mapped_column(comment="clear: bounds the visits contracted")
    end_date: Mapped[date | None] = mapped_column(comment="clear: bounds the visits contracted")
    keysafe_on_file: Mapped[bool | None] = mapped_column(comment="clear: no code, only whether")


class LineVersion(_Version, Model):
    """One version of one contracted visit line; `valid_to` is its last day."""

    __tablename__ = "line_versions"
    __table_args__: Any = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        CheckConstraint("week_interval = 1 OR anchor_date IS NOT NULL", name="anchored"),
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="some_weekday"),
        _one_in_force("line_versions", "line_ref", "valid_from"),
    )

    line_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    package_ref: Mapped[str] = mapped_column(index=True, comment="clear: a pseudonym")
    valid_from: Mapped[date] = mapped_column(comment="clear: what was agreed")
    valid_to: Mapped[date | None] = mapped_column(comment="clear: what was agreed")
    weekdays: Mapped[int] = mapped_column(SmallInteger, comment="clear: bits, Monday the lowest")
    week_interval: Mapped[int] = mapped_column(SmallInteger, comment="clear: what was agreed")
    anchor_date: Mapped[date | None] = mapped_column(comment="clear: what was agreed")
    slot: Mapped[Slot] = mapped_column(comment="clear: what was agreed")
    agreed_start: Mapped[int] = mapped_column(
        SmallInteger, comment="clear: minutes after local midnight"
    )
    window_before_min: Mapped[int] = mapped_column(SmallInteger, comment="clear: punctuality")
    window_after_min: Mapped[int] = mapped_column(SmallInteger, comment="clear: punctuality")
    duration_min: Mapped[int] = mapped_column(SmallInteger, comment="clear: what was agreed")
    carers_required: Mapped[int] = mapped_column(SmallInteger, comment="clear: what was agreed")
    time_critical: Mapped[bool] = mapped_column(comment="clear: what was agreed")
    short_visit_agreed: Mapped[bool] = mapped_column(comment="clear: what was agreed")


class SuspensionVersion(_Version, Model):
    """One version of one suspension of a package; instants are epoch seconds."""

    __tablename__ = "suspension_versions"
    __table_args__: Any = (
        CheckConstraint("to_at IS NULL OR to_at > from_at", name="ends_after_start"),
        _one_in_force("suspension_versions", "package_ref", "from_at"),
    )

    package_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    from_at: Mapped[int] = mapped_column(BigInteger, comment="clear: takes visits out of figures")
    to_at: Mapped[int | None] = mapped_column(BigInteger, comment="clear: as `from_at`")
    reason: Mapped[SuspensionReason] = mapped_column(comment="clear: one of four codes")


class VisitVersion(_Version, Model):
    """One version of one carer's part in one visit; instants are epoch seconds.

    Its codes are plain text without a list in the database: the importer has judged each cell, and
    a list would be read a million times.
    """

    __tablename__ = "visit_versions"
    __table_args__: Any = (
        CheckConstraint("line_ref IS NOT NULL OR person_ref IS NOT NULL", name="of_somebody"),
        _one_in_force("visit_versions", "visit_ref"),
        Index("ix_visit_versions_service_date", "service_date"),
        _of_the_few("replaced_in_id"),
        _of_the_few("replacement_visit_ref"),
    )

    visit_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    line_ref: Mapped[str | None] = mapped_column(comment="clear: a pseudonym")
    person_ref: Mapped[str | None] = mapped_column(comment="clear: a pseudonym")
    service_date: Mapped[date] = mapped_column(comment="clear: the day of the visit")
    planned_start: Mapped[int | None] = mapped_column(BigInteger, comment="clear: the rota")
    planned_end: Mapped[int | None] = mapped_column(BigInteger, comment="clear: the rota")
    carer_ref: Mapped[str | None] = mapped_column(comment="clear: a pseudonym")
    in_at: Mapped[int | None] = mapped_column(BigInteger, comment="clear: check-in as recorded")
    out_at: Mapped[int | None] = mapped_column(BigInteger, comment="clear: check-out as recorded")
    in_method: Mapped[str | None] = mapped_column(comment="clear: how it was recorded")
    out_method: Mapped[str | None] = mapped_column(comment="clear: how it was recorded")
    in_location_ok: Mapped[bool | None] = mapped_column(comment="clear: at the address or not")
    out_location_ok: Mapped[bool | None] = mapped_column(comment="clear: at the address or not")
    adj_in_at: Mapped[int | None] = mapped_column(BigInteger, comment="clear: after an edit")
    adj_out_at: Mapped[int | None] = mapped_column(BigInteger, comment="clear: after an edit")
    status: Mapped[str | None] = mapped_column(comment="clear: one of four codes")
    reason_code: Mapped[str | None] = mapped_column(comment="clear: a code of the file format")
    cancelled_at: Mapped[int | None] = mapped_column(BigInteger, comment="clear: notice")
    cancelled_by: Mapped[str | None] = mapped_column(comment="clear: one of four codes")
    replacement_visit_ref: Mapped[str | None] = mapped_column(comment="clear: a pseudonym")
    slip_time_written: Mapped[int | None] = mapped_column(
        SmallInteger, comment="clear: minutes after local midnight, from the slip at the door"
    )
    office_called_at: Mapped[int | None] = mapped_column(
        BigInteger, comment="clear: part of the no-access procedure"
    )
    welfare_confirmed_at: Mapped[int | None] = mapped_column(
        BigInteger, comment="clear: part of the no-access procedure"
    )
    waited_min: Mapped[int | None] = mapped_column(SmallInteger, comment="clear: at the door")
    disputed_by: Mapped[str | None] = mapped_column(comment="clear: a role, never a name")
    dispute_result: Mapped[str | None] = mapped_column(comment="clear: one of four codes")
    memo: Mapped[str | None] = mapped_column(
        comment="clear: a note of the care office's own, kept as it came"
    )


class HomeCode(Model):
    """A code on a card at somebody's home, which says which care package is meant.

    Clear: it is random, says nothing of the person, and stops when a new one is given. Which code
    a complainant typed is sealed in the case.
    """

    __tablename__ = "home_codes"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= given_at", name="ends_after_start"),
        Index(
            "ux_home_codes_package_ref",
            "package_ref",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    package_ref: Mapped[str] = mapped_column(comment="clear: a pseudonym")
    code: Mapped[str] = mapped_column(unique=True, comment="clear: random")
    given_at: Mapped[datetime] = mapped_column(comment="clear: no content")
    ended_at: Mapped[datetime | None] = mapped_column(comment="clear: since then it is refused")
    languages: Mapped[str | None] = mapped_column(
        comment="clear: codes of languages of the site, wished for a card that hangs where callers "
        "read it"
    )

    @property
    def wished_languages(self) -> list[str]:
        """The languages in which the home wishes its card; none where nobody said."""
        return (self.languages or "").split()


VERSIONS = {
    "packages.csv": PackageVersion,
    "lines.csv": LineVersion,
    "suspensions.csv": SuspensionVersion,
    "visits.csv": VisitVersion,
}
