"""Rule: home codes, the codes on the cards at people's homes.

Seven random signs and a check sign, from an alphabet of 31 in which nothing looks like anything
else: no I, L, O, U or V. Because 31 is a prime, one wrong sign is always noticed, and so are two
that changed places. A code says nothing about the person or the home.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTWXYZ"
LENGTH: Final = 8

_LOOKS_LIKE: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})
_SEPARATORS: Final = re.compile(r"[\s.,:;/_\-\u2010-\u2015\u2212]+")


def new_home_code() -> str:
    """A random code, without its separator."""
    signs = [secrets.randbelow(len(ALPHABET)) for _ in range(LENGTH - 1)]
    # The check sign makes the weighted sum a multiple of 31.
    rest = sum(weight * sign for weight, sign in enumerate(signs, 1)) % len(ALPHABET)
    check = -rest * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET)
    return "".join(ALPHABET[sign] for sign in (*signs, check))


def normalise_home_code(typed: str) -> str | None:
    """The code as it is kept, from what somebody typed; None if it cannot be one."""
    code = _SEPARATORS.sub("", typed[:100]).upper().translate(_LOOKS_LIKE)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(code, 1))
    return code if total % len(ALPHABET) == 0 else None


def show_home_code(code: str) -> str:
    """The code as it is printed, in two groups of four."""
    return f"{code[:4]}-{code[4:]}"
