"""The long part of an import: files are read outside any transaction, then written in one.

Nothing slow happens under the write lock of SQLite: rows are read, judged and spooled first, and
only then does a transaction begin. The page, the door for machines and the command come here.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from portal.collection import no_collection
from portal.database import reading, transaction
from portal.visits.importing import published, queries, services
from portal.visits.importing.faults import Fault, FileRejected, Rejection
from portal.visits.importing.judging import JudgedSet, count_attendance, judge_set
from portal.visits.importing.opening_services import WaitingSet, opened_folder
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.published import Comparison
from portal.visits.importing.states import UNDER_WAY, ImportState, ImportStateRefused
from portal.visits.importing.trial_queries import Trial
from portal.visits.outcomes.record_queries import records_of
from portal.visits.records import FileSet

ROWS_BETWEEN_NOTES: Final = 50_000


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


def check_import(number: int, *, at: datetime) -> None:
    """Read the waiting files and keep what was found; refuse a set that cannot be read.

    What a machine sent waits for nobody: it is to be written next.
    """
    with suppress(ImportStateRefused):
        _check(number, at=at)


def _check(number: int, *, at: datetime) -> None:
    with waiting_set(number) as waiting:
        try:
            judged = judge(waiting, number)
        except FileRejected as refused:
            with transaction():
                begun = queries.get_import_for_step(number)
                services.refuse_import(begun, refused.rejection, at=at)
            return
        with judged:
            count(judged)
            comparison = compare(judged)
            with transaction():
                begun = queries.get_import_for_step(number)
                services.keep_findings(begun, judged, at=at)
                services.keep_comparison(begun, comparison)
                if begun.token_id is not None:
                    services.request_acceptance(begun, by=None)


def write_import(number: int, *, at: datetime) -> None:
    """Read the files again and write them. Nothing can have changed: only one import is open."""
    # The page and the worker may both begin with a small set: the second one has nothing to do.
    with (
        suppress(ImportStateRefused),
        waiting_set(number) as waiting,
        judge_to_write(waiting, number) as judged,
    ):
        write(judged, number, at=at)


def judge_to_write(waiting: WaitingSet, number: int) -> JudgedSet:
    """Judge a set once more. Raises ImportStateRefused where it was written meanwhile.

    Its own files are then known already, and no fault of theirs.
    """
    try:
        return judge(waiting, None)
    except FileRejected:
        with reading():
            services.require_state(queries.get_import(number), *UNDER_WAY)
        raise


def import_folder(
    folder: Path, *, default: FileSet, at: datetime, profile: Profile | None = None
) -> int:
    """Import what lies in a folder, or one file, without a person in between.

    Returns the number of the import: accepted or refused. Raises ImportUnderWay and FilesRefused.
    """
    with opened_folder(folder, default=default, profile=profile) as waiting:
        with transaction():
            begun = services.begin_import(default, profile=waiting.profile, by=None, at=at)
            for name in waiting.files:
                services.add_file(begun, name)
            number = begun.id
        try:
            _import_opened(waiting, number, at=at)
        except BaseException:
            with transaction():
                begun = queries.get_import_for_step(number)
                services.abandon_import(begun, by=None, at=at)
            raise
    return number


@contextmanager
def dry_run(
    folder: Path, *, default: FileSet, profile: Profile | None = None
) -> Iterator[tuple[JudgedSet, Comparison, Profile | None]]:
    """What an import of the folder would bring and change, what that would do to published reports,
    and the profile it would be read by.

    Nothing is written that lasts. Raises FilesRefused and FileRejected.
    """
    with (
        opened_folder(folder, default=default, profile=profile) as waiting,
        judge(waiting, None) as judged,
    ):
        count(judged)
        yield judged, compare(judged), waiting.profile


def _import_opened(waiting: WaitingSet, number: int, *, at: datetime) -> None:
    """Judge and write a set that was begun, without anybody looking at it in between."""
    try:
        judged = judge(waiting, None)
    except FileRejected as refused:
        with transaction():
            begun = queries.get_import_for_step(number)
            services.refuse_import(begun, refused.rejection, at=at)
        return
    with judged:
        with reading():
            trial = Trial(judged)
        write(judged, number, at=at)
        # Nobody looked at it beforehand, so that what it did is found out where it stands now.
        with reading():
            comparison = published.compare(trial.touches, records_of)
        with transaction():
            services.keep_comparison(queries.get_import_for_step(number), comparison)


@no_collection()
def write(judged: JudgedSet, number: int, *, at: datetime) -> None:
    """Write a judged set in one transaction."""
    with transaction():
        services.accept_import(queries.get_import_for_step(number), judged, at=at)


@no_collection()
def judge(waiting: WaitingSet, number: int | None) -> JudgedSet:
    """Judge a set against what is stored; notes progress in the import of that number.

    Raises FileRejected.
    """
    with reading():
        contracts = queries.stored_contracts()
    noted = 0

    def note(done: int, total: int) -> None:
        nonlocal noted
        if number is not None and done >= noted + ROWS_BETWEEN_NOTES:
            noted = done
            with transaction():
                services.note_progress(queries.get_import_for_step(number), done, total)

    judged = judge_set(
        waiting.files, contracts, default=waiting.default, progress=note, profile=waiting.profile
    )
    try:
        _require_new_files(judged)
    except FileRejected:
        judged.close()
        raise
    return judged


def count(judged: JudgedSet) -> None:
    """Count what is new, unchanged and corrected, without writing anything."""
    with reading():
        stored = queries.stored_visits if queries.has_visits() else None
        count_attendance(judged, stored)


@no_collection()
def compare(judged: JudgedSet) -> Comparison:
    """What a set whose rows are sorted would do to published reports, without writing anything."""
    with reading():
        trial = Trial(judged)
        return published.compare(trial.touches, trial.records_of)


def _require_new_files(judged: JudgedSet) -> None:
    """Raises FileRejected for a file that calls itself as one that was imported before."""
    with reading():
        for name, reference in judged.references.items():
            if queries.find_import_with_reference(reference) is not None:
                raise FileRejected(Rejection(name, 1, None, reference, Fault.REPEATED_FILE))


@contextmanager
def waiting_set(number: int) -> Iterator[WaitingSet]:
    """The files of an import that waits for work, copied out of the store."""
    with stored_files(number, *UNDER_WAY) as waiting:
        yield waiting


@contextmanager
def stored_files(number: int, *states: ImportState) -> Iterator[WaitingSet]:
    """The files of an import, copied out of the store. Raises ImportStateRefused."""
    with ExitStack() as opened:
        files: dict[str, BinaryIO] = {}
        with reading():
            begun = queries.get_import(number)
            services.require_state(begun, *states)
            default = FileSet(begun.tz, begun.exported_on, begun.provider)
            profile = None if begun.profile is None else Profile.of(begun.profile)
            for waiting in begun.files:
                copy = opened.enter_context(tempfile.TemporaryFile(prefix="candour-"))
                for part in queries.parts_of(waiting):
                    copy.write(part)
                files[waiting.name] = copy
        yield WaitingSet(files, default, profile)
