"""The picture of an address with a code, for the camera of a telephone, as a path to draw."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import segno

MARGIN: Final = 4
# Looking for the prettiest of eight patterns costs four milliseconds; every reader takes any.
_PATTERN: Final = 3
_RUN: Final = re.compile("1+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A path on a field of so many squares a side."""

    path: str
    size: int


def picture_of(address: str) -> Picture:
    """The address as a picture. Nothing is fetched for it, so no address holds the code.

    Two pictures of equally long texts differ in the sum of what their single bits differ in, so a
    picture is put together from those of one bit each, which are drawn only once.
    """
    known, code = address.partition("#")[0], address.encode()
    blank = known + "#" + "0" * (len(address) - len(known) - 1)
    squares, size = _drawn(blank.encode())
    for place, (one, other) in enumerate(zip(code, blank.encode(), strict=True)):
        for bit in range(8):
            if (one ^ other) >> bit & 1:
                squares ^= _changed(blank.encode(), place, bit)
    return Picture(_path(squares, size), size + 2 * MARGIN)


@lru_cache(maxsize=500)
def _changed(blank: bytes, place: int, bit: int) -> int:
    """Which squares turn when one bit of the text does."""
    other = bytearray(blank)
    other[place] ^= 1 << bit
    return _drawn(blank)[0] ^ _drawn(bytes(other))[0]


@lru_cache(maxsize=4)
def _drawn(text: bytes) -> tuple[int, int]:
    """All squares of a picture as one number, and how many a side."""
    made = segno.make(
        text, error="m", mode="byte", micro=False, mask=_PATTERN, boost_error=False
    ).matrix
    squares = "".join("1" if square else "0" for line in made for square in line)
    return int(squares, 2), len(made)


def _path(squares: int, size: int) -> str:
    written = f"{squares:0{size * size}b}"
    drawn = []
    for row in range(size):
        for run in _RUN.finditer(written, row * size, (row + 1) * size):
            start, end = run.span()
            x = start - row * size + MARGIN
            drawn.append(f"M{x} {row + MARGIN}h{end - start}v1H{x}z")
    return "".join(drawn)
