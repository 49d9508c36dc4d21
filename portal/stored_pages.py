"""Public pages kept as finished bytes, one copy per language, each with a strong ETag.

A page is made once and made again when what it shows has changed: whoever changes something public
calls `touch_public_pages` in the same transaction. A process looks at most once a second.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, current_app, g, request
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.config import settings
from portal.database import Model, db
from portal.i18n import current_language

LOOK_EVERY: Final = 1.0
KEEP: Final = "public, max-age=60"


class PublicState(Model):
    """One row: how often something that public pages show has changed."""

    __tablename__ = "public_state"

    id: Mapped[int] = mapped_column(primary_key=True, comment="clear: always 1")
    version: Mapped[int] = mapped_column(default=1, comment="clear: a number")


@dataclass(frozen=True, slots=True)
class _Stored:
    version: str
    body: bytes
    etag: str


class StoredPages:
    """The copies of one application in one process."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], _Stored] = {}
        self.version = ""
        self.looked = float("-inf")


def stored_page(name: str, make: Callable[[], str]) -> Response:
    """The page's bytes in the reader's language, made by `make` only when something changed.

    `name` tells pages apart. Answers 304 where the reader already has these bytes.
    """
    shelf: StoredPages = current_app.extensions["stored_pages"]
    version = _present_version(shelf)
    key = (name, current_language())
    stored = shelf.pages.get(key)
    if stored is None or stored.version != version:
        # Nothing of this one reader may stay in the bytes: no message for them, no query of theirs.
        g.stored_page = True
        body = make().encode()
        stored = _Stored(version, body, hashlib.sha256(body).hexdigest()[:32])
        shelf.pages[key] = stored
    if stored.etag in request.if_none_match:
        answer = Response(status=304)
    else:
        answer = Response(stored.body, mimetype="text/html")
    answer.set_etag(stored.etag)
    answer.headers["Cache-Control"] = KEEP
    return answer


def touch_public_pages() -> None:
    """Say, in the present transaction, that something public has changed."""
    state = db.session.get(PublicState, 1)
    if state is None:
        db.session.add(PublicState(id=1, version=1))
    else:
        state.version += 1
    db.session.flush()


def _present_version(shelf: StoredPages) -> str:
    moment = time.monotonic()
    if moment - shelf.looked >= LOOK_EVERY or settings().environment == "test":
        number = db.session.scalar(select(PublicState.version)) or 0
        # What depends on the day (who sits, whether intake is open) is made anew each day.
        shelf.version = f"{number}|{clock.today().isoformat()}"
        shelf.looked = moment
    return shelf.version


def init_app(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["stored_pages"] = StoredPages()
