"""Between the clock on the wall and the seconds that are counted."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo


class WallClock:
    """The local time of one zone, with whole seconds since 1970 as the other side."""

    def __init__(self, tz: str) -> None:
        self.zone = ZoneInfo(tz)
        self._instants: dict[tuple[date, int], int] = {}

    def instant(self, day: date, minute: int) -> int:
        """The instant meant by a minute after local midnight.

        An intended time that does not exist moves forward by the length of the gap; one that
        exists twice is the first.
        """
        known = self._instants.get((day, minute))
        if known is None:
            # fold=0 takes the offset before the change: later in a gap, the first in a doubled hour
            wall = datetime.combine(day, time(minute // 60, minute % 60), self.zone)
            known = self._instants[day, minute] = int(wall.timestamp())
        return known

    def second_of_day(self, instant: int) -> int:
        """What the clock on the wall showed, as seconds after midnight."""
        wall = datetime.fromtimestamp(instant, self.zone)
        return wall.hour * 3600 + wall.minute * 60 + wall.second

    def day(self, instant: int) -> date:
        """The local day of an instant."""
        return datetime.fromtimestamp(instant, self.zone).date()
