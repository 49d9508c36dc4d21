"""Where judged attendance rows wait: a file without a name, so that memory stays small."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from typing import Final

from portal.visits.importing.rows import KeptRow

ROWS_OF_A_BATCH: Final = 2_000
_BITS: Final = 27


class Spool:
    """Batches of kept rows, written once in file order and read as often as needed.

    `repeated` holds every reference that stands on more than one row (and a few that do not: a
    bit map of fixed size says "perhaps" for them, and whoever reads looks closely).
    """

    def __init__(self) -> None:
        self.repeated: set[str] = set()
        self.rows = 0
        self._file = tempfile.TemporaryFile(prefix="candour-")  # noqa: SIM115  closed by close()
        self._batch: list[KeptRow] = []
        self._seen = bytearray(1 << (_BITS - 3))

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def add(self, row: KeptRow) -> None:
        """Put one more row at the end; its first value is its reference."""
        self._batch.append(row)
        if len(self._batch) == ROWS_OF_A_BATCH:
            self.end()

    def end(self) -> None:
        """Write what is left; nothing is added afterwards."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        self.rows += len(batch)
        seen, mask = self._seen, (1 << _BITS) - 1
        for row in batch:
            place = hash(row[0]) & mask
            bit = 1 << (place & 7)
            if seen[place >> 3] & bit:
                self.repeated.add(row[0])
            seen[place >> 3] |= bit
        marshal.dump(batch, self._file)

    def batches(self) -> Iterator[list[KeptRow]]:
        """Every row again, in file order."""
        self._file.seek(0)
        left = self.rows
        while left:
            batch: list[KeptRow] = marshal.load(self._file)  # noqa: S302  our own bytes
            left -= len(batch)
            yield batch
