"""Rule: how a bundle is written: a ZIP file with a manifest of all its files, signed.

The manifest names each file with its length and SHA-256; the ledger's key signs the hash of the
manifest. docs/bundle-format.md says the same in words, for checkers in other languages.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from portal.ledger.statements import SigningKey

FORMAT: Final = "candour-bundle-1"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
CASE: Final = "case.json"
LEDGER: Final = "ledger.json"
LEDGER_FORMAT: Final = "candour-proof-1"
CASE_FORMAT: Final = "candour-case-1"
# The clock of a ZIP entry is of no use here, and the same content shall give the same file.
_ALWAYS: Final = (1980, 1, 1, 0, 0, 0)


def manifest_statement(manifest: bytes) -> bytes:
    """What is signed: the hash of the manifest, as a line of plain text."""
    return f"candour bundle 1\n{hashlib.sha256(manifest).hexdigest()}\n".encode()


def manifest_of(
    files: Mapping[str, bytes], *, reference: str, made_on: date, public_key: bytes
) -> bytes:
    """The list of all files, in order of their names."""
    return written(
        {
            "format": FORMAT,
            "reference": reference,
            "made_on": made_on.isoformat(),
            "public_key": public_key.hex(),
            "files": [
                {
                    "name": name,
                    "size": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
                for name, content in sorted(files.items())
            ],
        }
    )


def write_bundle(
    files: Mapping[str, bytes], *, reference: str, made_on: date, key: SigningKey
) -> bytes:
    """The whole bundle: the manifest and its signature first, then the files."""
    manifest = manifest_of(files, reference=reference, made_on=made_on, public_key=key.public)
    signature = key.sign(manifest_statement(manifest)).hex().encode() + b"\n"
    whole = {MANIFEST: manifest, SIGNATURE: signature, **dict(sorted(files.items()))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in whole.items():
            entry = zipfile.ZipInfo(name, _ALWAYS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, content)
    return out.getvalue()


def written(value: Mapping[str, Any]) -> bytes:
    """A part of the bundle as JSON that people can read too."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
