"""The types of cells: from the text of a cell to the value that is compared and kept.

A kept value is a str, int, bool or None, so that rows can be spooled and stored as they are. Days
stay ISO text (validated, so they sort as days), instants are epoch seconds, times of day minutes.
Each type remembers what it has seen, because a file says the same few things a million times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

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
