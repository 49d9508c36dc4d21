"""Which files a set is, and how those of another shape are read."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from portal.database import reading
from portal.i18n import gettext as _
from portal.visits.importing import words
from portal.visits.importing.faults import FileRejected
from portal.visits.importing.judging import foreign_names
from portal.visits.importing.profile_queries import known_profiles
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.profiles.recognising import recognised
from portal.visits.importing.reading import open_foreign, open_set
from portal.visits.importing.states import FilesRefused
from portal.visits.importing.tables import FILE_NAMES, VISITS
from portal.visits.records import FileSet


class WaitingSet(NamedTuple):
    """The files of a set, opened, what holds where they do not say, and how others are read."""

    files: Mapping[str, BinaryIO]
    default: FileSet
    profile: Profile | None = None


def profile_for(files: Mapping[str, BinaryIO]) -> Profile | None:
    """The profile that fits the files of another shape, where there are any and one fits.

    Raises FilesRefused for a file that is not what it begins as.
    """
    try:
        return _fitting_known(files)
    except FileRejected as refused:
        found = refused.rejection
        why = words.reason(found.kind, found.meant or found.column, found.example)
        raise FilesRefused(
            _("%(file)s, line %(line)s: %(why)s", file=found.file, line=found.line, why=why)
        ) from None


def _fitting_known(files: Mapping[str, BinaryIO]) -> Profile | None:
    with reading():
        known = known_profiles()
    return _fitting(files, known)


def _fitting(files: Mapping[str, BinaryIO], known: Iterable[Profile]) -> Profile | None:
    others = foreign_names(files)
    return recognised([(name, files[name]) for name in others], known) if others else None


@contextmanager
def opened_folder(
    folder: Path, *, default: FileSet, profile: Profile | None = None
) -> Iterator[WaitingSet]:
    """The files that an import of this folder, or of this one file, would read.

    Files of another shape are read where a profile is named, or where there is no visits.csv and
    all of them fit one profile. Raises FilesRefused and FileRejected.
    """
    with ExitStack() as opened:
        files: dict[str, BinaryIO]
        if folder.is_file():
            name = folder.name if profile is None else _beside(profile, folder.name)
            files = {name: opened.enter_context(folder.open("rb"))}
        else:
            files = open_set(folder, opened)
            if profile is not None or VISITS not in files:
                files |= open_foreign(folder, opened)
        chosen = _as_written(profile, files) if profile else _fitting_known(files)
        if chosen is None and foreign_names(files):
            raise FilesRefused(
                _(
                    "Nobody has said yet how %(name)s is read. Name its profile, or send it on the "
                    "import page once and say there what its columns mean.",
                    name=foreign_names(files)[0],
                )
            )
        require_files(files)
        yield WaitingSet(files, default, chosen)


def _as_written(profile: Profile, files: Mapping[str, BinaryIO]) -> Profile:
    """A profile that is named holds, and its files may still be written in another way."""
    try:
        return _fitting(files, [profile]) or profile
    except FileRejected:
        # What is wrong with them is told by whoever reads them, once their size was looked at.
        return profile


def _beside(profile: Profile, name: str) -> str:
    """A file that a profile reads may have a name of the file format: it is not meant by it."""
    return f"{profile.name} {name}" if name in FILE_NAMES else name


def require_files(names: Mapping[str, object]) -> None:
    """Raises FilesRefused where a set brings no rows at all."""
    if not any(name in FILE_NAMES and name.endswith(".csv") for name in names) and not (
        foreign_names(names)
    ):
        raise FilesRefused(
            _(
                "There is nothing to import: a set has at least one of the files packages.csv, "
                "lines.csv, suspensions.csv and visits.csv, or a file that a profile reads."
            )
        )
