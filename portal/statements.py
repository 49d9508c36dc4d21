"""New rows for the busiest doors: a command written once for each table, handed to the driver.

SQLAlchemy writes the command and knows how each value is stored; it is left out where it would
look both up again for every row, which costs ten times what storing the row does.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final

from sqlalchemy import Connection, Dialect, Table, insert
from sqlalchemy.exc import DBAPIError

Processor = Callable[[Any], Any]
STRAIGHT: Final = "candour_straight"
"""Under this name a connection notes the tables whose rows went straight to the driver."""


@dataclass(frozen=True, slots=True)
class _Command:
    text: str
    columns: tuple[tuple[str, Processor | None], ...]
    positional: bool

    def parameters(self, row: Mapping[str, Any]) -> Any:
        """The values of one row, as the driver takes them."""
        if self.positional:
            return tuple(
                [stored(row[name]) if stored else row[name] for name, stored in self.columns]
            )
        return {name: stored(row[name]) if stored else row[name] for name, stored in self.columns}


def write_values(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert these rows, all with the same columns, and each with its key."""
    if not rows:
        return
    command = _command(table, connection.dialect, tuple(rows[0]))
    values = [command.parameters(row) for row in rows]
    _note(connection, table)
    with _cursor(connection, command.text) as cursor:
        if len(values) == 1:
            cursor.execute(command.text, values[0])
        else:
            cursor.executemany(command.text, values)


def write_numbered(connection: Connection, table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Insert one row whose key the database counts, and return the key."""
    command = _command(table, connection.dialect, tuple(row), returns_key=True)
    _note(connection, table)
    with _cursor(connection, command.text) as cursor:
        cursor.execute(command.text, command.parameters(row))
        return tuple(cursor.fetchone())


def _note(connection: Connection, table: Table) -> None:
    connection.info.setdefault(STRAIGHT, set()).add(table.name)


@contextmanager
def _cursor(connection: Connection, text: str) -> Iterator[Any]:
    """The driver's own cursor; what goes wrong is said as SQLAlchemy says it."""
    cursor, wrong = connection.connection.cursor(), connection.dialect.loaded_dbapi.Error
    try:
        yield cursor
    except wrong as error:
        # Without the values: they may be what somebody wrote.
        raise DBAPIError.instance(text, None, error, wrong, hide_parameters=True) from error
    finally:
        cursor.close()


def with_defaults(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """The values, and those that the columns have by themselves."""
    for name, default in _defaults(table):
        if name not in values:
            values[name] = default(None)
    return values


@lru_cache(maxsize=100)
def _defaults(table: Table) -> tuple[tuple[str, Processor], ...]:
    found: list[tuple[str, Processor]] = []
    for column in table.columns:
        default: Any = column.default
        if default is not None and default.is_callable:
            found.append((column.name, default.arg))
        elif default is not None and default.is_scalar:
            found.append((column.name, partial(_always, default.arg)))
    return tuple(found)


def _always(value: Any, _context: object) -> Any:
    return value


@lru_cache(maxsize=400)
def _command(
    table: Table, dialect: Dialect, names: tuple[str, ...], *, returns_key: bool = False
) -> _Command:
    command = insert(table).returning(*table.primary_key) if returns_key else insert(table)
    compiled: Any = command.compile(dialect=dialect, column_keys=list(names))
    # A driver that takes values by place takes them in the order of the command.
    order = compiled.positiontup or names
    columns = tuple((name, _stored_as(table, name, dialect)) for name in order)
    return _Command(str(compiled), columns, bool(compiled.positiontup))


def _stored_as(table: Table, name: str, dialect: Dialect) -> Processor | None:
    kind: Any = table.c[name].type.dialect_impl(dialect)
    processor: Processor | None = kind.bind_processor(dialect)
    return processor
