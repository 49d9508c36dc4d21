"""Rule: bytes and days as our files write them, and in no other way.

Whoever writes a checker in another language goes by the documents. What is written otherwise than
they say is refused here too, though Python could read it.
"""

import re
from datetime import date
from typing import Any, Final

_HEX: Final = re.compile(r"[0-9a-f]*")


def read_hex(written: Any, size: int) -> bytes:
    """So many bytes in small hexadecimal digits. Raises ValueError.

    >>> read_hex("00ff", 2)
    b'\\x00\\xff'
    """
    # Python's own reader takes capital letters and white space as well.
    if isinstance(written, str) and len(written) == 2 * size and _HEX.fullmatch(written):
        return bytes.fromhex(written)
    raise ValueError(f"not {size} bytes in small hexadecimal digits")


def read_day(written: Any) -> date:
    """A day that is written as 2026-11-09. Raises ValueError.

    >>> read_day("2026-11-09")
    datetime.date(2026, 11, 9)
    """
    # Python's own reader takes 20261109 and 2026-W46-1 as well.
    try:
        found = date.fromisoformat(written)
    except (TypeError, ValueError):
        raise ValueError(f"{written!r} is not a day") from None
    if found.isoformat() != written:
        raise ValueError(f"{written!r} is not written as 2026-11-09")
    return found
