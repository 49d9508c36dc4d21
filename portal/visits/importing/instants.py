"""Instants as files write them: with an offset, or by the wall clock of one time zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.visits.importing.cells import (
    MOST_REMEMBERED,
    Kept,
    Parser,
    Remembered,
    Unremembered,
    WholeParser,
    parse_date,
)
from portal.visits.importing.faults import CellFault, Fault

_TAIL: Final = re.compile(
    r"T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]{1,9})?)?"
    r"(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
).fullmatch


class _Days(dict[str, int]):
    """By day, the epoch second of its midnight in UTC."""

    def __missing__(self, head: str) -> int:
        midnight = datetime.fromisoformat(parse_date(head)).replace(tzinfo=UTC)
        self[head] = seconds = _epoch(midnight)
        return seconds


class _Tails(dict[str, int]):
    """By what follows the day in an instant with an offset, the seconds after that midnight."""

    def __missing__(self, tail: str) -> int:
        parts = _TAIL(tail)
        if parts is None or parts[4] is None:
            raise KeyError(tail)
        seconds = _elapsed(parts) - _offset(parts[4])
        if len(self) < MOST_REMEMBERED:
            self[tail] = seconds
        return seconds


class Instants:
    """Instants of one time zone: written with an offset, or as local time of the zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._days = _Days()
        self._tails = _Tails()
        # Days whose clock runs from midnight to midnight without a jump, and times of day on them.
        self._even_days: dict[str, int] = {}
        self._local_tails: dict[str, int] = {}

    def read(self, text: str, *, intended: bool) -> int:
        """The instant that a text names; of an intention, also where the clocks skip or repeat it.

        Raises CellFault.
        """
        return self._parse(text, intended=intended)

    def recorded(self) -> Parser:
        """What somebody or something recorded: it must name one instant."""
        return Unremembered(self._parse_recorded).__getitem__

    def planned(self) -> Parser:
        """An intention by the wall clock: a time that the clocks skip or repeat is resolved."""
        return Remembered(self._parse_planned, {"": None}).__getitem__

    def required(self) -> Parser:
        """A recorded instant that must not be left out."""

        def parse(text: str) -> Kept:
            if not text:
                raise CellFault(Fault.REQUIRED)
            return self._parse_recorded(text)

        return parse

    def recorded_column(self) -> WholeParser:
        """What parses a whole column of recorded instants."""
        days, tails = self._days, self._tails

        def parse(texts: Sequence[str]) -> Sequence[Kept]:
            try:
                return [days[text[:10]] + tails[text[10:]] if text else None for text in texts]
            except KeyError:
                return [self._parse_recorded(text) if text else None for text in texts]

        return parse

    def _parse_recorded(self, text: str) -> int:
        return self._parse(text, intended=False)

    def _parse_planned(self, text: str) -> int:
        return self._parse(text, intended=True)

    def _parse(self, text: str, *, intended: bool) -> int:
        head, tail = text[:10], text[10:]
        try:
            return self._days[head] + self._tails[tail]
        except KeyError:
            pass
        except CellFault:
            # A year may only be out of range in what is written as an instant.
            if _TAIL(tail) is None:
                raise CellFault(Fault.BAD_FORMAT) from None
            raise
        try:
            return self._even_days[head] + self._local_tails[tail]
        except KeyError:
            pass
        parts = _TAIL(tail)
        if parts is None:
            raise CellFault(Fault.BAD_FORMAT)
        elapsed = _elapsed(parts)
        if len(self._local_tails) < MOST_REMEMBERED:
            self._local_tails[tail] = elapsed
        return self._local(head, elapsed, intended=intended)

    def first_of_day(self, day: date) -> int:
        """The instant at which the local day begins."""
        return _epoch(datetime(day.year, day.month, day.day, tzinfo=self.zone))

    def _local(self, head: str, elapsed: int, *, intended: bool) -> int:
        midnight = datetime.fromisoformat(head)
        wall = (midnight + timedelta(seconds=elapsed)).replace(tzinfo=self.zone)
        first, second = _epoch(wall.replace(fold=0)), _epoch(wall.replace(fold=1))
        if first == second:
            self._remember_even_day(head, midnight)
        elif not intended:
            raise CellFault(Fault.NONEXISTENT_TIME if first > second else Fault.AMBIGUOUS_TIME)
        return first

    def _remember_even_day(self, head: str, midnight: datetime) -> None:
        offsets = {
            (midnight + timedelta(hours=hour)).replace(tzinfo=self.zone).utcoffset()
            for hour in range(-1, 26)
        }
        if len(offsets) == 1:
            self._even_days[head] = _epoch(midnight.replace(tzinfo=self.zone))


def _elapsed(parts: re.Match[str]) -> int:
    return int(parts[1]) * 3600 + int(parts[2]) * 60 + int(parts[3] or 0)


def _offset(text: str) -> int:
    if text == "Z":
        return 0
    seconds = int(text[1:3]) * 3600 + int(text[4:6]) * 60
    return -seconds if text[0] == "-" else seconds


def _epoch(instant: datetime) -> int:
    return int((instant - _EPOCH).total_seconds())


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
