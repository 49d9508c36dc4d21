"""Importing the sample: kept once, the same again changes nothing, a correction is a version."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.database import db, reading, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.visits.importing import queries, services
from portal.visits.importing.models import Import, ImportPart
from portal.visits.importing.states import ImportState, ImportStateRefused, ImportUnderWay
from portal.visits.importing.work_services import (
    check_import,
    do_waiting,
    dry_run,
    import_folder,
)
from portal.visits.models import HomeCode, LineVersion, PackageVersion, VisitVersion
from portal.visits.records import FileSet
from tests.conftest import NOW
from tests.visits.importing.test_broken_sets import BRYNTEG, FOLDERS

pytestmark = pytest.mark.usefixtures("database")
GOOD = next(folder for folder in FOLDERS if folder.name == "00-good")


def import_set(folder: Path, **choices: bool) -> Import:
    """The import of a folder, looked up afterwards."""
    number = import_folder(folder, default=FileSet(), at=clock.now(), **choices)
    with reading():
        found = queries.get_import(number)
        assert found.files is not None
        return found


def counts_of(found: Import) -> dict[str, tuple[int, int, int, int, int]]:
    """(read, accepted, unchanged, corrections, rejected) of each file."""
    return {
        file.name: (
            file.rows_read,
            file.accepted,
            file.unchanged,
            file.corrections,
            file.rejected,
        )
        for file in found.tables
    }


def how_many(model: type) -> int:
    with reading():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def upload(folder: Path) -> int:
    """An import of the folder's files, waiting to be checked as after an upload."""
    with transaction():
        begun = services.begin_import(FileSet(), by=None, at=clock.now())
        for path in sorted(folder.glob("*.[cj]s*")):
            if path.name != "expected.json":
                file = services.add_file(begun, path.name)
                content = path.read_bytes()
                for number, start in enumerate(range(0, len(content), 100)):
                    services.add_part(file, number, content[start : start + 100])
        services.end_upload(begun)
        return begun.id


def changed_copy(source: Path, target: Path, name: str, old: str, new: str) -> Path:
    """A copy of a set in which one file says something else."""
    shutil.copytree(source, target)
    text = (target / name).read_text("utf-8")
    assert old in text
    (target / name).write_text(text.replace(old, new), "utf-8")
    return target


def test_the_sample_is_stored_whole_and_its_repeated_rows_once() -> None:
    found = import_set(BRYNTEG)

    assert found.state is ImportState.ACCEPTED
    assert counts_of(found)["visits.csv"] == (17_195, 17_164, 31, 0, 0)
    assert how_many(VisitVersion) == 17_164
    assert how_many(PackageVersion) == 74
    assert how_many(LineVersion) == 181


def test_the_same_set_again_changes_nothing() -> None:
    import_set(BRYNTEG)

    again = import_set(BRYNTEG)

    assert {name: counts[1:] for name, counts in counts_of(again).items()} == {
        "packages.csv": (0, 74, 0, 0),
        "lines.csv": (0, 181, 0, 0),
        "suspensions.csv": (0, 15, 0, 0),
        "visits.csv": (0, 17_195, 0, 0),
    }
    assert how_many(VisitVersion) == 17_164


def test_a_corrected_row_becomes_a_version_and_the_old_one_stays(tmp_path: Path) -> None:
    first = import_set(GOOD)
    old = "PKA,A1,R1,"
    corrected = changed_copy(GOOD, tmp_path / "set", "packages.csv", old, "PKA,A1,R7,")

    second = import_set(corrected)

    assert counts_of(second)["packages.csv"] == (2, 0, 1, 1, 0)
    with reading():
        versions = db.session.scalars(
            select(PackageVersion)
            .where(PackageVersion.package_ref == "PKA")
            .order_by(PackageVersion.id)
        ).all()
    assert [(v.provider_unit, v.import_id, v.replaced_in_id) for v in versions] == [
        ("R1", first.id, second.id),
        ("R7", second.id, None),
    ]


def test_a_bad_correction_is_rejected_and_the_old_version_stays(tmp_path: Path) -> None:
    import_set(GOOD)
    bad = changed_copy(GOOD, tmp_path / "set", "packages.csv", "PKA,A1,R1,", "PKA,A1,R 7,")

    second = import_set(bad)

    assert counts_of(second)["packages.csv"] == (2, 0, 1, 0, 1)
    assert counts_of(second)["visits.csv"] == (8, 0, 8, 0, 0)
    assert how_many(PackageVersion) == 2


@pytest.mark.parametrize("name", ["19-same-again", "20-correction"])
def test_rows_sent_twice_in_one_file_are_compared_with_each_other(name: str) -> None:
    folder = next(folder for folder in FOLDERS if folder.name == name)

    found = import_set(folder)

    with reading():
        in_force = db.session.scalar(
            select(func.count()).where(VisitVersion.replaced_in_id.is_(None))
        )
    assert in_force == 8
    assert counts_of(found)["visits.csv"][1] == 8
    again = import_set(folder)
    last = counts_of(again)["visits.csv"]
    assert last[1] == 0
    # The file takes the corrected row back and corrects it again.
    assert last[3] == (2 if name == "20-correction" else 0)


def test_a_later_import_may_bring_visits_alone(tmp_path: Path) -> None:
    import_set(GOOD)
    (tmp_path / "set").mkdir()
    text = (GOOD / "visits.csv").read_text("utf-8").replace("\nV1,", "\nV1.1,")
    (tmp_path / "set" / "visits.csv").write_text(text, "utf-8")

    second = import_set(tmp_path / "set")

    assert counts_of(second) == {"visits.csv": (8, 1, 7, 0, 0)}


def test_every_package_gets_one_home_code(tmp_path: Path) -> None:
    import_set(GOOD)
    changed = changed_copy(GOOD, tmp_path / "set", "packages.csv", "PKA,A1,R1,", "PKA,A1,R7,")

    import_set(changed)

    with reading():
        codes = db.session.scalars(select(HomeCode)).all()
    assert sorted(code.package_ref for code in codes) == ["PKA", "PKB"]


def test_an_import_is_entered_in_the_ledger() -> None:
    found = import_set(GOOD)

    with reading():
        facts = db.session.scalars(
            select(LedgerFact).where(LedgerFact.kind == EntryKind.IMPORT_ACCEPTED)
        ).all()
    assert [fact.fact["import"] for fact in facts] == [found.id]
    visits = next(file for file in found.files if file.name == "visits.csv")
    assert facts[0].fact["files"]["visits.csv"]["sha256"] == visits.sha256


def test_a_set_with_a_rejected_file_stores_nothing() -> None:
    found = import_set(next(folder for folder in FOLDERS if folder.name == "02-windows-1252"))

    assert found.state is ImportState.REFUSED
    assert how_many(PackageVersion) == how_many(VisitVersion) == how_many(HomeCode) == 0
    with reading():
        assert [(row.file, row.line, row.kind) for row in queries.rejections(found.id)] == [
            ("visits.csv", 9, "encoding")
        ]


def test_rejected_rows_are_kept_with_their_text() -> None:
    found = import_set(next(folder for folder in FOLDERS if folder.name == "13-nul-byte"))

    with reading():
        rejected = queries.rejections(found.id)
    assert [(row.column_name, row.value) for row in rejected] == [("memo", "a\u2400b")]
    assert rejected[0].row_text.startswith("V1,")


def test_a_dry_run_writes_nothing_that_lasts() -> None:
    with dry_run(GOOD, default=FileSet()) as (judged, comparison, profile):
        assert judged.counts["visits.csv"].accepted == 8

    assert profile is None
    assert (comparison.releases, comparison.changes) == (0, [])
    assert how_many(VisitVersion) == how_many(PackageVersion) == how_many(Import) == 0


def test_an_upload_is_checked_then_accepted_and_its_files_are_gone() -> None:
    number = upload(GOOD)
    do_waiting(NOW)
    with reading():
        checked = queries.get_import(number)
        assert checked.state is ImportState.CHECKED
        assert counts_of(checked)["visits.csv"] == (8, 8, 0, 0, 0)
    assert how_many(VisitVersion) == 0

    with transaction():
        found = queries.get_import_for_step(number)
        found.state = ImportState.ACCEPTING
    do_waiting(NOW + timedelta(minutes=1))

    assert how_many(VisitVersion) == 8
    assert how_many(ImportPart) == 0
    with reading():
        assert queries.get_import(number).state is ImportState.ACCEPTED


def test_a_second_import_is_refused_by_the_number_of_the_first() -> None:
    number = upload(GOOD)

    with pytest.raises(ImportUnderWay, match=f"Import {number} is not finished"):
        import_folder(GOOD, default=FileSet(), at=NOW)

    assert how_many(Import) == 1


def test_an_abandoned_import_leaves_only_its_counts() -> None:
    number = upload(GOOD)
    check_import(number, at=NOW)

    with transaction():
        services.abandon_import(queries.get_import_for_step(number), by=None, at=NOW)

    assert how_many(ImportPart) == how_many(VisitVersion) == 0
    with pytest.raises(ImportStateRefused), transaction():
        services.abandon_import(queries.get_import_for_step(number), by=None, at=NOW)


def test_a_reference_that_reads_like_nothing_is_kept_as_it_stands(tmp_path: Path) -> None:
    """A system written in Python may well send a carer called None."""
    folder = changed_copy(GOOD, tmp_path / "set", "visits.csv", ",W1,", ",None,")
    import_set(GOOD)
    before = how_many(VisitVersion)

    found = import_set(folder)

    corrected = counts_of(found)["visits.csv"][3]
    assert corrected > 0
    with reading():
        asked = select(func.count()).where(VisitVersion.carer_ref == "None")
        assert db.session.scalar(asked) == corrected
        nobody = select(func.count()).where(VisitVersion.carer_ref.is_(None))
        assert db.session.scalar(nobody) == 0
    assert how_many(VisitVersion) == before + corrected
