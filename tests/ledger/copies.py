"""Ledgers made for the tests of the checker, without any database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from portal.ledger.chain import BEFORE_THE_FIRST, close_day
from portal.ledger.copies import Day, Opening, write_copy
from portal.ledger.entries import commit_to
from portal.ledger.statements import SigningKey, head_statement

KEY = SigningKey(b"k" * 32)
OTHER_KEY = SigningKey(b"o" * 32)
FIRST = date(2026, 11, 1)


def make_opening(kind: str = "release_published", **fact: Any) -> Opening:
    """A fact with its salt and its commitment."""
    salt = os.urandom(32)
    fact = fact or {"period": "2026-10", "files": ["a.csv", "b.csv"], "edition": 1}
    return Opening(commit_to(salt, kind, fact), salt, kind, fact)


def make_day(
    day: date,
    commitments: Sequence[bytes] = (),
    openings: Sequence[Opening] = (),
    *,
    after: Day | None = None,
    signed_on: date | None = None,
    key: SigningKey = KEY,
) -> Day:
    """A closed and signed day."""
    wanted = [*commitments, *(opening.commitment for opening in openings)]
    links = close_day(
        day,
        wanted,
        size=after.size if after else 0,
        previous=after.hash if after else BEFORE_THE_FIRST,
    )
    signed_on = signed_on or day + timedelta(days=1)
    size, own_hash = links[-1].position, links[-1].hash
    return Day(
        day=day,
        signed_on=signed_on,
        size=size,
        hash=own_hash,
        public_key=key.public,
        signature=key.sign(head_statement(day, signed_on, size, own_hash)),
        commitments=tuple(link.commitment for link in links),
        openings=tuple(openings),
    )


def make_days(count: int = 3, *, key: SigningKey = KEY) -> list[Day]:
    """Consecutive days, the first with something opened."""
    days: list[Day] = []
    for number in range(count):
        days.append(
            make_day(
                FIRST + timedelta(days=number),
                [os.urandom(32) for _ in range(number)],
                [make_opening()] if number == 0 else [],
                after=days[-1] if days else None,
                key=key,
            )
        )
    return days


def written(days: Sequence[Day], key: SigningKey = KEY) -> bytes:
    """The copy as it is downloaded."""
    return "".join(write_copy(key.public, days)).encode()
