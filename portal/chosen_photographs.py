"""The photographs that somebody chose: each drawn anew, or refused by its name."""

from collections.abc import Iterable
from typing import Any

from portal.i18n import ngettext
from portal.photographs import Photograph, PhotographRefused, clean, shown_name


def chosen_photographs(
    files: Iterable[Any], *, most: int
) -> tuple[list[tuple[str, Photograph]], str]:
    """What can be kept, under the names of the files, and a sentence for each that cannot.

    Too many are all refused before any is drawn: drawing is slow. An empty choice is no file.
    """
    chosen = [file for file in files if getattr(file, "filename", "")]
    if len(chosen) > most:
        return [], too_many_photographs(most)
    photographs: list[tuple[str, Photograph]] = []
    refusals: list[str] = []
    for file in chosen:
        try:
            photographs.append((shown_name(file.filename), clean(file.read(), file.filename)))
        except PhotographRefused as refusal:
            refusals.append(str(refusal))
    return photographs, " ".join(refusals)


def too_many_photographs(most: int) -> str:
    """What to say when there are more photographs than may be sent."""
    return ngettext(
        "You can send %(num)s photograph. Please choose the one that shows most.",
        "You can send up to %(num)s photographs. Please choose those that show most.",
        most,
    )
