"""Where judged attendance rows wait: a file without a name, so that memory stays small."""

from __future__ import annotations

import marshal
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np

from portal.visits.importing.rows import KeptRow

_BITS: Final = 27
_MASK: Final = (1 << _BITS) - 1


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
        self._seen = np.zeros(1 << (_BITS - 3), np.uint8)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def add(self, batch: list[KeptRow], name: str) -> None:
        """Put these rows of a file at the end; the first value of each is its reference."""
        self.rows += len(batch)
        self._note_repeated([row[0] for row in batch])
        # Not marshal.dump: it asks the file for every single value.
        written = marshal.dumps(batch)
        self._sizes.append((name, len(written)))
        self._file.write(written)

    def _note_repeated(self, refs: list[str]) -> None:
        places = np.fromiter(map(hash, refs), np.int64, len(refs)) & _MASK
        bytes_, bits = places >> 3, np.left_shift(1, places & 7).astype(np.uint8)
        before = np.flatnonzero(self._seen[bytes_] & bits)
        self.repeated.update(map(refs.__getitem__, before.tolist()))
        if len(set(refs)) < len(refs):
            self.repeated.update(ref for ref, count in Counter(refs).items() if count > 1)
        np.bitwise_or.at(self._seen, bytes_, bits)

    def batches(self) -> Iterator[list[KeptRow]]:
        """Every row again, in file order."""
        for _, batch in self.named_batches():
            yield batch

    def named_batches(self) -> Iterator[tuple[str, list[KeptRow]]]:
        """Every row again, in file order, with the name of its file."""
        self._file.seek(0)
        for name, size in self._sizes:
            yield name, marshal.loads(self._file.read(size))  # noqa: S302  our own bytes
