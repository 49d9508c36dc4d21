"""Arithmetic of half-open intervals in whole seconds: a start belongs to it, its end does not."""

from __future__ import annotations

from collections.abc import Iterable

Interval = tuple[int, int]

EVER = 1 << 60
"""An instant after all others; its negative lies before all others."""


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same seconds as disjoint intervals, in order."""
    merged: list[Interval] = []
    for begins, ends in sorted(intervals):
        if merged and begins <= merged[-1][1]:
            if ends > merged[-1][1]:
                merged[-1] = (merged[-1][0], ends)
        else:
            merged.append((begins, ends))
    return merged


def total(intervals: Iterable[Interval]) -> int:
    """The sum of the lengths."""
    return sum(ends - begins for begins, ends in intervals)


def overlap(one: Interval, other: Interval) -> int:
    """How many seconds lie in both."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def covered(intervals: Iterable[Interval], at_least: int) -> list[Interval]:
    """Where at least so many of the intervals lie over one another, in order."""
    # at one instant an end comes before a start: who leaves as another comes, missed them
    events = sorted(event for begins, ends in intervals for event in ((begins, 1), (ends, -1)))
    found: list[Interval] = []
    present = 0
    since = 0
    for instant, change in events:
        before = present
        present += change
        if before < at_least <= present:
            since = instant
        elif present < at_least <= before and instant > since:
            found.append((since, instant))
    return found
