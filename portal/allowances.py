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
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.config import settings
from portal.database import Model, db, is_sqlite
from portal.errors import TooMany


class Purpose(enum.StrEnum):
    """What is limited."""

    SUBMIT = "submit"
    BEGIN = "begin"
    ADD_PHOTOGRAPHS = "add_photographs"
    WRITE = "write"
    TRY_CODE = "try_code"
    SIGN_IN = "sign_in"
    SIGN_IN_AS = "sign_in_as"
    OPEN_DOOR = "open_door"
    SEND_FILES = "send_files"
    COUNT = "count"
    SUBSCRIBE = "subscribe"


PER_HOUR: Final = {
    Purpose.SUBMIT: 30,
    Purpose.BEGIN: 40,
    Purpose.ADD_PHOTOGRAPHS: 60,
    Purpose.WRITE: 30,
    Purpose.TRY_CODE: 60,
    Purpose.SIGN_IN: 30,
    Purpose.SIGN_IN_AS: 20,
    Purpose.OPEN_DOOR: 60,
    Purpose.SEND_FILES: 60,
    Purpose.COUNT: 120,
    Purpose.SUBSCRIBE: 10,
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
    key = db.session.scalar(select(AllowanceKey.key).where(AllowanceKey.hour == _hour(at)))
    if key is None:
        return
    bucket = _bucket(key, purpose, about)
    uses = db.session.scalar(select(AllowanceUse.uses).where(AllowanceUse.bucket == bucket))
    if uses is not None and uses >= PER_HOUR[purpose]:
        raise TooMany


def count_use(purpose: Purpose, *, at: datetime, about: str | None = None) -> None:
    """Count one use, in the present transaction."""
    if not settings().allowances:
        return
    hour = _hour(at)
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    # Others may count at the same moment: the database adds, so that none is lost or in the way.
    key = db.session.scalar(select(AllowanceKey.key).where(AllowanceKey.hour == hour))
    if key is None:
        made = insert(AllowanceKey).values(hour=hour, key=os.urandom(32))
        db.session.execute(made.on_conflict_do_nothing())
        key = db.session.scalars(select(AllowanceKey.key).where(AllowanceKey.hour == hour)).one()
    first = insert(AllowanceUse).values(bucket=_bucket(key, purpose, about), hour=hour, uses=1)
    db.session.execute(
        first.on_conflict_do_update(
            index_elements=[AllowanceUse.bucket], set_={"uses": AllowanceUse.uses + 1}
        ).execution_options(synchronize_session=False)
    )


def forget_old_uses(at: datetime) -> None:
    """Delete every bucket, and its key, of an hour that is over."""
    db.session.execute(delete(AllowanceUse).where(AllowanceUse.hour < _hour(at)))
    db.session.execute(delete(AllowanceKey).where(AllowanceKey.hour < _hour(at)))


def _hour(at: datetime) -> datetime:
    return at - timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _bucket(key: bytes, purpose: Purpose, about: str | None) -> bytes:
    counted = (request.remote_addr or "") if about is None else about
    return hmac.new(key, f"{purpose}|{counted}".encode(), hashlib.sha256).digest()
