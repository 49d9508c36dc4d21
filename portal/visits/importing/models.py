"""What is kept of imports: the files while they wait, what was counted, what was rejected."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.database import Model, Sequence
from portal.visits.importing.states import ENDED, ImportState, SetAside
from portal.visits.importing.tables import FILE_NAMES, TABLES


class Import(Model):
    """One set of files on its way into the store, or long since there.

    All clear: it says who brought which files when, and nothing of what is in them.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("open_slot = 1", name="one_slot"),
        CheckConstraint("(ended_at IS NULL) = (open_slot IS NOT NULL)", name="open_until_ended"),
        CheckConstraint("rows_done <= rows_total", name="no_more_than_all"),
        CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone_at"),
        UniqueConstraint("token_id", "idempotency_key"),
    )

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    state: Mapped[ImportState] = mapped_column(comment="clear: where it stands")
    open_slot: Mapped[int | None] = mapped_column(
        unique=True, comment="clear: 1 until it has ended, so that only one can be open"
    )
    tz: Mapped[str] = mapped_column(comment="clear: the time zone of the files")
    exported_on: Mapped[date | None] = mapped_column(comment="clear: the day the files were made")
    provider: Mapped[str | None] = mapped_column(comment="clear: who made them")
    rows_done: Mapped[int] = mapped_column(default=0, comment="clear: progress")
    rows_total: Mapped[int] = mapped_column(default=0, comment="clear: progress")
    begun_at: Mapped[datetime] = mapped_column(comment="clear: when the files came")
    checked_at: Mapped[datetime | None] = mapped_column(comment="clear: when they were read")
    ended_at: Mapped[datetime | None] = mapped_column(comment="clear: accepted or abandoned")
    begun_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who brought them; nobody from the command"
    )
    ended_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who accepted or abandoned them"
    )

    profile: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="clear: how its files of another shape are read"
    )
    undone_at: Mapped[datetime | None] = mapped_column(comment="clear: when it was taken back")
    undone_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who took it back"
    )
    token_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_tokens.id"), comment="clear: the machine that sent it"
    )
    idempotency_key: Mapped[str | None] = mapped_column(
        comment="clear: what the machine calls it, so that it is taken once"
    )
    body_sha256: Mapped[str | None] = mapped_column(comment="clear: digest of what it sent")
    releases_compared: Mapped[int | None] = mapped_column(
        comment="clear: how many published reports it touches; unknown before it is read"
    )

    begun_by: Mapped[Account | None] = relationship(foreign_keys=begun_by_id)
    ended_by: Mapped[Account | None] = relationship(foreign_keys=ended_by_id)
    undone_by: Mapped[Account | None] = relationship(foreign_keys=undone_by_id)
    token: Mapped["ImportToken | None"] = relationship()
    files: Mapped[list["ImportFile"]] = relationship(
        order_by="ImportFile.id", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def has_ended(self) -> bool:
        """Whether nothing of it may change any more."""
        return self.state in ENDED

    @property
    def foreign(self) -> list["ImportFile"]:
        """Its files of another shape, in the order of their names."""
        return sorted(
            (file for file in self.files if file.name not in FILE_NAMES), key=lambda file: file.name
        )

    @property
    def tables(self) -> list["ImportFile"]:
        """Its files of rows, in the order in which they are read."""
        return [file for name in TABLES for file in self.files if file.table_name == name]


def _name_of_format(context: Any) -> str | None:
    name: str = context.get_current_parameters()["name"]
    return name if name in TABLES else None


class ImportFile(Model):
    """One file of a set, and what became of its rows. All clear: numbers and a digest."""

    __tablename__ = "import_files"
    __table_args__ = (
        UniqueConstraint("import_id", "name"),
        CheckConstraint(
            "rows_read = accepted + unchanged + corrections + rejected", name="adds_up"
        ),
    )

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    name: Mapped[str] = mapped_column(
        comment="clear: a name of the file format, or what the file was called where it came from"
    )
    table_name: Mapped[str | None] = mapped_column(
        default=_name_of_format, comment="clear: the file of the format whose rows it brings"
    )
    reference: Mapped[str | None] = mapped_column(
        comment="clear: what the file calls itself, so that it is not taken twice"
    )
    size: Mapped[int] = mapped_column(BigInteger, default=0, comment="clear: bytes")
    sha256: Mapped[str] = mapped_column(default="", comment="clear: digest of the file")
    rows_read: Mapped[int] = mapped_column(default=0, comment="clear: a count")
    accepted: Mapped[int] = mapped_column(default=0, comment="clear: a count")
    unchanged: Mapped[int] = mapped_column(default=0, comment="clear: a count")
    corrections: Mapped[int] = mapped_column(default=0, comment="clear: a count")
    rejected: Mapped[int] = mapped_column(default=0, comment="clear: a count")
    doubted: Mapped[int] = mapped_column(default=0, comment="clear: a count of warnings")
    import_id: Mapped[int] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), comment="clear: the import"
    )


class ImportPart(Model):
    """A piece of a file that waits to be accepted; gone when the import has ended."""

    __tablename__ = "import_parts"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("import_files.id", ondelete="CASCADE"), primary_key=True, comment="clear"
    )
    number: Mapped[int] = mapped_column(primary_key=True, comment="clear: place in the file")
    content: Mapped[bytes] = mapped_column(
        comment="clear: what the import would write in the clear too; pseudonyms, never names"
    )


class ImportRejection(Model):
    """One rejected row, or the reason why a whole set was refused."""

    __tablename__ = "import_rejections"
    __table_args__ = (Index("ix_import_rejections_import_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    file: Mapped[str] = mapped_column(comment="clear: name of the file")
    line: Mapped[int] = mapped_column(comment="clear: place in the file")
    column_name: Mapped[str | None] = mapped_column(comment="clear: name of the column")
    value: Mapped[str | None] = mapped_column(
        comment="clear: what the coordinator's own file said, to be mended there"
    )
    kind: Mapped[str] = mapped_column(comment="clear: a code of the file format")
    row_text: Mapped[str] = mapped_column(comment="clear: as `value`")
    meant: Mapped[str | None] = mapped_column(comment="clear: the column of the format it is for")
    example: Mapped[str | None] = mapped_column(comment="clear: how such a cell is written")
    record: Mapped[int | None] = mapped_column(
        comment="clear: place among the records of a file whose lines say nothing"
    )
    row_key: Mapped[str | None] = mapped_column(
        comment="clear: a pseudonym: the reference of the visit, as it would be stored"
    )
    service_date: Mapped[date | None] = mapped_column(
        comment="clear: the day of the visit; who was visited is not said"
    )
    set_aside: Mapped[SetAside | None] = mapped_column(
        comment="clear: what became of the row, where no import brings it"
    )
    set_aside_at: Mapped[datetime | None] = mapped_column(comment="clear: when somebody said so")
    set_aside_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who works with imports"
    )
    import_id: Mapped[int] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), comment="clear: the import"
    )

    set_aside_by: Mapped[Account | None] = relationship()


class ImportRemark(Model):
    """One warning about a row that was accepted."""

    __tablename__ = "import_remarks"
    __table_args__ = (Index("ix_import_remarks_import_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    file: Mapped[str] = mapped_column(comment="clear: name of the file")
    line: Mapped[int] = mapped_column(comment="clear: place in the file")
    column_name: Mapped[str] = mapped_column(comment="clear: name of the column")
    value: Mapped[str] = mapped_column(comment="clear: a reference or a code")
    kind: Mapped[str] = mapped_column(comment="clear: a code")
    import_id: Mapped[int] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), comment="clear: the import"
    )


class ImportDifference(Model):
    """One cell of a corrected row: what it said before, and what it says since."""

    __tablename__ = "import_differences"
    __table_args__ = (Index("ix_import_differences_import_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    file: Mapped[str] = mapped_column(comment="clear: name of the file")
    row_key: Mapped[str] = mapped_column(comment="clear: a pseudonym, and a day for a line")
    column_name: Mapped[str] = mapped_column(comment="clear: name of the column")
    old_value: Mapped[str] = mapped_column(comment="clear: as the version that was replaced")
    new_value: Mapped[str] = mapped_column(comment="clear: as the version that replaced it")
    import_id: Mapped[int] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), comment="clear: the import"
    )


class ImportEffect(Model):
    """One figure of a published report that would be another one with the import."""

    __tablename__ = "import_effects"
    __table_args__ = (Index("ix_import_effects_import_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    release: Mapped[str] = mapped_column(comment="clear: the name of the published report")
    figure: Mapped[str] = mapped_column(comment="clear: what the figure is called")
    old_value: Mapped[str] = mapped_column(comment="clear: as it is published")
    new_value: Mapped[str] = mapped_column(
        comment="clear: as it would be published, made safe in the same way"
    )
    import_id: Mapped[int] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), comment="clear: the import"
    )


class ImportProfile(Model):
    """How a co-operative's own kind of file is read. Clear: names of columns and codes."""

    __tablename__ = "import_profiles"

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    name: Mapped[str] = mapped_column(unique=True, comment="clear: what it is called")
    title: Mapped[str] = mapped_column(comment="clear: what it is called on pages")
    data: Mapped[dict[str, Any]] = mapped_column(comment="clear: the profile")
    made_at: Mapped[datetime] = mapped_column(comment="clear: when it was kept")
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), comment="clear: by whom")

    made_by: Mapped[Account] = relationship()


class ImportToken(Model):
    """What lets a machine send files, and nothing else.

    Clear but for the token itself, of which only a digest is kept: it is random and long, so that
    nobody finds it from the digest.
    """

    __tablename__ = "import_tokens"
    __table_args__ = (
        CheckConstraint("revoked_at IS NULL OR revoked_at >= made_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(Sequence, primary_key=True, comment="clear: counted")
    name: Mapped[str] = mapped_column(comment="clear: what the machine is called")
    digest: Mapped[bytes] = mapped_column(unique=True, comment="clear: SHA-256 of the token")
    made_at: Mapped[datetime] = mapped_column(comment="clear: when it was made")
    used_at: Mapped[datetime | None] = mapped_column(comment="clear: when it was used last")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="clear: since then it is refused")
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), comment="clear: by whom")
    revoked_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: by whom"
    )

    made_by: Mapped[Account] = relationship(foreign_keys=made_by_id)


class ImportUse(Model):
    """A report that two have signed was computed from an import, which therefore stays."""

    __tablename__ = "import_uses"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("imports.id"), primary_key=True, comment="clear: the import"
    )
    release: Mapped[str] = mapped_column(
        primary_key=True, comment="clear: the name of the published report"
    )
