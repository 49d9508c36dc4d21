"""Questions about imports, and about what is stored that a new set is judged against."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select

from portal.database import db, lock
from portal.errors import NotFound
from portal.visits.figures.assessment import DAYS_AROUND
from portal.visits.figures.periods import Period
from portal.visits.importing.checks import NOT_SAID, PLAIN_VISIT
from portal.visits.importing.contracts import Contracts
from portal.visits.importing.models import (
    Import,
    ImportDifference,
    ImportEffect,
    ImportFile,
    ImportPart,
    ImportRejection,
    ImportRemark,
    ImportUse,
)
from portal.visits.importing.rows import KeptRow
from portal.visits.importing.states import UNDER_WAY, ImportState
from portal.visits.importing.tables import TABLES, VISITS
from portal.visits.models import (
    LineVersion,
    PackageVersion,
    SuspensionVersion,
    VisitVersion,
)
from portal.visits.records import VisitRow

ASKED_AT_ONCE = 2_000
PARTS_LOOKED_AT = 4
_VISIT_COLUMNS = [VisitVersion.__table__.c[name] for name in VisitRow._fields]
_SERVICE_DATE = VisitRow._fields.index("service_date")


def get_import(number: int) -> Import:
    """The import of this number as it stands now: the page and the worker both go on with it."""
    found = db.session.get(Import, number, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def get_import_for_step(number: int) -> Import:
    """The import of this number, held so that nobody else takes a step with it."""
    found = db.session.scalar(lock(select(Import).where(Import.id == number)))
    if found is None:
        raise NotFound
    return found


def get_import_file(file_id: int) -> ImportFile:
    """The file of this key."""
    found = db.session.get(ImportFile, file_id)
    if found is None:
        raise NotFound
    return found


def find_open_import() -> Import | None:
    """The one import that is neither accepted nor abandoned."""
    return db.session.scalar(select(Import).where(Import.open_slot == 1))


def find_import_to_work_on() -> Import | None:
    """The import that waits for the worker."""
    return db.session.scalar(select(Import).where(Import.state.in_(UNDER_WAY)))


def imports(limit: int = 50) -> Sequence[Import]:
    """The newest imports first."""
    return db.session.scalars(select(Import).order_by(Import.id.desc()).limit(limit)).all()


def rejections(number: int, *, offset: int = 0, limit: int = 50) -> Sequence[ImportRejection]:
    """Rejected rows that were kept, in the order of files and lines."""
    return db.session.scalars(
        select(ImportRejection)
        .where(ImportRejection.import_id == number)
        .order_by(ImportRejection.id)
        .offset(offset)
        .limit(limit)
    ).all()


def count_rejections(number: int) -> int:
    """How many rejected rows were kept."""
    return db.session.scalar(select(func.count()).where(ImportRejection.import_id == number)) or 0


def remarks(number: int, *, offset: int = 0, limit: int = 50) -> Sequence[ImportRemark]:
    """Warnings that were kept, in the order of lines."""
    return db.session.scalars(
        select(ImportRemark)
        .where(ImportRemark.import_id == number)
        .order_by(ImportRemark.id)
        .offset(offset)
        .limit(limit)
    ).all()


def count_remarks(number: int) -> int:
    """How many warnings were kept."""
    return db.session.scalar(select(func.count()).where(ImportRemark.import_id == number)) or 0


def differences(number: int, *, offset: int = 0, limit: int = 50) -> Sequence[ImportDifference]:
    """Cells of corrected rows, before and after, in the order of the files."""
    return db.session.scalars(
        select(ImportDifference)
        .where(ImportDifference.import_id == number)
        .order_by(ImportDifference.id)
        .offset(offset)
        .limit(limit)
    ).all()


def count_differences(number: int) -> int:
    """How many such cells were kept."""
    return db.session.scalar(select(func.count()).where(ImportDifference.import_id == number)) or 0


def effects(number: int) -> Sequence[ImportEffect]:
    """The figures of published reports that would be others with the import."""
    return db.session.scalars(
        select(ImportEffect).where(ImportEffect.import_id == number).order_by(ImportEffect.id)
    ).all()


def find_import_with_reference(reference: str) -> int | None:
    """The accepted import that brought a file which calls itself so."""
    return db.session.scalar(
        select(Import.id)
        .join(ImportFile, ImportFile.import_id == Import.id)
        .where(Import.state == ImportState.ACCEPTED, ImportFile.reference == reference)
        .limit(1)
    )


def find_newest_accepted() -> int | None:
    """The number of the newest accepted import."""
    return db.session.scalar(
        select(func.max(Import.id)).where(Import.state == ImportState.ACCEPTED)
    )


def uses_of(number: int) -> Sequence[str]:
    """The names of the signed reports that were computed from an import."""
    return db.session.scalars(
        select(ImportUse.release).where(ImportUse.import_id == number).order_by(ImportUse.release)
    ).all()


def imports_behind(period: Period) -> set[int]:
    """The imports that the figures of a period are computed from.

    Those that brought its rows, and the newest with visits: it says which days are final.
    """
    newest = select(func.max(Import.id)).where(
        Import.state == ImportState.ACCEPTED,
        Import.id.in_(select(ImportFile.import_id).where(ImportFile.table_name == VISITS)),
    )
    last = db.session.scalar(newest)
    return _imports_of_rows(period) | ({last} if last is not None else set())


def brought_by(period: Period) -> set[UUID]:
    """The accounts that began or accepted the imports which a period's figures come from."""
    rows = db.session.execute(
        select(Import.begun_by_id, Import.ended_by_id).where(
            Import.id.in_(imports_behind(period)), Import.state == ImportState.ACCEPTED
        )
    )
    return {account for row in rows for account in row if account is not None}


def imports_touching(period: Period, *, since: int) -> list[int]:
    """The later imports that brought or ended rows which the figures of a period know."""
    return sorted(number for number in _imports_of_rows(period) if number > since)


def _imports_of_rows(period: Period) -> set[int]:
    """The imports of the attendance of a period and of the days around it, and every one that
    brought or ended a contract: figures know what was agreed when a day began."""
    around = timedelta(days=DAYS_AROUND)
    in_force = VisitVersion.replaced_in_id.is_(None)
    replacements = select(VisitVersion.replacement_visit_ref).where(
        in_force,
        VisitVersion.service_date.between(*period),
        VisitVersion.replacement_visit_ref.is_not(None),
    )
    near = VisitVersion.service_date.between(period.first_on - around, period.last_on + around)
    wanted = [
        select(VisitVersion.import_id).where(in_force, near),
        # A corrected row may be one of another month now: then nothing in force here tells of it.
        select(VisitVersion.replaced_in_id).where(near),
        select(VisitVersion.import_id).where(in_force, VisitVersion.visit_ref.in_(replacements)),
    ]
    for model in (PackageVersion, LineVersion, SuspensionVersion):
        wanted += [select(model.import_id), select(model.replaced_in_id)]
    found = {number for each in wanted for number in db.session.scalars(each.distinct())}
    return {number for number in found if number is not None}


def parts_of(file: ImportFile) -> Iterator[bytes]:
    """The content of a waiting file, piece by piece."""
    pieces = db.session.scalars(
        select(ImportPart.content)
        .where(ImportPart.file_id == file.id)
        .order_by(ImportPart.number)
        .execution_options(yield_per=4)
    )
    yield from pieces


def beginning_of(file: ImportFile) -> bytes:
    """The first mebibytes of a waiting file, up to the end of a line where more follows."""
    parts = db.session.scalars(
        select(ImportPart.content)
        .where(ImportPart.file_id == file.id)
        .order_by(ImportPart.number)
        .limit(PARTS_LOOKED_AT)
    ).all()
    beginning = b"".join(parts)
    return beginning if len(beginning) == file.size else beginning[: beginning.rfind(b"\n") + 1]


def stored_contracts() -> Contracts:
    """The contracts in force, as the importer keeps rows."""
    return Contracts.of(
        _rows_in_force(PackageVersion, "packages.csv"),
        _rows_in_force(LineVersion, "lines.csv"),
        _rows_in_force(SuspensionVersion, "suspensions.csv"),
    )


def _rows_in_force(model: type[Any], file: str) -> Iterator[KeptRow]:
    columns = [model.__table__.c[name] for name in TABLES[file].names]
    for row in db.session.execute(select(*columns).where(model.replaced_in_id.is_(None))):
        yield tuple(_kept(value) for value in row)


def _kept(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def has_visits() -> bool:
    """Whether any attendance row is stored."""
    return bool(db.session.scalar(select(exists().select_from(VisitVersion))))


def stored_visits(refs: Iterable[str]) -> dict[str, KeptRow]:
    """The attendance rows in force of these references, as the importer keeps rows."""
    wanted = list(refs)
    found: dict[str, KeptRow] = {}
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        rows = db.session.execute(
            select(*_VISIT_COLUMNS).where(
                VisitVersion.visit_ref.in_(wanted[start : start + ASKED_AT_ONCE]),
                VisitVersion.replaced_in_id.is_(None),
            )
        )
        for row in rows:
            found[row[0]] = _kept_visit(tuple(row))
    return found


def _kept_visit(row: KeptRow) -> KeptRow:
    said = row if row[PLAIN_VISIT:] != NOT_SAID else row[:PLAIN_VISIT]
    return *said[:_SERVICE_DATE], said[_SERVICE_DATE].isoformat(), *said[_SERVICE_DATE + 1 :]
