"""Cuts a scanned file into records and cells, a few hundred lines at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final, NamedTuple

from portal.visits.importing.scanning import Scan, quoted_record, text_lines

# So few that a batch stays in the processor's cache, so many that what is done once for each batch
# does not count.
LINES_OF_A_BATCH: Final = 500

# The line on which a record begins, its text, its cells. A plain tuple: many are made.
SplitRow = tuple[int, str, list[str]]


class PlainLines(NamedTuple):
    """Lines that say nothing after the first `plain` columns of their table: their numbers, their
    texts, and how each of them ends after these columns. They are cut into cells together."""

    numbers: list[int]
    texts: list[str]
    ending: str

    def columns(self, count: int) -> list[list[str]]:
        """Their cells, by column: each line has exactly so many."""
        cells = "".join(self.texts).replace(self.ending, ",").split(",")
        return [cells[at : len(self.texts) * count : count] for at in range(count)]

    def rows(self) -> list[SplitRow]:
        """The same, each line cut for itself."""
        end = -len(self.ending)
        return [
            (number, text, text[:end].split(","))
            for number, text in zip(self.numbers, self.texts, strict=True)
        ]


NO_LINES: Final = PlainLines([], [], "")


def split_rows(scan: Scan, file: BinaryIO) -> Iterator[tuple[PlainLines, list[SplitRow]]]:
    """The rows after the header, in batches: plain lines, and all other rows.

    Another row has as many cells as it has; whether that is right is not judged here.
    """
    name, commas = scan.table.name, len(scan.table.columns) - 1
    nothing = "," * (len(scan.table.columns) - scan.table.plain)
    # In a file whose columns stand in another order, no row is known to be plain beforehand.
    ending = nothing + scan.line_end if nothing and scan.order is None else None
    with text_lines(file) as lines:
        number, is_header, at_end = 0, True, False
        while not at_end:
            numbers: list[int] = []
            texts: list[str] = []
            others: list[SplitRow] = []
            before = number
            for text in islice(lines, LINES_OF_A_BATCH):
                number += 1
                if scan.has_quotes and '"' in text:
                    record = quoted_record(name, number, text, lines)
                    others.append(record)
                    number += record[1].count("\n", 0, -1)
                elif ending is not None and text.endswith(ending) and text.count(",") == commas:
                    numbers.append(number)
                    texts.append(text)
                elif bare := text.rstrip("\r\n"):
                    others.append((number, text, bare.split(",")))
            at_end = number == before
            if is_header and others:
                del others[0]
                is_header = False
            yield PlainLines(numbers, texts, ending or ""), others
