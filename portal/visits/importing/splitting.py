"""Cuts a scanned file into records and cells, a few hundred lines at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, Final

from portal.visits.importing.scanning import Scan, quoted_record, text_lines

# So few that a batch stays in the processor's cache, so many that what is done once for each batch
# does not count.
LINES_OF_A_BATCH: Final = 500

# The line on which a record begins, its text, its cells. A plain tuple: a million are made.
SplitRow = tuple[int, str, list[str]]


def split_rows(scan: Scan, file: BinaryIO) -> Iterator[tuple[list[SplitRow], list[SplitRow]]]:
    """The rows after the header, in batches of two lists: plain ones, and all others.

    A plain row says nothing after the first `plain` columns of its table, and has no more cells
    than these. Another row has as many cells as it has; whether that is right is not judged here.
    """
    name, plain = scan.table.name, scan.table.plain
    nothing = "," * (len(scan.table.columns) - plain)
    # In a file whose columns stand in another order, no row is known to be plain beforehand.
    ending = nothing + scan.line_end if nothing and scan.order is None else None
    with text_lines(file) as lines:
        number, is_header, at_end = 0, True, False
        while not at_end:
            short: list[SplitRow] = []
            others: list[SplitRow] = []
            before = number
            for text in islice(lines, LINES_OF_A_BATCH):
                number += 1
                if scan.has_quotes and '"' in text:
                    record = quoted_record(name, number, text, lines)
                    others.append(record)
                    number += record[1].count("\n", 0, -1)
                elif ending is not None and text.endswith(ending):
                    cells = text[: -len(ending)].split(",")
                    if len(cells) == plain:
                        short.append((number, text, cells))
                    else:
                        others.append((number, text, text.rstrip("\r\n").split(",")))
                elif bare := text.rstrip("\r\n"):
                    others.append((number, text, bare.split(",")))
            at_end = number == before
            if is_header and others:
                del others[0]
                is_header = False
            yield short, others
