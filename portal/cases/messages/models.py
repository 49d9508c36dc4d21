"""What is kept of words and photographs, both ways, and of the letters that announce them."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.cases.events import MessageKind
from portal.cases.models import Case
from portal.database import Model, new_id


class Message(Model):
    """What the person wrote to the committee, or the committee to the person."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("from_complainant = (author_id IS NULL)", name="author_unless_complainant"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    position: Mapped[int] = mapped_column(comment="clear: order within the case")
    kind: Mapped[MessageKind] = mapped_column(comment="clear: a step of the procedure")
    from_complainant: Mapped[bool] = mapped_column(comment="clear: which way it went")
    author_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Account.id), comment="clear: the member who wrote it"
    )
    written_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    body: Mapped[bytes] = mapped_column(comment="sealed: the words")

    author: Mapped[Account | None] = relationship()


class Attachment(Model):
    """A photograph, drawn anew and sealed."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    message_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Message.id), comment="clear: with which message it came"
    )
    position: Mapped[int] = mapped_column(comment="clear: order within the case")
    added_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    name: Mapped[bytes] = mapped_column(comment="sealed: the name that the file had")
    content: Mapped[bytes] = mapped_column(deferred=True, comment="sealed: the photograph")


class Note(Model):
    """What a member wrote down for the others."""

    __tablename__ = "notes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey(Case.id), index=True, comment="clear: the case"
    )
    author_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id), comment="clear: the member who wrote it"
    )
    position: Mapped[int] = mapped_column(comment="clear: order within the case")
    written_on: Mapped[date] = mapped_column(comment="clear: the day")
    body: Mapped[bytes] = mapped_column(comment="sealed: the words")

    author: Mapped[Account] = relationship()


_WAITS = text("sent_on IS NULL AND dropped_on IS NULL")


class Letter(Model):
    """News that waits for a session which can unseal the address. It holds no word and no address.

    A case has at most one letter waiting: it only says that there is news.
    """

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint("sent_on IS NULL OR dropped_on IS NULL", name="sent_or_dropped"),
        Index("ix_letters_case_id", "case_id"),
        Index("ix_letters_waiting", "case_id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id), comment="clear: the case")
    waiting_since: Mapped[date] = mapped_column(comment="clear: the day")
    sent_on: Mapped[date | None] = mapped_column(comment="clear: the day")
    dropped_on: Mapped[date | None] = mapped_column(comment="clear: no address could be used")
