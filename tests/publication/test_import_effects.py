"""An import says, before it is accepted and after, what it does to the reports that are out."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.commands import main
from portal.database import reading
from portal.publication import queries
from portal.visits.figures.periods import Period
from portal.visits.records import VisitRecords
from tests.accounts.factories import sign_in
from tests.client import Browser, Page
from tests.publication.conftest import BRYNTEG
from tests.publication.test_out_of_date import published
from tests.visits.importing.writing import write_set

EXPORTED = date(2026, 11, 16)


@pytest.fixture
def correction(brynteg: VisitRecords, tmp_path: Path) -> Path:
    """Nobody came after the twentieth of October: the care office had it wrong."""
    rows = [
        row._replace(
            in_at=None, out_at=None, in_method=None, out_method=None, in_location_ok=None,
            out_location_ok=None, adj_in_at=None, adj_out_at=None,
        )
        for row in brynteg.visits
        if date(2026, 10, 20) <= row.service_date <= date(2026, 10, 31) and row.status is None
        and row.planned_start is not None
    ]  # fmt: skip
    records = brynteg._replace(packages=[], lines=[], suspensions=[], visits=rows)
    return write_set(records, tmp_path / "correction", exported_on=EXPORTED)


@pytest.fixture
def coordinator(app: Flask, browser: Browser) -> Browser:
    """Somebody who may import, signed in; October is published."""
    sign_in(browser, published(app))
    return browser


def send(browser: Browser, folder: Path) -> Page:
    files = [(io.BytesIO(path.read_bytes()), path.name) for path in sorted(folder.iterdir())]
    return browser.open("/visits/imports/begin").form("files").attach("files", *files).send()


def run(app: Flask, *words: str) -> dict[str, Any]:
    result = app.test_cli_runner().invoke(main.commands["import"], [*words, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def rows_of_table(page: Page) -> list[list[str]]:
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in page.find_all("tr")
        if len(row) == 4
    ][1:]


@pytest.mark.slow
def test_a_dry_run_says_which_published_figures_would_differ_and_storing_makes_it_so(
    app: Flask, coordinator: Browser, correction: Path
) -> None:
    dry = run(app, str(correction), "--dry-run")

    assert dry["state"] == "dry_run"
    assert dry["releases_compared"] == 1
    assert {change["release"] for change in dry["published"]} == {"2026-10"}
    delivered = dry["published"][0]
    assert delivered["figure"] == "Hours delivered, of 100 agreed"
    with app.app_context(), reading():
        release = queries.get_release("2026-10")
        published_value = release.figures["figures"]["delivered"]["value"]
        assert queries.newest_import() == "1", "a dry run stores nothing"
    assert delivered["old"] == str(published_value)
    assert int(delivered["new"]) < published_value - 20

    page = send(coordinator, correction)

    assert "Published figures would no longer be right" in page.main
    shown = rows_of_table(page)
    assert shown == [
        [each["release"], each["figure"], each["old"], each["new"]] for each in dry["published"]
    ]

    page = page.form("Accept and store").send()

    assert "these figures differ from what readers saw" in page.main
    assert rows_of_table(page) == shown
    with app.app_context(), reading():
        now = queries.headline_of_period(Period.of_month("2026-10")).as_json()
    assert str(now["figures"]["delivered"]["value"]) == delivered["new"]
    differences = coordinator.open("/reports/desk/2026-10/differences")
    assert delivered["new"] in differences.main
    # What readers see is as it was.
    assert as_published(app) == release.figures


def as_published(app: Flask) -> dict[str, Any]:
    with app.app_context(), reading():
        figures: dict[str, Any] = queries.get_release("2026-10").figures
        return figures


@pytest.mark.slow
def test_the_command_says_what_an_import_did_to_published_figures(
    app: Flask, coordinator: Browser, correction: Path
) -> None:
    dry = run(app, str(correction), "--dry-run")

    result = app.test_cli_runner().invoke(main.commands["import"], [str(correction)])

    assert "Published reports with days that it touches: 1." in result.output
    first = dry["published"][0]
    assert f"report 2026-10, {first['figure']}: {first['old']} -> {first['new']}" in result.output
    assert rows_of_table(coordinator.open("/visits/imports/2")) == [
        [each["release"], each["figure"], each["old"], each["new"]] for each in dry["published"]
    ]


def test_a_set_that_changes_nothing_touches_no_report(
    app: Flask, coordinator: Browser, brynteg: VisitRecords, tmp_path: Path
) -> None:
    records = brynteg._replace(visits=brynteg.visits[-500:])

    page = send(coordinator, write_set(records, tmp_path / "set", exported_on=EXPORTED))

    assert "visits.csv 500 0 500 0 0" in page.main
    assert "No published report has days that these files touch." in page.main


def test_a_change_that_no_reader_would_see_says_that_every_figure_stays(
    app: Flask, coordinator: Browser, brynteg: VisitRecords, tmp_path: Path
) -> None:
    row = next(
        row
        for row in brynteg.visits
        if row.service_date == date(2026, 10, 7) and row.in_at and row.out_at
    )
    changed = row._replace(memo="asked to come later")
    records = brynteg._replace(packages=[], lines=[], suspensions=[], visits=[changed])
    folder = write_set(records, tmp_path / "set", exported_on=EXPORTED)

    page = send(coordinator, folder)

    assert "1 published report has days that these files touch. Every figure" in page.main
    assert "Published figures would no longer be right" not in page.main


def test_where_nothing_is_published_nothing_is_compared(app: Flask, tmp_path: Path) -> None:
    report = run(app, str(BRYNTEG))

    assert (report["releases_compared"], report["published"]) == (0, [])


@pytest.mark.slow
def test_what_was_abandoned_says_nothing_of_published_figures(
    coordinator: Browser, correction: Path
) -> None:
    page = send(coordinator, correction).form("Abandon this import").send()

    assert "Published reports" not in page.main
    assert rows_of_table(coordinator.open("/visits/imports/2")) == []
