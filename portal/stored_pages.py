"""Public pages kept as finished bytes, one copy per language, each with a strong ETag.

A page is made once and made again when what it shows has changed: whoever changes something public
calls `touch_public_pages` in the same transaction. A process looks at most once a second.
"""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, g, request
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.config import settings
from portal.database import Model, db
from portal.i18n import current_language

LOOK_EVERY: Final = 1.0
KEEP: Final = "public, max-age=60"
_STORED: Final = "candour.stored_page"
PAGES, COMMITTEE = 1, 2


class PublicState(Model):
    """How often something changed: what public pages show, and (see kept.py) the committee."""

    __tablename__ = "public_state"

    id: Mapped[int] = mapped_column(
        primary_key=True,
        comment="clear: 1 for public pages, 2 for the committee, from 100 on for pages of cases",
    )
    version: Mapped[int] = mapped_column(default=1, comment="clear: a number")


_NUMBER: Final = select(PublicState.version).where(PublicState.id == PAGES)


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept of an answer: its bytes, what kind they are, and the tag that names them."""

    body: bytes
    mimetype: str = "text/html"
    etag: str = ""
    policy: str = ""
    """The Content-Security-Policy of what brings its own look, if it is not that of every page."""

    @property
    def tag(self) -> str:
        """The tag that was given, or one that is made of the bytes."""
        return self.etag or hashlib.sha256(self.body).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Stored:
    version: str
    body: bytes
    etag: str
    mimetype: str
    policy: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """A stored page with all its headers, as it was answered once."""

    version: str
    headers: list[tuple[str, str]]
    body: bytes


class StoredPages:
    """The copies of one application in one process."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], _Stored] = {}
        self.ready: dict[str, _Ready] = {}
        self.version = ""
        self.looked = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether it was looked up just now what has changed. In tests never."""
        return time.monotonic() - self.looked < LOOK_EVERY and settings().environment != "test"


def stored_page(name: str, make: Callable[[], str]) -> Response:
    """The page's bytes in the reader's language, made by `make` only when something changed.

    `name` tells pages apart. Answers 304 where the reader already has these bytes.
    """
    return stored_answer(name, lambda: Content(make().encode()))


def stored_answer(name: str, make: Callable[[], Content]) -> Response:
    """As `stored_page`, for bytes of any kind."""
    shelf: StoredPages = current_app.extensions["stored_pages"]
    version = _present_version(shelf)
    key = (name, current_language())
    stored = shelf.pages.get(key)
    if stored is None or stored.version != version:
        # Nothing of this one reader may stay in the bytes: no message for them, no query of theirs.
        g.stored_page = True
        made = make()
        stored = _Stored(version, made.body, made.tag, made.mimetype, made.policy)
        shelf.pages[key] = stored
    # By the weak comparison (RFC 9110, 13.1.2): what packs an answer on its way makes its tag weak.
    if request.if_none_match.contains_weak(stored.etag):
        answer = Response(status=304)
    else:
        # To what is text the framework itself adds that it is UTF-8.
        answer = Response(stored.body, mimetype=stored.mimetype.partition(";")[0])
        request.environ[_STORED] = stored
    answer.set_etag(stored.etag)
    if stored.policy:
        # On a 304 as well: the headers of what is kept are replaced by those of that answer.
        answer.headers["Content-Security-Policy"] = stored.policy
    answer.headers["Cache-Control"] = KEEP
    return answer


class ReadyPages:
    """Stands before the application: who brings nothing along is handed a stored page at once."""

    def __init__(self, app: WSGIApplication, shelf: StoredPages) -> None:
        self.app = app
        self.shelf = shelf

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if (
            environ["REQUEST_METHOD"] != "GET"
            or environ.get("QUERY_STRING")
            or "HTTP_COOKIE" in environ
            or "HTTP_IF_NONE_MATCH" in environ
        ):
            return self.app(environ, start_response)
        address = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        ready = self.shelf.ready.get(address)
        if ready is not None and ready.version == self.shelf.version and self.shelf.is_fresh:
            start_response("200 OK", list(ready.headers))
            return [ready.body]

        def keep(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            stored = environ.get(_STORED)
            if stored is not None and not any(name == "Set-Cookie" for name, _ in headers):
                self.shelf.ready[address] = _Ready(stored.version, list(headers), stored.body)
            return start_response(status, headers, *error)

        return self.app(environ, keep)


def touch_public_pages() -> None:
    """Say, in the present transaction, that something public has changed."""
    state = db.session.get(PublicState, PAGES)
    if state is None:
        db.session.add(PublicState(id=PAGES, version=1))
    else:
        # Counted by the database: of two changes at once, none may be lost.
        state.version = PublicState.version + 1
    db.session.flush()


def _present_version(shelf: StoredPages) -> str:
    if not shelf.is_fresh:
        moment = time.monotonic()
        number = db.session.scalar(_NUMBER) or 0
        # What depends on the day (who sits, whether intake is open) is made anew each day.
        shelf.version = f"{number}|{clock.today().isoformat()}"
        shelf.looked = moment
    return shelf.version


def init_app(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["stored_pages"] = StoredPages()


def before(app: Flask, wrapped: WSGIApplication) -> WSGIApplication:
    """The application with its stored pages in front of it."""
    return ReadyPages(wrapped, app.extensions["stored_pages"])
