"""The types of cells: from the text of a cell to the value that is compared and kept.

A kept value is a str, int, bool or None, so that rows can be spooled and stored as they are. Days
stay ISO text (validated, so they sort as days), instants are epoch seconds, times of day minutes.
Each type remembers what it has seen, because a file says the same few things a million times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.visits.importing.faults import CellFault, Fault
from portal.visits.records import WEEKDAYS

Kept = str | int | bool | None
Parser = Callable[[str], Kept]
# Parses the cells of one column of many rows; raises CellFault where any of them is bad.
WholeParser = Callable[[Sequence[str]], Sequence[Kept]]

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2099
LONGEST_MEMO: Final = 2000
MOST_REMEMBERED: Final = 100_000

_REF: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}").fullmatch
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])").fullmatch
_INTEGER: Final = re.compile(r"-?[0-9]{1,9}").fullmatch
_TAIL: Final = re.compile(
    r"T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]{1,9})?)?"
    r"(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
).fullmatch

_MISSING: Final = object()


class Remembered(dict[str, Kept]):
    """A parser that answers from memory what it has answered before."""

    def __init__(self, parse: Parser, known: dict[str, Kept]) -> None:
        super().__init__(known)
        self._parse = parse

    def __missing__(self, text: str) -> Kept:
        value = self._parse(text)
        if len(self) < MOST_REMEMBERED:
            self[text] = value
        return value


class Unremembered(dict[str, Kept]):
    """A parser of what is different each time; only the empty cell is known beforehand."""

    def __init__(self, parse: Parser) -> None:
        super().__init__({"": None})
        self._parse = parse

    def __missing__(self, text: str) -> Kept:
        return self._parse(text)


def _remembering(parse: Parser, default: Kept | object) -> Parser:
    """The parser with a memory; an empty cell is the default, or refused where there is none."""
    if default is _MISSING:
        required = parse

        def parse_filled(text: str) -> Kept:
            if not text:
                raise CellFault(Fault.REQUIRED)
            return required(text)

        return Remembered(parse_filled, {}).__getitem__
    return Remembered(parse, {"": default}).__getitem__  # type: ignore[dict-item]


def parse_ref(text: str) -> str:
    """An opaque pseudonym."""
    if _REF(text) is None:
        raise CellFault(Fault.BAD_FORMAT if text else Fault.REQUIRED)
    return text


def parse_refs(texts: Sequence[str]) -> Sequence[Kept]:
    """A column of references that are different on each row."""
    if not all(map(_REF, texts)):
        raise CellFault(Fault.BAD_FORMAT)
    return texts


def parse_date(text: str) -> str:
    """A real day of this century, kept as it is written."""
    parts = _DATE(text)
    if parts is None:
        raise CellFault(Fault.BAD_FORMAT)
    year, month, day = map(int, parts.groups())
    try:
        date(year or FIRST_YEAR, month, day)
    except ValueError:
        raise CellFault(Fault.BAD_FORMAT) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellFault(Fault.OUT_OF_RANGE)
    return text


def parse_time(text: str) -> int:
    """A local time of day, in minutes after midnight."""
    parts = _TIME(text)
    if parts is None:
        raise CellFault(Fault.BAD_FORMAT)
    return int(parts[1]) * 60 + int(parts[2])


def parse_weekdays(text: str) -> int:
    """A set of weekdays as bits, Monday the lowest."""
    bits = 0
    for name in text.split(";"):
        if name not in WEEKDAYS:
            raise CellFault(Fault.BAD_FORMAT)
        bit = 1 << WEEKDAYS.index(name)
        if bits & bit:
            raise CellFault(Fault.BAD_FORMAT)
        bits |= bit
    return bits


def parse_memo(text: str) -> str:
    """Free text, kept unchanged."""
    if len(text) > LONGEST_MEMO:
        raise CellFault(Fault.OUT_OF_RANGE)
    return text


def memo() -> Parser:
    """Free text, or nothing."""
    return Unremembered(parse_memo).__getitem__


def ref(default: Kept | object = _MISSING) -> Parser:
    """A reference that many rows name."""
    return _remembering(parse_ref, default)


def day(default: Kept | object = _MISSING) -> Parser:
    """A date."""
    return _remembering(parse_date, default)


def time_of_day(default: Kept | object = _MISSING) -> Parser:
    """A local time."""
    return _remembering(parse_time, default)


def weekdays() -> Parser:
    """A list of weekdays."""
    return _remembering(parse_weekdays, _MISSING)


def integer(least: int, most: int, default: Kept | object = _MISSING) -> Parser:
    """A whole number within bounds."""

    def parse(text: str) -> int:
        if _INTEGER(text) is None:
            raise CellFault(Fault.BAD_FORMAT)
        number = int(text)
        if not least <= number <= most:
            raise CellFault(Fault.OUT_OF_RANGE)
        return number

    return _remembering(parse, default)


def boolean(default: Kept | object = _MISSING) -> Parser:
    """True or false."""
    known: dict[str, Kept] = {"true": True, "false": False}
    return _closed(known, default)


def code(codes: Iterable[str], default: Kept | object = _MISSING) -> Parser:
    """One of the listed codes."""
    return _closed({str(known): str(known) for known in codes}, default)


def _closed(known: dict[str, Kept], default: Kept | object) -> Parser:
    if default is not _MISSING:
        known[""] = default  # type: ignore[assignment]

    def refuse(text: str) -> Kept:
        raise CellFault(Fault.NOT_ALLOWED if text else Fault.REQUIRED)

    return Remembered(refuse, known).__getitem__


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
