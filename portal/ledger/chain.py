"""Rule: how the commitments of a day are padded, ordered and linked."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.ledger.entries import COMMITMENT_BYTES

BEFORE_THE_FIRST: Final = bytes(32)
DAY_MULTIPLE: Final = 32


@dataclass(frozen=True, slots=True)
class Link:
    """One place in the chain."""

    position: int
    day: date
    commitment: bytes
    previous: bytes
    hash: bytes


def link_hash(previous: bytes, day: date, commitment: bytes) -> bytes:
    """SHA-256 of: "candour link 1", a line feed, the previous hash, the day, the commitment."""
    content = b"candour link 1\n" + previous + day.isoformat().encode() + commitment
    return hashlib.sha256(content).digest()


def padding_for(count: int) -> int:
    """How many dummies fill a day up. A day without entries looks like any other."""
    return -count % DAY_MULTIPLE if count else DAY_MULTIPLE


def close_day(day: date, commitments: Iterable[bytes], *, size: int, previous: bytes) -> list[Link]:
    """The links of a day, after `size` links that end in `previous`.

    In order of commitment: the order of the day's events, and which are dummies, does not show.
    """
    real = list(commitments)
    dummies = [os.urandom(COMMITMENT_BYTES) for _ in range(padding_for(len(real)))]
    return link_day(day, sorted(real + dummies), size=size, previous=previous)


def link_day(day: date, commitments: Iterable[bytes], *, size: int, previous: bytes) -> list[Link]:
    """The links of these commitments in this order."""
    links = []
    for commitment in commitments:
        size += 1
        own = link_hash(previous, day, commitment)
        links.append(Link(size, day, commitment, previous, own))
        previous = own
    return links
