"""All files of a release in one, with a list of their checksums."""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from portal.publication.files import File

CHECKSUMS: Final = "SHA256SUMS"
BUNDLE: Final = "release.zip"
# A file in a zip has a time of day; ours are told apart by their checksums, not by an hour.
_TIME: Final = (1980, 1, 1, 0, 0, 0)


def checksums(files: Iterable[File]) -> File:
    """The checksum of each file, as `sha256sum --check` reads it."""
    lines = [f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda one: one.name)]
    return File(CHECKSUMS, "text/plain; charset=utf-8", "".join(lines).encode())


def bundle(files: Iterable[File]) -> File:
    """The files in a zip: the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for file in sorted(files, key=lambda one: one.name):
            entry = zipfile.ZipInfo(file.name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, file.body)
    return File(BUNDLE, "application/zip", packed.getvalue())
