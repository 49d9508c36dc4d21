"""Rule: under what a box lies in the urn, and by what an election and its urn are recognised.

key = HMAC-SHA256(receipt code, election | member)[:16]. The receipt code has 80 random bits and
exists only with the voter: whoever has the database and the roll can compute no key, and the voter
needs nobody to find hers. An election here is one contest.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from portal.vault.letters import decode, encode, plain_letters
from portal.vault.receipts import grouped, normalise

KEY_BYTES: Final = 16
_CODE_BYTES: Final = 10
_FINGERPRINT_BYTES: Final = 10


def new_code() -> str:
    """A code of 80 random bits, in groups: a receipt, or what a member votes with."""
    return grouped(encode(os.urandom(_CODE_BYTES)))


def key_of(code: str, *, election: UUID, member: UUID) -> bytes:
    """Under what the ballot of that member lies. `code` as it is printed, or as people type it.

    Raises ValueError for what is no code.
    """
    letters = normalise(code)
    if letters is None:
        raise ValueError("That is no receipt code.")
    about = f"candour urn key 1|{election}|{member}".encode()
    return hmac.digest(letters.encode(), about, hashlib.sha256)[:KEY_BYTES]


def shown_key(key: bytes) -> str:
    """A key as voters see it: the number of their box.

    >>> shown_key(bytes(15) + b"1")
    '0000-0000-0000-0000-0000-0000-64'
    """
    return grouped(encode(key))


def read_key(typed: str) -> bytes | None:
    """The key that somebody typed; none where it can be none.

    >>> read_key("oooo 0000 0000 0000 0000 0000 64") == bytes(15) + b"1"
    True
    """
    try:
        key = decode(plain_letters(typed))
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def list_of_keys(keys: Iterable[bytes]) -> str:
    """All keys of an urn as the file that is published: sorted, one a line."""
    return "".join(f"{shown_key(key)}\n" for key in sorted(keys))


def hash_of_keys(keys: Iterable[bytes]) -> str:
    """The SHA-256 of that file: `sha256sum` gives the same."""
    return hashlib.sha256(list_of_keys(keys).encode()).hexdigest()


def fingerprint_of(public: bytes) -> str:
    """By what people recognise the key of an election: printed on the notice and on each part."""
    digest = hashlib.sha256(b"candour election key 1|" + public).digest()
    return grouped(encode(digest[:_FINGERPRINT_BYTES]))
