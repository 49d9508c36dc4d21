"""The long part of an import: files are read outside any transaction, then written in one.

Nothing slow happens under the write lock of SQLite: rows are read, judged and spooled first, and
only then does a transaction begin. Both the page, through the worker, and the command come here.
"""

import gc
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from portal.database import reading, transaction
from portal.i18n import gettext as _
from portal.visits.importing import queries, services
from portal.visits.importing.faults import FileRejected
from portal.visits.importing.judging import JudgedSet, count_attendance, judge_set
from portal.visits.importing.reading import open_set
from portal.visits.importing.states import (
    UNDER_WAY,
    FilesRefused,
    ImportState,
    ImportStateRefused,
)
from portal.visits.records import FileSet

ROWS_BETWEEN_NOTES: Final = 50_000
BYTES_OF_A_PART: Final = 1 << 20
# A month of a small co-operative: read while the coordinator's browser waits a second.
SMALL_ENOUGH_TO_WAIT_FOR: Final = 6 << 20


@contextmanager
def _without_collection() -> Iterator[None]:
    """Python's search for cycles off: rows have none, and it would look at each of them again.

    It costs a third of the time of a large import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def do_waiting(at: datetime) -> None:
    """Go on with the import that waits for the worker, if there is one."""
    with reading():
        waiting = queries.find_import_to_work_on()
        number, state = (waiting.id, waiting.state) if waiting else (None, None)
    if number is None:
        return
    if state is ImportState.WAITING:
        check_import(number, at=at)
    else:
        write_import(number, at=at)


def receive_upload(
    files: Mapping[str, BinaryIO], *, default: FileSet, by: UUID, at: datetime
) -> int:
    """Keep the files that somebody sent; returns the number of the import.

    Each piece is a short transaction of its own. Small files are read at once; large ones wait for
    the worker. Raises ImportUnderWay and FilesRefused.
    """
    require_files(files)
    with transaction():
        number = services.begin_import(default, by=by, at=at).id
    try:
        size = sum(_keep_file(number, name, file) for name, file in files.items())
        with transaction():
            services.end_upload(queries.get_import_for_step(number))
    except BaseException:
        with transaction():
            services.abandon_import(queries.get_import_for_step(number), by=by, at=at)
        raise
    if size <= SMALL_ENOUGH_TO_WAIT_FOR:
        check_import(number, at=at)
    return number


def _keep_file(number: int, name: str, file: BinaryIO) -> int:
    with transaction():
        kept_id = services.add_file(queries.get_import_for_step(number), name).id
    file.seek(0)
    place = 0
    while part := file.read(BYTES_OF_A_PART):
        with transaction():
            services.add_part(queries.get_import_file(kept_id), place, part)
        place += 1
    return file.tell()


def accept_upload(number: int, *, by: UUID, at: datetime) -> None:
    """The coordinator accepts: small sets are stored at once, large ones by the worker."""
    with transaction():
        accepted = queries.get_import_for_step(number)
        services.request_acceptance(accepted, by=by)
        size = sum(file.size for file in accepted.files)
    if size <= SMALL_ENOUGH_TO_WAIT_FOR:
        write_import(number, at=at)


def check_import(number: int, *, at: datetime) -> None:
    """Read the waiting files and keep what was found; refuse a set that cannot be read."""
    with suppress(ImportStateRefused):
        _check(number, at=at)


def _check(number: int, *, at: datetime) -> None:
    with _waiting_files(number) as (files, default):
        try:
            judged = _judge(files, default, number)
        except FileRejected as refused:
            with transaction():
                begun = queries.get_import_for_step(number)
                services.refuse_import(begun, refused.rejection, at=at)
            return
        with judged:
            _count(judged)
            with transaction():
                begun = queries.get_import_for_step(number)
                services.keep_findings(begun, judged, at=at)


def write_import(number: int, *, at: datetime) -> None:
    """Read the files again and write them. Nothing can have changed: only one import is open."""
    # The page and the worker may both begin with a small set: the second one has nothing to do.
    with (
        suppress(ImportStateRefused),
        _waiting_files(number) as (files, default),
        _judge(files, default, None) as judged,
    ):
        _write(judged, number, at=at)


def import_folder(folder: Path, *, default: FileSet, at: datetime, only_check: bool = False) -> int:
    """Import the set in a folder as the pages do, without a person in between.

    Returns the number of the import: accepted, refused, or abandoned where it was only to be
    checked. Raises ImportUnderWay and FilesRefused.
    """
    with ExitStack() as opened:
        files = open_set(folder, opened)
        require_files(files)
        with transaction():
            begun = services.begin_import(default, by=None, at=at)
            for name in files:
                services.add_file(begun, name)
            number = begun.id
        try:
            _import_opened(files, default, number, at=at, only_check=only_check)
        except BaseException:
            with transaction():
                begun = queries.get_import_for_step(number)
                services.abandon_import(begun, by=None, at=at)
            raise
    return number


def _import_opened(
    files: Mapping[str, BinaryIO], default: FileSet, number: int, *, at: datetime, only_check: bool
) -> None:
    try:
        judged = _judge(files, default, None)
    except FileRejected as refused:
        with transaction():
            begun = queries.get_import_for_step(number)
            services.refuse_import(begun, refused.rejection, at=at)
        return
    with judged:
        if only_check:
            _count(judged)
            with transaction():
                begun = queries.get_import_for_step(number)
                services.keep_findings(begun, judged, at=at)
                services.abandon_import(begun, by=None, at=at)
        else:
            _write(judged, number, at=at)


@_without_collection()
def _write(judged: JudgedSet, number: int, *, at: datetime) -> None:
    with transaction():
        services.accept_import(queries.get_import_for_step(number), judged, at=at)


def require_files(names: Mapping[str, object]) -> None:
    """Raises FilesRefused where a set brings no rows at all."""
    if not any(name.endswith(".csv") for name in names):
        raise FilesRefused(
            _(
                "There is nothing to import: a set has at least one of the files packages.csv, "
                "lines.csv, suspensions.csv and visits.csv."
            )
        )


@_without_collection()
def _judge(files: Mapping[str, BinaryIO], default: FileSet, number: int | None) -> JudgedSet:
    with reading():
        contracts = queries.stored_contracts()
    noted = 0

    def note(done: int, total: int) -> None:
        nonlocal noted
        if number is not None and done >= noted + ROWS_BETWEEN_NOTES:
            noted = done
            with transaction():
                services.note_progress(queries.get_import_for_step(number), done, total)

    return judge_set(files, contracts, default=default, progress=note)


def _count(judged: JudgedSet) -> None:
    with reading():
        stored = queries.stored_visits if queries.has_visits() else None
        count_attendance(judged, stored)


@contextmanager
def _waiting_files(number: int) -> Iterator[tuple[dict[str, BinaryIO], FileSet]]:
    """The files of an import, copied out of the store, and what holds where they do not say."""
    with ExitStack() as opened:
        files: dict[str, BinaryIO] = {}
        with reading():
            begun = queries.get_import(number)
            services.require_state(begun, *UNDER_WAY)
            default = FileSet(begun.tz, begun.exported_on, begun.provider)
            for waiting in begun.files:
                copy = opened.enter_context(tempfile.TemporaryFile(prefix="candour-"))
                for part in queries.parts_of(waiting):
                    copy.write(part)
                files[waiting.name] = copy
        yield files, default
