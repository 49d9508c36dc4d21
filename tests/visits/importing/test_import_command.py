"""`candour import` says what became of a folder, in words and as JSON."""

import json
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
from tests.conftest import NOW
from tests.visits.importing.test_broken_sets import FOLDERS

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


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_json_says_what_the_description_says(plain_app: Flask, folder: Path) -> None:
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))

    status, output = run(plain_app, str(folder), "--json")

    found = json.loads(output)
    for row in (*found["rejections"], found["file_rejected"] or {}):
        assert row == {} or row.pop("reason")
    assert found["file_rejected"] == expected["file_rejected"]
    assert found["rejections"] == expected["rejections"]
    assert found["counts"] == expected["counts"]
    assert status == (1 if expected["file_rejected"] else 0)


def test_check_stores_nothing_and_leaves_the_way_free(app: Flask) -> None:
    status, output = run(app, str(SETS["16-codes"]), "--check")

    assert status == 0
    assert "Import 1: abandoned" in output
    assert "visits.csv, line 6, in_location_ok (yes): This is not one of the codes" in output
    assert stored(app) == 0
    assert run(app, str(SETS["00-good"]))[0] == 0


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
