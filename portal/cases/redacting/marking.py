"""Rule: what one member marks in a text is blackened, and nothing else of it is changed.

A mark is two square brackets on each side. Whoever marks can hide words and can alter none: without
its marks the text has to be the one that lies in the case.
"""

import re
from typing import Final

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.text import tidy

BLACK: Final = "█████"
"""As long for a letter as for a page: its length shall not tell what stood there."""

_OPEN, _CLOSE = "[[", "]]"
_MARKED: Final = re.compile(r"\[\[.*?\]\]", re.DOTALL)


class MarkingRefused(RuleBroken):
    """The marks are not whole, or more was changed than marked."""


def blackened(marked: str) -> str:
    """The text with everything marked blackened; marks side by side become one.

    >>> blackened("Seen by [[Eleri]] [[and Huw]] at noon.")
    'Seen by █████ at noon.'
    """
    text = _MARKED.sub(BLACK, marked)
    return re.sub(rf"{BLACK}(\s*{BLACK})+", BLACK, text)


def require_only_marked(original: str, marked: str) -> None:
    """Refuse a text in which more was done than to mark. Raises MarkingRefused."""
    depth = 0
    for sign in re.findall(r"\[\[|\]\]", marked):
        depth += 1 if sign == _OPEN else -1
        if depth not in (0, 1):
            break
    if depth != 0:
        raise MarkingRefused(
            _("A mark begins with [[ and ends with ]], one after the other. Look at each again.")
        )
    if _plain(marked.replace(_OPEN, "").replace(_CLOSE, "")) != _plain(original):
        raise MarkingRefused(
            _(
                "More than the marks was changed. Only put [[ and ]] around what has to stay "
                "inside; leave every word as it is."
            )
        )


def without_marks(text: str) -> str:
    """The text as it is put into the page: brackets that somebody typed become single."""
    return re.sub(r"\[\[+", "[", re.sub(r"\]\]+", "]", text))


def _plain(text: str) -> str:
    """Without what a browser and every form change by themselves."""
    return "\n".join(line.rstrip() for line in tidy(text).split("\n")).strip()
