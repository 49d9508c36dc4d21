"""Rule: in which order days are written, as far as a whole column shows.

03/10/2026 may be the third of October or the tenth of March. A file sorted by day says so in its
first rows and tells only much later which is meant, so that every row is counted.
"""

from __future__ import annotations

import re
from typing import Final

from portal.visits.importing.profiles.formats import DATES, day_written

_MOST_REMEMBERED: Final = 10_000


class DayOrders:
    """How many days of a column can be read in each order."""

    def __init__(self) -> None:
        self._rows = dict.fromkeys(DATES, 0)
        self._together: dict[tuple[str, str], int] = {}
        self._known: dict[str, tuple[str, ...]] = {}

    def see(self, text: str) -> tuple[str, ...]:
        """Count what one row says; returns the orders in which it is a day."""
        ways = self._known.get(text)
        if ways is None:
            day = re.split(r"[ T]", text.strip())[0]
            ways = tuple(name for name in DATES if day_written(day, name) is not None)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[text] = ways
        for way in ways:
            self._rows[way] += 1
            for other in ways:
                if other != way:
                    self._together[way, other] = self._together.get((way, other), 0) + 1
        return ways

    def better_than(self, chosen: str) -> str | None:
        """The order in which more days can be read, some of them also in the chosen one.

        None where there is none: then no row is taken for another day than it means.

        >>> days = DayOrders()
        >>> for text in ("10/03/2026", "10/31/2026"):
        ...     ways = days.see(text)
        >>> days.better_than("DD/MM/YYYY"), days.better_than("MM/DD/YYYY")
        ('MM/DD/YYYY', None)
        """
        possible = [
            way
            for way in DATES
            if self._together.get((chosen, way)) and self._rows[way] > self._rows[chosen]
        ]
        return max(possible, key=lambda way: self._rows[way], default=None)
