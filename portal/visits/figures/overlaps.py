"""Carers whose records say that they were in two places at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from portal.visits.figures.intervals import EVER


class Stay(NamedTuple):
    """A closed attendance at one person, as far as overlaps ask."""

    begins: int
    ends: int
    person_ref: str
    visit_ref: str


def overlapping_refs(stays_by_carer: Iterable[Iterable[Stay]], *, tolerance: int) -> set[str]:
    """The rows whose carer was recorded at another person for more than `tolerance` of the time.

    Both rows of a pair are named. For each row it is enough to know, of the rows before it in order
    of start, the latest end at another person, and of the rows after it, the earliest start.
    """
    found: set[str] = set()
    for stays in stays_by_carer:
        in_order = sorted(stay for stay in stays if stay.ends - stay.begins > tolerance)
        if len(in_order) > 1:
            found |= _reached_by_earlier(in_order, tolerance)
            found |= _reaching_later(in_order, tolerance)
    return found


def _reached_by_earlier(in_order: list[Stay], tolerance: int) -> set[str]:
    found = set()
    latest = (-EVER, "")
    latest_elsewhere = (-EVER, "")
    for stay in in_order:
        ends, person = latest
        if person == stay.person_ref:
            ends, _ = latest_elsewhere
        if ends - stay.begins > tolerance:
            found.add(stay.visit_ref)
        if stay.ends > latest[0]:
            if stay.person_ref != latest[1]:
                latest_elsewhere = latest
            latest = (stay.ends, stay.person_ref)
        elif stay.person_ref != latest[1] and stay.ends > latest_elsewhere[0]:
            latest_elsewhere = (stay.ends, stay.person_ref)
    return found


def _reaching_later(in_order: list[Stay], tolerance: int) -> set[str]:
    found = set()
    next_start = (EVER, "")
    next_elsewhere = (EVER, "")
    for stay in reversed(in_order):
        begins, person = next_start
        if person == stay.person_ref:
            begins, _ = next_elsewhere
        if stay.ends - begins > tolerance:
            found.add(stay.visit_ref)
        # going backwards, each start is the earliest so far
        if stay.person_ref != next_start[1]:
            next_elsewhere = next_start
        next_start = (stay.begins, stay.person_ref)
    return found


def stays_by_carer(stays: Iterable[tuple[str, Stay]]) -> dict[str, list[Stay]]:
    """The stays of each carer."""
    found: dict[str, list[Stay]] = defaultdict(list)
    for carer, stay in stays:
        found[carer].append(stay)
    return found
