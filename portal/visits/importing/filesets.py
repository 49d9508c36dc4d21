"""fileset.json: what a set says of itself."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portal.visits.importing.cells import parse_date
from portal.visits.importing.faults import CellFault, Fault, FileRejected, Rejection
from portal.visits.importing.tables import FILESET
from portal.visits.records import FileSet

FORMAT: Final = "care-visits/1"
MOST_BYTES: Final = 64 * 1024
_KEYS: Final = ("format", "tz", "exported_on", "provider")


def read_fileset(file: BinaryIO, *, default: FileSet) -> FileSet:
    """What the file says; what it leaves out is taken from the default.

    Raises FileRejected.
    """
    said = _read_object(file)
    for key in said:
        if key not in _KEYS:
            raise _rejected(key, key, Fault.UNKNOWN_COLUMN)
    if "format" in said and said["format"] != FORMAT:
        raise _rejected("format", said["format"], Fault.NOT_ALLOWED)
    if "tz" in said and not is_zone(said["tz"]):
        raise _rejected("tz", said["tz"], Fault.NOT_ALLOWED)
    exported_on = default.exported_on
    if "exported_on" in said:
        try:
            exported_on = date.fromisoformat(parse_date(said["exported_on"]))
        except (CellFault, TypeError):
            raise _rejected("exported_on", said["exported_on"], Fault.BAD_FORMAT) from None
    provider = said.get("provider", default.provider)
    if provider is not None and not isinstance(provider, str):
        raise _rejected("provider", provider, Fault.BAD_FORMAT)
    return FileSet(
        tz=said.get("tz", default.tz),
        exported_on=exported_on,
        provider=provider[:200] if provider else None,
    )


def is_zone(name: object) -> bool:
    """Whether there is a time zone of this name."""
    if not isinstance(name, str):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _read_object(file: BinaryIO) -> dict[str, Any]:
    file.seek(0)
    written = file.read(MOST_BYTES + 1)
    if not written.strip():
        raise _rejected(None, None, Fault.EMPTY_FILE)
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = written.count(b"\n", 0, fault.start) + 1
        raise _rejected(None, None, Fault.ENCODING, line) from None
    try:
        said = json.loads(text) if len(written) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _rejected(None, None, Fault.BAD_FORMAT)
    return said


def _rejected(column: str | None, value: object, kind: Fault, line: int = 1) -> FileRejected:
    text = value if isinstance(value, str) or value is None else json.dumps(value)
    return FileRejected(Rejection(FILESET, line, column, text, kind))
