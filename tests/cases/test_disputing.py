"""A dispute beside a visit: only with the case open, the consent of the home, and its own visit."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.cases.findings import Finding, NoAccessDispute
from portal.cases.models import Case
from portal.cases.reading.queries import read_notes
from portal.cases.services import withdraw_case
from portal.database import db, reading, transaction
from portal.ledger.models import LedgerFact
from portal.visits.figures.periods import Period
from portal.visits.home_code_services import give_home_codes
from portal.visits.models import HomeCode
from portal.visits.no_access.models import VisitDispute
from portal.visits.no_access.queries import standings_in
from tests.accounts.factories import sign_in
from tests.cases.factories import Committee, Sent, acknowledge, make_case, make_committee, vote
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.visits.figures.examples import (
    DAY,
    at,
    attended,
    make_line,
    make_package,
    make_records,
    make_row,
)
from tests.visits.figures.storing import store

OCTOBER = Period.of_month("2026-10")
CONSENT = "She wrote on 9 November that it may stand there."
ANSWERS = {"visit": "V1", "standing": "raised", "agreed_by": "family", "consent": CONSENT}


@dataclass
class Desk:
    """A committee, a case about the home of PK1 on DAY, and a member's browser."""

    app: Flask
    committee: Committee
    sent: Sent

    @property
    def address(self) -> str:
        return f"/cases/{self.sent.reference}"

    @cached_property
    def browser(self) -> Browser:
        """Mair's, signed in once."""
        browser = Browser(self.app)
        sign_in(browser, self.committee["Mair Jones"])
        return browser

    def opened(self) -> Page:
        """The page of the dispute, after the case was opened."""
        page = self.browser.open(self.address)
        if "Open this case" in page.main:
            page.form("Open this case").send("Open this case")
        return self.browser.open(self.address + "/dispute")

    def standings(self) -> dict[Any, Any]:
        with self.app.app_context(), reading():
            return standings_in(OCTOBER)

    def notes(self) -> list[str]:
        with self.app.app_context(), reading():
            opened = self.sent.opened_by(self.committee["Mair Jones"])
            return [note.text for note in read_notes(opened)]


@pytest.fixture
def desk(app: Flask) -> Desk:
    with app.app_context():
        committee = make_committee(sign_in=True)
        store(
            make_records(
                packages=[make_package(), make_package("PK2", person_ref="pers.2")],
                lines=[
                    make_line(),
                    make_line("L2", package_ref="PK2"),
                    make_line("L3", "18:00"),
                ],
                rows=[
                    make_row("V1", status="no_access"),
                    make_row("V2", "L2", status="no_access"),
                    attended(
                        "18:40",
                        "18:50",
                        "V3",
                        line_ref="L3",
                        adj_in_at=at("18:00"),
                        adj_out_at=at("18:30"),
                    ),
                ],
            )
        )
        with transaction():
            give_home_codes(at=NOW)
        code = db.session.scalar(select(HomeCode.code).where(HomeCode.package_ref == "PK1"))
        sent = make_case(subjects=("VIS-NOACC",), happened_on=DAY, home_code=str(code))
        db.session.remove()
    return Desk(app, committee, sent)


def test_a_dispute_is_written_beside_the_visit_and_the_consent_sealed_in_the_case(
    desk: Desk,
) -> None:
    page = desk.opened()
    assert "Wednesday 7 October, 08:00" in page.main

    beside = desk.browser.open(desk.address).main
    assert "Logged from 18:00 to 18:30" in beside
    assert "Changed afterwards First logged from 18:40 to 18:50" in " ".join(beside.split())

    done = page.form("standing").fill(**ANSWERS).send()

    assert "It stands beside the visit" in done.text
    assert desk.standings() == {("L1", DAY): "raised"}
    (note,) = desk.notes()
    assert "Wednesday 7 October, 08:00" in note
    assert "The family" in note and CONSENT in note
    with desk.app.app_context():
        assert desk.sent.case.no_access_dispute is NoAccessDispute.RAISED
        assert CONSENT not in str(db.session.scalars(select(LedgerFact.fact)).all())


def test_without_consent_nothing_is_written_and_nothing_typed_is_lost(desk: Desk) -> None:
    form = desk.opened().form("standing").fill(visit="V1", standing="raised", consent="")

    page = form.send()

    assert page.status == 422
    assert page.errors == [
        "Say who agreed. Without consent nothing is written.",
        "Say how you know that they agreed.",
    ]
    assert page.find("input", name="visit", value="V1").get("checked") is not None
    assert (desk.standings(), desk.notes()) == ({}, [])


def test_only_a_visit_of_this_home_without_access_can_be_disputed(desk: Desk) -> None:
    page = desk.opened()
    assert "V2" not in [choice.get("value") for choice in page.find_all("input", name="visit")]

    refused = page.form("standing").fill(**{**ANSWERS, "visit": "V2"}).send()

    assert refused.status == 422
    assert "Choose one of the visits" in refused.errors[0]
    assert desk.standings() == {}


def test_upheld_waits_for_the_committee(desk: Desk) -> None:
    desk.opened().form("standing").fill(**ANSWERS).send()
    upheld = {**ANSWERS, "standing": "upheld"}

    early = desk.opened().form("standing").fill(**upheld).send()
    assert "The committee has not decided that" in early.errors[0]
    with desk.app.app_context():
        acknowledge(desk.sent, desk.committee.handlers[0])
        for signer in desk.committee.handlers[:5]:
            if desk.sent.case.outcome is None:
                vote(desk.sent, signer, Finding.UPHELD)
        db.session.remove()
    wrong = desk.opened().form("standing").fill(**{**ANSWERS, "standing": "not_upheld"}).send()
    assert wrong.status == 422
    desk.opened().form("standing").fill(**upheld).send()

    assert desk.standings() == {("L1", DAY): "upheld"}
    with desk.app.app_context():
        assert desk.sent.case.no_access_dispute is NoAccessDispute.UPHELD


def test_nothing_is_written_from_a_case_that_was_withdrawn(desk: Desk) -> None:
    page = desk.opened()
    with desk.app.app_context(), transaction():
        withdraw_case(desk.sent.opened_by_complainant(), "", at=NOW)

    refused = page.form("standing").fill(**ANSWERS).send()

    assert "withdrew" in refused.errors[0]
    assert desk.standings() == {}


def test_a_form_that_comes_back_after_half_an_hour_shows_no_visit(desk: Desk) -> None:
    form = desk.opened().form("standing").fill(**{**ANSWERS, "agreed_by": ""})

    with clock.stopped_at(NOW + timedelta(minutes=20)):
        form.page.browser.open("/cases/")
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        page = form.send()

    assert page.status == 422
    assert "7 October" not in page.main
    assert "The thirty minutes are over" in page.main
    assert page.find("input", name="visit").get("value") == "V1"
    assert CONSENT in page.main


def test_without_a_pass_the_page_leads_to_the_door(desk: Desk) -> None:
    page = desk.browser.open(desk.address + "/dispute")

    assert page.path == desk.address
    assert "7 October" not in page.main


def test_a_case_about_another_day_has_nothing_to_dispute(desk: Desk) -> None:
    with desk.app.app_context():
        code = db.session.scalar(select(HomeCode.code).where(HomeCode.package_ref == "PK1"))
        sent = make_case(
            subjects=("VIS-NOACC",), happened_on=date(2026, 10, 20), home_code=str(code)
        )
        db.session.remove()

    page = Desk(desk.app, desk.committee, sent).opened()

    assert "nothing to dispute" in page.main
    assert not page.find_all("input", name="visit")


def test_the_row_beside_the_visit_cannot_be_joined_to_the_case(desk: Desk) -> None:
    desk.opened().form("standing").fill(**ANSWERS).send()

    with desk.app.app_context(), reading():
        row = db.session.scalars(select(VisitDispute)).one()
        case = db.session.scalars(select(Case)).one()
        written = {str(getattr(row, column.key)) for column in VisitDispute.__table__.columns}
        clear = {
            str(getattr(case, column.key))
            for column in Case.__table__.columns
            if column.comment and column.comment.startswith("clear")
        }
    # The place at the visit, and that something was raised, are the same for everybody.
    assert not (written - {"1", "raised"}) & clear
    assert "L1" not in str(clear)
