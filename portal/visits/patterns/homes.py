"""Rule: runs of visits at one home that were missed or cut short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.parameters import MINUTE
from portal.visits.figures.statuses import OUTSIDE_NET, Status
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import Sighting, Tally, What

SHORT_SHARE = 75
"""Shorter than this percentage of the agreed length is cut short."""


def runs_by_home(outcomes: Iterable[Outcome]) -> dict[str, Tally]:
    """The longest run at each home, in the order of the agreed starts.

    What the person's side called off does not exist here: it neither breaks a run nor adds to it.
    """
    of_home: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.status not in OUTSIDE_NET:
            of_home[outcome.visit.package.person_ref].append(outcome)
    found = {}
    for person_ref, visits in of_home.items():
        in_order = sorted(visits, key=lambda one: (one.visit.agreed_start, one.visit.line.line_ref))
        marks = [went_wrong(outcome) is not None for outcome in in_order]
        first, length = longest_run(marks)
        found[person_ref] = Tally(
            Rate(sum(marks), len(marks)),
            tuple(_sighting(outcome) for outcome in in_order[first : first + length]),
            run=length,
        )
    return found


def went_wrong(outcome: Outcome) -> What | None:
    """Whether the provider missed the visit, or left after less than three quarters of it."""
    if outcome.is_missed:
        return What.MISSED
    if (
        outcome.status is Status.DELIVERED
        and not outcome.has_open
        and is_short(outcome.presence.together, outcome.visit.duration)
    ):
        return What.SHORT
    return None


def is_short(seconds: int, agreed: int) -> bool:
    """Whether a stay was cut short.

    >>> is_short(22 * 60 + 29, 30 * 60), is_short(22 * 60 + 30, 30 * 60)
    (True, False)
    """
    return 100 * seconds < SHORT_SHARE * agreed


def longest_run(marks: Sequence[bool]) -> tuple[int, int]:
    """Where the first of the longest runs begins, and how long it is.

    >>> longest_run([True, False, True, True, False])
    (2, 2)
    >>> longest_run([])
    (0, 0)
    """
    best, length, begins = (0, 0), 0, 0
    for place, mark in enumerate(marks):
        if not mark:
            length = 0
            continue
        if length == 0:
            begins = place
        length += 1
        if length > best[1]:
            best = (begins, length)
    return best


def _sighting(outcome: Outcome) -> Sighting:
    what = went_wrong(outcome) or What.MISSED
    is_length = what is What.SHORT
    return Sighting(
        service_date=outcome.visit.service_date.isoformat(),
        begins=outcome.visit.agreed_start,
        what=what,
        package_ref=outcome.visit.package.package_ref,
        visit_refs=tuple(sorted(row.visit_ref for row in outcome.rows)),
        minutes=outcome.presence.together // MINUTE if is_length else None,
        agreed=outcome.visit.duration // MINUTE if is_length else None,
    )
