"""The records of a file of another shape, one by one: CSV rows and JSON objects.

Nothing is held but the present record: a line, a record or an object of more than one mebibyte is
taken for something that somebody forgot to end.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final, NamedTuple, Protocol

from portal.visits.importing.faults import CellFault, Fault, FileRejected, Rejection
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.scanning import LONGEST_RECORD

_PIECE: Final = 1 << 16
_STEP: Final = re.compile(r"([^.\[\]]+)(?:\[([^\]]+)\])?(?:\.|$)")


class Record(Protocol):
    """What one row or object says, by the names of its columns or elements."""

    def get(self, name: str) -> str:
        """The text there, without blanks around it; "" for nothing. Raises CellFault."""


class Found(NamedTuple):
    """One record: the line on which it begins, its text, and what it says (None: wrong width)."""

    line: int
    text: str
    record: Record | None


def records_of(name: str, file: BinaryIO, profile: Profile) -> Iterator[Found]:
    """Every record of the file after its header. Raises FileRejected."""
    if profile.kind == "json":
        return _json_records(name, file)
    return _csv_records(name, file, profile)


def csv_rows(
    name: str, file: BinaryIO, encoding: str, separator: str
) -> Iterator[tuple[int, str, list[str]]]:
    """The rows of a CSV file with the line on which each begins and its text."""
    lines = _Lines(name, file, encoding)
    rows = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        begun = lines.number + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise _rejected(name, begun, Fault.QUOTING) from None
        text = lines.taken()
        if any(cells) or separator in text:
            yield begun, text, cells


class _Lines:
    """The decoded lines of a file, none longer than one may be, and what was taken of them."""

    def __init__(self, name: str, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        self.number = 0
        self._name = name
        self._taken: list[str] = []
        self._size = 0
        known = "utf-8-sig" if encoding == "utf-8" else encoding
        self._file = file
        self._reader = io.TextIOWrapper(io.BufferedReader(_Lent(file)), encoding=known, newline="")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._reader.readline(LONGEST_RECORD + 1)
        except (UnicodeDecodeError, UnicodeError):
            raise _rejected(self._name, self.number + 1, Fault.ENCODING) from None
        if not line:
            raise StopIteration
        if len(line) > LONGEST_RECORD:
            raise _rejected(self._name, self.number + 1, Fault.LINE_ENDING)
        self._size += len(line)
        if self._size > 2 * LONGEST_RECORD:
            raise _rejected(self._name, self.number + 1, Fault.QUOTING)
        self.number += 1
        self._taken.append(line)
        return line

    def taken(self) -> str:
        """What was taken since this was asked last."""
        text = "".join(self._taken)
        self._taken.clear()
        self._size = 0
        return text


class _Lent(io.RawIOBase):
    """A file that whoever reads it may close without closing it under its owner."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        read = self._file.read(len(room))
        room[: len(read)] = read
        return len(read)


class _CsvRecord(NamedTuple):
    cells: list[str]
    places: Mapping[str, int]

    def get(self, name: str) -> str:
        return self.cells[self.places[name]].strip()


def _csv_records(name: str, file: BinaryIO, profile: Profile) -> Iterator[Found]:
    rows = csv_rows(name, file, profile.encoding, profile.separator)
    header = next(rows, None)
    if header is None:
        raise _rejected(name, 1, Fault.EMPTY_FILE)
    names = [cell.strip() for cell in header[2]]
    for column in profile.read_columns():
        if column not in names:
            raise _rejected(name, header[0], Fault.MISSING_COLUMN, column)
        if names.count(column) > 1:
            raise _rejected(name, header[0], Fault.DUPLICATE_COLUMN, column)
    # The first of each name; not by looking for each, which takes hours where a header is hostile.
    places = {column: place for place, column in reversed(list(enumerate(names)))}
    for line, text, cells in rows:
        right = len(cells) == len(names)
        yield Found(line, text, _CsvRecord(cells, places) if right else None)


class _JsonRecord(NamedTuple):
    said: dict[str, Any]

    def get(self, name: str) -> str:
        here: Any = self.said
        for step in _STEP.finditer(name):
            if here is None:
                return ""
            if not isinstance(here, dict):
                raise CellFault(Fault.BAD_FORMAT)
            here = here.get(step[1])
            if step[2] and here is not None:
                here = _chosen(here, step[2])
        return _scalar(here)


def _chosen(items: Any, which: str) -> Any:
    if not isinstance(items, list):
        raise CellFault(Fault.BAD_FORMAT)
    key, wanted, value = which.partition("=")
    if not wanted:
        place = int(which) if which.isdecimal() else -1
        return items[place] if -1 <= place < len(items) and items else None
    return next((each for each in items if isinstance(each, dict) and each.get(key) == value), None)


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return str(value)
    raise CellFault(Fault.BAD_FORMAT)


def _json_records(name: str, file: BinaryIO) -> Iterator[Found]:
    for line, text, said in _json_values(name, file):
        yield Found(line, text, _JsonRecord(said) if isinstance(said, dict) else None)


def _json_values(name: str, file: BinaryIO) -> Iterator[tuple[int, str, Any]]:
    """The values of a JSON array, or of one object after the other, read a piece at a time."""
    pieces = _Pieces(name, file)
    is_array = pieces.next_mark() == "["
    if is_array:
        pieces.skip(1)
    elif pieces.next_mark() != "{":
        raise pieces.fault()
    while True:
        mark = pieces.next_mark()
        if is_array and mark == "]":
            pieces.skip(1)
            mark = pieces.next_mark()
            if mark:
                raise pieces.fault()
            return
        if not mark:
            if is_array:
                raise pieces.fault()
            return
        yield pieces.value()
        if pieces.next_mark() == ",":
            pieces.skip(1)
            if pieces.next_mark() in ("]", ""):
                raise pieces.fault()
        elif is_array and pieces.next_mark() != "]":
            raise pieces.fault()


class _Pieces:
    """The text of a JSON file, of which only so much is held as one value needs."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        file.seek(0)
        self._name = name
        self._reader = io.TextIOWrapper(
            io.BufferedReader(_Lent(file)), encoding="utf-8-sig", newline=""
        )
        self._decoder = json.JSONDecoder()
        self._held = ""
        self._place = 0
        self._line = 1
        self._ended = False

    def next_mark(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            while self._place < len(self._held):
                mark = self._held[self._place]
                if mark not in " \t\r\n":
                    return mark
                self.skip(1)
            if not self._more():
                return ""

    def skip(self, count: int) -> None:
        """Go on by so many characters."""
        self._line += self._held.count("\n", self._place, self._place + count)
        self._place += count

    def value(self) -> tuple[int, str, Any]:
        """The value that begins here, with its line and its text."""
        while True:
            try:
                value, end = self._decoder.raw_decode(self._held, self._place)
            except (ValueError, RecursionError):
                is_long = len(self._held) - self._place > LONGEST_RECORD
                if is_long or not self._more():
                    raise self.fault() from None
                continue
            # A number may go on in the next piece; anything else has its own end.
            if end == len(self._held) and self._more():
                continue
            line, text = self._line, self._held[self._place : end]
            self.skip(end - self._place)
            return line, text, value

    def fault(self) -> FileRejected:
        """What is said where this is no JSON."""
        return _rejected(self._name, self._line, Fault.NOT_JSON)

    def _more(self) -> bool:
        if self._ended:
            return False
        try:
            piece = self._reader.read(max(_PIECE, len(self._held) - self._place))
        except UnicodeDecodeError:
            raise _rejected(self._name, self._line, Fault.ENCODING) from None
        self._ended = not piece
        self._held = self._held[self._place :] + piece
        self._place = 0
        return bool(piece)


def _rejected(name: str, line: int, kind: Fault, column: str | None = None) -> FileRejected:
    return FileRejected(Rejection(name, line, column, column, kind))
