"""Rule: what the ledger signs: the head of each day, and the promise on a receipt (Ed25519).

Statements are lines of plain text, so that a checker in any language can write them again.
"""

import base64
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.ledger.entries import COMMITMENT_BYTES
from portal.ledger.writing import read_day

PROMISED_WITHIN: Final = timedelta(days=3)
_PROMISE_HEAD: Final = "candour-promise-1"
_SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment will be linked by the end of a day."""

    commitment: bytes
    by: date
    signature: bytes


class SigningKey:
    """The ledger's signing key, made ready once."""

    __slots__ = ("_private", "public")

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()

    def sign(self, statement: bytes) -> bytes:
        """The signature of a statement."""
        return self._private.sign(statement)


def is_signed(public: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether the holder of this key signed this statement."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def head_statement(day: date, signed_on: date, size: int, own_hash: bytes) -> bytes:
    """What is signed when a day has been closed."""
    return f"candour head 1\n{day}\n{signed_on}\n{size}\n{own_hash.hex()}\n".encode()


def promise_statement(commitment: bytes, by: date) -> bytes:
    """What is signed for a receipt."""
    return f"candour promise 1\n{commitment.hex()}\n{by}\n".encode()


def promise_to_link(key: SigningKey, commitment: bytes, day: date) -> Promise:
    """The promise for something that was entered on this day."""
    by = day + PROMISED_WITHIN
    return Promise(commitment, by, key.sign(promise_statement(commitment, by)))


def write_promise(promise: Promise) -> str:
    """The promise in about 160 characters, to be printed and copied."""
    parts = (_PROMISE_HEAD, promise.by.isoformat(), _text(promise.commitment))
    return ".".join((*parts, _text(promise.signature)))


def read_promise(written: str) -> Promise:
    """The promise again, whatever white space came along. Raises ValueError for what is none."""
    parts = "".join(written.split()).split(".")
    if len(parts) != 4 or parts[0] != _PROMISE_HEAD:
        raise ValueError("This is not a promise of a Candour ledger.")
    commitment, signature = _bytes(parts[2]), _bytes(parts[3])
    if len(commitment) != COMMITMENT_BYTES or len(signature) != _SIGNATURE_BYTES:
        raise ValueError("This promise is not complete.")
    try:
        return Promise(commitment, read_day(parts[1]), signature)
    except ValueError:
        raise ValueError("This promise does not name the day by which it holds.") from None


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise ValueError("This promise is not complete.") from None
    if _text(found) != text:
        raise ValueError("This promise was not copied as it was printed.")
    return found
