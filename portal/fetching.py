"""Reading another site, with bounded memory and patience, and from there alone.

Only what was asked for, never more than was allowed, and nothing where the other side leads us
elsewhere: an address that somebody typed must not become a way into a network behind it.
"""

import time
from http.client import HTTPException
from typing import IO, Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

MOST_LEDGER: Final = 64 * 1024 * 1024
"""Eighty years of a ledger of ours."""
PATIENCE: Final = 60
_SILENCE: Final = 15
_PIECE: Final = 64 * 1024


class NotFetched(ValueError):
    """It could not be read from there; says why."""


def fetch(address: str, most: int, *, send: bytes | None = None) -> bytes:
    """What is at an address, at most so many bytes. Raises NotFetched."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
        raise NotFetched("An address begins with https://.")
    # No proxy of the surroundings: what is fetched is public, and goes from here to there alone.
    opener = build_opener(_SameHost(parts.netloc), ProxyHandler({}))
    request = Request(address, data=send, headers={"User-Agent": "candour"})  # noqa: S310
    ends = time.monotonic() + PATIENCE
    try:
        with opener.open(request, timeout=_SILENCE) as answer:
            return _read(answer, most, ends)
    except (URLError, OSError, HTTPException, ValueError) as fault:
        if isinstance(fault, NotFetched):
            raise
        raise NotFetched(f"{parts.netloc} did not give it: {fault}.") from None


def _read(answer: Any, most: int, ends: float) -> bytes:
    pieces, size = [], 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise NotFetched("What stands there is larger than it can be.")
        if time.monotonic() > ends:
            raise NotFetched("It took too long.")
    return b"".join(pieces)


class _SameHost(HTTPRedirectHandler):
    """Follows to another place of the same site alone."""

    def __init__(self, place: str) -> None:
        self.place = place

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,
        newurl: str,
    ) -> Request | None:
        if urlsplit(newurl).netloc != self.place:
            raise NotFetched("It leads to another site.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
