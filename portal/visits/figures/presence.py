"""How long the carers of one visit were there: alone, together, and each for themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from portal.visits.figures.attendances import Attendance
from portal.visits.figures.intervals import EVER, Interval, covered, total, union


class Presence(NamedTuple):
    """Whole seconds of a visit's counted attendances; open ones add none."""

    anyone: int
    """m1: at least one carer was there."""
    together: int
    """mk: at least as many different carers as the visit requires were there."""
    capped: int
    """mc: the longest stays, one for each carer required, none longer than agreed."""


def presence(counted: Sequence[Attendance], *, carers: int, duration: int) -> Presence:
    """The minutes of a visit for so many carers of this agreed length.

    Overlapping records of one carer are one presence.
    """
    if len(counted) == 1:
        length = counted[0].length
        return Presence(length, length if carers == 1 else 0, min(length, duration))
    stays = {
        carer: union(intervals)
        for carer, intervals in _by_carer(
            (there.carer, (there.begins, there.ends))
            for there in counted
            if there.begins is not None and there.ends is not None
        ).items()
    }
    everywhere = [interval for intervals in stays.values() for interval in intervals]
    longest = sorted((min(total(stay), duration) for stay in stays.values()), reverse=True)
    return Presence(
        anyone=total(union(everywhere)),
        together=total(covered(everywhere, carers)),
        capped=sum(longest[:carers]),
    )


def may_have_been_together(counted: Sequence[Attendance], *, carers: int) -> bool:
    """Whether so many carers could have been there at one time.

    Here an open check-in lasts for ever and an open check-out reaches back for ever.
    """
    return bool(_together(counted, carers=carers, before=-EVER))


def effective_start(counted: Sequence[Attendance], *, carers: int) -> int | None:
    """The first instant at which as many different carers were there as the visit requires.

    An open check-in lasts for ever, an open check-out is ignored. There may be none.
    """
    if carers == 1 and len(counted) == 1:
        return counted[0].begins
    if carers == 1:
        return min((there.begins for there in counted if there.begins is not None), default=None)
    found = _together([there for there in counted if there.begins is not None], carers=carers)
    return found[0][0] if found else None


def _together(counted: Sequence[Attendance], *, carers: int, before: int = 0) -> list[Interval]:
    """When so many different carers were there, with open ends as long as they can be."""
    stays = _by_carer(
        (
            there.carer,
            (
                before if there.begins is None else there.begins,
                EVER if there.ends is None else there.ends,
            ),
        )
        for there in counted
    )
    return covered(
        (interval for intervals in stays.values() for interval in union(intervals)), carers
    )


def _by_carer(stays: Iterable[tuple[str, Interval]]) -> dict[str, list[Interval]]:
    found: dict[str, list[Interval]] = defaultdict(list)
    for carer, interval in stays:
        found[carer].append(interval)
    return found
