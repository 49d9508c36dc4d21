"""What can be wrong with a file or a row, and how much of it is remembered."""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

# A file with a million faults is counted to the last, but only so much of it is kept to be shown.
MOST_KEPT: Final = 10_000
MOST_CHARACTERS: Final = 8_000_000
LONGEST_TEXT: Final = 16_000


class Fault(StrEnum):
    """Kinds of rejection, of files and of rows."""

    EMPTY_FILE = "empty_file"
    ENCODING = "encoding"
    LINE_ENDING = "line_ending"
    DELIMITER = "delimiter"
    QUOTING = "quoting"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    DUPLICATE_COLUMN = "duplicate_column"
    NUL_BYTE = "nul_byte"
    FIELD_COUNT = "field_count"
    CONTROL_CHARACTER = "control_character"
    REQUIRED = "required"
    BAD_FORMAT = "bad_format"
    OUT_OF_RANGE = "out_of_range"
    NOT_ALLOWED = "not_allowed"
    NONEXISTENT_TIME = "nonexistent_time"
    AMBIGUOUS_TIME = "ambiguous_time"
    REQUIRED_WITH = "required_with"
    CONTRADICTION = "contradiction"
    ORDER = "order"
    TOO_LONG = "too_long"
    DATE_MISMATCH = "date_mismatch"
    EMPTY_ROW = "empty_row"
    UNKNOWN_REFERENCE = "unknown_reference"
    OVERLAP = "overlap"
    # Of our own, beside the file format: more than is read at one time; files of other shapes.
    FILE_TOO_LARGE = "file_too_large"
    NOT_JSON = "not_json"
    UNKNOWN_SHAPE = "unknown_shape"
    REPEATED_FILE = "repeated_file"
    DAY_ORDER = "day_order"
    NO_CONTRACTS = "no_contracts"


class Doubt(StrEnum):
    """Kinds of warning: the row is accepted, and somebody should look at it."""

    NOT_CONTRACTED = "not_contracted"
    STATUS_WITHOUT_VISIT = "status_without_visit"
    REPLACEMENT_NOT_FOUND = "replacement_not_found"
    SUPERSEDED = "superseded"


class Rejection(NamedTuple):
    """One rejected row, or a rejected file: where, what was there, and what is wrong with it.

    In a file of another shape `column` is its own column, `meant` the column of visits.csv that it
    stands for, and `example` shows how the file writes such things. `record` counts the objects of
    a JSON file, which may all stand on one line; `key` and `day` are the reference and the day that
    the row would have as a visit, where they can be read.
    """

    file: str
    line: int
    column: str | None
    value: str | None
    kind: Fault
    text: str = ""
    meant: str | None = None
    example: str = ""
    record: int | None = None
    key: str | None = None
    day: date | None = None


class Remark(NamedTuple):
    """One warning about an accepted row."""

    file: str
    line: int
    column: str
    value: str
    kind: Doubt


class FileRejected(Exception):
    """A file that cannot be read as what it should be. Nothing of its set is stored."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(f"{rejection.file}, line {rejection.line}: {rejection.kind}")
        self.rejection = rejection


class CellFault(Exception):
    """What one cell says is not what its column holds."""

    def __init__(self, kind: Fault) -> None:
        super().__init__(kind)
        self.kind = kind


class Findings:
    """The rejections and warnings of one set: all counted, the first of them kept."""

    def __init__(self) -> None:
        self.rejections: list[Rejection] = []
        self.remarks: list[Remark] = []
        self.rejected: Counter[str] = Counter()
        self.doubted: Counter[str] = Counter()
        self._room = MOST_CHARACTERS

    @classmethod
    def of(cls, rejection: Rejection) -> Findings:
        """The one thing that was found."""
        findings = cls()
        findings.reject(rejection)
        return findings

    def in_file_order(self) -> None:
        """Put what was found in one file into the order of its lines."""
        files = list(self.rejected)
        self.rejections.sort(
            key=lambda found: (files.index(found.file), found.line, found.record or 0)
        )
        self.remarks.sort(key=lambda found: found.line)

    def reject(self, rejection: Rejection) -> None:
        """Count a rejected row, and keep it while there is room."""
        self.rejected[rejection.file] += 1
        if len(self.rejections) >= MOST_KEPT or self._room <= 0:
            return
        value = rejection.value
        shortened = rejection._replace(
            text=rejection.text[:LONGEST_TEXT],
            value=value if value is None else value[:LONGEST_TEXT],
        )
        self._room -= len(shortened.text) + len(shortened.value or "")
        self.rejections.append(shortened)

    def remark(self, remark: Remark) -> None:
        """Count a warning, and keep it while there is room."""
        self.doubted[remark.file] += 1
        if len(self.remarks) < MOST_KEPT:
            self.remarks.append(remark)
