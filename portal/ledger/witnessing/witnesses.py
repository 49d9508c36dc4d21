"""Rule: who may countersign the ledger, and what a countersignature is.

A witness keeps the copy it saw, and signs a head only where all it saw before is the beginning of
it. Then the co-operative cannot show the witness one past and somebody else another.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.errors import RuleBroken, SettingsRefused
from portal.i18n import gettext as _
from portal.ledger.statements import SigningKey, is_signed

_HEAD: Final = "candour-witness-1"
_LINE: Final = re.compile(rf"{_HEAD}\.(\d{{4}}-\d\d-\d\d)\.([0-9a-f]{{64}})\.([0-9a-f]{{128}})")
_KEY: Final = re.compile(r"[0-9a-f]{64}")


class NoWitness(RuleBroken):
    """This is no countersignature of a witness of this ledger."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody whose countersignature is shown."""

    name: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The signed end of one day, as a witness saw it."""

    ledger: bytes
    day: date
    signed_on: date
    size: int
    hash: bytes

    @property
    def statement(self) -> bytes:
        """What a witness signs: six lines of plain text."""
        lines = (self.ledger.hex(), self.day, self.signed_on, self.size, self.hash.hex())
        return "".join(f"{line}\n" for line in ("candour witness 1", *lines)).encode()


@dataclass(frozen=True, slots=True)
class Countersignature:
    """A witness signed the head of a day."""

    day: date
    key: bytes
    signature: bytes

    @property
    def written(self) -> str:
        """As one line."""
        return f"{_HEAD}.{self.day}.{self.key.hex()}.{self.signature.hex()}"

    def is_of(self, head: Head) -> bool:
        """Whether it is of this head and no other."""
        return self.day == head.day and is_signed(self.key, self.signature, head.statement)


def read_witnesses(written: str) -> tuple[Witness, ...]:
    """The witnesses of the setting. Raises SettingsRefused."""
    found = []
    for each in filter(None, (one.strip() for one in written.split(","))):
        name, _equals, key = (part.strip() for part in each.rpartition("="))
        if not name or not _KEY.fullmatch(key):
            raise SettingsRefused(
                "CANDOUR_LEDGER_WITNESSES: write each witness as Name=key, with commas between "
                "them; a key has 64 hexadecimal digits."
            )
        found.append(Witness(name, bytes.fromhex(key)))
    if len({one.key for one in found}) != len(found):
        raise SettingsRefused("CANDOUR_LEDGER_WITNESSES names one key twice.")
    return tuple(found)


def countersign(key: SigningKey, head: Head) -> Countersignature:
    """Sign what was seen."""
    return Countersignature(head.day, key.public, key.sign(head.statement))


def read_countersignature(written: str) -> Countersignature:
    """A countersignature as it was sent. Raises NoWitness."""
    found = _LINE.fullmatch("".join(written.split()))
    try:
        if found:
            day = date.fromisoformat(found[1])
            return Countersignature(day, bytes.fromhex(found[2]), bytes.fromhex(found[3]))
    except ValueError:
        pass
    raise NoWitness(_("That is no countersignature: send the whole line of candour witness."))
