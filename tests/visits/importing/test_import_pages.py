"""The coordinator sends files, sees what was found, and accepts or abandons."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.permissions import Permission
from portal.database import db, reading
from portal.visits.importing import receiving_services, work_services
from portal.visits.importing.models import Import, ImportPart
from portal.visits.models import VisitVersion
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.visits.importing.test_broken_sets import FOLDERS
from tests.visits.importing.test_importing import changed_copy

SETS = {folder.name: folder for folder in FOLDERS}


@pytest.fixture
def coordinator(app: Flask, browser: Browser) -> Browser:
    """The browser of somebody who may import."""
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    return browser


def send(browser: Browser, folder: Path, **answers: Any) -> Page:
    """Choose all files of a set and press the button."""
    form = browser.open("/visits/imports/begin").form("files").fill(**answers)
    names = [path for path in folder.iterdir() if path.name not in ("expected.json", "README.md")]
    files = [(io.BytesIO(path.read_bytes()), path.name) for path in names]
    return form.attach("files", *files).send()


def how_many(app: Flask, model: type) -> int:
    with app.app_context(), reading():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_set_is_shown_before_it_is_stored(app: Flask, coordinator: Browser) -> None:
    page = send(coordinator, SETS["00-good"])

    assert page.heading == "Import 1"
    assert "Waits for your decision" in page.main
    assert "visits.csv 8 8 0 0 0 0" in page.main
    assert how_many(app, VisitVersion) == 0

    page = page.form("Accept and store").send()

    assert "Accepted" in page.main
    assert how_many(app, VisitVersion) == 8
    assert how_many(app, ImportPart) == 0


def test_rejected_rows_are_shown_with_line_column_value_and_reason(
    coordinator: Browser,
) -> None:
    page = send(coordinator, SETS["16-codes"])

    assert "visits.csv 6 in_location_ok yes This is not one of the codes" in page.main
    assert "visits.csv 2 line_ref LA1 This is not known" in page.main

    download = page.follow("Download them as a file")
    text = download.response.get_data().decode("utf-8-sig")
    assert text.splitlines()[0] == "file,line,record,reference,column,value,reason,row"
    assert len(text.splitlines()) == 7


def test_a_downloaded_cell_cannot_be_a_formula(coordinator: Browser) -> None:
    page = send(coordinator, SETS["29-formulas"])

    text = page.follow("Download them as a file").response.get_data().decode("utf-8-sig")

    assert "'=HYPERLINK" in text
    assert "'@W1" in text
    assert "'-W1" in text


def test_a_set_that_cannot_be_read_is_refused_with_its_reason(
    app: Flask, coordinator: Browser
) -> None:
    page = send(coordinator, SETS["07-unknown-column"])

    assert "Refused" in page.main
    assert "visits.csv, line 1: client_name: This column does not belong here" in page.main
    assert how_many(app, ImportPart) == how_many(app, VisitVersion) == 0


def test_an_abandoned_import_stores_nothing(app: Flask, coordinator: Browser) -> None:
    page = send(coordinator, SETS["00-good"])

    page = page.form("Abandon this import").send()

    assert "The import is abandoned" in page.text
    assert how_many(app, VisitVersion) == how_many(app, ImportPart) == 0


def test_a_second_import_is_refused_until_the_first_has_ended(
    app: Flask, coordinator: Browser
) -> None:
    send(coordinator, SETS["00-good"])

    page = send(coordinator, SETS["00-good"])

    assert page.status == 422
    assert "Import 1 is not finished" in page.errors[0]
    assert how_many(app, Import) == 1


def test_a_large_set_waits_for_the_worker(
    app: Flask, coordinator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving_services, "SMALL_ENOUGH_TO_WAIT_FOR", 100)
    page = send(coordinator, SETS["00-good"])
    assert "The files are being read" in page.main

    with app.app_context():
        work_services.do_waiting(NOW)
    page = page.follow("Look again")
    page = page.form("Accept and store").send()
    assert "Is being stored" in page.main
    assert how_many(app, VisitVersion) == 0

    with app.app_context():
        work_services.do_waiting(NOW)
    assert "Accepted" in page.follow("Look again").main
    assert how_many(app, VisitVersion) == 8


@pytest.mark.parametrize("name", ["../../visits.csv", "VISITS.CSV", "visits.xlsx", "a\x00.csv"])
def test_a_file_of_another_name_is_refused(app: Flask, coordinator: Browser, name: str) -> None:
    form = coordinator.open("/visits/imports/begin").form("files")

    page = form.attach("files", (io.BytesIO(b"visit_ref\n"), name)).send()

    assert page.status == 422
    assert "cannot be read. Choose files that end in .csv, .txt or .json" in page.errors[0]
    assert how_many(app, Import) == 0


def test_no_file_and_the_same_file_twice_are_refused(app: Flask, coordinator: Browser) -> None:
    page = coordinator.open("/visits/imports/begin").form("files").send()
    assert page.errors == ["Choose the files to import"]

    twice = [(io.BytesIO(b"x"), "visits.csv"), (io.BytesIO(b"x"), "visits.csv")]
    page = page.form("files").attach("files", *twice).send()

    assert page.errors == ["Choose each file only once"]
    assert how_many(app, Import) == 0


def test_day_and_zone_are_asked_where_the_set_does_not_say(
    app: Flask, coordinator: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    for path in SETS["00-good"].glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())

    page = send(coordinator, folder, tz="Europe/Llanfair")
    assert page.errors == ["Enter a time zone, for example Europe/London"]
    page = send(coordinator, folder, tz="Europe/Dublin", exported_on=["9", "11", "2026"])

    assert "Europe/Dublin" in page.main
    assert "9 November 2026" in page.main


def test_warnings_have_a_page_of_their_own(coordinator: Browser, tmp_path: Path) -> None:
    folder = changed_copy(
        SETS["00-good"], tmp_path / "set", "packages.csv", "2026-01-01,,", "2099-01-01,,"
    )

    page = send(coordinator, folder).follow("Look at the warnings")

    assert "The line has no visit contracted on this day." in page.main


def test_nobody_else_may_import(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app, Permission.READ_FIGURES))

    assert browser.open("/visits/imports").status == 403
    assert browser.open("/visits/imports/begin").status == 403
    assert browser.open("/visits/home-codes").status == 403


def test_the_files_of_a_set_may_be_larger_than_any_other_form(
    app: Flask, coordinator: Browser
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 2000

    page = send(coordinator, SETS["00-good"])

    assert "Waits for your decision" in page.main
