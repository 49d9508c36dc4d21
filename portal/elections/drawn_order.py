"""Rule: the order of the candidates on the ballot paper, drawn by lot so that anybody can check it.

Whoever stands at the top of a list gets votes for standing there. The seed is random, drawn when
nominations close, and goes into the public ledger: with it everybody can draw the same again.
"""

import hashlib
import os
from collections.abc import Iterable
from uuid import UUID


def new_seed() -> str:
    """A seed of 128 random bits."""
    return os.urandom(16).hex()


def draw_order(nominations: Iterable[UUID], seed: str) -> list[UUID]:
    """The nominations in the order of the SHA-256 of seed and number.

    >>> one, two = UUID(int=1), UUID(int=2)
    >>> draw_order([one, two], "2026") == draw_order([two, one], "2026")
    True
    """
    return sorted(
        nominations,
        key=lambda each: hashlib.sha256(f"candour order 1|{seed}|{each}".encode()).digest(),
    )
