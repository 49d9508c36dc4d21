"""How a set comes in: from a browser or a machine, piece by piece, or from a folder at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO, Final, NamedTuple
from uuid import UUID

from portal.database import reading, transaction
from portal.visits.importing import queries, services
from portal.visits.importing.models import Import
from portal.visits.importing.opening_services import require_files
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.states import ImportState
from portal.visits.importing.work_services import check_import, write_import
from portal.visits.records import FileSet

BYTES_OF_A_PART: Final = 1 << 20
# A month of a small co-operative: read while the coordinator's browser waits a second.
SMALL_ENOUGH_TO_WAIT_FOR: Final = 6 << 20


class Sender(NamedTuple):
    """The machine that sends a set: its token, what it calls the set, and a digest of it."""

    token_id: int
    key: str
    sha256: str


def receive_upload(
    files: Mapping[str, BinaryIO],
    *,
    default: FileSet,
    profile: Profile | None = None,
    by: UUID | None,
    at: datetime,
    sender: Sender | None = None,
) -> int:
    """Keep the files that somebody sent; returns the number of the import.

    Each piece is a short transaction of its own. Small files are read at once; large ones wait for
    the worker. What a machine sent is stored as soon as it is read. Raises ImportUnderWay and
    FilesRefused.
    """
    require_files(files)
    with transaction():
        begun = services.begin_import(default, profile=profile, by=by, at=at)
        if sender is not None:
            services.note_sender(begun, *sender)
        number = begun.id
    try:
        size = sum(_keep_file(number, name, file) for name, file in files.items())
        with transaction():
            services.end_upload(queries.get_import_for_step(number))
    except BaseException:
        with transaction():
            services.abandon_import(queries.get_import_for_step(number), by=by, at=at)
        raise
    if size <= SMALL_ENOUGH_TO_WAIT_FOR:
        go_on(number, at=at)
    return number


def go_on(number: int, *, at: datetime) -> None:
    """Read a small set now, and store what a machine sent."""
    check_import(number, at=at)
    with reading():
        accepting = queries.get_import(number).state is ImportState.ACCEPTING
    if accepting:
        write_import(number, at=at)


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
        is_small = size_of(accepted) <= SMALL_ENOUGH_TO_WAIT_FOR
    if is_small:
        write_import(number, at=at)


def map_upload(number: int, profile: Profile, *, tz: str, at: datetime) -> None:
    """The coordinator has said how the files are read: they are checked, at once if small.

    `tz` holds for times that say no zone, where no fileset.json of the set says another.
    """
    with transaction():
        mapped = queries.get_import_for_step(number)
        services.map_import(mapped, profile, tz=tz)
        is_small = size_of(mapped) <= SMALL_ENOUGH_TO_WAIT_FOR
    if is_small:
        check_import(number, at=at)


def size_of(begun: Import) -> int:
    """The bytes of all its files."""
    return sum(file.size for file in begun.files)
