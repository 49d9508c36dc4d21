"""Rule: how long sealed content looks.

A ciphertext is as long as what it hides, and a length tells: "yes" from "no", a name from none, a
note from an outpouring. So content is filled up to one of few lengths. Short ones grow four times
at each step, because most of what people write lies there; long ones (photographs, above all) by
an eighth, so that a file costs at most 12.5 % more room.
"""

import struct
from typing import Final

BUCKETS: Final = (64, 256, 1024, 4096, 16384, 65536)
_LENGTH: Final = struct.Struct(">I")
LONGEST: Final = (1 << 32) - 1


def padded_length(length: int) -> int:
    """How long content of this length looks, its own length field included."""
    wanted = length + _LENGTH.size
    for bucket in BUCKETS:
        if wanted <= bucket:
            return bucket
    step = 1 << (wanted.bit_length() - 4)
    return -(-wanted // step) * step


def pad(content: bytes) -> bytes:
    """The content after its length, filled with zeros."""
    size = padded_length(len(content))
    return (_LENGTH.pack(len(content)) + content).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """The content again. Raises ValueError for what `pad` did not make."""
    if len(padded) < _LENGTH.size:
        raise ValueError("There is no length in front.")
    (length,) = _LENGTH.unpack_from(padded)
    end = _LENGTH.size + length
    if padded_length(length) != len(padded) or any(padded[end:]):
        raise ValueError("The filling is not as it was made.")
    return padded[_LENGTH.size : end]
