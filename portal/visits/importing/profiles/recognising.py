"""Rule: what can be seen of a file of unknown shape, and whether a profile fits it.

What is recognised is shown and can be corrected; nothing is taken for certain. The canonical files
are never looked at here: of them nothing is guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from typing import BinaryIO, Final, NamedTuple

from portal.visits.importing.faults import CellFault, FileRejected
from portal.visits.importing.profiles.formats import SEPARATORS, likely_dates
from portal.visits.importing.profiles.ordering import DayOrders
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.records import csv_rows, records_of

_LOOKED_AT: Final = 1 << 20
MOST_ROWS: Final = 500
MOST_COLUMNS: Final = 200
MOST_DAYS: Final = 50_000
"""Rows whose day is looked at to see in which order days are written. Whoever reads the file counts
the days of all its rows, and refuses it where they say otherwise."""
_WITH_OFFSET: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.{0,20}(Z|[+-]\d{2}:\d{2})"
).fullmatch
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_EMPTY: Final = Profile("x", "", "json", "utf-8", ",", "YYYY-MM-DD", (), {})


class Shape(NamedTuple):
    """How a file is written, as far as its beginning shows, and its first rows."""

    kind: str
    encoding: str
    separator: str
    has_mark: bool
    header: tuple[str, ...]
    rows: list[list[str]]

    def column(self, name: str) -> list[str]:
        """What the first rows say in one column."""
        place = self.header.index(name)
        return [row[place].strip() for row in self.rows if place < len(row)]

    @property
    def says_zone(self) -> bool:
        """Whether some time in the first rows carries its offset from UTC."""
        return any(_WITH_OFFSET(cell.strip()) for row in self.rows for cell in row)

    def dates_of(self, name: str) -> list[str]:
        """The ways in which the days of this column may be written; the first is the likeliest."""
        return likely_dates(self.column(name)) if name in self.header else []


def shape_of(name: str, file: BinaryIO) -> Shape:
    """Look at the beginning of a file. Raises FileRejected where it is no text of any kind."""
    file.seek(0)
    beginning = file.read(_LOOKED_AT)
    has_mark = beginning.startswith((b"\xef\xbb\xbf", *_UTF_16))
    encoding = _encoding_of(beginning)
    text = beginning.decode(encoding, "ignore").lstrip("\ufeff").lstrip()
    if text.startswith(("[", "{")):
        return _json_shape(name, file, has_mark)
    separator = _separator_of(text)
    rows = [
        cells for _, _, cells in islice(csv_rows(name, file, encoding, separator), MOST_ROWS + 1)
    ]
    header = tuple(cell.strip() for cell in rows[0][:MOST_COLUMNS]) if rows else ()
    return Shape("csv", encoding, separator, has_mark, header, rows[1:])


def _encoding_of(beginning: bytes) -> str:
    if beginning.startswith(_UTF_16):
        return "utf-16"
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as fault:
        # What was looked at may end in the middle of a character.
        if len(beginning) - fault.start > 3:
            return "cp1252"
    return "utf-8"


def _separator_of(text: str) -> str:
    """The separator that cuts the first lines into the most columns, all into as many."""
    lines = [line for line in text.splitlines()[:20] if line.strip()][:-1] or text.splitlines()[:1]
    best, most = ",", 0
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
        except csv.Error:
            continue
        if widths and min(widths) == max(widths) > max(most, 1):
            best, most = separator, widths[0]
    if not most:
        first = lines[0] if lines else ""
        return max(SEPARATORS, key=first.count)
    return best


def _json_shape(name: str, file: BinaryIO, has_mark: bool) -> Shape:
    found = [each for each in islice(records_of(name, file, _EMPTY), MOST_ROWS) if each.record]
    header = list(dict.fromkeys(key for each in found for key in getattr(each.record, "said", {})))[
        :MOST_COLUMNS
    ]
    rows = [[_said(each.record, key) for key in header] for each in found]
    return Shape("json", "utf-8", ",", has_mark, tuple(header), rows)


def _said(record: object, key: str) -> str:
    try:
        return str(record.get(key))  # type: ignore[attr-defined]
    except CellFault:
        return "[…]"


def fits(profile: Profile, shape: Shape) -> bool:
    """Whether the file has the columns that the profile knows, no more and no fewer."""
    if profile.kind != shape.kind or not profile.header:
        return False
    if profile.kind == "json":
        return set(profile.header) <= set(shape.header)
    return set(profile.header) == set(shape.header)


def as_written(profile: Profile, shape: Shape) -> Profile:
    """The profile for this file: its words, with the encoding, separator and days as they are.

    Days are read as the profile says unless they cannot be.
    """
    file = dict(profile.data.get("file", {}))
    if profile.kind == "csv":
        file |= {"encoding": shape.encoding, "separator": shape.separator}
        day = profile.rules["service_date"]
        likely = shape.dates_of(day.sources[0]) if day.sources else []
        if likely and profile.dates not in likely:
            file["dates"] = likely[0]
    return Profile.of({**profile.data, "file": file})


def recognised(
    files: Iterable[tuple[str, BinaryIO]], profiles: Iterable[Profile]
) -> Profile | None:
    """The one profile that fits all of these files, as they are written; None where none does.

    Raises FileRejected for a file that is not what it begins as.
    """
    known = list(profiles)
    found: Profile | None = None
    days = DayOrders()
    for name, file in files:
        shape = shape_of(name, file)
        fitting = next((as_written(each, shape) for each in known if fits(each, shape)), None)
        if fitting is None or (found is not None and found.data != fitting.data):
            return None
        found = found or fitting
        _see_days(days, name, file, found)
    return None if found is None else _ordered(found, days)


def _see_days(days: DayOrders, name: str, file: BinaryIO, profile: Profile) -> None:
    sources = profile.rules["service_date"].sources
    if profile.kind != "csv" or not sources:
        return
    # What is wrong further down is told, with its line, by whoever reads the whole file.
    with suppress(FileRejected):
        for each in islice(records_of(name, file, profile), MOST_DAYS):
            if each.record is not None:
                days.see(each.record.get(sources[0]))


def _ordered(profile: Profile, days: DayOrders) -> Profile:
    better = days.better_than(profile.dates)
    if better is None:
        return profile
    return profile.written(profile.encoding, profile.separator, better)
