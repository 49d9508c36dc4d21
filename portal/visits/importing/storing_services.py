"""Writes what a judged set changes: new rows, corrections as new versions, home codes.

Called inside the transaction of an acceptance. Attendance rows go by the shortest way each engine
has, because there may be a million of them: `executemany` on SQLite, COPY on PostgreSQL.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, update

from portal.database import db, is_sqlite
from portal.visits.home_code_services import give_home_codes
from portal.visits.importing.attendance import Sorted
from portal.visits.importing.checks import PLAIN_VISIT
from portal.visits.importing.contracts import Changes
from portal.visits.importing.judging import JudgedSet
from portal.visits.importing.queries import has_visits, stored_visits
from portal.visits.importing.reading import line_record, package_record
from portal.visits.importing.rows import KeptRow
from portal.visits.importing.tables import LINES, PACKAGES, SUSPENSIONS
from portal.visits.layers.services import record_changes, record_claims, record_edits
from portal.visits.models import (
    LineVersion,
    PackageVersion,
    SuspensionVersion,
    VisitVersion,
)
from portal.visits.records import Suspension, VisitRow

_CONTRACTS: Final[dict[str, tuple[type[Any], tuple[str, ...], Any]]] = {
    PACKAGES: (PackageVersion, ("package_ref",), package_record),
    LINES: (LineVersion, ("line_ref", "valid_from"), line_record),
    SUSPENSIONS: (SuspensionVersion, ("package_ref", "from_at"), Suspension._make),
}
# From so many rows on, a first load builds its indexes at the end: sorting once is cheaper.
LARGE_FIRST_LOAD: Final = 50_000
EDITS_AT_ONCE: Final = 5_000


def store_set(judged: JudgedSet, number: int, *, at: datetime) -> None:
    """Write what the set changes, as versions of this import; counts its attendance rows."""
    for name, changes in judged.changes.items():
        _store_contract(name, changes, number)
    give_home_codes(at=at)
    if judged.beside is not None:
        record_claims(judged.beside.claims(), import_id=number)
        record_changes(judged.beside.changes(), import_id=number)
    _store_attendance(judged, number)


def _store_contract(name: str, changes: Changes, number: int) -> None:
    model, key, record_of = _CONTRACTS[name]
    table = model.__table__
    end_old = (
        update(table)
        .where(
            table.c.replaced_in_id.is_(None),
            *(table.c[column] == bindparam(f"old_{column}") for column in key),
        )
        .values(replaced_in_id=number)
    )
    connection = db.session.connection()
    records = [record_of(row)._asdict() for row in changes.rows]
    done = 0
    for piece in _without_repeats(records, key):
        ended = [
            {f"old_{column}": row[column] for column in key}
            for place, row in enumerate(piece, done)
            if place in changes.corrections
        ]
        if ended:
            connection.execute(end_old, ended)
        connection.execute(insert(table), [{**row, "import_id": number} for row in piece])
        done += len(piece)


def _without_repeats(
    rows: Iterable[dict[str, Any]], key: tuple[str, ...]
) -> Iterator[list[dict[str, Any]]]:
    """The rows in order, in pieces that name nothing twice."""
    piece: list[dict[str, Any]] = []
    named = set[tuple[Any, ...]]()
    for row in rows:
        name = tuple(row[column] for column in key)
        if name in named:
            yield piece
            piece, named = [], set()
        piece.append(row)
        named.add(name)
    if piece:
        yield piece


def _store_attendance(judged: JudgedSet, number: int) -> None:
    if judged.spool is None:
        return
    stored = stored_visits if has_visits() else None
    connection = db.session.connection()
    late = is_sqlite() and stored is None and judged.spool.rows >= LARGE_FIRST_LOAD
    indexes = _LATE_INDEXES if late else []
    for index in indexes:
        index.drop(connection)
    edited: list[VisitRow] = []
    for piece in judged.sorted_attendance(stored):
        if piece.corrected:
            connection.execute(
                _END_OLD, [{"old_ref": ref, "number": number} for ref in piece.corrected]
            )
        if piece.rows:
            write_attendance(connection, piece.rows, number)
            edited += _brought_changed(piece)
        # Many at a time: each time asks the store what is listed already.
        if len(edited) >= EDITS_AT_ONCE:
            record_edits(edited, import_id=number)
            edited = []
    record_edits(edited, import_id=number)
    for index in indexes:
        index.create(connection)


def _brought_changed(piece: Sorted) -> list[VisitRow]:
    """New rows with a changed time; what a correction changes, its versions tell."""
    corrected = set(piece.corrected)
    return [
        VisitRow._make(row)
        for row in piece.rows
        if len(row) > PLAIN_VISIT
        and (row[_ADJUSTED_IN] is not None or row[_ADJUSTED_OUT] is not None)
        and row[0] not in corrected
    ]


def write_attendance(connection: Connection, rows: list[KeptRow], number: int) -> None:
    """Write new versions of attendance rows by the shortest way that the engine has."""
    write: _Writer = _write_sqlite if is_sqlite() else _write_postgresql
    write(connection, rows, number)


def _write_sqlite(connection: Connection, rows: list[KeptRow], number: int) -> None:
    plain = [row for row in rows if len(row) == PLAIN_VISIT]
    if plain:
        connection.exec_driver_sql(_insertion(number, VisitRow._fields[:PLAIN_VISIT]), plain)
    if len(plain) < len(rows):
        others = [row for row in rows if len(row) != PLAIN_VISIT]
        connection.exec_driver_sql(_insertion(number, VisitRow._fields), others)


def _insertion(number: int, columns: tuple[str, ...]) -> str:
    # The number of the import is ours, a whole number: it need not be bound a million times.
    places = ", ".join("?" * len(columns))
    return (
        f"INSERT INTO {_TABLE.name} (import_id, {', '.join(columns)}) "  # noqa: S608  our names
        f"VALUES ({int(number)}, {places})"
    )


def _write_postgresql(connection: Connection, rows: list[KeptRow], number: int) -> None:
    driver: Any = connection.connection.dbapi_connection
    plain = [row for row in rows if len(row) == PLAIN_VISIT]
    others = [row for row in rows if len(row) != PLAIN_VISIT]
    careful = [row for row in others if row[_MEMO] is not None]
    with driver.cursor() as cursor:
        for command, some in (
            (_COPY_PLAIN, plain),
            (_COPY_WITHOUT_MEMO, [row[:_MEMO] for row in others if row[_MEMO] is None]),
        ):
            # References, days, codes and numbers: nothing in them needs a sign before it. "None"
            # stands for nothing; where a reference reads like that, the rows go the careful way.
            text = "\n".join([f"{number}\t" + "\t".join(map(str, row)) for row in some])
            if text.count("None") != sum(row.count(None) for row in some):
                careful += some
            elif some:
                with cursor.copy(command) as copy:
                    copy.write(text + "\n")
        if careful:
            with cursor.copy(_COPY) as copy:
                for row in careful:
                    copy.write_row((number, *row, *(None,) * (len(VisitRow._fields) - len(row))))


_ADJUSTED_IN: Final = VisitRow._fields.index("adj_in_at")
_ADJUSTED_OUT: Final = VisitRow._fields.index("adj_out_at")
_Writer = Callable[[Connection, list[KeptRow], int], None]
_TABLE: Final[Any] = VisitVersion.__table__
_MEMO: Final = VisitRow._fields.index("memo")
_COPY: Final = f"COPY {_TABLE.name} (import_id, {', '.join(VisitRow._fields)}) FROM STDIN"
_COPY_PLAIN, _COPY_WITHOUT_MEMO = (
    f"COPY {_TABLE.name} (import_id, {', '.join(VisitRow._fields[:count])}) "
    "FROM STDIN WITH (NULL 'None')"
    for count in (PLAIN_VISIT, _MEMO)
)
# Those that few rows are in cost a first load nothing; to make them at the end would read it all.
_LATE_INDEXES: Final = [
    index
    for index in sorted(_TABLE.indexes, key=lambda index: str(index.name))
    if not str(index.dialect_options["sqlite"]["where"]).endswith("IS NOT NULL")
]
_END_OLD: Final = (
    update(_TABLE)
    .where(_TABLE.c.visit_ref == bindparam("old_ref"), _TABLE.c.replaced_in_id.is_(None))
    .values(replaced_in_id=bindparam("number"))
)
