"""The page of visits without access: evidence, steps, and two kinds of dispute kept apart."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.visits.figures.figures import figures_of
from portal.visits.figures.periods import Period
from portal.visits.no_access.models import VisitDispute
from portal.visits.no_access.queries import VisitKey, disputes_of, month_without_access
from portal.visits.no_access.services import write_dispute
from portal.visits.no_access.standings import DisputeRefused, Standing
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.visits.figures.examples import DAY, attended, make_line, make_records, make_row
from tests.visits.figures.storing import store

OCTOBER = Period.of_month("2026-10")
LATE = date(2026, 11, 5)
RECORDS = make_records(
    lines=[make_line(), make_line("L2", "12:00")],
    rows=[
        make_row("V1", status="no_access", disputed_by="neighbour", dispute_result="upheld"),
        make_row("V2", "L2", status="no_access", slip_time_written=720),
        attended("08:00", "08:30", visit_ref="V3", service_date=date(2026, 10, 8)),
        make_row("V4", service_date=LATE, status="no_access"),
    ],
)


@pytest.fixture
def stored(database: Any) -> None:
    """Two visits without access on a day of October, one of them disputed by the source."""
    store(RECORDS)
    db.session.remove()


def show(app: Flask, *more: Permission, month: str = "2026-10") -> Page:
    browser = Browser(app)
    sign_in(browser, make_account_of(app, Permission.READ_FIGURES, *more))
    return browser.open("/visits/no-access", query={"month": month})


@pytest.mark.usefixtures("stored")
def test_each_visit_has_its_evidence_its_steps_and_its_disputes(app: Flask) -> None:
    page = show(app)

    assert page.heading == "No access in October 2026"
    one, two = [
        " ".join(" ".join(box.itertext()).split())
        for box in page.find_all("section", class_="box")
        if box.get("aria-labelledby", "").startswith("visit-")
    ]
    assert "NA-X Contradicted" in one
    assert "a neighbour: upheld" in one
    assert "NA-S Only a slip" in two
    assert "The procedure was not followed" in two
    assert "Left a slip with the time on it Yes" in two


@pytest.mark.usefixtures("stored")
def test_each_visit_leads_the_office_to_the_week_of_its_home(app: Flask) -> None:
    assert "The week of this home" not in show(app).main

    page = show(app, Permission.IMPORT_VISITS).follow("The week of this home")

    assert page.heading == "Home PK1 in October 2026"
    # The seventh is a Wednesday.
    assert "Monday 5 October to Sunday 11 October" in page.main


@pytest.mark.usefixtures("stored")
def test_the_figures_are_those_of_the_figures_page(app: Flask) -> None:
    with reading():
        found = month_without_access(OCTOBER)

    expected = figures_of(RECORDS, period=OCTOBER, as_of=date(2026, 11, 9)).whole.indicators
    assert {figure.indicator.id: figure for figure in found.figures} == {
        key: expected[key] for key in expected if key.startswith(("V3", "V4", "V5"))
    }
    assert found.final_visits == len(found.visits) == 2


@pytest.mark.usefixtures("stored")
def test_a_dispute_through_a_case_stands_beside_and_moves_no_figure(app: Flask) -> None:
    with reading():
        before = month_without_access(OCTOBER)

    with transaction():
        write_dispute(VisitKey("L2", DAY), Standing.RAISED)
        write_dispute(VisitKey("L2", DAY), Standing.UPHELD)

    with reading():
        after = month_without_access(OCTOBER)
    assert after.figures == before.figures
    assert (before.standings, after.standings) == ({}, {Standing.UPHELD: 1})
    assert [visit.standing for visit in after.visits] == [None, Standing.UPHELD]
    assert "Disputed through a caseUpheld: the record was wrong" in show(app).main


@pytest.mark.usefixtures("stored")
def test_what_is_not_final_is_listed_and_not_counted(app: Flask) -> None:
    with transaction():
        write_dispute(VisitKey("L1", LATE), Standing.RAISED)

    with reading():
        found = month_without_access(Period.of_month("2026-11"))

    assert [visit.is_final for visit in found.visits] == [False]
    assert (found.final_visits, found.standings) == (0, {})
    assert "May still be corrected" in show(app, month="2026-11").main


@pytest.mark.usefixtures("stored")
def test_a_dispute_is_raised_before_it_is_decided_and_nothing_is_written_twice() -> None:
    key = VisitKey("L1", DAY)
    with pytest.raises(DisputeRefused, match="raised first"), transaction():
        write_dispute(key, Standing.UPHELD)
    with transaction():
        write_dispute(key, Standing.RAISED)
    with pytest.raises(DisputeRefused, match="stands beside the visit already"), transaction():
        write_dispute(key, Standing.RAISED)
    with transaction():
        write_dispute(key, Standing.NOT_UPHELD)
        write_dispute(key, Standing.RAISED)

    with reading():
        assert [row.standing for row in disputes_of(key)] == ["raised", "not_upheld", "raised"]


@pytest.mark.usefixtures("stored")
def test_a_dispute_is_only_ever_added() -> None:
    key = VisitKey("L1", DAY)
    with transaction():
        write_dispute(key, Standing.RAISED)

    with pytest.raises(TypeError, match="only ever added"), transaction():
        disputes_of(key)[0].standing = Standing.UPHELD
    with pytest.raises(TypeError, match="only ever added"), transaction():
        db.session.delete(disputes_of(key)[0])


def test_a_dispute_names_neither_case_nor_person_nor_day_of_writing() -> None:
    assert set(VisitDispute.__table__.columns.keys()) == {
        "id", "line_ref", "service_date", "position", "standing",
    }  # fmt: skip
    assert not VisitDispute.__table__.foreign_keys


def test_empty_months_say_so(app: Flask) -> None:
    assert "no visits on record yet" in show(app).main
    with app.app_context():
        store(make_records([make_line()], [attended("08:00", "08:30")]))
        db.session.remove()
    assert "every carer got in" in show(app).main


def test_the_page_is_for_those_who_may_read_figures(app: Flask) -> None:
    browser = Browser(app)
    assert "sign-in" in browser.open("/visits/no-access").path
    sign_in(browser, make_account_of(app, Permission.READ_CASES))
    assert browser.open("/visits/no-access").status == 403
