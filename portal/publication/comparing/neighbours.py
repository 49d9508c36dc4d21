"""Rule: what became of reading another co-operative's newest report."""

import enum
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.publication.comparing.side_by_side import side_by_side
from portal.publication.comparing.verifying import BUNDLE, verify_release
from portal.publication.headline import METHOD_VERSION

_MOST_NAMED: Final = 100


class Trouble(enum.StrEnum):
    """Why a report is not shown beside ours."""

    NOT_FETCHED = "not_fetched"
    NOT_VERIFIED = "not_verified"
    OTHER_METHOD = "other_method"
    REWRITTEN = "rewritten"
    TAKEN_DOWN = "taken_down"


@dataclass(frozen=True, slots=True)
class Pinned:
    """What was seen of a ledger before: its key, and where its chain stood after one day."""

    key: bytes
    day: date
    hash: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """A report that may be shown, and what to hold its ledger to from now on."""

    coop: str
    release: str
    figures: dict[str, Any]
    pinned: Pinned


def judge(bundle: bytes, ledger: bytes, *, before: Pinned | None, on: date) -> Found | Trouble:
    """Whether a report that was downloaded may be shown.

    The first ledger that is seen of a neighbour binds it: the same key, and the same past.
    """
    checked = verify_release(
        bundle, name=BUNDLE, on=on, ledger=ledger, keys=[before.key] if before else ()
    )
    package, copy = checked.package, checked.copy
    if before is not None and copy is not None:
        hashes = {day.day: day.hash for day in copy.days}
        if hashes.get(before.day) != before.hash:
            return Trouble.REWRITTEN
    if package is None or copy is None or not copy.days or not checked.is_good:
        return Trouble.NOT_VERIFIED
    if checked.taken_down:
        return Trouble.TAKEN_DOWN
    if package.method != METHOD_VERSION:
        return Trouble.OTHER_METHOD
    figures = {
        indicator: [one.as_json() for one in beside]
        for indicator, beside in side_by_side([package]).items()
    }
    last = copy.days[-1]
    return Found(
        package.coop[:_MOST_NAMED],
        package.name,
        figures,
        Pinned(copy.public_key, last.day, last.hash),
    )
