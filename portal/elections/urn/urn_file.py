"""The urn as a file, as it leaves the portal after the poll. Nothing in it can be read.

    {"format": "candour-urn-1", "election": "...", "title": "...", "seats": 9,
     "candidates": ["Ann", ...], "public_key": "hex", "papers": 3,
     "boxes": [["key in hex", "box in base64"], ...]}

`papers` says how many votes came on paper or by telephone and are not in boxes. The boxes stand in
the order of their keys, which says nothing of who voted when.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from portal.elections.count.blt import LONGEST_NAME, MOST_SEATS
from portal.elections.urn.ballot_keys import KEY_BYTES, hash_of_keys
from portal.elections.urn.boxes import MOST_CANDIDATES, box_length
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.vault.keys import KEY_BYTES as PUBLIC_BYTES

FORMAT: Final = "candour-urn-1"
MOST_PAPERS: Final = 1_000_000


class UrnRefused(RuleBroken):
    """An urn that cannot be opened as it is."""


@dataclass(frozen=True, slots=True)
class Box:
    """One sealed ballot, and the key under which it lies."""

    key: bytes
    sealed: bytes


@dataclass(frozen=True)
class Urn:
    """Everything that the ceremony needs to know of an election."""

    election: UUID
    title: str
    seats: int
    candidates: tuple[str, ...]
    public_key: bytes
    boxes: tuple[Box, ...]
    papers: int = 0

    @property
    def keys_hash(self) -> str:
        """What was published of the keys when voting ended."""
        return hash_of_keys(box.key for box in self.boxes)


def write_urn(urn: Urn) -> str:
    """The urn as JSON: the same urn gives the same file."""
    written = {
        "format": FORMAT,
        "election": str(urn.election),
        "title": urn.title,
        "seats": urn.seats,
        "candidates": list(urn.candidates),
        "public_key": urn.public_key.hex(),
        "papers": urn.papers,
        "boxes": [
            [box.key.hex(), base64.b64encode(box.sealed).decode()]
            for box in sorted(urn.boxes, key=lambda each: each.key)
        ],
    }
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def read_urn(written: str) -> Urn:
    """The urn again. Raises UrnRefused for a file that `write_urn` did not write."""
    try:
        found = json.loads(written)
        if found["format"] != FORMAT:
            raise ValueError
        urn = Urn(
            election=UUID(found["election"]),
            title=_name(found["title"]),
            seats=_number(found["seats"], 1, MOST_SEATS),
            candidates=tuple(map(_name, found["candidates"])),
            public_key=_bytes(bytes.fromhex(found["public_key"]), PUBLIC_BYTES),
            boxes=tuple(map(_box, found["boxes"])),
            papers=_number(found["papers"], 0, MOST_PAPERS),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise UrnRefused(
            _("This is not an urn as the portal gives it out. Download it again.")
        ) from None
    _require_whole(urn)
    return urn


def _require_whole(urn: Urn) -> None:
    if not 1 <= len(urn.candidates) <= MOST_CANDIDATES:
        raise UrnRefused(_("An urn names 1 to %(most)s candidates.", most=MOST_CANDIDATES))
    if len({box.key for box in urn.boxes}) != len(urn.boxes):
        raise UrnRefused(_("Two boxes lie under one key: somebody has changed this urn."))
    wrong = [box for box in urn.boxes if len(box.sealed) != box_length(len(urn.candidates))]
    if wrong:
        raise UrnRefused(
            _(
                "%(count)s boxes are longer or shorter than a ballot of this election can be:"
                " somebody has changed this urn.",
                count=len(wrong),
            )
        )


def _box(value: Sequence[Any]) -> Box:
    key, sealed = value
    return Box(_bytes(bytes.fromhex(key), KEY_BYTES), base64.b64decode(sealed, validate=True))


def _bytes(value: bytes, length: int) -> bytes:
    if len(value) != length:
        raise ValueError
    return value


def _number(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME:
        raise ValueError
    return value
