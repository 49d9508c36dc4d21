"""What is kept of keys: holders, safes, and the grants that join them. No private key is here."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, new_id
from portal.vault.states import GrantState, HolderKind


class Holder(Model):
    """One X25519 key pair of an account, a complainant or the recovery key; here its public half.

    Only days are kept: an hour would join a complainant to the moment of writing.
    """

    __tablename__ = "holders"
    __table_args__ = (
        CheckConstraint("retired_on IS NULL OR retired_on >= made_on", name="retired_after_made"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    kind: Mapped[HolderKind] = mapped_column(comment="clear: account, complainant or recovery")
    public_key: Mapped[bytes] = mapped_column(comment="clear: what anyone may seal to")
    made_on: Mapped[date] = mapped_column(comment="clear: the day, never the hour")
    retired_on: Mapped[date | None] = mapped_column(comment="clear: first day without this key")

    @property
    def is_retired(self) -> bool:
        """Whether nothing more may be sealed to this key."""
        return self.retired_on is not None


class Safe(Model):
    """The sealed room of one case. Its keys come in epochs; the newest one seals what comes."""

    __tablename__ = "safes"
    __table_args__ = (CheckConstraint("epoch >= 1", name="epoch_counts_from_one"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    epoch: Mapped[int] = mapped_column(comment="clear: number of the newest key, says no content")
    made_on: Mapped[date] = mapped_column(comment="clear: the day a case was received is clear")


class Grant(Model):
    """One epoch's key of one safe, sealed to one holder."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("epoch >= 1", name="epoch_counts_from_one"),
        Index("ix_grants_holder_id_safe_id", "holder_id", "safe_id"),
    )

    safe_id: Mapped[UUID] = mapped_column(
        ForeignKey("safes.id", ondelete="CASCADE"),
        primary_key=True,
        comment="clear: which safe; who handles a case must be findable",
    )
    holder_id: Mapped[UUID] = mapped_column(
        ForeignKey("holders.id"), primary_key=True, comment="clear: who holds the key"
    )
    epoch: Mapped[int] = mapped_column(primary_key=True, comment="clear: which of the safe's keys")
    state: Mapped[GrantState] = mapped_column(comment="clear: awake, dormant or hand-over")
    sealed_key: Mapped[bytes] = mapped_column(comment="sealed: the case key, to the holder alone")
