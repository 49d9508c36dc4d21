"""Rule: which contracted line a row was planned for, where its file does not say.

The line of the person that has a visit on the day of the row and whose agreed start is nearest to
the planned one, if it is no further away than a match of figures may cost. Rows of two carers with
the same planned start find the same line. A row without a plan is left to the figures, which match
it by the time that somebody came.
"""

from __future__ import annotations

from typing import Final

from portal.visits.figures.parameters import DEFAULTS
from portal.visits.importing.contracts import ContractedDays, Contracts
from portal.visits.importing.instants import Instants

FURTHEST: Final = DEFAULTS.match_penalty
_MOST_REMEMBERED: Final = 50_000


class Linker:
    """Finds the lines of one set of contracts."""

    def __init__(self, contracts: Contracts, instants: Instants) -> None:
        self._contracts = contracts
        self._instants = instants
        self._days = ContractedDays(contracts)
        self._lines_of: dict[str, list[str]] = {}
        for line_ref, person_ref in contracts.person_of_line().items():
            self._lines_of.setdefault(person_ref, []).append(line_ref)
        self._known: dict[tuple[str, str], list[tuple[int, str]]] = {}

    def line_for(self, person_ref: str, day: str, planned_start: int) -> str:
        """The reference of the nearest line; "" where none is near."""
        starts = [
            (abs(start - planned_start), start, line_ref)
            for start, line_ref in self._starts(person_ref, day)
        ]
        if not starts:
            return ""
        distance, _, line_ref = min(starts)
        return line_ref if distance <= FURTHEST else ""

    def _starts(self, person_ref: str, day: str) -> list[tuple[int, str]]:
        """The agreed starts of a person on a day, with their lines."""
        known = self._known.get((person_ref, day))
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[person_ref, day] = [
                (
                    self._instants.read(f"{day}T{minute // 60:02}:{minute % 60:02}", intended=True),
                    ref,
                )
                for ref in self._lines_of.get(person_ref, ())
                for minute in [self._days.agreed_start(ref, day)]
                if minute is not None
            ]
        return known
