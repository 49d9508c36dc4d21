"""Two gibibytes, a million names, several imports at once: refused by name, and nothing is kept."""

import io
import threading
import tracemalloc
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.database import db, reading
from portal.visits.importing import queries
from portal.visits.importing.faults import Fault, FileRejected
from portal.visits.importing.models import Import
from portal.visits.importing.profiles.shipped import shipped_profiles
from portal.visits.importing.states import ImportState, ImportUnderWay
from portal.visits.importing.tables import TABLES, VISITS
from portal.visits.importing.work_services import import_folder
from portal.visits.models import PackageVersion, VisitVersion
from portal.visits.records import FileSet
from tests.conftest import NOW
from tests.visits.importing.test_broken_sets import FOLDERS
from tests.visits.importing.test_door import DOOR, call, token
from tests.visits.importing.test_importing import how_many, import_set
from tests.visits.importing.test_profiles import evv, read

__all__ = ["token"]

GOOD = next(folder for folder in FOLDERS if folder.name == "00-good")
TWO_GIBIBYTES = 2 << 30


class Unread(io.RawIOBase):
    """A body that says it is long; whoever reads all of it is stopped."""

    def __init__(self) -> None:
        self.taken = self.place = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.place = TWO_GIBIBYTES if whence == io.SEEK_END else offset
        return self.place

    def readinto(self, room: bytearray) -> int:  # type: ignore[override]
        self.taken += len(room)
        assert self.taken < 1 << 20, "the body is read although it is too long"
        return len(room)


def sparse(folder: Path, name: str, beginning: bytes = b"") -> Path:
    """The contracts of the good set, and a file of two gibibytes."""
    for contract in ("packages.csv", "lines.csv"):
        (folder / contract).write_bytes((GOOD / contract).read_bytes())
    with (folder / name).open("wb") as file:
        file.write(beginning)
        file.truncate(TWO_GIBIBYTES)
    return folder


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("name", "profile"), [("visits.csv", None), ("sent.csv", "access-claim")], ids=str
)
def test_two_gibibytes_are_refused_by_name_and_nothing_of_the_set_is_stored(
    tmp_path: Path, name: str, profile: str | None
) -> None:
    beginning = (GOOD / VISITS).read_bytes()
    folder = sparse(tmp_path, name, beginning)
    known = shipped_profiles()[profile] if profile else None

    tracemalloc.start()
    try:
        number = import_folder(folder, default=FileSet(), at=NOW, profile=known)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 32 << 20
    with reading():
        assert queries.get_import(number).state is ImportState.REFUSED
        (why,) = queries.rejections(number)
    assert (why.file, why.kind) == (name, Fault.FILE_TOO_LARGE)
    assert (how_many(PackageVersion), how_many(VisitVersion)) == (0, 0)
    # The next one may begin.
    assert import_set(GOOD).state is ImportState.ACCEPTED


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/zip"])
def test_a_machine_that_sends_two_gibibytes_is_refused_before_they_are_read(
    app: Flask, token: str, kind: str
) -> None:
    answer = call(
        app, "POST", DOOR, token, input_stream=Unread(),
        content_type=kind, headers={"Idempotency-Key": "k"},
    )  # fmt: skip

    assert answer.status_code == 413
    with app.app_context(), reading():
        assert db.session.scalar(select(func.count()).select_from(Import)) == 0


def test_more_objects_than_are_read_at_once_are_refused_also_on_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(TABLES, VISITS, TABLES[VISITS]._replace(most_lines=50))
    one = evv()[1:-1]

    with pytest.raises(FileRejected) as refused:
        read("openevv-visits", ("sent.json", b"[" + b",".join([one] * 51) + b"]"))

    assert refused.value.rejection.kind is Fault.FILE_TOO_LARGE


def test_an_object_that_is_rejected_shows_its_own_value_wherever_lines_end() -> None:
    objects = [evv(ClientIdentifier=name)[1:-1] for name in ("nobody-1", "nobody-2")]

    found = read("openevv-visits", ("sent.json", b"[" + b",".join(objects) + b"]")).findings

    assert [(each.line, each.value) for each in found.rejections] == [
        (1, "nobody-1"),
        (1, "nobody-2"),
    ]


def test_a_header_of_very_many_names_costs_no_more_than_reading_it() -> None:
    """Looking for each name among all of them would take minutes."""
    profile = shipped_profiles()["access-claim"]
    header = [*profile.header, *map(str, range(100_000))]

    found = read("access-claim", ("sent.csv", ",".join(header).encode() + b"\nx\n")).findings

    assert [each.kind for each in found.rejections] == [Fault.FIELD_COUNT]


def test_of_several_imports_at_once_each_is_stored_whole_or_refused_by_name(app: Flask) -> None:
    at_once = threading.Barrier(4)
    ended: list[str] = []

    def bring() -> None:
        with app.app_context():
            at_once.wait()
            try:
                import_folder(GOOD, default=FileSet(), at=NOW)
            except ImportUnderWay as refusal:
                ended.append(str(refusal))
            else:
                ended.append("stored")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ended) == 4
    assert "stored" in ended
    assert all(
        said == "stored" or "is not finished" in said or "at this moment" in said for said in ended
    )
    with app.app_context(), reading():
        states = list(db.session.scalars(select(Import.state)))
        assert states == [ImportState.ACCEPTED] * ended.count("stored")
        assert db.session.scalar(select(func.count()).select_from(VisitVersion)) == 8
