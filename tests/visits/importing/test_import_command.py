"""`candour import` says what became of a folder, in words and as JSON."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.commands import main
from portal.database import db, reading, transaction
from portal.visits.importing import services
from portal.visits.models import VisitVersion
from portal.visits.records import FileSet
from tests.conftest import NOW, ON_SQLITE
from tests.visits.importing.test_broken_sets import FOLDERS
from tests.visits.importing.test_importing import changed_copy
from tests.visits.importing.test_profiles import CANONICAL, CONTRACTS, FILES, american

SETS = {folder.name: folder for folder in FOLDERS}


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(main.commands["import"], words)
    return result.exit_code, result.output


def stored(app: Flask) -> int:
    with app.app_context(), reading():
        return db.session.scalar(select(func.count()).select_from(VisitVersion)) or 0


def test_a_good_set_is_stored_and_counted(app: Flask) -> None:
    status, output = run(app, str(SETS["00-good"]))

    assert status == 0
    assert "Import 1: accepted" in output
    assert "visits.csv: 8 read, 8 accepted, 0 unchanged, 0 corrections, 0 rejected" in output
    assert stored(app) == 8


@ON_SQLITE
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_json_says_what_the_description_says_and_a_dry_run_has_found_the_same(
    app: Flask, folder: Path
) -> None:
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))

    dry = json.loads(run(app, str(folder), "--dry-run", "--json")[1])
    status, output = run(app, str(folder), "--json")

    found = json.loads(output)
    told = [
        {each: what for each, what in one.items() if each not in ("number", "state")}
        for one in (dry, found)
    ]
    assert told[0] == told[1]
    for row in (*found["rejections"], found["file_rejected"] or {}):
        assert row == {} or row.pop("reason")
    assert found["file_rejected"] == expected["file_rejected"]
    assert found["rejections"] == expected["rejections"]
    assert found["counts"] == expected["counts"]
    assert status == (1 if expected["file_rejected"] else 0)


def test_a_dry_run_says_what_would_change_and_writes_nothing_that_lasts(app: Flask) -> None:
    status, output = run(app, str(SETS["16-codes"]), "--dry-run")

    assert status == 0
    assert "Nothing was stored." in output
    assert "visits.csv, line 6, in_location_ok (yes): This is not one of the codes" in output
    assert stored(app) == 0
    assert run(app, str(SETS["00-good"]))[0] == 0


def test_a_dry_run_after_an_import_shows_each_cell_that_would_change(
    app: Flask, tmp_path: Path
) -> None:
    run(app, str(SETS["00-good"]))
    folder = changed_copy(
        SETS["00-good"],
        tmp_path / "set",
        "visits.csv",
        "2026-10-05T08:03:10",
        "2026-10-05T08:20:00",
    )

    _, output = run(app, str(folder), "--dry-run", "--json")

    found = json.loads(output)
    assert found["state"] == "dry_run"
    assert found["counts"]["visits.csv"]["corrections"] == 1
    assert found["counts"]["visits.csv"]["unchanged"] == 7
    assert found["changes"] == [
        {
            "file": "visits.csv",
            "key": "V1",
            "column": "in_at",
            "old": "2026-10-05 08:03:10+01:00",
            "new": "2026-10-05 08:20:00+01:00",
        }
    ]
    assert run(app, str(SETS["00-good"]), "--json")[1].count('"unchanged": 8') == 1


def vendor_set(folder: Path, *files: Path) -> Path:
    """A folder with the sample's contracts and these files beside them."""
    folder.mkdir()
    for path in (*(CANONICAL / name for name in CONTRACTS), *files):
        shutil.copy(path, folder)
    return folder


@ON_SQLITE
@pytest.mark.parametrize("profile", FILES)
def test_a_folder_of_another_shape_is_recognised_and_told(
    app: Flask, tmp_path: Path, profile: str
) -> None:
    folder = vendor_set(tmp_path / "set", *FILES[profile])

    status, output = run(app, str(folder), "--json")

    found = json.loads(output)
    assert status == 0
    assert found["profile"] == profile
    assert found["state"] == "accepted"
    assert stored(app) == sum(found["counts"][path.name]["accepted"] for path in FILES[profile])
    assert found["rejections"] == []


@ON_SQLITE
def test_one_file_is_imported_by_the_profile_that_is_named(app: Flask, tmp_path: Path) -> None:
    run(app, str(vendor_set(tmp_path / "contracts")))
    file = tmp_path / "visits.csv"
    shutil.copy(FILES["ecm-council-report"][0], file)

    assert run(app, str(file))[0] == 1
    status, output = run(app, str(file), "--profile", "ecm-council-report")

    assert status == 0
    assert "read by the profile ecm-council-report" in output
    assert stored(app) == 4083


@ON_SQLITE
def test_a_claim_that_was_imported_is_not_taken_again(app: Flask, tmp_path: Path) -> None:
    run(app, str(vendor_set(tmp_path / "set", *FILES["access-claim"])))
    before = stored(app)

    status, output = run(app, str(FILES["access-claim"][2]))

    assert status == 1
    assert "BRY-2026-10-18" in output
    assert "was imported before" in output
    assert stored(app) == before


def test_a_file_of_unknown_shape_is_refused_with_what_to_do(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "rota.csv"
    file.write_text("Wer,Wann\nMair,heute\n", "utf-8")

    status, output = run(app, str(file))

    assert status == 1
    assert "Nobody has said yet how rota.csv is read" in output
    assert run(app, str(file), "--profile", "no-such")[0] == 2
    assert stored(app) == 0


def test_days_in_another_order_are_stored_where_they_belong(app: Flask, tmp_path: Path) -> None:
    for name in CONTRACTS:
        shutil.copy(CANONICAL / name, tmp_path / name)
    content = american(FILES["ecm-council-report"][0].read_bytes())
    (tmp_path / "report.csv").write_bytes(content)

    status, output = run(app, str(tmp_path))

    assert status == 0
    assert "report.csv: 4083 read, 4083 accepted" in output
    with app.app_context(), reading():
        months = db.session.scalars(select(VisitVersion.service_date)).all()
    assert {day.month for day in months} == {10}


@ON_SQLITE
@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--profile", "openevv-visits")])
def test_a_truncated_file_is_refused_with_its_line(
    app: Flask, tmp_path: Path, words: tuple[str, ...]
) -> None:
    agreed = tmp_path / "agreed"
    agreed.mkdir()
    for name in CONTRACTS:
        shutil.copy(CANONICAL / name, agreed / name)
    assert run(app, str(agreed))[0] == 0
    file = tmp_path / "trunc.json"
    whole = FILES["openevv-visits"][0].read_text("utf-8")
    file.write_text("\n".join(whole.splitlines()[:400])[:-20], "utf-8")

    status, output = run(app, str(file), *words)

    assert status == 1
    assert "trunc.json, line" in output
    assert "Here the file stops being JSON" in output
    assert json.loads(run(app, str(file), "--json", *words)[1])["file_rejected"]["kind"] == (
        "not_json"
    )


def test_a_rejected_object_is_named_where_all_stand_on_one_line(app: Flask, tmp_path: Path) -> None:
    first = json.loads(FILES["openevv-visits"][0].read_text("utf-8"))[0]
    records = [first | {"VisitOtherID": f"V-{number}"} for number in range(1, 40)]
    records[36]["ClientIdentifier"] = "nobody"
    records[37]["VisitTimeZone"] = "Moon/Sea"
    records[38]["Memo"] = "\u0001"
    for name in CONTRACTS:
        shutil.copy(CANONICAL / name, tmp_path / name)
    (tmp_path / "one.json").write_text(json.dumps(records), "utf-8")

    found = json.loads(run(app, str(tmp_path), "--dry-run", "--json")[1])["rejections"]

    assert [(row["line"], row["record"], row["reference"]) for row in found] == [
        (1, 37, "V-37"),
        (1, 38, "V-38"),
        (1, 39, "V-39"),
    ]
    assert "one.json, line 1, record 37 V-37" in run(app, str(tmp_path))[1]
    again = json.loads(run(app, str(tmp_path), "--json")[1])["rejections"]
    assert [row["record"] for row in again] == [37, 38, 39]


def test_without_contracts_there_is_one_reason_and_not_one_for_each_row(
    app: Flask, tmp_path: Path
) -> None:
    status, output = run(app, str(FILES["access-claim"][0]))

    assert status == 1
    assert "Import packages.csv and lines.csv first" in output
    assert "This is not known" not in output
    assert stored(app) == 0


@ON_SQLITE
def test_a_dry_run_says_how_the_file_is_read(app: Flask, tmp_path: Path) -> None:
    for name in CONTRACTS:
        shutil.copy(CANONICAL / name, tmp_path / name)
    content = FILES["ecm-council-report"][0].read_bytes()
    (tmp_path / "report.csv").write_bytes(american(content).replace(b",", b";"))

    status, output = run(app, str(tmp_path), "--dry-run", "--exported-on", "2026-11-09")

    assert status == 0
    for said in (
        "encoding: utf-8",
        "separator: semicolon",
        "days: MM/DD/YYYY, for example 10/31/2026",
        "times that say no zone: Europe/London",
        "made on: 2026-11-09",
        "what such a file does not say:",
        "The contracted line: it is found again by person",
    ):
        assert said in output
    read_as = json.loads(run(app, str(tmp_path), "--json")[1])["read_as"]
    assert (read_as["dates"], read_as["separator"]) == ("MM/DD/YYYY", ";")
    assert len(read_as["lost"]) >= 5


@ON_SQLITE
def test_every_refusal_is_json_where_json_was_asked(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    unknown = tmp_path / "rota.csv"
    unknown.write_text("Wer,Wann\nMair,heute\n", "utf-8")

    for path, why in ((tmp_path / "empty", "nothing to import"), (unknown, "Nobody has said")):
        status, output = run(app, str(path), "--json")
        said = json.loads(output)
        assert (status, said["state"]) == (1, "refused")
        assert why in said["reason"]

    with app.app_context(), transaction():
        services.begin_import(FileSet(), by=None, at=NOW)
    status, output = run(app, str(SETS["00-good"]), "--json")
    assert (status, json.loads(output)["state"]) == (1, "refused")
    assert "Import 1 is not finished" in json.loads(output)["reason"]


def test_an_empty_folder_is_refused(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()

    status, output = run(app, str(folder))

    assert status == 1
    assert "There is nothing to import" in output


def test_an_import_that_was_cut_off_can_be_abandoned(app: Flask) -> None:
    with app.app_context(), transaction():
        services.begin_import(FileSet(), by=None, at=NOW)
    status, output = run(app, str(SETS["00-good"]))
    assert status == 1
    assert "Import 1 is not finished" in output

    done = app.test_cli_runner().invoke(main.commands["abandon-import"], ["1"])

    assert done.exit_code == 0
    assert run(app, str(SETS["00-good"]))[0] == 0
    again = app.test_cli_runner().invoke(main.commands["abandon-import"], ["2"])
    assert again.exit_code == 1
    assert "cannot be abandoned any more" in again.output
    assert stored(app) == 8
