"""Rule: the rejected rows as a file, to be mended in the system that they came from."""

import csv
import io
from collections.abc import Iterable
from typing import Final

# A spreadsheet takes text that begins so for a formula, and runs it.
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | None


def harmless(text: str) -> str:
    """The text as a spreadsheet may open it: an apostrophe before what it would run."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def write_csv(heading: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    """A table as CSV, every text of it harmless."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([harmless(word) for word in heading])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return written.getvalue()


def _cell(value: Cell) -> str | int:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value
