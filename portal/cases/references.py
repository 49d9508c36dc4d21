"""Rule: how a case is called by those who work on it, and how it is read when somebody types it."""

import re
import secrets
from typing import Final

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_BETWEEN: Final = re.compile(r"[\s\-\u2010-\u2015]+")


def new_reference() -> str:
    """A random reference: K7QM-4TXN. Order and gaps tell nothing; it opens nothing by itself."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def as_reference(typed: str) -> str:
    """The reference that somebody typed, with or without its dash; other words in capitals.

    >>> as_reference(" k7qm4txn "), as_reference("K7QM 4TXN"), as_reference("K7QM-4TXN")
    ('K7QM-4TXN', 'K7QM-4TXN', 'K7QM-4TXN')
    >>> as_reference("Menai")
    'MENAI'
    """
    letters = _BETWEEN.sub("", typed).upper()
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == 8 else typed.strip().upper()
