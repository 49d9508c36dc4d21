"""What a person sees when something cannot be done: what happened, and what to do now."""

import logging
from typing import Any, Final

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from portal.errors import NotFound, RuleBroken, TooMany

log = logging.getLogger(__name__)

PAGES: Final = frozenset({400, 401, 403, 404, 405, 413, 429, 500, 503})
_SECRET: Final = frozenset({"password"})
# SQLite's and PostgreSQL's own words for a disk without room.
_FULL: Final = ("database or disk is full", "disk i/o error", "no space left", "could not extend")


def _page(status: int, sentence: str = "", **facts: Any) -> ResponseReturnValue:
    shown = status if status in PAGES else (400 if status < 500 else 500)
    return render_template(f"errors/{shown}.html", sentence=sentence, **facts), status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return _page(error.code or 500)


def _rule_broken(refusal: RuleBroken) -> ResponseReturnValue:
    """A refusal that no form took up."""
    return _page(400, str(refusal))


def _not_found(_refusal: NotFound) -> ResponseReturnValue:
    return _page(404)


def _too_many(_refusal: TooMany) -> ResponseReturnValue:
    return _page(429)


def _store_refused(error: OperationalError) -> ResponseReturnValue:
    """The database could not keep it: an honest page that keeps what was typed, no receipt."""
    words = str(error.orig).lower()
    log.error("The store refused: %s", "full" if any(full in words for full in _FULL) else words)
    return _page(503, typed=_typed())


def _typed() -> list[tuple[str, str]]:
    """What the form carried, to be sent again from the page; no password stays in a page."""
    if (request.endpoint or "").startswith("accounts.") or _SECRET & request.form.keys():
        return []
    return list(request.form.items(multi=True))


def _unforeseen(error: Exception) -> ResponseReturnValue:
    # Neither the address's query nor any value that was typed goes into the log.
    log.error("Failed: %s %s", request.method, request.url_rule, exc_info=error)
    return _page(500)


def init_app(app: Flask) -> None:
    """Attach the pages to the application."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(OperationalError, _store_refused)
    if not app.testing:
        app.register_error_handler(Exception, _unforeseen)
