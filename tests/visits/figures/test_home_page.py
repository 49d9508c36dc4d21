"""The page of one home in pictures, as the coordinator and the committee see it."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db
from portal.visits.records import VisitRecords
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import ON_SQLITE
from tests.snapshots import remembered
from tests.visits.figures.storing import store

HOME = "/visits/figures/homes"
HTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"


pytestmark = ON_SQLITE


@pytest.fixture
def reader(app: Flask, brynteg: VisitRecords) -> Browser:
    """Somebody who may read figures, signed in, with four months on record."""
    with app.app_context():
        remembered("brynteg stored", lambda: store(brynteg))
        db.session.remove()
    browser = Browser(app)
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))
    return browser


def pictures(page: Page) -> list[str]:
    """The name that each picture says of itself."""
    return [" ".join("".join(title.itertext()).split()) for title in page.tree.iter(f"{SVG}title")]


def test_the_page_is_kept_from_others(app: Flask) -> None:
    stranger, member = Browser(app), Browser(app)
    sign_in(member, make_account_of(app, Permission.READ_FIGURES))

    assert "sign-in" in stranger.open(HOME).path
    assert member.open(HOME).status == 403


def test_without_visits_the_page_says_so(app: Flask) -> None:
    browser = Browser(app)
    sign_in(browser, make_account_of(app, Permission.IMPORT_VISITS))

    assert "There are no visits on record yet" in browser.open(HOME).main


def test_a_home_is_found_by_its_package_and_shown_in_three_pictures(reader: Browser) -> None:
    page = reader.open(HOME).form("package").fill(package="PK00001", month="2026-10").send("Show")

    assert page.status == 200
    assert page.heading == "Home PK00001 in October 2026"
    calendar, week, steps = pictures(page)
    assert calendar.startswith("Every visit agreed in October 2026")
    assert week.startswith("Monday 5 October to Sunday 11 October")
    assert steps.startswith("Agreed: 53.5. ")
    assert steps.endswith("Delivered as agreed: 48.2")


def test_each_picture_has_its_table(reader: Browser) -> None:
    page = reader.open(f"{HOME}?package=PK00001&month=2026-10&week=2026-10-05")

    tables = {table.get("id"): table for table in page.find_all("table")}
    assert set(tables) == {"month-table", "week-table", "steps-table"}
    month = list(tables["month-table"].iter(f"{HTML}tr"))
    assert len(month) == 1 + 31 * 3
    week = [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in tables["week-table"].iter(f"{HTML}tr")
    ]
    assert week[0] == ["Visit", "Outcome", "Agreed", "Planned", "Recorded", "Minutes counted"]
    assert len(week) == 1 + 7 * 3
    assert ["Tuesday 6 October, 19:15", "Not known: planned, and nothing recorded"] in [
        row[:2] for row in week
    ]


def test_the_packages_on_record_can_be_chosen_from(reader: Browser) -> None:
    page = reader.open(HOME)

    page = page.follow("PK00001")

    assert page.heading == "Home PK00001 in October 2026"


def test_another_week_can_be_chosen(reader: Browser) -> None:
    page = reader.open(f"{HOME}?package=PK00001&month=2026-10")

    page = page.form("package").fill(week="2026-10-19").send("Show")

    assert "Monday 19 October to Sunday 25 October" in page.main


def test_a_package_that_is_not_known_comes_back_with_what_was_typed(reader: Browser) -> None:
    page = reader.open(f"{HOME}?package=PK9&month=2026-10")

    assert page.status == 422
    assert "No care package has this reference" in page.main
    assert page.form("package").values["package"] == ["PK9"]


@pytest.mark.parametrize("query", ["month=2026-13", "week=never", "month=x&week=2026-02-30"])
def test_what_is_no_day_is_read_as_not_said(reader: Browser, query: str) -> None:
    page = reader.open(f"{HOME}?package=PK00001&{query}")

    assert page.heading == "Home PK00001 in October 2026"


def test_the_desk_leads_to_the_homes(reader: Browser) -> None:
    page = reader.open("/accounts/desk").follow("One home in pictures")

    assert page.path.endswith(HOME)


@pytest.mark.parametrize("week", ["2026-10-14", "2026-10-12"])
def test_any_day_of_a_week_names_it(reader: Browser, week: str) -> None:
    asked = {"package": "PK00001", "month": "2026-10", "week": week}

    assert "Monday 12 October to Sunday 18 October" in reader.open(HOME, query=asked).main


@pytest.mark.parametrize("week", ["2026-12-14", "soon", ""])
def test_a_week_of_no_meaning_is_the_first_whole_one(reader: Browser, week: str) -> None:
    asked = {"package": "PK00001", "month": "2026-10", "week": week}

    assert "Monday 5 October to Sunday 11 October" in reader.open(HOME, query=asked).main
