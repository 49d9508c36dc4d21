"""What follows from rows that seldom change, kept in this process until one of them changes.

Who sits, who holds an office and whose keys are in use is asked with every concern and changes a
few times a month. Every write to one of these tables, by whatever way, raises one number in the
same transaction; what was worked out under another number is worked out anew.
"""

import re
import time
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import Connection, event, select

from portal.config import settings
from portal.database import connection, db
from portal.i18n import current_language
from portal.stored_pages import COMMITTEE, LOOK_EVERY, PublicState

Result = TypeVar("Result")

WATCHED: Final = frozenset(
    {
        "accounts",
        "committee_appointments",
        "committee_terms",
        "holders",
        "members",
        "routing_rows",
        "routing_tables",
    }
)
"""Tables from which something is kept. What `make` reads lies in these alone."""

_NUMBER: Final = select(PublicState.version).where(PublicState.id == COMMITTEE)
_RAISE: Final = (
    "INSERT INTO public_state (id, version) VALUES (2, 1) "
    "ON CONFLICT (id) DO UPDATE SET version = public_state.version + 1"
)
_WRITES: Final = re.compile(
    r'\s*(?P<how>INSERT INTO|UPDATE|DELETE FROM)\s+"?(?P<table>\w+)', re.IGNORECASE
)
_CHANGED, _SEEN = "candour_changed", "candour_number"


def kept(name: str, depends_on: Hashable, make: Callable[[], Result]) -> Result:
    """What `make` gives, made again only when a watched row or `depends_on` has changed.

    `make` asks watched tables alone and gives values that nobody changes, no rows of a session.
    """
    db.session.flush()
    info = connection().info
    if info.get(_CHANGED):
        # Changed in this very transaction, which may yet fail: nothing of it may be kept.
        return make()
    if _SEEN not in info:
        info[_SEEN] = connection().scalar(_NUMBER)
    stamp = (info[_SEEN], depends_on)
    shelf: dict[tuple[str, str], tuple[Hashable, Any]] = current_app.extensions["kept"]
    key = (name, current_language())
    found = shelf.get(key)
    if found is None or found[0] != stamp:
        found = shelf[key] = (stamp, make())
    return cast(Result, found[1])


def kept_of_late(name: str, depends_on: Hashable, make: Callable[[], Result]) -> Result:
    """What was kept, without asking whether it changed within the last second.

    For pages that only show it: what is decided by it asks with `kept`.
    """
    looks: dict[tuple[str, str], float] = current_app.extensions["kept_looks"]
    shelf = current_app.extensions["kept"]
    key, moment = (name, current_language()), time.monotonic()
    is_fresh = moment - looks.get(key, float("-inf")) < LOOK_EVERY
    if is_fresh and settings().environment != "test" and key in shelf:
        stamp, found = shelf[key]
        if stamp[1] == depends_on:
            return cast(Result, found)
    result = kept(name, depends_on, make)
    looks[key] = moment
    return result


def _forget(begun: Connection) -> None:
    begun.info.pop(_SEEN, None)
    begun.info.pop(_CHANGED, None)


def _look(
    asked: Connection,
    _cursor: object,
    statement: str,
    _parameters: object,
    _context: object,
    _many: bool,
) -> None:
    found = _WRITES.match(statement)
    if found is None:
        return
    # A key made for one receipt is nobody's who sits; it would be the only thing that is busy.
    is_receipt_key = found["table"] == "holders" and found["how"].upper() == "INSERT INTO"
    if found["table"] in WATCHED and not is_receipt_key:
        asked.info[_CHANGED] = True


def _raise_number(ending: Connection) -> None:
    # The last thing in a transaction, so that its row is locked for a moment and never waited for
    # by anybody who holds something else that is wanted.
    if ending.info.get(_CHANGED):
        cursor = ending.connection.cursor()
        cursor.execute(_RAISE)
        cursor.close()


def note_change() -> None:
    """Say that a watched row changes, where the statement alone does not show it."""
    connection().info[_CHANGED] = True


def init_app(app: Flask) -> None:
    """Give the application its shelf, and watch its database."""
    app.extensions["kept"] = {}
    app.extensions["kept_looks"] = {}
    with app.app_context():
        event.listen(db.engine, "begin", _forget)
        event.listen(db.engine, "before_cursor_execute", _look)
        event.listen(db.engine, "commit", _raise_number)
