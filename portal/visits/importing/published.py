"""Rule: what an import does to published reports, asked of whoever publishes them.

Reports stand floors above: the roof hands over the question once, when the application is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.visits.figures.periods import Period
from portal.visits.records import VisitRecords


class PublishedChange(NamedTuple):
    """One figure of a published report: as it stands there, and as it would be published now."""

    release: str
    figure: str
    old: str
    new: str


@dataclass(frozen=True)
class Comparison:
    """How many published reports an import could touch, and the figures that would differ."""

    releases: int = 0
    changes: list[PublishedChange] = field(default_factory=list)


# Whether the import can touch a month, and the records of a month with what it brings.
Touches = Callable[[Period], bool]
RecordsOf = Callable[[Period], VisitRecords]
Comparer = Callable[[Touches, RecordsOf], Comparison]


def _nothing_published(touches: Touches, records_of: RecordsOf) -> Comparison:
    return Comparison()


_comparers: list[Comparer] = [_nothing_published]


def use(comparer: Comparer) -> None:
    """Ask this of published reports from now on."""
    _comparers[:] = [comparer]


def compare(touches: Touches, records_of: RecordsOf) -> Comparison:
    """The published figures that would differ."""
    return _comparers[0](touches, records_of)
