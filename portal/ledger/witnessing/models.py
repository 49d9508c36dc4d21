"""What witnesses signed."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model


class WitnessedHead(Model):
    """A witness signed the head of a day. Only ever added."""

    __tablename__ = "witnessed_heads"

    day: Mapped[date] = mapped_column(
        ForeignKey("ledger_heads.day"), primary_key=True, comment="clear: public, the closed day"
    )
    public_key: Mapped[bytes] = mapped_column(
        primary_key=True, comment="clear: public, the witness"
    )
    signature: Mapped[bytes] = mapped_column(comment="clear: public, Ed25519")
    received_on: Mapped[date] = mapped_column(comment="clear: public, the day it came")
