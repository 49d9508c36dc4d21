"""Interval arithmetic against counting second by second."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.visits.figures.intervals import Interval, covered, overlap, total, union

INTERVAL = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair)))
INTERVALS = st.lists(INTERVAL, max_size=8)


def seconds(intervals: list[Interval], at_least: int = 1) -> list[int]:
    """Every second that lies in so many of them."""
    return [
        second
        for second in range(70)
        if sum(begins <= second < ends for begins, ends in intervals) >= at_least
    ]


@given(INTERVALS)
def test_a_union_holds_the_same_seconds_once(intervals: list[Interval]) -> None:
    found = union(intervals)

    assert seconds(found) == seconds(intervals)
    assert total(found) == len(seconds(intervals))
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(INTERVALS, st.integers(1, 4))
def test_what_is_covered_holds_the_seconds_of_at_least_so_many(
    intervals: list[Interval], at_least: int
) -> None:
    found = covered(intervals, at_least)

    assert seconds(found) == seconds(intervals, at_least)
    assert total(found) == len(seconds(intervals, at_least))


@given(INTERVAL, INTERVAL)
def test_an_overlap_is_the_seconds_in_both(one: Interval, other: Interval) -> None:
    assert overlap(one, other) == len(set(seconds([one])) & set(seconds([other])))


def test_who_leaves_as_another_comes_was_not_there_with_them() -> None:
    assert covered([(0, 10), (10, 20)], 2) == []
    assert covered([(0, 10), (9, 20)], 2) == [(9, 10)]


def test_nothing_covers_nothing() -> None:
    assert union([]) == []
    assert covered([], 1) == []
