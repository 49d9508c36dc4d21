"""Rule: tokens of machines: random, long, and kept as a digest alone."""

import hashlib
import secrets
from typing import Final

PREFIX: Final = "candour-import-"
_BYTES: Final = 32


def new_token() -> str:
    """A token that nobody guesses; its beginning says what it is, should it ever be found."""
    return PREFIX + secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> bytes:
    """What is kept of a token. It is random and long, so that a quick digest gives nothing away."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
