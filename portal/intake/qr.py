"""The picture of a receipt for the camera of a telephone, as a path that a page draws itself."""

from dataclasses import dataclass
from typing import Final

import segno

MARGIN: Final = 4
# Looking for the prettiest of eight patterns costs four milliseconds; every reader takes any.
_PATTERN: Final = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """A path on a field of so many squares a side."""

    path: str
    size: int


def picture_of(address: str) -> Picture:
    """The address as a picture. Nothing is fetched for it, so no address holds the code."""
    squares = segno.make(address, error="m", micro=False, mask=_PATTERN, boost_error=False).matrix
    runs = [
        f"M{start + MARGIN} {row + MARGIN}h{end - start}v1H{start + MARGIN}z"
        for row, line in enumerate(squares)
        for start, end in _runs(line)
    ]
    return Picture("".join(runs), len(squares) + 2 * MARGIN)


def _runs(line: bytearray) -> list[tuple[int, int]]:
    """Where the dark squares of a line begin and end."""
    padded = [0, *line, 0]
    edges = [place for place in range(len(padded) - 1) if padded[place] != padded[place + 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))
