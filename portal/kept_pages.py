"""Pages for somebody who is signed in, kept in this process until something has changed.

Whether something has changed is asked of the database with every request (kept.py), so what was
taken from somebody is gone from their page with the same commit. Nothing that belongs to one
answer is kept: its form tokens, its messages, and how long the session still lasts.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from portal import clock
from portal.i18n import chosen_language
from portal.security import SAFE_METHODS

MOST: Final = 400
"""So many pages of all readers; those that were wanted least lately go first."""
LONGEST: Final = 600.0
"""Seconds after which a page is made anew in any case: a hand may have been in the database."""

# Nobody can write these into a page: they are drawn with each process and leave it never.
_TOKEN: Final = f"token-{secrets.token_hex(16)}"
_PART: Final = f"part-{secrets.token_hex(16)}-"


@dataclass(frozen=True, slots=True)
class _Kept:
    number: int
    made_at: float
    text: str
    parts: tuple[str, ...]


class Shelf:
    """The kept pages of one application in one process."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable, number: int) -> _Kept | None:
        """The page, where it is still what would be made now."""
        with self._lock:
            found = self._pages.get(key)
            if found is None or found.number != number:
                return None
            if time.monotonic() - found.made_at > LONGEST:
                return None
            self._pages.move_to_end(key)
            return found

    def keep(self, key: Hashable, page: _Kept) -> None:
        """Keep a page in the place of an older one."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)


def kept_page(reader: Hashable, number: int, make: Callable[[], str]) -> str:
    """The page at the address of this request for this reader, made only when need be.

    `reader` is everything about who reads that the page depends on, and `number` that of all kept
    pages when the request began (kept.py). `make` reads rows, the address and the day, and nothing
    else; what is made with each answer stands in `made_anew`.
    """
    if request.method not in SAFE_METHODS or session.get("_flashes"):
        return make()
    shelf: Shelf = current_app.extensions["kept_pages"]
    key = (reader, request.script_root, request.full_path, chosen_language(), clock.today())
    found = shelf.find(key, number)
    if found is None:
        found = _made(number, make)
        shelf.keep(key, found)
    text = found.text.replace(_TOKEN, generate_csrf())
    for part in found.parts:
        text = text.replace(_PART + part, made_anew(part))
    return text


def made_anew(template: str) -> Markup:
    """A part of a page that is made with each answer. It has the names that every template has."""
    parts: dict[str, None] | None = g.get("kept_parts")
    if parts is not None:
        parts[template] = None
        return Markup(_PART + template)  # noqa: S704  ours
    return Markup(current_app.jinja_env.get_template(template).render())  # noqa: S704  escaped there


def _made(number: int, make: Callable[[], str]) -> _Kept:
    g.kept_parts = {}
    try:
        text = make().replace(generate_csrf(), _TOKEN)
        return _Kept(number, time.monotonic(), text, tuple(g.kept_parts))
    finally:
        del g.kept_parts


def init_app(app: Flask) -> None:
    """Give the application its shelf."""
    app.extensions["kept_pages"] = Shelf()
    app.jinja_env.globals["made_anew"] = made_anew
