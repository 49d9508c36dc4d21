"""Rule: which addresses lead to a page of this site."""

from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2000


def local_address(text: str | None) -> str | None:
    """The path and query where they lead to a page of this site; else None.

    Browsers read "//host", "/\\host" and a tab in between as another site.
    """
    if not text or len(text) > LONGEST or not text.startswith("/"):
        return None
    if "\\" in text or any(ord(sign) < 0x21 or ord(sign) == 0x7F for sign in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or text.startswith("//"):
        return None
    return text
