"""The page of exact figures, as the coordinator and the committee see it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db
from portal.visits.outcomes.work_services import renew_everything
from portal.visits.records import VisitRecords
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.visits.figures.examples import attended, make_line, make_records
from tests.visits.figures.storing import store
from tests.visits.outcomes.changing import bring_unworked


@pytest.fixture
def reader(plain_app: Flask) -> Browser:
    """Somebody who may read figures, signed in."""
    browser = Browser(plain_app)
    sign_in(browser, make_account_of(plain_app, Permission.READ_FIGURES))
    return browser


def stored(app: Flask, records: VisitRecords, **facts: Any) -> None:
    with app.app_context():
        store(records, **facts)
        db.session.remove()


def row(page: Page, heading: str) -> list[str]:
    """The cells beside a row's heading."""
    for found in page.find_all("tr"):
        first, *others = [" ".join("".join(cell.itertext()).split()) for cell in found]
        if first == heading:
            return others
    raise AssertionError(f"no row {heading!r}")


def test_figures_are_kept_from_others(plain_app: Flask) -> None:
    stranger = Browser(plain_app)
    member = Browser(plain_app)
    sign_in(member, make_account_of(plain_app, Permission.READ_CASES))

    assert "sign-in" in stranger.open("/visits/figures").path
    assert member.open("/visits/figures").status == 403
    assert member.open("/visits/figures/figures.json").status == 403


def test_without_visits_the_page_says_so(reader: Browser) -> None:
    page = reader.open("/visits/figures")

    assert page.status == 200
    assert "There are no visits on record yet" in page.main
    assert reader.client.get("/visits/figures/figures.json").status_code == 404


def test_the_newest_month_that_is_all_final_comes_first(
    plain_app: Flask, reader: Browser, brynteg: VisitRecords
) -> None:
    stored(plain_app, brynteg)

    page = reader.open("/visits/figures")

    assert page.heading == "Figures of October 2026"
    assert "Of every 100 hours agreed, 80.7 were delivered" in page.main
    assert "room from 75.3 to 84.3" in page.main
    assert "50 people had 3,087 visits agreed. 3,010 of them were owed" in page.main
    assert row(page, "Never put on the rota") == ["62"]
    assert row(page, "Of the hours agreed, delivered D3") == [
        "80.7 %",
        "percent",
        "1,871.08 / 2,319.75",
        "75.3 % to 84.3 %",
    ]
    assert "low reliability" in page.main


def test_another_month_and_a_split_can_be_chosen(
    plain_app: Flask, reader: Browser, brynteg: VisitRecords
) -> None:
    stored(plain_app, brynteg)

    form = reader.open("/visits/figures").form("month")
    page = form.fill(month="2026-07", by="service_type").send("Show")

    assert page.heading == "Figures of July 2026"
    assert "Split: Kind of service" in page.main
    assert "Help in the house" in page.main


def test_a_month_that_is_not_final_is_not_shown_as_if_it_were(
    plain_app: Flask, reader: Browser
) -> None:
    stored(
        plain_app,
        make_records([make_line()], [attended("08:00", "08:30")]),
        exported_on=date(2026, 10, 7),
    )

    page = reader.open("/visits/figures")

    assert "No day of this month is final yet" in page.main
    assert "Of every 100 hours agreed" not in page.main


def test_records_that_begin_within_the_month_are_named(plain_app: Flask, reader: Browser) -> None:
    stored(plain_app, make_records([make_line()], [attended("08:00", "08:30")]))
    assert "no visits on record before 7 October 2026" in reader.open("/visits/figures").main

    earlier = attended("08:00", "08:30", "V2", service_date=date(2026, 10, 1))
    stored(plain_app, make_records([], [earlier], packages=[]))
    assert "no visits on record before" not in reader.open("/visits/figures").main


@pytest.mark.parametrize("query", ["month=2026-13", "month=x", "by=people", "month="])
def test_what_is_no_month_is_not_found(plain_app: Flask, reader: Browser, query: str) -> None:
    stored(plain_app, make_records([make_line()], [attended("08:00", "08:30")]))

    assert reader.open(f"/visits/figures?{query}").status == 404


def test_a_month_without_visits_has_nothing_to_count(plain_app: Flask, reader: Browser) -> None:
    stored(plain_app, make_records([], [attended("08:00", "08:30", line_ref=None)]))

    page = reader.open("/visits/figures?month=2026-09")

    assert page.status == 200
    assert "[z]" in page.main


def test_the_download_is_what_programs_exchange(
    plain_app: Flask,
    reader: Browser,
    brynteg: VisitRecords,
    expected: list[dict[str, Any]],
) -> None:
    stored(plain_app, brynteg)

    response = reader.client.get("/visits/figures/figures.json?month=2026-10")
    found = json.loads(response.data)

    assert found["whole"] == expected[3]["whole"]
    assert set(found["split"]) == {"area_code", "service_type", "commissioner", "slot"}
    assert "figures-2026-10.json" in response.headers["Content-Disposition"]


def test_what_is_being_worked_out_is_not_shown_by_half(
    plain_app: Flask, reader: Browser, brynteg: VisitRecords
) -> None:
    with plain_app.app_context():
        bring_unworked(brynteg)
        db.session.remove()

    page = reader.open("/visits/figures?month=2026-10")

    assert "being worked out after an import: 31 days are left" in page.main
    assert "Of every 100 hours agreed" not in page.main

    with plain_app.app_context():
        renew_everything()
        db.session.remove()
    page = reader.open("/visits/figures?month=2026-10&by=slot")
    assert "Of every 100 hours agreed, 80.7 were delivered" in page.main
    assert "Split: Time of day" in page.main
    assert row(page, "Midday")[0] != ""
