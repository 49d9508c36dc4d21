"""Rule: a bundle taken apart again, strictly, and without trusting a byte of it."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.cases.bundling.bundle import (
    CASE,
    CASE_FORMAT,
    FORMAT,
    LEDGER,
    LEDGER_FORMAT,
    MANIFEST,
    SIGNATURE,
)
from portal.ledger.writing import read_day, read_hex

# Thirty photographs of some megabytes each, and room to spare: more would be an attack.
MOST_BYTES: Final = 512 * 1024 * 1024
MOST_FILES: Final = 200


class BundleRefused(ValueError):
    """This is not a bundle that can be checked."""


@dataclass(frozen=True)
class Bundle:
    """What stands in a bundle."""

    manifest: bytes
    signature: bytes
    reference: str
    made_on: date
    public_key: bytes
    listed: dict[str, tuple[int, str]]
    files: dict[str, bytes]
    case: dict[str, Any]
    ledger: dict[str, Any]


def read_bundle(content: bytes) -> Bundle:
    """Take a bundle apart. Raises BundleRefused."""
    files = _unpacked(content)
    for name in (MANIFEST, SIGNATURE, CASE, LEDGER):
        if name not in files:
            raise BundleRefused(f"{name} is missing.")
    manifest, signature = files.pop(MANIFEST), files.pop(SIGNATURE)
    try:
        told = _object(manifest, MANIFEST)
        if told["format"] != FORMAT:
            raise BundleRefused(f"This program reads {FORMAT}, and this is {told['format']!r}.")
        return Bundle(
            manifest=manifest,
            signature=read_hex(signature.decode("ascii").removesuffix("\n"), 64),
            reference=str(told["reference"]),
            made_on=read_day(told["made_on"]),
            public_key=read_hex(told["public_key"], 32),
            listed=_listed(told["files"]),
            files=files,
            case=_of_format(files[CASE], CASE, CASE_FORMAT),
            ledger=_of_format(files[LEDGER], LEDGER, LEDGER_FORMAT),
        )
    except BundleRefused:
        raise
    except (KeyError, TypeError, ValueError) as fault:
        raise BundleRefused(f"The bundle is not written as the format asks: {fault}.") from None


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            entries = bundle.infolist()
            names = [entry.filename for entry in entries]
            if len(names) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise BundleRefused("The bundle is larger than any bundle is.")
            if len(set(names)) != len(names):
                raise BundleRefused("A file stands in the bundle twice.")
            return {entry.filename: _content(bundle, entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError) as fault:
        raise BundleRefused(f"This is not a whole ZIP file: {fault}.") from None


def _content(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # What an entry says of its own length is not believed: no more than that is read.
    with bundle.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise BundleRefused(f"{entry.filename} has another length than the ZIP file says.")
    return content


def _listed(files: Sequence[Any]) -> dict[str, tuple[int, str]]:
    listed = {str(each["name"]): (int(each["size"]), str(each["sha256"])) for each in files}
    if len(listed) != len(files):
        raise BundleRefused("The manifest names a file twice.")
    return listed


def _of_format(content: bytes, name: str, wanted: str) -> dict[str, Any]:
    told = _object(content, name)
    if told["format"] != wanted:
        raise BundleRefused(f"{name} is not in the format {wanted}.")
    return told


def _object(content: bytes, name: str) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise BundleRefused(f"{name} is not JSON.") from None
    if not isinstance(told, dict):
        raise BundleRefused(f"{name} is not an object.")
    return told
