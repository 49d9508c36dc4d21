"""That an error was found, and that a report was withdrawn. The report itself never changes."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from portal.database import Model, new_id
from portal.publication.models import Release, ReleaseIsPublished


class NoticeFault(enum.StrEnum):
    """Why a notice was taken back. A code: whoever takes words back writes no others for ever."""

    NAMES_SOMEBODY = "names_somebody"
    TELLS_HIDDEN = "tells_hidden"
    WORDED_BETTER = "worded_better"
    NO_ERROR = "no_error"


class ReleaseNotice(Model):
    """That something is wrong in a report, said at once and in words. Clear: it is made public.

    It may be taken back: then its words are gone, and that it was there stays.
    """

    __tablename__ = "release_notices"
    __table_args__ = (
        CheckConstraint("(taken_back_at IS NULL) = (words <> '')", name="words_or_taken_back"),
        CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_for IS NULL)", name="taken_back_for_a_reason"
        ),
        CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_by_somebody"
        ),
        CheckConstraint(
            "(taken_back_at IS NULL) = (commitment IS NULL)", name="taken_back_in_the_ledger"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    words: Mapped[str] = mapped_column(comment="clear: what everybody reads above the figures")
    name: Mapped[str] = mapped_column(comment="clear: who says so; named in public")
    written_at: Mapped[datetime] = mapped_column(comment="clear: when")
    taken_back_at: Mapped[datetime | None] = mapped_column(
        active_history=True, comment="clear: when its words were taken back"
    )
    taken_back_by: Mapped[str] = mapped_column(default="", comment="clear: by whom, in public")
    taken_back_for: Mapped[NoticeFault | None] = mapped_column(comment="clear: a code of why")
    commitment: Mapped[str | None] = mapped_column(comment="clear: its entry in the public ledger")

    release_id: Mapped[UUID] = mapped_column(
        ForeignKey("releases.id"), index=True, comment="clear: the report"
    )
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who says so"
    )
    taken_back_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who took it back"
    )

    release: Mapped[Release] = relationship()


class ReleaseWithdrawal(Model):
    """That a report was taken down in an emergency: asked for by one, agreed by a second.

    All clear: reason and names are public once it is withdrawn.
    """

    __tablename__ = "release_withdrawals"
    __table_args__ = (
        CheckConstraint("agreed_by_id <> asked_by_id", name="two_people"),
        CheckConstraint(
            "(agreed_by_id IS NULL) = (withdrawn_at IS NULL)", name="withdrawn_by_a_second"
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (commitment IS NULL)", name="withdrawn_in_the_ledger"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    reason: Mapped[str] = mapped_column(comment="clear: why, for everybody to read")
    asked_by: Mapped[str] = mapped_column(comment="clear: who asked; named in public")
    asked_at: Mapped[datetime] = mapped_column(comment="clear: when")
    agreed_by: Mapped[str] = mapped_column(default="", comment="clear: the second; named in public")
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="clear: since when it is gone")
    commitment: Mapped[str | None] = mapped_column(comment="clear: its entry in the public ledger")

    release_id: Mapped[UUID] = mapped_column(
        ForeignKey("releases.id"), unique=True, comment="clear: the report"
    )
    asked_by_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who may not also agree"
    )
    agreed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: the second"
    )

    release: Mapped[Release] = relationship()


def _refuse_change(_mapper: Mapper[Any], _connection: object, row: object) -> None:
    raise ReleaseIsPublished(f"A {type(row).__name__} stays as it is.")


def _refuse_other_than_taking_back(
    _mapper: Mapper[Any], _connection: object, row: ReleaseNotice
) -> None:
    """The only change there is, once: the words go, and it is noted who took them back."""
    happens_now = row.taken_back_at is not None and (
        None in inspect(row).attrs.taken_back_at.history.deleted
    )
    if not happens_now or row.words:
        raise ReleaseIsPublished("A notice stays as it is, or is taken back.")


event.listen(ReleaseNotice, "before_update", _refuse_other_than_taking_back)
event.listen(ReleaseNotice, "before_delete", _refuse_change)
