"""Rule: the code with which a member votes, and how it is looked up.

It has 80 random bits and is kept nowhere: it stands in a letter. What is stored is a hash that
names the election, so that the same code would be another one elsewhere.
"""

import hashlib
from uuid import UUID

from portal.vault.receipts import normalise


def lookup_of(code: str, *, election: UUID) -> bytes | None:
    """What the code is stored under; none where it can be no code.

    >>> lookup_of("abcd-efgh-jkmn-pqrs", election=UUID(int=1)) == lookup_of(
    ...     "ABCD EFGH JKMN PQRS", election=UUID(int=1))
    True
    """
    letters = normalise(code)
    if letters is None:
        return None
    return hashlib.sha256(f"candour voting code 1|{election}|{letters}".encode()).digest()
