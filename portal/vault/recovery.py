"""Rule: the recovery ceremony, done on files on a laptop without a network.

The portal exports what is sealed to the recovery key. Two of the three parts open it: either the
content is written out, or the case key is sealed to new holders and that file goes back.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.vault.keys import KeyPair, SealBroken
from portal.vault.sealing import (
    KeyRing,
    OpenSafe,
    Place,
    Recipient,
    SealedGrant,
    open_grants,
)
from portal.vault.states import GrantState

EXPORT_FORMAT: Final = "candour-recovery-1"
GRANTS_FORMAT: Final = "candour-grants-1"


class RecoveryReason(StrEnum):
    """Why the recovery key is used. Public: everybody reads it in the ledger."""

    NO_HOLDER_LEFT = "no_holder_left"
    REQUIRED_BY_LAW = "required_by_law"
    REHEARSAL = "rehearsal"


class ExportRefused(RuleBroken):
    """A file of the ceremony is not what it should be."""


@dataclass(frozen=True, slots=True)
class SealedItem:
    """One sealed column, and where it lies."""

    place: Place
    sealed: bytes


@dataclass(frozen=True, slots=True)
class RecoveryExport:
    """One safe, as it leaves the portal for the ceremony. Nothing in it can be read."""

    safe_id: UUID
    reference: str
    grants: tuple[SealedGrant, ...]
    items: tuple[SealedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """One column, opened."""

    place: Place
    content: bytes = field(repr=False)

    @property
    def text(self) -> str | None:
        """The content as text, or None where it is a file."""
        try:
            return self.content.decode()
        except UnicodeDecodeError:
            return None


def open_with(export: RecoveryExport, keys: KeyPair) -> OpenSafe:
    """The safe, opened with the recovery key, whichever of several it is. Raises SealBroken."""
    by_holder: dict[UUID, list[SealedGrant]] = {}
    for grant in export.grants:
        by_holder.setdefault(grant.holder_id, []).append(grant)
    for grants in by_holder.values():
        try:
            return OpenSafe(export.safe_id, open_grants(keys.private, grants)[export.safe_id])
        except (KeyError, SealBroken):
            continue
    raise SealBroken(_("These parts make a recovery key that this case is not sealed to."))


def open_items(export: RecoveryExport, safe: OpenSafe) -> list[OpenedItem]:
    """Everything in the export, opened. Raises SealBroken."""
    return [OpenedItem(item.place, safe.open(item.place, item.sealed)) for item in export.items]


def regrant(safe: KeyRing, recipients: Iterable[Recipient]) -> list[SealedGrant]:
    """Every key of the safe, sealed to new holders."""
    return [grant for recipient in recipients for grant in safe.sealed_for(recipient)]


def write_export(export: RecoveryExport) -> str:
    """The export as JSON."""
    return _written(
        {
            "format": EXPORT_FORMAT,
            "safe": str(export.safe_id),
            "reference": export.reference,
            "grants": [_grant_as_json(grant) for grant in export.grants],
            "items": [
                {
                    "table": item.place.table,
                    "row": str(item.place.row_id),
                    "column": item.place.column,
                    "sealed": base64.b64encode(item.sealed).decode(),
                }
                for item in export.items
            ],
        }
    )


def read_export(written: str) -> RecoveryExport:
    """The export again. Raises ExportRefused."""
    found = _read(written, EXPORT_FORMAT)
    try:
        return RecoveryExport(
            UUID(found["safe"]),
            str(found["reference"]),
            tuple(_grant_of(grant) for grant in found["grants"]),
            tuple(
                SealedItem(
                    Place(str(item["table"]), UUID(item["row"]), str(item["column"])),
                    _bytes(item["sealed"]),
                )
                for item in found["items"]
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _refused() from None


def write_grants(grants: Sequence[SealedGrant]) -> str:
    """New grants as JSON, to be carried back to the portal."""
    return _written(
        {"format": GRANTS_FORMAT, "grants": [_grant_as_json(grant) for grant in grants]}
    )


def read_grants(written: str) -> list[SealedGrant]:
    """New grants from the ceremony. Raises ExportRefused."""
    found = _read(written, GRANTS_FORMAT)
    try:
        return [_grant_of(grant) for grant in found["grants"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _refused() from None


def _grant_as_json(grant: SealedGrant) -> dict[str, Any]:
    return {
        "safe": str(grant.safe_id),
        "holder": str(grant.holder_id),
        "epoch": grant.epoch,
        "state": grant.state.value,
        "sealed_key": base64.b64encode(grant.sealed_key).decode(),
    }


def _grant_of(value: Any) -> SealedGrant:
    epoch = value["epoch"]
    if type(epoch) is not int or epoch < 1:
        raise ValueError("An epoch counts from one.")
    return SealedGrant(
        UUID(value["safe"]),
        UUID(value["holder"]),
        epoch,
        GrantState(value["state"]),
        _bytes(value["sealed_key"]),
    )


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("Not base64.") from None


def _written(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=1) + "\n"


def _read(written: str, wanted: str) -> dict[str, Any]:
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        raise _refused() from None
    if not isinstance(found, dict) or found.get("format") != wanted:
        raise _refused()
    return found


def _refused() -> ExportRefused:
    return ExportRefused(_("This file is not one that the recovery ceremony can read."))
