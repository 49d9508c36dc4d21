"""Rule: the files in a zip, unpacked within bounds: what is small may unpack to anything."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from contextlib import ExitStack
from typing import BinaryIO, Final

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.visits.importing.tables import MEBIBYTE

MOST_FILES: Final = 40
MOST_BYTES: Final = 620 * MEBIBYTE


class ZipRefused(RuleBroken):
    """What was sent is no zip of files that can be read."""


class ZipTooLarge(RuleBroken):
    """What was sent would unpack to more than is read at one time."""


def unpack(packed: BinaryIO, opened: ExitStack) -> dict[str, BinaryIO]:
    """The files of a zip by name, opened until the stack closes them.

    Raises ZipRefused and ZipTooLarge.
    """
    try:
        archive = opened.enter_context(zipfile.ZipFile(packed))
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > MOST_FILES:
            raise ZipRefused(_("There are too many files in the zip."))
        files: dict[str, BinaryIO] = {}
        room = MOST_BYTES
        for member in members:
            name = member.filename.rsplit("/", 1)[-1]
            if name in files:
                raise ZipRefused(_("Two files in the zip have the same name."))
            file = opened.enter_context(
                tempfile.TemporaryFile(prefix="candour-")  # noqa: SIM115  closed by the stack
            )
            with archive.open(member) as source:
                while piece := source.read(MEBIBYTE):
                    room -= len(piece)
                    if room < 0:
                        raise ZipTooLarge(
                            _("The files are too large to be read at once. Send them in parts.")
                        )
                    file.write(piece)
            files[name] = file
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        raise ZipRefused(_("This is not a zip that can be opened.")) from None
    return files
