"""The coordinator's pages of other shapes, of what changes, and of undoing."""

import io
import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Permission
from portal.database import db, reading
from portal.visits.importing.models import Import, ImportProfile
from portal.visits.importing.profile_queries import known_profiles
from portal.visits.importing.work_services import import_folder
from portal.visits.models import VisitVersion
from portal.visits.records import FileSet
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW, ON_SQLITE
from tests.visits.importing.test_import_command import vendor_set
from tests.visits.importing.test_import_pages import SETS, how_many, send
from tests.visits.importing.test_importing import changed_copy
from tests.visits.importing.test_profiles import FILES

# A rota of an office: Windows letters, semicolons, day first, local times, a length, own words.
ROTA = (
    "Kunde;Name;Tag;Von;Bis;Kommt;Dauer;Art;Stand;Bemerkung\r\n"
    "A1;Mair Müller;05.10.2026;08:00;08:30;08:03;30;App;ok;\r\n"
    "A1;Mair Müller;05.10.2026;20:00;20:30;;;;abgesagt;Sohn rief an\r\n"
    "B1;Ann Jones;31.10.2026;09:00;10:00;09:10;55;Papier;ok;schöner Tag\r\n"
    "B1;Ann Jones;32.10.2026;09:00;10:00;09:10;55;Papier;ok;\r\n"
).encode("cp1252")


@pytest.fixture
def coordinator(app: Flask, browser: Browser) -> Browser:
    """The browser of somebody who may import, where the good set's contracts are stored."""
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    with app.app_context():
        import_folder(SETS["00-good"], default=FileSet(), at=NOW)
    return browser


def send_files(browser: Browser, *files: tuple[str, bytes]) -> Page:
    form = browser.open("/visits/imports/begin").form("files")
    return form.attach("files", *[(io.BytesIO(content), name) for name, content in files]).send()


def mapped(page: Page, **more: str) -> Page:
    """Fill in what the rota's columns mean, and press a button."""
    button = more.pop("button", "Show the first rows")
    form = page.form("col_person_ref").fill(
        col_person_ref="Kunde", col_service_date="Tag", col_planned_start="Von",
        col_planned_end="Bis", col_in_at="Kommt", length_out_at="Dauer", col_in_method="Art",
        col_status="Stand", col_memo="Bemerkung", dates="DD.MM.YYYY",
    )  # fmt: skip
    return form.fill(**more).send(button)


WORDS = {
    "word_in_method_0": "gps_app",
    "word_in_method_1": "paper",
    "word_status_0": "cancelled",
    "word_status_1": "-",
}


def test_a_file_of_a_known_shape_is_recognised_shown_and_stored(
    app: Flask, browser: Browser, tmp_path: Path
) -> None:
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    with app.app_context():
        import_folder(vendor_set(tmp_path / "set"), default=FileSet(), at=NOW)

    files = [(path.name, path.read_bytes()) for path in FILES["access-claim"][:2]]
    page = send_files(browser, *files)

    assert "read as: Access weekly claim (CSV, 24 columns)" in page.main
    assert "Days as DD/MM/YYYY, for example 31/10/2026" in page.main
    assert "whoever counts this file alone sees nothing missed." in page.main
    assert "BRY-2026-10-04.csv 498 498 0 0 0 0" in page.main
    rows = page.follow("Look at the first rows")
    assert "pers.0015" in rows.main
    assert "2026-10-01 06:53:42" in rows.main
    assert how_many(app, VisitVersion) == 0

    page = page.form("Accept and store").send()

    assert "Accepted" in page.main
    assert how_many(app, VisitVersion) == 1397


def test_a_rejected_object_is_named_on_the_page_and_in_the_file(coordinator: Browser) -> None:
    first = json.loads(FILES["openevv-visits"][0].read_text("utf-8"))[0]
    both = [first | {"VisitOtherID": "V-1"}, first | {"VisitOtherID": "V-2"}]

    page = send_files(coordinator, ("one.json", json.dumps(both).encode()))

    assert "one.json 1, record 2 V-2 ClientIdentifier" in page.main
    text = page.follow("Download them as a file").response.get_data().decode("utf-8-sig")
    assert text.splitlines()[2].startswith("one.json,1,2,V-2,ClientIdentifier")


@ON_SQLITE
def test_a_file_that_is_cut_off_is_refused_on_the_way(app: Flask, coordinator: Browser) -> None:
    content = FILES["openevv-visits"][0].read_bytes()[:40_000]

    page = send_files(coordinator, ("cut.json", content))

    assert page.status == 422
    assert "cut.json, line" in page.main
    assert "Here the file stops being JSON" in page.main


@ON_SQLITE
def test_how_a_file_is_written_can_be_corrected(
    app: Flask, browser: Browser, tmp_path: Path
) -> None:
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    with app.app_context():
        import_folder(vendor_set(tmp_path / "set"), default=FileSet(), at=NOW)
    content = FILES["ecm-council-report"][0].read_bytes().splitlines(keepends=True)
    short = b"".join(content[:1] + [line for line in content if b"01/10/2026" in line])

    page = send_files(browser, ("report.csv", short.replace(b"01/10/2026", b"01/11/2026")))
    rows = page.follow("Look at the first rows")
    assert "2026-11-01" in rows.main
    page = rows.form("dates").fill(dates="MM/DD/YYYY").send()

    assert "The file was read again." in page.text
    assert "Days as MM/DD/YYYY" in page.main
    assert "2026-01-11" in page.follow("Look at the first rows").main


def test_an_unknown_file_is_described_once_and_known_the_next_time(
    app: Flask, coordinator: Browser
) -> None:
    page = send_files(coordinator, ("rota.csv", ROTA))
    assert "Waits to be told how the file is read" in page.main
    assert how_many(app, Import) == 2

    page = page.follow("Say what the columns mean")
    assert page.find("option", value="cp1252", selected="") is not None
    assert page.find("option", value=";", selected="") is not None
    assert page.find("option", value="DD.MM.YYYY", selected="") is not None

    page = mapped(page)
    assert page.status == 422
    assert page.errors == [
        "Say what “App” means",
        "Say what “Papier” means",
        "Say what “abgesagt” means",
        "Say what “ok” means",
    ]
    page = mapped(page, **WORDS)
    assert page.status == 200
    assert "2026-10-31 09:10:00" in page.main
    assert "schöner Tag" in page.main
    assert "line 5: Tag (32.10.2026): This is not written like 31.10.2026." in page.main
    assert "Mair" not in page.main

    page = mapped(page, **WORDS, title="Our Rota", button="Check the whole file")
    assert "read as: Our Rota" in page.main
    assert "rota.csv 4 2 0 0 2 0" in page.main
    assert "Say what “abgesagt” means" not in page.main
    with app.app_context(), reading():
        assert "our-rota" in [profile.name for profile in known_profiles()]
    page.form("Abandon this import").send()

    page = send_files(coordinator, ("next.csv", ROTA.replace(b"31.10", b"30.10")))
    assert "Waits for your decision" in page.main
    assert "read as: Our Rota" in page.main


def log_of(day: str, *times: str) -> bytes:
    """An office's log with the good set's person: a day and two times, without a zone."""
    rows = [f"A1,{day},{begins},{ends}" for begins, ends in pairwise(times)]
    return "\n".join(["client,date,login,logout", *rows, ""]).encode()


@ON_SQLITE
def test_the_zone_of_times_that_say_none_is_shown_and_can_be_corrected(
    app: Flask, coordinator: Browser
) -> None:
    page = send_files(coordinator, ("log.csv", log_of("2026-10-05", "08:00", "08:30")))
    page = page.follow("Say what the columns mean")
    form = page.form("col_person_ref")

    assert "Times in this file say no zone" in page.main
    assert page.find("input", name="tz", value="Europe/London") is not None

    wrong = form.fill(tz="Europe/Cardif").send("Show the first rows")
    assert wrong.status == 422
    assert wrong.errors == ["Enter a time zone, for example Europe/London"]
    assert wrong.find("input", name="tz", value="Europe/Cardif") is not None

    page = wrong.form("col_person_ref").fill(tz="Europe/Rome").send("Check the whole file")
    assert "Time zone of the files Europe/Rome" in page.main
    assert "log.csv 1 1 0 0 0" in page.main

    page.form("Accept and store").send()

    with app.app_context(), reading():
        asked = select(VisitVersion.in_at).where(VisitVersion.visit_ref.startswith("row:"))
        assert db.session.scalars(asked).all() == [
            int(datetime(2026, 10, 5, 6, tzinfo=UTC).timestamp())
        ]


@ON_SQLITE
def test_times_that_carry_their_offset_are_said_to(coordinator: Browser) -> None:
    log = log_of("2026-10-05", "2026-10-05T08:00:00+01:00", "2026-10-05T08:30:00Z")

    page = send_files(coordinator, ("log.csv", log)).follow("Say what the columns mean")

    assert "Times in this file carry their offset from UTC." in page.main


@ON_SQLITE
def test_times_of_twelve_hours_are_read(coordinator: Browser) -> None:
    log = log_of("05/10/2026", "11:50 am", "12:05 PM", "8:30pm")
    page = send_files(coordinator, ("log.csv", log)).follow("Say what the columns mean")

    page = page.form("col_person_ref").send("Show the first rows")

    assert "2026-10-05 11:50:00 2026-10-05 12:05:00" in page.main
    assert "2026-10-05 12:05:00 2026-10-05 20:30:00" in page.main


@ON_SQLITE
@pytest.mark.parametrize(("day", "is_doubtful"), [("05/10/2026", True), ("25/10/2026", False)])
def test_days_that_can_be_read_in_two_ways_are_said_to(
    coordinator: Browser, day: str, is_doubtful: bool
) -> None:
    log = log_of(day, "08:00", "08:30")

    page = send_files(coordinator, ("log.csv", log)).follow("Say what the columns mean")

    said = "can be read in more than one way: DD/MM/YYYY, MM/DD/YYYY"
    assert (said in page.main) is is_doubtful
    assert page.find("option", value="DD/MM/YYYY", selected="") is not None


@ON_SQLITE
def test_a_mark_at_the_start_is_recognised_and_said(coordinator: Browser) -> None:
    log = log_of("25/10/2026", "08:00", "08:30")

    page = send_files(coordinator, ("log.csv", b"\xef\xbb\xbf" + log))

    page = page.follow("Say what the columns mean")
    assert "The file begins with a mark that says so." in page.main
    page = page.form("col_person_ref").send("Check the whole file")
    assert "log.csv 1 1 0 0 0" in page.main


@ON_SQLITE
def test_a_row_that_is_cancelled_needs_who_cancelled(app: Flask, coordinator: Browser) -> None:
    page = send_files(coordinator, ("rota.csv", ROTA)).follow("Say what the columns mean")

    page = mapped(mapped(page), **WORDS, button="Check the whole file")

    assert "rota.csv 3 cancelled_by" in page.main
    assert "This cell must not be empty because of what else the row says." in page.main


def test_a_kind_of_file_can_be_forgotten(app: Flask, coordinator: Browser) -> None:
    page = send_files(coordinator, ("rota.csv", ROTA)).follow("Say what the columns mean")
    mapped(mapped(page), **WORDS, title="Our Rota", button="Check the whole file")
    assert how_many(app, ImportProfile) == 1

    page = coordinator.open("/visits/imports/profiles").follow("Forget it").form().send()

    assert "It is forgotten" in page.text
    assert how_many(app, ImportProfile) == 0
    assert "OpenEVV visit records (JSON)" in page.main


@ON_SQLITE
@pytest.mark.parametrize("title", ["Access claim", "!!!", "openevv visits"])
def test_a_kind_of_file_cannot_take_the_name_of_another(
    app: Flask, coordinator: Browser, title: str
) -> None:
    page = send_files(coordinator, ("rota.csv", ROTA)).follow("Say what the columns mean")

    page = mapped(mapped(page), **WORDS, title=title, button="Check the whole file")

    assert page.status == 422
    assert page.errors == ["Choose another name"]
    assert how_many(app, ImportProfile) == 0


@ON_SQLITE
def test_what_is_no_text_is_refused_on_the_way(app: Flask, coordinator: Browser) -> None:
    page = send_files(coordinator, ("report.csv", b"PK\x03\x04\x00\x01" * 300))

    page = page.follow("Say what the columns mean")

    assert page.status in (200, 422)
    assert how_many(app, VisitVersion) == 8


@ON_SQLITE
def test_canonical_names_in_other_letters_are_not_guessed(coordinator: Browser) -> None:
    page = send_files(coordinator, ("Visits.csv", ROTA))

    assert "are called fileset.json, packages.csv" in page.errors[0]


def test_a_correction_shows_each_cell_and_what_it_does_to_figures(
    app: Flask, coordinator: Browser, tmp_path: Path
) -> None:
    folder = changed_copy(
        SETS["00-good"],
        tmp_path / "set",
        "visits.csv",
        "2026-10-05T08:33:00",
        "2026-10-05T08:10:00",
    )

    page = send(coordinator, folder)
    changes = page.follow("See what the corrections change")
    assert (
        "visits.csv V1 out_at 2026-10-05 08:33:00+01:00 2026-10-05 08:10:00+01:00" in changes.main
    )
    page = page.form("Accept and store").send()

    figures = page.follow("What it did to the figures")
    assert "yes" in figures.main
    changed = [row for row in figures.find_all("tr") if "yes" in "".join(row.itertext())]
    assert any("D2" in "".join(row.itertext()) for row in changed)
    assert coordinator.open("/visits/imports/2/figures", query={"month": "1999-01"}).status == 200


def test_an_import_is_undone_from_its_page(
    app: Flask, coordinator: Browser, tmp_path: Path
) -> None:
    page = coordinator.open("/visits/imports/1").follow("Undo this import")
    assert how_many(app, VisitVersion) == 8

    page = page.form("Undo this import").send()

    assert "The import is undone" in page.text
    assert "Undone" in page.main
    assert how_many(app, VisitVersion) == 0
    assert coordinator.open("/visits/imports/1/figures").status == 404


def test_undoing_refuses_with_the_reason(app: Flask, coordinator: Browser, tmp_path: Path) -> None:
    folder = changed_copy(SETS["00-good"], tmp_path / "set", "visits.csv", "08:03:10", "08:20:00")
    send(coordinator, folder).form("Accept and store").send()

    page = coordinator.open("/visits/imports/1/undo")

    assert "Import 2 came later and may rest on this one" in page.main
    assert "Undo this import" not in [button.text for button in page.find_all("button")]
    token = coordinator.open("/accounts/desk").find("input", name="csrf_token").get("value")
    page = coordinator.post("/visits/imports/1/undo", {"csrf_token": token})
    assert page.status == 422
    assert how_many(app, VisitVersion) == 9
