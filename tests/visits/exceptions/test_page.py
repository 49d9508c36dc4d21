"""The worklist as the coordinator uses it: it empties as corrections come in."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db, reading
from portal.visits.exceptions import queries
from portal.visits.exceptions.queries import rejected_rows
from portal.visits.importing.tables import TABLES
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.visits.figures.examples import attended, make_line, make_records, planned
from tests.visits.figures.storing import store
from tests.visits.importing.test_profiles import CANONICAL, CONTRACTS, access, evv, report

PACKAGES = "PK1,pers.1,R01,local_authority,personal_care,E01,2026-01-01,,"
LINE = "L1,PK1,2026-01-01,,MO;TU;WE;TH;FR;SA;SU,,,other,08:00,,,30,,,"
GOOD = "V1,L1,,2026-10-07,2026-10-07T08:00,2026-10-07T08:30,W1,2026-10-07T08:00Z,2026-10-07T08:30Z"
METHODS = "nfc_tag,nfc_tag"


def write(folder: Path, name: str, *rows: str) -> None:
    names = TABLES[name].names
    filled = [row + "," * (len(names) - 1 - row.count(",")) for row in rows]
    (folder / name).write_text("\n".join([",".join(names), *filled]) + "\n", "utf-8")


def bring(folder: Path, *visits: str, contracts: bool = False, on: date) -> None:
    """Import these rows."""
    folder.mkdir(exist_ok=True)
    if contracts:
        write(folder, "packages.csv", PACKAGES)
        write(folder, "lines.csv", LINE)
    write(folder, "visits.csv", *visits)
    import_folder(folder, default=FileSet(exported_on=on), at=NOW)
    db.session.remove()


@pytest.fixture
def coordinator(app: Flask) -> Browser:
    browser = Browser(app)
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    return browser


def lines(page: Page) -> list[str]:
    """The lines of the list."""
    table = [each for each in page.find_all("table") if each.get("id") == "exceptions"]
    rows = [" ".join(" ".join(row.itertext()).split()) for each in table for row in each.iter()
            if row.tag.endswith("}tr")]  # fmt: skip
    return rows[1:]


def test_the_list_empties_as_corrections_are_imported(
    app: Flask, coordinator: Browser, tmp_path: Path
) -> None:
    backwards = f"{GOOD[:-17]}2026-10-07T07:30Z,{METHODS}"
    unknown = f"{GOOD.replace('V1,L1', 'V2,L9').replace('10-07', '10-08')},{METHODS}"
    with app.app_context():
        bring(tmp_path / "a", backwards, unknown, contracts=True, on=date(2026, 10, 9))

    before = coordinator.open("/visits/exceptions", query={"month": "2026-10"})
    assert before.status == 200
    with app.app_context(), reading():
        assert [row.fault for row in rejected_rows()] == ["unknown_reference", "order"]

    with app.app_context():
        bring(tmp_path / "b", f"{GOOD},{METHODS}", on=date(2026, 10, 9))
    half = coordinator.open("/visits/exceptions", query={"month": "2026-10"})
    assert [line for line in lines(half) if "impossible" in line] == []
    assert any("A row names something unknown" in line for line in lines(half))
    assert any("line_ref: L9" in line for line in lines(half))

    with app.app_context():
        bring(tmp_path / "c", f"{unknown.replace('L9', 'L1')}", on=date(2026, 10, 9))
    after = coordinator.open("/visits/exceptions", query={"month": "2026-10"})
    assert lines(after) == []
    assert "Nothing is left to mend" in after.main


VENDOR = {
    "access": (
        access(ServiceUserRef="nobody") + access(OurRef="V2").splitlines(keepends=True)[1],
        access(),
        "ServiceUserRef: nobody",
    ),
    "council": (
        report(clockIn="never") + report(carer="W99").splitlines(keepends=True)[1],
        report(),
        "clockIn: never",
    ),
    "evv": (
        evv(ScheduleEndTime="then")[:-1] + b"," + evv(VisitOtherID="V2")[1:],
        evv(),
        "ScheduleEndTime: then",
    ),
}


@pytest.mark.parametrize("shape", VENDOR)
def test_the_list_empties_for_files_of_other_systems(
    app: Flask, coordinator: Browser, tmp_path: Path, shape: str
) -> None:
    bad, good, said = VENDOR[shape]
    name = "sent.json" if shape == "evv" else "sent.csv"
    folder = tmp_path / "a"
    folder.mkdir()
    for contract in CONTRACTS:
        shutil.copy(CANONICAL / contract, folder / contract)
    (folder / name).write_bytes(bad)
    with app.app_context():
        import_folder(folder, default=FileSet(exported_on=date(2026, 11, 9)), at=NOW)
        with reading():
            [row] = rejected_rows()
        assert row.service_date == date(2026, 10, 1)
    asked = {"month": "2026-10"}
    assert said in coordinator.open("/visits/exceptions", query=asked).main

    (tmp_path / name).write_bytes(good.replace(b"BRY-2026-10-04", b"BRY-2026-10-04-B"))
    with app.app_context():
        import_folder(tmp_path / name, default=FileSet(exported_on=date(2026, 11, 9)), at=NOW)
        with reading():
            assert rejected_rows() == []
    assert said not in coordinator.open("/visits/exceptions", query=asked).main


def test_a_row_whose_reference_was_mended_is_set_aside_and_put_back(
    app: Flask, coordinator: Browser, tmp_path: Path
) -> None:
    wrong = f"{GOOD.replace('V1,L1', 'V 1,L1')},{METHODS}"
    with app.app_context():
        bring(tmp_path / "a", wrong, contracts=True, on=date(2026, 10, 9))
        bring(tmp_path / "b", f"{GOOD},{METHODS}", on=date(2026, 10, 9))
    listed = coordinator.open("/visits/exceptions", query={"month": "2026-10"})
    assert any("visit_ref: V 1" in line for line in lines(listed))

    asked = listed.follow("Set line 2 aside")
    assert "V 1,L1" in asked.main
    refused = asked.form("became").send()
    assert refused.status == 422
    assert "Choose what became of it." in refused.main
    after = refused.form("became").fill(became="elsewhere").send()
    assert "Set aside." in after.main
    listed = coordinator.open("/visits/exceptions", query={"month": "2026-10"})
    assert "Nothing is left to mend" in listed.main

    kept = coordinator.open("/visits/imports/1").follow("Set aside")
    assert "set it aside on" in kept.main
    kept.form("became").fill(became="mend").send()
    listed = coordinator.open("/visits/exceptions", query={"month": "2026-10"})
    assert any("visit_ref: V 1" in line for line in lines(listed))
    assert coordinator.open("/visits/exceptions/rows/999").status == 404


def test_older_rows_that_are_not_looked_at_are_said(
    app: Flask, coordinator: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = [f"{GOOD.replace('V1,L1', f'V{n},L9')},{METHODS}" for n in range(2, 7)]
    with app.app_context():
        bring(tmp_path / "a", f"{GOOD},{METHODS}", *unknown, contracts=True, on=date(2026, 10, 9))

    asked = {"month": "2026-10"}
    assert "are not listed" not in coordinator.open("/visits/exceptions", query=asked).main
    monkeypatch.setattr(queries, "MOST_REJECTED", 3)
    assert "only the newest 3 are looked at here: 2 older ones are not listed" in (
        coordinator.open("/visits/exceptions", query=asked).main
    )


def stored(app: Flask) -> None:
    with app.app_context():
        store(
            make_records(
                [make_line(), make_line("L2", "12:00")],
                [planned("08:00", "08:30", "V1"), attended("12:00", None, "V2", line_ref="L2")],
            )
        )
        db.session.remove()


def test_each_line_says_what_to_do_and_what_it_changes(app: Flask, coordinator: Browser) -> None:
    stored(app)

    page = coordinator.open("/visits/exceptions", query={"month": "2026-10"})

    one, other = lines(page)
    assert one.startswith("7 October 2026, 08:00 Planned, and nothing logged.")
    assert "Find out whether somebody went." in one
    assert "R01, package PK1 V1" in one
    # Of two visits a day in October: 30 of 31 x 60 minutes, one of 62 visits.
    assert one.endswith("1.61 points of the hours, 1.61 points of the visits")
    assert other.endswith("1.61 points of the hours")
    assert "0.0 % to 3.2 % of the hours agreed" in page.main


def test_the_list_is_filtered_by_kind_and_unit(app: Flask, coordinator: Browser) -> None:
    stored(app)
    form = coordinator.open("/visits/exceptions").form("unit")
    assert form.values["month"] == ["2026-10"]

    open_ended = form.fill(kind="open_ended").send()
    elsewhere = coordinator.open("/visits/exceptions", query={"unit": "R77"})
    odd = coordinator.open("/visits/exceptions", query={"kind": "no", "month": "x", "page": "9"})

    assert len(lines(open_ended)) == 1
    assert "Nothing is left to mend" in elsewhere.main
    assert "R77" in [each.get("value") for each in elsewhere.find_all("option")]
    assert odd.status == 200
    assert (
        "nothing of this kind"
        in coordinator.open("/visits/exceptions", query={"kind": "two_places"}).main
    )


def test_a_line_leads_to_the_week_of_its_home_for_whoever_may_read_figures(
    app: Flask, coordinator: Browser
) -> None:
    rows = [planned("08:00", "08:30", service_date=date(2026, 10, 21))]
    with app.app_context():
        store(make_records([make_line()], rows))
        db.session.remove()
    reader = Browser(app)
    sign_in(reader, make_account_of(app, Permission.IMPORT_VISITS, Permission.READ_FIGURES))

    page = reader.open("/visits/exceptions", query={"month": "2026-10"})

    assert "Monday 19 October to Sunday 25 October" in page.follow("The week of this home").main
    other = coordinator.open("/visits/exceptions", query={"month": "2026-10"})
    assert "The week of this home" not in other.main


def test_without_visits_the_page_says_so(coordinator: Browser) -> None:
    assert "no visits on record yet" in coordinator.open("/visits/exceptions").main


def test_the_worklist_is_the_coordinators(app: Flask) -> None:
    member: Any = Browser(app)
    sign_in(member, make_account_of(app, Permission.READ_FIGURES))

    assert member.open("/visits/exceptions").status == 403
