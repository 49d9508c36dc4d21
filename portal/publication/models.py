"""Releases, the attack on each, who signed them, and their files: bytes that never change."""

import enum
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from portal.database import Model, new_id
from portal.errors import RuleBroken
from portal.publication.attacking import AttackNote, AttackOutcome

SIGNATURES_NEEDED = 2
PUBLISHING: Final = "publishing"
"""Reports come out, and are taken down, one after the other: see `portal/turns.py`."""


class ReleaseStatus(enum.StrEnum):
    """How far a release is."""

    DRAFT = "draft"
    SIGNED = "signed"
    """Two stand by it; it waits for the day that was announced."""
    PUBLISHED = "published"


class Release(Model):
    """The published figures of one month. All clear: it is made to be read by everyone.

    A correction is a release of its own that names the one it corrects; a published row never
    changes again.
    """

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("period", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint(
            "(status = 'published') = (published_at IS NOT NULL)", name="published_has_an_instant"
        ),
        CheckConstraint("status <> 'signed' OR out_on IS NOT NULL", name="signed_waits_for_a_day"),
        CheckConstraint("status <> 'draft' OR out_on IS NULL", name="draft_has_no_day"),
        CheckConstraint("(corrects_id IS NULL) = (number = 1)", name="later_ones_correct"),
        CheckConstraint("NOT is_small OR corrects_id IS NOT NULL", name="small_ones_correct"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    period: Mapped[str] = mapped_column(index=True, comment="clear: the month, 2026-10")
    number: Mapped[int] = mapped_column(comment="clear: 1, then each correction")
    status: Mapped[ReleaseStatus] = mapped_column(
        default=ReleaseStatus.DRAFT, active_history=True, comment="clear: how far it is"
    )
    as_of: Mapped[date] = mapped_column(comment="clear: the day the records were final")
    figures: Mapped[dict[str, Any]] = mapped_column(comment="clear: rounded, protected figures")
    source: Mapped[str] = mapped_column(comment="clear: the import it was computed from")
    reason: Mapped[str] = mapped_column(default="", comment="clear: why a correction was made")
    is_small: Mapped[bool] = mapped_column(
        default=False, comment="clear: a correction of few people, which does not come out alone"
    )
    prepared_at: Mapped[datetime] = mapped_column(comment="clear: when it was computed")
    published_at: Mapped[datetime | None] = mapped_column(comment="clear: when it came out")
    out_on: Mapped[date | None] = mapped_column(
        comment="clear: the announced day it waited for, if it was signed before"
    )
    commitment: Mapped[str | None] = mapped_column(comment="clear: its entry in the public ledger")

    prepared_by_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("releases.id"))

    corrects: Mapped["Release | None"] = relationship(remote_side=[id])
    signatures: Mapped[list["ReleaseSignature"]] = relationship(
        order_by="ReleaseSignature.signed_at", cascade="all, delete-orphan"
    )
    files: Mapped[list["ReleaseFile"]] = relationship(
        order_by="ReleaseFile.name", cascade="all, delete-orphan"
    )

    attack: Mapped["ReleaseAttack | None"] = relationship(
        cascade="all, delete-orphan", back_populates="release", single_parent=True
    )

    tries: Mapped[list["AttackTry"]] = relationship(
        order_by="AttackTry.began_at", cascade="all, delete-orphan"
    )

    @property
    def is_published(self) -> bool:
        """Whether everyone can read it."""
        return self.status is ReleaseStatus.PUBLISHED

    @property
    def name(self) -> str:
        """The last part of its address: 2026-10, or 2026-10-correction-2."""
        return name_of(self.period, self.number)


def name_of(period: str, number: int) -> str:
    """What a release is called."""
    return period if number == 1 else f"{period}-correction-{number}"


class ReleaseAttack(Model):
    """What came of attacking the figures of a release before anybody could sign them.

    All clear: it knows published figures and names nobody. The public page tells numbers of it that
    are rounded anew.
    """

    __tablename__ = "release_attacks"
    __table_args__ = (
        CheckConstraint("outcome <> 'safe' OR problems > 0", name="safe_was_attacked"),
        CheckConstraint("outcome <> 'safe' OR found = 0", name="safe_found_nothing"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    outcome: Mapped[AttackOutcome] = mapped_column(comment="clear: whether it may be signed")
    note: Mapped[AttackNote] = mapped_column(comment="clear: why not, or why all is hidden")
    figures_sha256: Mapped[str] = mapped_column(comment="clear: checksum of what was attacked")
    attackers: Mapped[int] = mapped_column(comment="clear: how many were tried")
    problems: Mapped[int] = mapped_column(comment="clear: how many were solved")
    found: Mapped[int] = mapped_column(comment="clear: how many figures somebody could know")
    narrowest: Mapped[int | None] = mapped_column(
        comment="clear: percent; not told in public, where it would tell the true value"
    )
    shown: Mapped[int] = mapped_column(comment="clear: how many figures are published")
    units: Mapped[int] = mapped_column(comment="clear: how many there would be")
    seconds: Mapped[int] = mapped_column(comment="clear: how long it took")
    assumed: Mapped[list[str]] = mapped_column(comment="clear: codes of what was taken for granted")
    told: Mapped[dict[str, Any]] = mapped_column(comment="clear: what readers know of each figure")
    truth: Mapped[dict[str, Any]] = mapped_column(
        default=dict,
        comment="clear: what was true of each figure that is shown; the records say it as well",
    )
    hidden: Mapped[list[str]] = mapped_column(comment="clear: names of figures that are hidden")
    attacked_at: Mapped[datetime] = mapped_column(comment="clear: when")
    knew: Mapped[list[str]] = mapped_column(
        comment="clear: the names of the releases that were out when it began"
    )

    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), unique=True)

    release: Mapped[Release] = relationship(back_populates="attack")


class AttackTry(Model):
    """An attack on a draft that was begun and is not done; they go once one is done. All clear."""

    __tablename__ = "attack_tries"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    began_at: Mapped[datetime] = mapped_column(comment="clear: when it was begun")
    stopped_at: Mapped[datetime | None] = mapped_column(
        comment="clear: when it was seen to have stopped; none while it goes on"
    )

    release_id: Mapped[UUID] = mapped_column(
        ForeignKey("releases.id"), index=True, comment="clear: the draft"
    )


class ReleaseSignature(Model):
    """One committee member stands by a release. Clear: signatories are named in public."""

    __tablename__ = "release_signatures"
    __table_args__ = (UniqueConstraint("release_id", "account_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(comment="clear: the signatory's name on that day")
    signed_at: Mapped[datetime] = mapped_column(comment="clear: when")

    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))


class ReleaseFile(Model):
    """One file of a release, made once. Clear: it is made to be downloaded by everyone."""

    __tablename__ = "release_files"
    __table_args__ = (UniqueConstraint("release_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(comment="clear: indicators.csv, datapackage.json")
    mimetype: Mapped[str] = mapped_column(comment="clear: what kind of file")
    body: Mapped[bytes] = mapped_column(deferred=True, comment="clear: its bytes")
    sha256: Mapped[str] = mapped_column(comment="clear: their checksum, also its ETag")

    release_id: Mapped[UUID] = mapped_column(ForeignKey("releases.id"), index=True)


class ReleaseIsPublished(RuleBroken):
    """What is published does not change; a correction is a new release."""


def _refuse_change(_mapper: Mapper[Any], _connection: object, row: Release) -> None:
    before = inspect(row).attrs.status.history.deleted
    was_published = ReleaseStatus.PUBLISHED in before if before else row.is_published
    if was_published:
        raise ReleaseIsPublished("A published release cannot be changed: publish a correction.")


def _refuse_change_of_file(_mapper: Mapper[Any], _connection: object, row: ReleaseFile) -> None:
    """The bytes of a file are those whose checksum stands in the ledger."""
    if inspect(row).session.is_modified(row):  # type: ignore[union-attr]
        raise ReleaseIsPublished("A file of a release is never changed.")


def _refuse_change_of_attack(_mapper: Mapper[Any], _connection: object, row: ReleaseAttack) -> None:
    """A report is written once, and thrown away only together with its draft."""
    if inspect(row).session.is_modified(row):  # type: ignore[union-attr]
        raise ReleaseIsPublished("The report of an attack is never changed.")


event.listen(ReleaseAttack, "before_update", _refuse_change_of_attack)
event.listen(ReleaseFile, "before_update", _refuse_change_of_file)
event.listen(Release, "before_update", _refuse_change)
event.listen(Release, "before_delete", _refuse_change)
