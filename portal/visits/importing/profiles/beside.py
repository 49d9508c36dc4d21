"""What stands beside attendance in files of other systems: claims, and changes made by hand.

A profile says in `[claim]` where the start and the length claimed are found, and in `[changes]`
which list holds the changes and where each says its place, time, role, reason and note.
"""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from typing import Any, Final

from portal.visits.importing.faults import CellFault, Fault
from portal.visits.importing.instants import Instants
from portal.visits.importing.profiles.formats import length_written, time_written
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.records import Record
from portal.visits.importing.profiles.translating import Untranslatable
from portal.visits.layers.records import Change, Claim

MOST_CHANGES: Final = 100
LONGEST_NOTE: Final = 2_000
LONGEST_CODE: Final = 60
AT_ONCE: Final = 1_000
ROLES: Final = frozenset({"office", "carer", "system"})
ANOTHER_ROLE: Final = "other"
"""What stands for whoever a source names otherwise: it may be a person, and no name is kept."""


class BesideReader:
    """Reads the claim and the changes of one record."""

    def __init__(self, profile: Profile, instants: Instants) -> None:
        self._claim = profile.beside("claim")
        self._changes = profile.beside("changes")
        self._instants = instants

    def claim(self, record: Record, visit_ref: str, day: str) -> Claim | None:
        """What is claimed for the visit; None where nothing is. Raises Untranslatable."""
        column = self._claim.get("length")
        text = record.get(column) if column else ""
        if column is None or not text:
            return None
        length = length_written(text)
        if length is None:
            raise Untranslatable(column, None, text, Fault.BAD_FORMAT, "00:45:00")
        return Claim(visit_ref, self._begins(record, day), length)

    def _begins(self, record: Record, day: str) -> int | None:
        column = self._claim.get("begins")
        text = record.get(column) if column else ""
        if column is None or not text:
            return None
        time = time_written(text)
        if time is None:
            raise Untranslatable(column, None, text, Fault.BAD_FORMAT, "08:30:00")
        return self._instants.read(f"{day}T{time}", intended=True)

    def changes(self, record: Record, visit_ref: str) -> Iterator[Change]:
        """Every change that the record lists, in its order. Raises Untranslatable."""
        items = self._changes.get("list")
        for number in range(MOST_CHANGES if items else 0):
            said = {
                name: record.get(f"{items}[{number}].{column}")
                for name, column in self._changes.items()
                if name != "list"
            }
            if not any(said.values()):
                return
            yield Change(
                visit_ref=visit_ref,
                seq=_place(said.get("seq", ""), number + 1),
                changed_at=self._instant(said.get("at", "")),
                changed_by_role=_role(said.get("by", "")),
                field=said.get("field") or None,
                old=_note(said.get("old")),
                new=_note(said.get("new")),
                reason_code=(said.get("reason") or "")[:LONGEST_CODE] or None,
                memo=_note(said.get("memo")),
            )

    def _instant(self, text: str) -> int | None:
        if not text:
            return None
        try:
            return self._instants.read(text, intended=False)
        except CellFault as fault:
            column = f"{self._changes['list']}.{self._changes['at']}"
            raise Untranslatable(column, None, text, fault.kind, "2026-10-02T10:15:00Z") from None


def _place(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else otherwise


def _role(text: str) -> str:
    plain = text.strip().lower()
    return plain if plain in ROLES else ANOTHER_ROLE


def _note(text: str | None) -> str | None:
    return (text or "").replace("\0", "\u2400")[:LONGEST_NOTE] or None


class BesideSpool:
    """Claims and changes that wait to be written, in a file without a name."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="candour-")  # noqa: SIM115  closed by close()
        self._claims: list[tuple[Any, ...]] = []
        self._changes: list[tuple[Any, ...]] = []
        self._sizes: list[int] = []

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def add(self, claim: Claim | None, changes: list[Change]) -> None:
        """Keep what one record said."""
        if claim is not None:
            self._claims.append(tuple(claim))
        self._changes += map(tuple, changes)
        if len(self._claims) + len(self._changes) >= AT_ONCE:
            self._put_away()

    def _put_away(self) -> None:
        if self._claims or self._changes:
            written = marshal.dumps((self._claims, self._changes))
            self._sizes.append(len(written))
            self._file.write(written)
            self._claims, self._changes = [], []

    def claims(self) -> Iterator[Claim]:
        """Every claim, in file order."""
        return (Claim._make(row) for claims, _ in self._batches() for row in claims)

    def changes(self) -> Iterator[Change]:
        """Every change, in file order."""
        return (Change._make(row) for _, changes in self._batches() for row in changes)

    def _batches(self) -> Iterator[tuple[list[Any], list[Any]]]:
        self._put_away()
        place = 0
        for size in self._sizes:
            self._file.seek(place)
            yield marshal.loads(self._file.read(size))  # noqa: S302  our own bytes
            place += size
        self._file.seek(place)
