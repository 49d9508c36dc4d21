"""What follows from rows that seldom change, kept in this process until one of them changes.

Who sits, who holds an office and whose keys are in use is asked with every concern and changes a
few times a month. Every write to one of these tables, by whatever way, raises one number in the
same transaction; what was worked out under another number is worked out anew. Pages for people
who are signed in (kept_pages.py) are kept in the same way, under a number of their own.
"""

import re
import time
from collections.abc import Callable, Hashable
from random import randrange
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import Connection, event, func, select

from portal.config import settings
from portal.database import connection, db
from portal.i18n import current_language
from portal.statements import STRAIGHT
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

ON_NO_PAGE: Final = frozenset(
    {
        "allowance_keys",
        "allowance_uses",
        "election_roll",
        "election_urn",
        "intake_draft_photographs",
        "intake_drafts",
        "job_leases",
        "kept_forms",
        "ledger_entries",
        "ledger_facts",
        "ledger_heads",
        "ledger_links",
        "one_time_codes",
        "outbox_messages",
        "provisional_votes",
        "public_state",
        "sign_ins",
        "subscriptions",
        "witnessed_heads",
    }
)
"""Busy tables of which no kept page shows anything. Any other is taken to be on every one."""

_NUMBER: Final = select(PublicState.version).where(PublicState.id == COMMITTEE)
# Those who write at once each raise one of these rows, so that none waits for another's disk.
_FIRST_OF_PAGES, _ROWS_OF_PAGES = 100, 64
NUMBER_OF_PAGES: Final = select(func.sum(PublicState.version)).where(
    PublicState.id >= _FIRST_OF_PAGES
)
"""A number that is another one whenever something has changed that a kept page may show."""
_RAISE: Final = (
    "INSERT INTO public_state (id, version) VALUES ({}, 1) "
    "ON CONFLICT (id) DO UPDATE SET version = public_state.version + 1"
)
_WRITES: Final = re.compile(
    r'\s*(?:WITH\b.*?\b)?(?P<how>INSERT INTO|UPDATE|DELETE FROM)\s+"?(?P<table>\w+)',
    re.IGNORECASE | re.DOTALL,
)
_CHANGED, _SEEN = "candour_changed", "candour_number"
_PAGES_CHANGED, _ROW = "candour_pages_changed", "candour_row_of_pages"


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
    for each in (_SEEN, _CHANGED, _PAGES_CHANGED, STRAIGHT):
        begun.info.pop(each, None)


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
    table = found["table"].lower()
    if table not in ON_NO_PAGE:
        asked.info[_PAGES_CHANGED] = True
    # A key made for one receipt is nobody's who sits; it would be the only thing that is busy.
    is_receipt_key = table == "holders" and found["how"].upper() == "INSERT INTO"
    if table in WATCHED and not is_receipt_key:
        asked.info[_CHANGED] = True


def _raise_numbers(ending: Connection) -> None:
    # The last thing in a transaction, so that its row is locked for a moment and never waited for
    # by anybody who holds something else that is wanted.
    if ending.get_execution_options().get("candour_unsaid"):
        return
    info = ending.info
    if info.get(_PAGES_CHANGED) or info.get(STRAIGHT, ON_NO_PAGE) - ON_NO_PAGE:
        _raise(ending, info.setdefault(_ROW, _FIRST_OF_PAGES + randrange(_ROWS_OF_PAGES)))
    if info.get(_CHANGED):
        _raise(ending, COMMITTEE)


def _raise(ending: Connection, row: int) -> None:
    cursor = ending.connection.cursor()
    cursor.execute(_RAISE.format(row))
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
        event.listen(db.engine, "commit", _raise_numbers)
