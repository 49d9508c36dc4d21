"""A report says at the desk when later imports changed its records, and what would differ."""

from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.publication import queries
from portal.publication.services import prepare_release, sign_release
from portal.visits.figures.periods import Period
from portal.visits.importing import queries as imports
from portal.visits.importing.states import UndoingRefused
from portal.visits.importing.undoing_services import require_undoable
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import Signer, make_account, sign_in
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_attacked
from tests.snapshots import remembered
from tests.visits.importing.test_broken_sets import BRYNTEG


def published(app: Flask) -> Signer:
    """October of the sample, imported and published; who prepared it and may import."""
    with app.app_context():
        first: Signer = remembered("october published", _publish)
        db.session.remove()
        return first


def _publish() -> Signer:
    import_folder(BRYNTEG, default=FileSet(), at=NOW)
    first = make_account(Permission.PREPARE_RELEASES, Permission.IMPORT_VISITS)
    second = make_account(Permission.SIGN_RELEASES)
    with reading():
        headline = queries.headline_of_period(Period.of_month("2026-10"))
    with transaction():
        release = prepare_release(headline, source="1", by=first.account, at=NOW)
        make_attacked(release)
        for one in (first, second):
            sign_release(release, source="1", by=one.account, at=NOW)
    return first


def cancelled(folder: Path) -> Path:
    """Files that say that the provider had cancelled the visits of the last days of October."""
    folder.mkdir()
    lines = (BRYNTEG / "visits.csv").read_text("utf-8").splitlines(keepends=True)
    head = lines[0].rstrip("\n").split(",")
    times = [head.index(name) for name in head if name.endswith(("_at", "_method", "_ok"))]
    changed = [lines[0]]
    for line in lines[1:]:
        cells = line.rstrip("\n").split(",")
        if "2026-10-2" in line and len(cells) == len(head) and '"' not in line:
            for place in times:
                cells[place] = ""
            changed.append(",".join(cells) + "\n")
    (folder / "visits.csv").write_text("".join(changed), "utf-8")
    return folder


@pytest.mark.slow
def test_a_later_correction_makes_a_report_out_of_date_and_says_by_how_much(
    app: Flask, browser: Browser, tmp_path: Path
) -> None:
    first = published(app)
    sign_in(browser, first)
    assert "out of date" not in browser.open("/reports/desk").main

    page = browser.open("/visits/imports/1/undo")
    assert "The report 2026-10 was computed from this import, and two have signed it" in page.main

    cancelled(tmp_path / "set")
    with app.app_context():
        number = import_folder(tmp_path / "set", default=FileSet(), at=NOW)
        with reading():
            require_undoable(imports.get_import(number))
            with pytest.raises(UndoingRefused):
                require_undoable(imports.get_import(1))

    page = browser.open("/reports/desk")
    assert "May be out of date A later import changed records that it may rest on." in page.main
    page = page.follow("See what would differ")
    assert "by import 2" in page.main
    rows = [" ".join("".join(row.itertext()).split()) for row in page.find_all("tr")]
    assert rows[1].startswith("Hours delivered, of 100 agreed"), "what differs stands first"
    # Its month is chosen, and is called as everywhere else.
    assert page.follow("Prepare a correction").form("period").values["period"] == ["2026-10"]
    earlier = browser.open("/reports/desk?month=2026-08")
    assert earlier.form("period").values["period"] == ["2026-08"] and "August 2026" in earlier.main
    assert browser.open("/reports/desk?month=nonsense").status == 200


def test_a_report_whose_records_stand_is_not_called_out_of_date(
    app: Flask, browser: Browser
) -> None:
    first = published(app)
    with app.app_context():
        import_folder(BRYNTEG, default=FileSet(), at=NOW)
    sign_in(browser, first)

    assert "out of date" not in browser.open("/reports/desk").main
    page = browser.open("/reports/desk/2026-10/differences")

    assert "No record that it rests on has changed" in page.main
    assert "Every published figure would read the same now" in page.main
