"""What is judged of a file as a whole, before any of its rows: bytes, line ends, quotes, header.

Files are read in pieces and never held. A record or a line of more than one mebibyte is taken for
a quote or a line that somebody forgot to end.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO, Final, NamedTuple

from portal.visits.importing.faults import Fault, FileRejected, Rejection
from portal.visits.importing.tables import MEBIBYTE, Table

LONGEST_RECORD: Final = MEBIBYTE
BYTE_ORDER_MARK: Final = codecs.BOM_UTF8

# Without this a cell of more than 131,072 characters stops the reader; it must only reject its row.
csv.field_size_limit(2 * LONGEST_RECORD)

_CONTROLS: Final = bytes([*range(9), 11, 12, *range(14, 32), 127])
_HIGH_CONTROLS: Final = re.compile(rb"\xc2[\x80-\x9f]")


class Scan(NamedTuple):
    """What a scan found out about a file that was not rejected."""

    table: Table
    sha256: str
    size: int
    lines: int
    order: tuple[int, ...] | None
    line_end: str
    has_quotes: bool
    has_controls: bool


def scan(table: Table, file: BinaryIO) -> Scan:
    """Judge the file as a whole.

    Raises FileRejected for the first of: empty_file, encoding, line_ending, delimiter, quoting,
    and the faults of the header.
    """
    bytes_ = _scan_bytes(table.name, file)
    if bytes_.is_blank:
        raise _rejected(table.name, 1, Fault.EMPTY_FILE)
    if bytes_.bad_line_end:
        raise _rejected(table.name, bytes_.bad_line_end, Fault.LINE_ENDING)
    _require_commas(table, file)
    if bytes_.has_quotes:
        _require_closed_quotes(table.name, file)
    order, line_end = _read_header(table, file)
    return Scan(
        table,
        bytes_.sha256,
        bytes_.size,
        bytes_.lines,
        order,
        line_end,
        has_quotes=bytes_.has_quotes,
        has_controls=bytes_.has_controls,
    )


def _require_closed_quotes(name: str, file: BinaryIO) -> None:
    number = 0
    with text_lines(file) as lines:
        for text in lines:
            number += 1
            if '"' in text:
                _, taken, _ = quoted_record(name, number, text, lines)
                number += taken.count("\n", 0, -1)


@contextmanager
def text_lines(file: BinaryIO) -> Iterator[Iterator[str]]:
    """The lines of a file that was scanned, each with its end; only a line feed ends a line."""
    file.seek(0)
    wrapper = io.TextIOWrapper(file, encoding="utf-8-sig", newline="\n")
    try:
        yield wrapper
    finally:
        # Or the wrapper would close the file under its owner.
        if not file.closed:
            wrapper.detach()


def quoted_record(
    name: str, number: int, first: str, rest: Iterator[str]
) -> tuple[int, str, list[str]]:
    """The record that begins with a line in which there is a quote; may take further lines."""
    taken = [first]

    def more() -> Iterator[str]:
        size = len(first)
        for line in rest:
            size += len(line)
            if size > LONGEST_RECORD:
                raise _rejected(name, number, Fault.QUOTING)
            taken.append(line)
            yield line

    try:
        cells = next(csv.reader(chain([first], more()), strict=True))
    except csv.Error:
        raise _rejected(name, number, Fault.QUOTING) from None
    return number, "".join(taken), cells


class _Bytes(NamedTuple):
    sha256: str
    size: int
    lines: int
    is_blank: bool
    bad_line_end: int | None
    has_quotes: bool
    has_controls: bool


def _scan_bytes(name: str, file: BinaryIO) -> _Bytes:
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = lines = unended = 0
    bad_line_end: int | None = None
    has_quotes = has_controls = has_text = False
    carry = b""  # a carriage return or the lead of a control character, waiting for its next byte
    file.seek(0)
    while chunk := file.read(LONGEST_RECORD):
        digest.update(chunk)
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as fault:
            raise _bad_byte(name, lines, chunk, fault) from None
        if size == 0 and chunk.startswith(BYTE_ORDER_MARK):
            seen = chunk[len(BYTE_ORDER_MARK) :]
        else:
            seen = carry + chunk
        size += len(chunk)
        carry = seen[-1:] if seen[-1:] in (b"\r", b"\xc2") else b""
        seen = seen.removesuffix(carry) if carry else seen

        if bad_line_end is None and b"\r" in seen:
            bad_line_end = _bad_line_end(seen, lines)
        has_quotes = has_quotes or b'"' in seen
        has_controls = has_controls or _has_controls(seen)
        has_text = has_text or bool(seen.strip(b"\r\n"))
        first = seen.find(b"\n")
        longest = unended + (len(seen) if first < 0 else first)
        unended = longest if first < 0 else len(seen) - seen.rfind(b"\n") - 1
        if bad_line_end is None and longest > LONGEST_RECORD:
            bad_line_end = lines + 1
        lines += seen.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _rejected(name, lines + 1, Fault.ENCODING) from None
    if carry == b"\r":
        bad_line_end = bad_line_end or lines + 1
        has_text = True
    return _Bytes(
        digest.hexdigest(), size, lines, not has_text, bad_line_end, has_quotes, has_controls
    )


def _bad_byte(name: str, lines: int, chunk: bytes, fault: UnicodeDecodeError) -> FileRejected:
    # The decoder prefixes what it kept of the piece before: its object may be longer than ours.
    kept = len(fault.object) - len(chunk)
    before = chunk[: max(0, fault.start - kept)]
    return _rejected(name, lines + before.count(b"\n") + 1, Fault.ENCODING)


def _bad_line_end(seen: bytes, lines: int) -> int | None:
    if seen.count(b"\r") == seen.count(b"\r\n"):
        return None
    found = re.search(rb"\r(?!\n)", seen)
    return lines + seen.count(b"\n", 0, found.start()) + 1 if found else None


def _has_controls(seen: bytes) -> bool:
    if len(seen.translate(None, _CONTROLS)) != len(seen):
        return True
    return b"\xc2" in seen and _HIGH_CONTROLS.search(seen) is not None


def _require_commas(table: Table, file: BinaryIO) -> None:
    with text_lines(file) as lines:
        first = next(line for line in lines if line.strip("\r\n"))
    bare = first.rstrip("\r\n").replace('"', "")
    for separator in (";", "\t"):
        if set(bare.split(separator)) == set(table.names):
            raise _rejected(table.name, 1, Fault.DELIMITER)


def _read_header(table: Table, file: BinaryIO) -> tuple[tuple[int, ...] | None, str]:
    """Where each column of the table stands in the file (None if in the table's own order), and
    how its lines end."""
    with text_lines(file) as lines:
        text = next(line for line in lines if line.strip("\r\n"))
        _, text, header = quoted_record(table.name, 1, text, lines)
    for name in header:
        if "\0" in name:
            raise _rejected(table.name, 1, Fault.NUL_BYTE, name)
    seen = set[str]()
    for name in header:
        if name in seen:
            raise _rejected(table.name, 1, Fault.DUPLICATE_COLUMN, name)
        seen.add(name)
    for name in table.names:
        if name not in seen:
            raise _rejected(table.name, 1, Fault.MISSING_COLUMN, name)
    for name in header:
        if name not in table.names:
            raise _rejected(table.name, 1, Fault.UNKNOWN_COLUMN, name)
    order = tuple(header.index(name) for name in table.names)
    line_end = "\r\n" if text.endswith("\r\n") else "\n"
    return (None if order == tuple(range(len(order))) else order), line_end


def _rejected(name: str, line: int, kind: Fault, column: str | None = None) -> FileRejected:
    return FileRejected(Rejection(name, line, column, column, kind))
