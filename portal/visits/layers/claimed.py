"""Rule: what was claimed beside what was agreed and recorded, for each care package.

A claim proves nothing and moves no figure: it is set beside the record, and what it has more is
shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from portal.visits.figures.facts import VisitFacts, refs_in
from portal.visits.figures.group import Counted


class ClaimedBeside(NamedTuple):
    """One care package in one period; carer-seconds."""

    package_ref: str
    agreed: int
    """Of the visits that nobody called off."""
    recorded: int
    """Of every attendance with both ends."""
    counted: int
    """What counts as delivered."""
    claimed: int
    claimed_without_record: int
    """Claimed for rows of which no length is recorded."""

    @property
    def beyond(self) -> int:
        """Claimed beyond what was recorded, in all."""
        return max(0, self.claimed - self.recorded)


class ClaimedRow(NamedTuple):
    """One claim, with what its row shows: `recorded` is 0 where it shows no length."""

    visit_ref: str
    package_ref: str
    length: int
    recorded: int


def claimed_beside(counted: Counted, claims: Iterable[ClaimedRow]) -> list[ClaimedBeside]:
    """Every package with a claim in the period, the ones with most claimed beyond first."""
    claimed: Counter[str] = Counter()
    unproven: Counter[str] = Counter()
    for claim in claims:
        claimed[claim.package_ref] += claim.length
        if not claim.recorded:
            unproven[claim.package_ref] += claim.length
    agreed = _sums(counted.visits, claimed)
    extra: Counter[str] = Counter()
    for each in counted.extras:
        extra[each.package_ref] += each.recorded
    found = [
        ClaimedBeside(
            package_ref=ref,
            agreed=agreed[ref][0],
            recorded=agreed[ref][1] + extra[ref],
            counted=agreed[ref][2],
            claimed=claimed[ref],
            claimed_without_record=unproven[ref],
        )
        for ref in claimed
    ]
    return sorted(found, key=lambda each: (-each.beyond, each.package_ref))


def _sums(
    visits: Iterable[VisitFacts], wanted: Mapping[str, int]
) -> dict[str, tuple[int, int, int]]:
    sums = dict.fromkeys(wanted, (0, 0, 0))
    for visit in visits:
        if visit.package_ref in sums:
            agreed, recorded, counted = sums[visit.package_ref]
            sums[visit.package_ref] = (
                agreed + (visit.contracted if visit.is_owed else 0),
                recorded + visit.recorded,
                counted + visit.contribution,
            )
    return sums


def package_of_rows(counted: Counted) -> dict[str, str]:
    """By row, the package that it is counted with."""
    found = {extra.visit_ref: extra.package_ref for extra in counted.extras}
    for visit in counted.visits:
        for ref in refs_in(visit.visit_refs):
            found[ref] = visit.package_ref
    return found
