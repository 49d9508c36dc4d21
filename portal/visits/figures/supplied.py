"""What the files behind some days could say at all: what no file supplied is not known.

Nothing may be derived from a field being empty where the file has no place for it: an office that
was not called, and a system that does not tell of calls, look the same in a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Final, NamedTuple

from portal.visits.figures.statuses import Status
from portal.visits.records import UNATTENDED, Source, VisitRow


class Supply(NamedTuple):
    """Where the rows of some days came from, and what none of them was supplied with."""

    sources: tuple[Source, ...] = ()
    """The shapes that lose something, in the order of their names."""
    lacking: frozenset[str] = frozenset()
    """Columns of visits.csv, or `UNATTENDED`."""


ALL_SUPPLIED: Final = Supply()


def supply_of(sources: Iterable[Source | None]) -> Supply:
    """What rows of these sources supply together; None is the portal's own format, which has all.

    >>> paper = Source("paper", "Paper", (), frozenset({"status", "memo"}))
    >>> notes = Source("notes", "Notes", (), frozenset({"status"}))
    >>> sorted(supply_of([paper, notes]).lacking), sorted(supply_of([paper, None]).lacking)
    (['status'], [])
    """
    found = dict.fromkeys(sources)
    shapes = sorted({each for each in found if each is not None}, key=lambda each: each.name)
    if not shapes:
        return ALL_SUPPLIED
    lost = [frozenset[str]() if each is None else each.not_supplied for each in found]
    return Supply(tuple(shapes), reduce(frozenset.intersection, lost))


def is_supplied(
    rows: Iterable[VisitRow], columns: frozenset[str], sources: Mapping[str, Source]
) -> bool:
    """Whether each of the rows came from a file that has all these columns."""
    return all(
        (source := sources.get(row.visit_ref)) is None or not columns & source.not_supplied
        for row in rows
    )


STATUS_NEEDS: dict[Status, frozenset[str]] = {
    Status.MISSED: frozenset({"reason_code", UNATTENDED}),
    Status.NOT_ROSTERED: frozenset({UNATTENDED}),
    Status.UNKNOWN: frozenset({UNATTENDED}),
    Status.CANCELLED_PROVIDER: frozenset({"status", "cancelled_by"}),
    Status.NO_ACCESS: frozenset({"status"}),
    Status.REFUSED_AT_DOOR: frozenset({"status"}),
    Status.CANCELLED_PERSON_NOTICE: frozenset({"status", "cancelled_at"}),
    Status.CANCELLED_PERSON_SHORT: frozenset({"status", "cancelled_at"}),
    Status.FORCE_MAJEURE: frozenset({"status"}),
}
"""What has to be supplied so that visits with this outcome can be told from others."""


def is_told(status: Status, lacking: frozenset[str]) -> bool:
    """Whether the files can tell visits with this outcome from others."""
    return not STATUS_NEEDS.get(status, frozenset()) & lacking
