"""Text that people typed: tidied when it comes in, shown as text when it goes out."""

import re
import unicodedata
from typing import Final

import bleach

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def tidy(text: str) -> str:
    """One kind of line end, no control characters, no lone surrogates, composed letters.

    What is removed cannot be seen or typed; every visible character, in every script, stays.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def plain(html: str) -> str:
    """The words of a text that may hold mark-up, without the mark-up."""
    return str(bleach.clean(html, tags=set(), attributes={}, strip=True))
