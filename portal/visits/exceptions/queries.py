"""Questions about exceptions: the rejected rows that nothing has brought since, and the month."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select

from portal.database import db
from portal.errors import NotFound
from portal.visits.exceptions.worklist import (
    RejectedRow,
    Worklist,
    to_be_mended,
    tokens_of,
    worklist,
)
from portal.visits.figures.assessment import assess
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import, ImportRejection
from portal.visits.importing.states import ImportState
from portal.visits.importing.tables import VISITS
from portal.visits.models import VERSIONS
from portal.visits.queries import records_of

MOST_REJECTED: Final = 2_000
"""Rejected rows that are looked at, the newest first: a list of more is mended in its file."""

_KEYS: Final = {
    "packages.csv": "package_ref",
    "lines.csv": "line_ref",
    "suspensions.csv": "package_ref",
    VISITS: "visit_ref",
}
_ASKED_AT_ONCE: Final = 500


def worklist_of(period: Period, *, unit: str = "") -> Worklist:
    """What is to be mended in a month, over the days that the newest export covers."""
    records = records_of(period)
    last = period.last_on
    if records.fileset.exported_on is not None:
        last = min(last, records.fileset.exported_on - timedelta(days=1))
    covered = Period(period.first_on, max(last, period.first_on))
    found = assess(
        records, period=covered, as_of=covered.last_on + timedelta(days=DEFAULTS.final_days)
    )
    listed = worklist(found, rejected_rows(), month=period.name, unit=unit)
    return listed._replace(left_out=max(0, _count_rejected() - MOST_REJECTED))


def rejected_rows() -> list[RejectedRow]:
    """The rows that accepted imports left out, without those that a later import has brought, and
    without those that somebody has set aside; one that was left out again stands once.

    A row is brought when a version in force, brought by a later import, has the key of the row; of
    a row of the file format, a key that its text names.
    """
    found = db.session.execute(
        select(
            ImportRejection.import_id,
            ImportRejection.file,
            ImportRejection.line,
            ImportRejection.column_name,
            ImportRejection.value,
            ImportRejection.kind,
            ImportRejection.row_text,
            ImportRejection.meant,
            ImportRejection.example,
            ImportRejection.row_key,
            ImportRejection.service_date,
            ImportRejection.id,
            ImportRejection.set_aside,
        )
        .join(Import, Import.id == ImportRejection.import_id)
        .where(Import.state == ImportState.ACCEPTED)
        .order_by(ImportRejection.id.desc())
        .limit(MOST_REJECTED)
    )
    rows = to_be_mended(RejectedRow._make(row) for row in found)
    brought = {
        table: _brought_in(table, [row for row in rows if _table_of(row) == table])
        for table in {_table_of(row) for row in rows}
    }
    return [
        row
        for row in rows
        if not any(brought[_table_of(row)].get(key, 0) > row.import_id for key in _keys_of(row))
    ]


def get_rejected_row(number: int) -> ImportRejection:
    """A row that an accepted import left out."""
    found = db.session.scalar(
        select(ImportRejection)
        .join(Import, Import.id == ImportRejection.import_id)
        .where(ImportRejection.id == number, Import.state == ImportState.ACCEPTED)
    )
    if found is None:
        raise NotFound
    return found


def _count_rejected() -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(ImportRejection)
            .join(Import, Import.id == ImportRejection.import_id)
            .where(Import.state == ImportState.ACCEPTED)
        )
        or 0
    )


def _table_of(row: RejectedRow) -> str:
    """The file of the format whose rows a file brings: of another shape come visits alone."""
    return row.file if row.file in VERSIONS else VISITS


def _keys_of(row: RejectedRow) -> list[str]:
    return tokens_of(row.text) if row.key is None else [row.key]


def _brought_in(table: str, rejected: Iterable[RejectedRow]) -> dict[str, int]:
    """Of the keys of these rows, those that are in force: the import that brought each."""
    key = _KEYS[table]
    columns: Any = VERSIONS[table].__table__.c
    wanted = sorted({each for row in rejected for each in _keys_of(row)})
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        rows = db.session.execute(
            select(columns[key], func.max(columns.import_id))
            .where(
                columns[key].in_(wanted[start : start + _ASKED_AT_ONCE]),
                columns.replaced_in_id.is_(None),
            )
            .group_by(columns[key])
        )
        found |= dict(map(tuple, rows))
    return found
