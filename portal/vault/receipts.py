"""Rule: receipt codes and handover codes, and what is derived from them.

A form carries a random nonce. The code is the first 80 bits of an HMAC of it, so that the same form
sent twice has the same receipt and nothing need be stored to know it. From the code come what it is
looked up by and the complainant's key pair; neither can be computed without the receipt secret.

A handover code, which somebody else reads out to the person, is derived under names of its own:
where a receipt is looked up it is not found, and no key of it opens what a receipt's key opens.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.vault.keys import KEY_BYTES, KeyPair, key_pair_from_seed
from portal.vault.letters import ALPHABET, encode, plain_letters
from portal.vault.sealing import Drawer

CODE_LETTERS: Final = 16
_CODE_BYTES: Final = 10
_NONCE: Final = re.compile(r"[0-9a-f]{32}")
_CODE: Final = re.compile(f"[{ALPHABET}]{{{CODE_LETTERS}}}")
_NO_CODE: Final = "0" * CODE_LETTERS


class CodeKind(StrEnum):
    """What a code is good for; the value is part of everything that is derived from it."""

    RECEIPT = "receipt"
    HANDOVER = "handover"
    REPLY = "reply"
    """Given to a care worker, who is told the substance by it and may answer."""


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
        return self._lookups(CodeKind.RECEIPT)

    @property
    def handover_lookups(self) -> list[bytes]:
        """The same, were it a handover code."""
        return self._lookups(CodeKind.HANDOVER)

    @property
    def reply_lookups(self) -> list[bytes]:
        """The same, were it a care worker's code."""
        return self._lookups(CodeKind.REPLY)

    def _lookups(self, kind: CodeKind) -> list[bytes]:
        letters = normalise(self.typed) or _NO_CODE
        return [lookup_of(letters, secret, kind) for secret in self.secrets]

    def made_with(self, secret_version: str) -> bytes:
        """The secret of that version."""
        return next(each for each in self.secrets if version_of(each) == secret_version)

    def private_key(self, secret_version: str) -> bytes:
        """The complainant's private key, where the receipt was made with that version."""
        return key_pair_of(self.typed, self.made_with(secret_version)).private


def new_nonce() -> str:
    """128 random bits for the form, as 32 hexadecimal digits."""
    return os.urandom(16).hex()


def is_nonce(typed: str) -> bool:
    """Whether a form sent back something that `new_nonce` could have made."""
    return _NONCE.fullmatch(typed) is not None


def code_of(nonce: str, secret: bytes, kind: CodeKind = CodeKind.RECEIPT) -> str:
    """The code of the form with this nonce: ABCD-EFGH-JKMN-PQRS."""
    if not is_nonce(nonce):
        raise ValueError("A nonce has 32 hexadecimal digits.")
    return grouped(encode(_mac(secret, kind, "code", nonce)[:_CODE_BYTES]))


def grouped(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalise(typed: str) -> str | None:
    """The 16 letters meant, or None where no code can be meant.

    Forgives case, O for 0, I and L for 1, spaces, dashes, dots, and letters of full width.
    """
    letters = plain_letters(typed)
    return letters if _CODE.fullmatch(letters) else None


def lookup_of(code: str, secret: bytes, kind: CodeKind = CodeKind.RECEIPT) -> bytes:
    """What a code is stored under. The code as printed or as normalised."""
    return _mac(secret, kind, "lookup", _letters(code))


def key_pair_of(code: str, secret: bytes, kind: CodeKind = CodeKind.RECEIPT) -> KeyPair:
    """The complainant's key pair. The secret is part of it: the database with every code that can
    be guessed still opens nothing.
    """
    return key_pair_from_seed(_derived(code, secret, f"candour {kind} key 1"))


def drawer_of(code: str, secret: bytes) -> Drawer:
    """What is sealed for whoever types this code, and for nobody else."""
    return Drawer(_derived(code, secret, "candour handover drawer 1"), "handover")


def reply_drawer_of(code: str, secret: bytes) -> Drawer:
    """What is sealed for the care worker who types this code, and for whoever knows the code."""
    return Drawer(_derived(code, secret, "candour reply drawer 1"), "reply")


def receipt_of(code: str, secret: bytes, kind: CodeKind = CodeKind.RECEIPT) -> Receipt:
    """All that follows from a code."""
    return Receipt(
        code=grouped(_letters(code)),
        lookup=lookup_of(code, secret, kind),
        keys=key_pair_of(code, secret, kind),
        secret_version=version_of(secret),
    )


def version_of(secret: bytes) -> str:
    """A short name for one version of the secret, which says nothing of it."""
    return _mac(secret, CodeKind.RECEIPT, "version", "")[:4].hex()


def _letters(code: str) -> str:
    letters = normalise(code)
    if letters is None:
        raise ValueError("That is no receipt code.")
    return letters


def _derived(code: str, secret: bytes, info: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, secret, info.encode()).derive(_letters(code).encode())


def _mac(secret: bytes, kind: CodeKind, purpose: str, text: str) -> bytes:
    return hmac.digest(secret, f"candour {kind} {purpose} 1|{text}".encode(), hashlib.sha256)
