"""The store: types, the session that is declared by the request's method, and transactions.

GET and HEAD read in a deferred transaction that cannot write. Everything else begins IMMEDIATE on
SQLite at its first query, because upgrading from read to write fails under load; `reading()` is for
what a POST must look up before its slow work (hashing, decoding, sealing).
"""

import enum
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, Literal, TypeVar, cast
from weakref import WeakKeyDictionary

from flask import Flask, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    Date,
    DateTime,
    Engine,
    Enum,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Select,
    Table,
    Uuid,
    event,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, make_transient_to_detached, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.selectable import GenerativeSelect
from sqlalchemy.types import TypeDecorator

from portal.security import require_form_token
from portal.statements import with_defaults, write_numbered, write_values

BUSY_SECONDS: Final = 10
"""So long a writer waits for others."""

Mode = Literal["read", "write"]
Question = TypeVar("Question", bound=GenerativeSelect)

_mode: ContextVar[Mode | None] = ContextVar("database_mode", default=None)
# The connection of the block of `transaction` or `reading` that runs, once it was asked for.
_begun: ContextVar[list[Connection] | None] = ContextVar("database_connection", default=None)

# The same question, put so that it holds what it finds; as long as somebody has the question.
_locking: WeakKeyDictionary[GenerativeSelect, dict[bool, Any]] = WeakKeyDictionary()
# SQLite gives a sequence only to INTEGER PRIMARY KEY; PostgreSQL gets 64 bits.
Sequence = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite drops zones, so they are put back; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs its zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Model(DeclarativeBase):
    """A row. Every table of the portal descends from here."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    registry = registry(
        metadata=metadata,
        type_annotation_map={
            datetime: UtcDateTime(),
            date: Date(),
            uuid.UUID: Uuid(),
            bytes: LargeBinary(),
            dict[str, Any]: JSON(),
            list[str]: JSON(),
            enum.StrEnum: Enum(
                enum.StrEnum,
                native_enum=False,
                create_constraint=True,
                length=60,
                values_callable=_values,
            ),
        },
    )


Written = TypeVar("Written", bound=Model)

db = SQLAlchemy(metadata=Model.metadata, session_options={"expire_on_commit": False})


def new_id() -> uuid.UUID:
    """A random key: gaps and order tell nothing."""
    return uuid.uuid4()


def current_mode() -> Mode:
    """Whether the next transaction may write."""
    chosen = _mode.get()
    if chosen is not None:
        return chosen
    if has_request_context():
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return "read"
        return "read" if g.get("written") else "write"
    return "write"


@contextmanager
def transaction() -> Iterator[None]:
    """Do all of it, or nothing; on disk when the block ends.

    In a request it refuses to begin without a valid form token, so that no view can forget it.
    """
    if has_request_context():
        require_form_token()
    token, begun = _mode.set("write"), _begun.set([])
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _mode.reset(token)
        _begun.reset(begun)
        if has_request_context():
            # What is looked up for the answer must not take the write lock again.
            g.written = True


@contextmanager
def reading() -> Iterator[None]:
    """A short transaction that cannot write; what was loaded stays usable afterwards."""
    if current_mode() == "write" and db.session().in_transaction():
        raise RuntimeError("reading() comes before the first query of a transaction that writes.")
    token, begun = _mode.set("read"), _begun.set([])
    try:
        yield
    finally:
        # A read-only COMMIT ends it without expiring what was loaded.
        db.session.commit()
        _mode.reset(token)
        _begun.reset(begun)


def connection() -> Connection:
    """The connection of the present transaction, for the doors where asking the session each time
    would cost more than the question.
    """
    begun = _begun.get()
    if begun is None:
        return db.session.connection()
    if not begun:
        begun.append(db.session.connection())
    return begun[0]


def ask_alone(question: Select[*tuple[Any, ...]], values: Mapping[str, Any]) -> Row[Any] | None:
    """The row that one question finds, asked outside any transaction of the session.

    On PostgreSQL it goes there and back once, where a transaction goes three times.
    """
    token = _mode.set("read")
    try:
        with db.engine.connect() as opened:
            # SQLite begins and ends for nothing, and its driver must not begin by itself.
            if not is_sqlite():
                opened.execution_options(isolation_level="AUTOCOMMIT")
            return opened.execute(question, values).first()
    finally:
        _mode.reset(token)


def lock(question: Question, *, shared: bool = False) -> Question:
    """Ask for the row and hold it: FOR UPDATE on PostgreSQL; SQLite's lock is already taken.

    What was loaded before the lock is loaded anew: it may be out of date. Shared, several hold it
    at once, and only whoever would change it waits for them (FOR SHARE).
    """
    if current_mode() != "write":
        return question
    known = _locking.setdefault(question, {})
    if shared not in known:
        held: Any = question.with_for_update(read=shared)
        known[shared] = held.execution_options(populate_existing=True)
    return cast(Question, known[shared])


def write_row(row: Written) -> Written:
    """Insert one new row at once; a tenth of what `add` and `flush` cost, for the busiest doors.

    The row is the session's from then on. Its attributes must be called like its columns; those
    that were not given and have no default are loaded when asked for. It goes straight to the
    driver: what is kept of a table in WATCHED (kept.py) does not see it.
    """
    table = cast(Table, type(row).__table__)
    given = vars(row)
    names, keys = _names(table)
    values = {name: given[name] for name in names if name in given}
    with_defaults(table, values)
    if all(name in values for name in keys):
        write_values(connection(), table, [values])
        made = [values[name] for name in keys]
    else:
        made = list(write_numbered(connection(), table, values))
    for name, value in [*zip(keys, made, strict=True), *values.items()]:
        if name not in given:
            setattr(row, name, value)
    make_transient_to_detached(row)
    db.session.add(row)
    return row


def write_rows(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows that the session needs not know, all with the same columns, in one statement."""
    table = cast(Table, model.__table__)
    write_values(connection(), table, [with_defaults(table, values) for values in rows])


@cache
def _names(table: Table) -> tuple[list[str], list[str]]:
    return table.columns.keys(), table.primary_key.columns.keys()


def is_sqlite() -> bool:
    """Whether the embedded engine is in use."""
    return db.engine.dialect.name == "sqlite"


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is deleted is overwritten with zeros, not only forgotten.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


class _Turn:
    """Whose turn it is to write to one SQLite database, among the threads of this process.

    SQLite itself lets writers sleep and try again, so that some wait for ever while others pass;
    here they wait for each other, and its own lock is left for other processes.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()

    def begin(self, connection: Connection) -> None:
        """Begin a transaction; one that writes, when it is its turn."""
        mode, info = current_mode(), connection.connection.info
        driver: Any = connection.connection.dbapi_connection
        if info.get("mode") != mode:
            driver.execute(f"PRAGMA query_only={'ON' if mode == 'read' else 'OFF'}")
            info["mode"] = mode
        if mode == "read":
            driver.execute("BEGIN")
            return
        # Whoever has waited that long asks SQLite, which then says that it is busy.
        if not info.get("turn"):
            info["turn"] = self.lock.acquire(timeout=BUSY_SECONDS)
        driver.execute("BEGIN IMMEDIATE")

    def end(self, _driver: object, record: ConnectionPoolEntry) -> None:
        """Let the next one write: the connection goes back, so what it wrote is on disk."""
        if record.info.pop("turn", False):
            self.lock.release()


def _begin_postgresql(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    wanted = current_mode() == "read"
    if driver.read_only != wanted:
        driver.read_only = wanted


def listen(engine: Engine) -> None:
    """Attach the rules of the session to an engine."""
    if engine.dialect.name == "sqlite":
        turn = _Turn()
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", turn.begin)
        event.listen(engine, "checkin", turn.end)
        event.listen(engine, "invalidate", lambda driver, record, _error: turn.end(driver, record))
    else:
        event.listen(engine, "begin", _begin_postgresql)


def init_app(app: Flask) -> None:
    """Attach the store to the application."""
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
