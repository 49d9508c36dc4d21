"""Rule: what a correction changes: of each corrected row the columns that differ, old and new."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from portal.visits.importing.checks import NOT_SAID, PLAIN_VISIT
from portal.visits.importing.rows import KeptRow
from portal.visits.importing.tables import LINES, SUSPENSIONS, TABLES, VISITS
from portal.visits.records import WEEKDAYS

# All corrections are counted; of so many cells it is kept what they said before.
MOST_KEPT: Final = 5_000
_KEYS: Final = {LINES: (0, 2), SUSPENSIONS: (0, 1)}
_INSTANTS: Final = frozenset(
    {
        "from_at", "to_at", "planned_start", "planned_end", "in_at", "out_at", "adj_in_at",
        "adj_out_at", "cancelled_at", "office_called_at", "welfare_confirmed_at",
    }
)  # fmt: skip
_TIMES_OF_DAY: Final = frozenset({"agreed_start", "slip_time_written"})


class Difference(NamedTuple):
    """One cell of a corrected row: what it said before, and what it says now."""

    file: str
    key: str
    column: str
    old: str
    new: str


class Differences:
    """The first cells that a set corrects, and how many rows are corrected in all."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.kept: list[Difference] = []
        self._zone = zone

    def note(self, table: str, file: str, old: KeptRow, new: KeptRow) -> None:
        """Keep what differs, while there is room."""
        if len(self.kept) >= MOST_KEPT:
            return
        names = TABLES[table].names
        old, new = _whole(table, old), _whole(table, new)
        key = " ".join(
            said(names[place], new[place], self._zone) for place in _KEYS.get(table, (0,))
        )
        for name, before, after in zip(names, old, new, strict=True):
            if before != after:
                self.kept.append(
                    Difference(
                        file,
                        key,
                        name,
                        said(name, before, self._zone),
                        said(name, after, self._zone),
                    )
                )


def _whole(table: str, row: KeptRow) -> KeptRow:
    return row + NOT_SAID if table == VISITS and len(row) == PLAIN_VISIT else row


def said(column: str, value: Any, zone: ZoneInfo) -> str:
    """A kept value as the coordinator reads it: instants by the wall clock, with their offset."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if column in _INSTANTS:
        return datetime.fromtimestamp(value, zone).isoformat(" ")
    if column in _TIMES_OF_DAY:
        return f"{value // 60:02}:{value % 60:02}"
    if column == "weekdays":
        return ";".join(name for place, name in enumerate(WEEKDAYS) if value >> place & 1)
    return str(value)
