"""Rule: the codes people type: from a telephone, from a printed sheet, from an invitation."""

import hmac
import re
import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final

from pyotp import TOTP, random_base32

# Crockford's alphabet: no I, L, O or U, so that a code can be read aloud and copied by hand.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHEET_SIZE: Final = 10
SHEET_CODE_LENGTH: Final = 10
INVITATION_LENGTH: Final = 16
STEP_SECONDS: Final = 30
# A telephone's clock may be half a minute wrong, and so may a person.
_STEPS_AROUND: Final = (0, -1, 1)
_MISREAD: Final = str.maketrans("OIL", "011")


def new_totp_secret() -> str:
    """The secret that a telephone keeps, in base32 (160 bits)."""
    return str(random_base32(32))


def totp_address(secret: str, *, name: str, site: str) -> str:
    """What the square picture says to the telephone."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=site)


def totp_step(at: datetime) -> int:
    """The number of the half minute."""
    return int(at.timestamp()) // STEP_SECONDS


def code_at(secret: str, at: datetime) -> str:
    """The six digits that a telephone shows at that instant."""
    return str(TOTP(secret).generate_otp(totp_step(at)))


def matching_step(secret: str, typed: str, at: datetime) -> int | None:
    """The half minute whose six digits these are, near that instant; or None.

    Every candidate is computed, whichever is right.
    """
    present = totp_step(at)
    found = None
    for away in _STEPS_AROUND:
        expected = TOTP(secret).generate_otp(present + away)
        if hmac.compare_digest(expected, typed) and found is None:
            found = present + away
    return found


def six_digits(typed: str) -> str | None:
    """The digits of a telephone's code, however it was spaced; None where it is not one."""
    digits = re.sub(r"[\s-]", "", typed)
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def written_code(typed: str, length: int) -> str | None:
    """A written code as it was made: any case, spaces and dashes, O for 0, I and L for 1."""
    signs = re.sub(r"[\s-]", "", typed[:200]).upper().translate(_MISREAD)
    if len(signs) != length or any(sign not in ALPHABET for sign in signs):
        return None
    return signs


def new_code(length: int) -> str:
    """A random code, without its dashes."""
    return "".join(secrets.choice(ALPHABET) for _place in range(length))


def new_sheet() -> list[str]:
    """Ten codes that work once each."""
    return [new_code(SHEET_CODE_LENGTH) for _place in range(SHEET_SIZE)]


def in_groups(code: str) -> str:
    """As it is printed: ABCDE-FGHJK, or ABCD-EFGH-JKMN-PQRS."""
    size = 5 if len(code) % 5 == 0 else 4
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def invitation_digest(code: str) -> bytes:
    """What is kept of an invitation's code. It has 80 random bits: a plain digest is enough."""
    return sha256(b"candour invitation 1" + code.encode()).digest()
