"""Rule: how a fact becomes a commitment.

commitment = SHA-256(salt || canonical JSON of {"fact": ..., "kind": ...}), the salt being 32 random
bytes: the commitment alone tells nothing, and with salt and fact anyone can check it.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

SALT_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32
# What every language's JSON can hold without rounding (RFC 8785).
_LARGEST: Final = (1 << 53) - 1
_DEEPEST: Final = 8


def plain_fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    """The fact as JSON has it: days and identifiers become text.

    Raises ValueError for what JSON would write differently in different languages: fractions,
    numbers beyond 2^53, names outside ASCII.
    """
    plain = _plain(fact, 0)
    assert isinstance(plain, dict)  # noqa: S101  a mapping becomes a dict
    return plain


def canonical(kind: str, fact: Mapping[str, Any]) -> bytes:
    """Kind and fact as bytes, the same in every language (RFC 8785 without fractions)."""
    whole = {"fact": plain_fact(fact), "kind": str(kind)}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def commit_to(salt: bytes, kind: str, fact: Mapping[str, Any]) -> bytes:
    """The commitment to a kind and a fact."""
    if len(salt) != SALT_BYTES:
        raise ValueError("A salt has 32 bytes.")
    return hashlib.sha256(salt + canonical(kind, fact)).digest()


def _plain(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise ValueError("A fact is not that deep.")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise ValueError("A number in a fact is at most 2^53 - 1.")
        return int(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) and name.isascii() for name in value):
            raise ValueError("The names in a fact are ASCII text.")
        return {str(name): _plain(item, depth + 1) for name, item in value.items()}
    raise ValueError(f"A fact does not hold a {type(value).__name__}.")
