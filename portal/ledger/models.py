"""What is kept of the ledger: entries, what they speak of, links, and signed heads.

Entries, links and heads are only ever added. Facts may be erased: the chain outlives them.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, Sequence
from portal.ledger.kinds import EntryKind


class LedgerEntry(Model):
    """Something that happened, as a commitment that says nothing."""

    __tablename__ = "ledger_entries"
    __table_args__ = (Index("ix_ledger_entries_day", "day"),)

    sequence: Mapped[int] = mapped_column(
        Sequence, primary_key=True, comment="clear: order of writing; never shown"
    )
    day: Mapped[date] = mapped_column(comment="clear: the co-operative's day, never the hour")
    commitment: Mapped[bytes] = mapped_column(unique=True, comment="clear: a salted hash")


class LedgerFact(Model):
    """What one entry speaks of. This row is what an erasure removes."""

    __tablename__ = "ledger_facts"

    sequence: Mapped[int] = mapped_column(
        Sequence,
        ForeignKey("ledger_entries.sequence"),
        primary_key=True,
        autoincrement=False,
        comment="clear: the entry",
    )
    kind: Mapped[EntryKind] = mapped_column(
        index=True, comment="clear: needed to show public entries; other kinds are for staff"
    )
    subject_id: Mapped[UUID | None] = mapped_column(
        index=True, comment="clear: random identifier of the case or other thing, to find and erase"
    )
    salt: Mapped[bytes] = mapped_column(comment="clear: random; without it nobody can guess")
    fact: Mapped[dict[str, Any]] = mapped_column(
        comment="clear: references, days and roles; never what anyone wrote"
    )


class LedgerLink(Model):
    """One place in the public chain: an entry's commitment, or padding that looks like one."""

    __tablename__ = "ledger_links"
    __table_args__ = (
        CheckConstraint("position >= 1", name="position_counts_from_one"),
        Index("ix_ledger_links_day", "day"),
    )

    position: Mapped[int] = mapped_column(
        Sequence, primary_key=True, autoincrement=False, comment="clear: public"
    )
    day: Mapped[date] = mapped_column(comment="clear: public, the day that was closed")
    commitment: Mapped[bytes] = mapped_column(unique=True, comment="clear: public, a salted hash")
    previous: Mapped[bytes] = mapped_column(comment="clear: public, hash of the link before")
    hash: Mapped[bytes] = mapped_column(comment="clear: public, hash of this link")


class LedgerHead(Model):
    """The end of the chain after one day, signed."""

    __tablename__ = "ledger_heads"

    day: Mapped[date] = mapped_column(primary_key=True, comment="clear: public, the closed day")
    signed_on: Mapped[date] = mapped_column(comment="clear: public, the day it was signed")
    size: Mapped[int] = mapped_column(comment="clear: public, number of links so far")
    hash: Mapped[bytes] = mapped_column(comment="clear: public, hash of the last link")
    public_key: Mapped[bytes] = mapped_column(comment="clear: public, the signing key's open half")
    signature: Mapped[bytes] = mapped_column(comment="clear: public, Ed25519")


class NotedSetting(Model):
    """What a setting was when the ledger last spoke of it."""

    __tablename__ = "noted_settings"

    name: Mapped[str] = mapped_column(primary_key=True, comment="clear: public, the setting")
    value: Mapped[str] = mapped_column(comment="clear: public, as JSON; never a secret")
