"""How often one place may do one thing within an hour, without keeping who it was.

A bucket is named by a keyed hash of the sender's address; the key is random, made anew each hour
and deleted with its buckets, so no address can be worked out from what is kept.
"""

import enum
import hashlib
import hmac
import os
from datetime import datetime, timedelta
from typing import Final

from flask import request
from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.config import settings
from portal.database import Model, db
from portal.errors import TooMany


class Purpose(enum.StrEnum):
    """What is limited."""

    SUBMIT = "submit"
    TRY_CODE = "try_code"
    SIGN_IN = "sign_in"
    SIGN_IN_AS = "sign_in_as"


PER_HOUR: Final = {
    Purpose.SUBMIT: 30,
    Purpose.TRY_CODE: 60,
    Purpose.SIGN_IN: 30,
    Purpose.SIGN_IN_AS: 20,
}


class AllowanceKey(Model):
    """The random key of one hour. Clear: it is deleted with the hour's buckets."""

    __tablename__ = "allowance_keys"

    hour: Mapped[datetime] = mapped_column(primary_key=True, comment="clear: the hour it is for")
    key: Mapped[bytes] = mapped_column(comment="clear: worthless once deleted")


class AllowanceUse(Model):
    """How often one unnamed place did one thing in one hour."""

    __tablename__ = "allowance_uses"

    bucket: Mapped[bytes] = mapped_column(primary_key=True, comment="clear: a keyed hash")
    hour: Mapped[datetime] = mapped_column(index=True, comment="clear: when to delete it")
    uses: Mapped[int] = mapped_column(comment="clear: a number")


def require_allowance(purpose: Purpose, *, at: datetime, about: str | None = None) -> None:
    """Raises TooMany where this place has used up its hour. Only reads.

    `about` counts by that (an account that is tried from many places) instead of by place.
    """
    if not settings().allowances:
        return
    key = db.session.get(AllowanceKey, _hour(at))
    if key is None:
        return
    used = db.session.get(AllowanceUse, _bucket(key.key, purpose, about))
    if used is not None and used.uses >= PER_HOUR[purpose]:
        raise TooMany


def count_use(purpose: Purpose, *, at: datetime, about: str | None = None) -> None:
    """Count one use, in the present transaction."""
    if not settings().allowances:
        return
    hour = _hour(at)
    key = db.session.get(AllowanceKey, hour)
    if key is None:
        key = AllowanceKey(hour=hour, key=os.urandom(32))
        db.session.add(key)
    bucket = _bucket(key.key, purpose, about)
    used = db.session.get(AllowanceUse, bucket)
    if used is None:
        db.session.add(AllowanceUse(bucket=bucket, hour=hour, uses=1))
    else:
        used.uses += 1
    db.session.flush()


def forget_old_uses(at: datetime) -> None:
    """Delete every bucket, and its key, of an hour that is over."""
    db.session.execute(delete(AllowanceUse).where(AllowanceUse.hour < _hour(at)))
    db.session.execute(delete(AllowanceKey).where(AllowanceKey.hour < _hour(at)))


def count_buckets() -> int:
    """How many buckets are kept at present."""
    return len(db.session.scalars(select(AllowanceUse.bucket)).all())


def _hour(at: datetime) -> datetime:
    return at - timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _bucket(key: bytes, purpose: Purpose, about: str | None) -> bytes:
    counted = (request.remote_addr or "") if about is None else about
    return hmac.new(key, f"{purpose}|{counted}".encode(), hashlib.sha256).digest()
