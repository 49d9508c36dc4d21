"""Where judged attendance rows wait: a file without a name, so that memory stays small."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from typing import Final

from portal.visits.importing.rows import KeptRow

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
        self._sizes: list[tuple[str, int]] = []
        self._seen = bytearray(1 << (_BITS - 3))

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def add(self, batch: list[KeptRow], name: str) -> None:
        """Put these rows of a file at the end; the first value of each is its reference."""
        self.rows += len(batch)
        seen, mask = self._seen, (1 << _BITS) - 1
        for row in batch:
            place = hash(row[0]) & mask
            bit = 1 << (place & 7)
            if seen[place >> 3] & bit:
                self.repeated.add(row[0])
            seen[place >> 3] |= bit
        # Not marshal.dump: it asks the file for every single value.
        written = marshal.dumps(batch)
        self._sizes.append((name, len(written)))
        self._file.write(written)

    def batches(self) -> Iterator[list[KeptRow]]:
        """Every row again, in file order."""
        for _, batch in self.named_batches():
            yield batch

    def named_batches(self) -> Iterator[tuple[str, list[KeptRow]]]:
        """Every row again, in file order, with the name of its file."""
        self._file.seek(0)
        for name, size in self._sizes:
            yield name, marshal.loads(self._file.read(size))  # noqa: S302  our own bytes
