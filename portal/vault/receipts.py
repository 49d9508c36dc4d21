"""Rule: receipt codes, and what is derived from them.

A form carries a random nonce. The code is the first 80 bits of an HMAC of it, so that the same form
sent twice has the same receipt and nothing need be stored to know it. From the code come what it is
looked up by and the complainant's key pair; neither can be computed without the receipt secret.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.vault.keys import KEY_BYTES, KeyPair, key_pair_from_seed
from portal.vault.letters import ALPHABET, encode, plain_letters

CODE_LETTERS: Final = 16
_CODE_BYTES: Final = 10
_NONCE: Final = re.compile(r"[0-9a-f]{32}")
_CODE: Final = re.compile(f"[{ALPHABET}]{{{CODE_LETTERS}}}")
_NO_CODE: Final = "0" * CODE_LETTERS


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that follows from one code under one version of the secret."""

    code: str = field(repr=False)
    lookup: bytes = field(repr=False)
    keys: KeyPair = field(repr=False)
    secret_version: str


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What somebody typed as the code of a receipt, under every version of the secret.

    What is no code at all has look-ups too, that nothing is stored under: whatever is typed can be
    asked about in the same way.
    """

    typed: str = field(repr=False)
    secrets: Sequence[bytes] = field(repr=False)
    """Newest first."""

    @property
    def lookups(self) -> list[bytes]:
        """What a receipt of this code can be stored under: all belong in one query."""
        letters = normalise(self.typed) or _NO_CODE
        return [lookup_of(letters, secret) for secret in self.secrets]

    def private_key(self, secret_version: str) -> bytes:
        """The complainant's private key, where the receipt was made with that version."""
        made_with = next(each for each in self.secrets if version_of(each) == secret_version)
        return key_pair_of(self.typed, made_with).private


def new_nonce() -> str:
    """128 random bits for the form, as 32 hexadecimal digits."""
    return os.urandom(16).hex()


def is_nonce(typed: str) -> bool:
    """Whether a form sent back something that `new_nonce` could have made."""
    return _NONCE.fullmatch(typed) is not None


def code_of(nonce: str, secret: bytes) -> str:
    """The code of the form with this nonce: ABCD-EFGH-JKMN-PQRS."""
    if not is_nonce(nonce):
        raise ValueError("A nonce has 32 hexadecimal digits.")
    return grouped(encode(_mac(secret, "code", nonce)[:_CODE_BYTES]))


def grouped(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalise(typed: str) -> str | None:
    """The 16 letters meant, or None where no code can be meant.

    Forgives case, O for 0, I and L for 1, spaces, dashes, dots, and letters of full width.
    """
    letters = plain_letters(typed)
    return letters if _CODE.fullmatch(letters) else None


def lookup_of(code: str, secret: bytes) -> bytes:
    """What a receipt is stored under. The code as printed or as normalised."""
    return _mac(secret, "lookup", _letters(code))


def key_pair_of(code: str, secret: bytes) -> KeyPair:
    """The complainant's key pair. The secret is part of it: the database with every code that can
    be guessed still opens nothing.
    """
    derive = HKDF(SHA256(), KEY_BYTES, secret, b"candour receipt key 1")
    return key_pair_from_seed(derive.derive(_letters(code).encode()))


def receipt_of(code: str, secret: bytes) -> Receipt:
    """All that follows from a code."""
    return Receipt(
        code=grouped(_letters(code)),
        lookup=lookup_of(code, secret),
        keys=key_pair_of(code, secret),
        secret_version=version_of(secret),
    )


def version_of(secret: bytes) -> str:
    """A short name for one version of the secret, which says nothing of it."""
    return _mac(secret, "version", "")[:4].hex()


def _letters(code: str) -> str:
    letters = normalise(code)
    if letters is None:
        raise ValueError("That is no receipt code.")
    return letters


def _mac(secret: bytes, purpose: str, text: str) -> bytes:
    return hmac.digest(secret, f"candour receipt {purpose} 1|{text}".encode(), hashlib.sha256)
