"""What many tests begin with, made once for each engine and put back row by row.

A committee takes a second to seat through the real services; its rows take a few milliseconds.
"""

import copy
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select, text

from portal import clock
from portal.database import Model, db, is_sqlite, transaction
from portal.statements import write_values
from portal.stored_pages import PublicState

Made = TypeVar("Made")
Rows = list[tuple[Table, list[dict[str, Any]]]]

_remembered: dict[Hashable, tuple[Rows, Any]] = {}


def remembered(name: Hashable, make: Callable[[], Made]) -> Made:
    """What `make` gives on an empty store; from the second time on its rows are put back.

    `make` gives plain values and leaves everything it did in the store. Where the store is not
    empty, it is simply called.
    """
    if _filled():
        return make()
    db.session.rollback()
    key = (db.engine.dialect.name, clock.now(), name)
    if key not in _remembered:
        made = make()
        _remembered[key] = (_rows(), copy.deepcopy(made))
        db.session.rollback()
        return made
    rows, made = _remembered[key]
    _put_back(rows)
    return copy.deepcopy(made)


def filled_tables(connection: Connection) -> set[str]:
    """The names of all tables with a row, asked for at once."""
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in Model.metadata.tables
    )
    return set(connection.exec_driver_sql(asked).scalars())


def _filled() -> set[str]:
    # That table counts changes, also that of being emptied.
    return filled_tables(db.session.connection()) - {PublicState.__tablename__}


def _rows() -> Rows:
    filled = _filled()
    return [
        (table, [dict(row._mapping) for row in db.session.execute(select(table))])
        for table in Model.metadata.sorted_tables
        if table.name in filled
    ]


def _put_back(several: Rows) -> None:
    with transaction():
        if is_sqlite():
            db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
        for table, rows in several:
            write_values(db.session.connection(), table, rows)
            counted = table.autoincrement_column
            if counted is not None and not is_sqlite():
                last = max(row[counted.name] for row in rows)
                asked = "SELECT setval(pg_get_serial_sequence(:name, :column), :last)"
                values = {"name": table.name, "column": counted.name, "last": last}
                db.session.execute(text(asked), values)
