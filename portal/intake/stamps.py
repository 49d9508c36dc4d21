"""The stamp of a form: which sending it is, and when the page was given out.

The same stamp sent twice is the same report sent twice; one that comes back within a breath of
being given out was not filled in by a person.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

SHORTEST: Final = timedelta(seconds=3)
LONGEST: Final = timedelta(hours=24)

_PURPOSE: Final = b"candour intake stamp 1|"


@dataclass(frozen=True, slots=True)
class Stamp:
    """One sending of one form. From the nonce the receipt code is made."""

    nonce: str
    given_at: datetime

    def is_too_quick(self, at: datetime) -> bool:
        """Whether nobody could have read the page, let alone filled it in."""
        return at < self.given_at + SHORTEST

    def is_stale(self, at: datetime) -> bool:
        """Whether the page was given out so long ago that a new one is due."""
        return at > self.given_at + LONGEST


def write_stamp(nonce: str, *, at: datetime, secret: bytes) -> str:
    """The stamp as the page carries it: nonce, second, signature."""
    said = f"{nonce}.{int(at.timestamp())}"
    return f"{said}.{_signature(said, secret)}"


def read_stamp(written: str, *, secret: bytes) -> Stamp | None:
    """What the stamp says, or nothing where this site did not write it."""
    said, _, signature = written.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(said, secret).encode()):
        return None
    nonce, _, second = said.rpartition(".")
    return Stamp(nonce, datetime.fromtimestamp(int(second), UTC))


def _signature(said: str, secret: bytes) -> str:
    return hmac.new(secret, _PURPOSE + said.encode(), hashlib.sha256).hexdigest()[:32]
