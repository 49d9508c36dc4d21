"""Once a case has ended no clock asks for anything; what is late says to whom it was passed on."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal import clock
from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.clocks.calls import Call, day_of_call
from portal.cases.deadlines import DeadlineKind
from portal.cases.ending.endings import Leave
from portal.cases.ending.services import refer_case
from portal.cases.services import answer_case, withdraw_case
from portal.cases.working_days import nth_working_day_after
from portal.database import db, transaction
from tests.accounts.factories import sign_in
from tests.cases.factories import Committee, Sent, acknowledge, decide, make_case, make_committee
from tests.client import Browser, Page
from tests.conftest import NOW


@pytest.fixture
def room(app: Flask) -> tuple[Committee, Sent]:
    with app.app_context():
        committee, sent = make_committee(sign_in=True), make_case()
        acknowledge(sent, committee["Mair Jones"])
        db.session.remove()
    return committee, sent


def page_of(app: Flask, committee: Committee, sent: Sent) -> Page:
    browser = Browser(app)
    assert sign_in(browser, committee["Mair Jones"]).status == 200
    return browser.open(f"/cases/{sent.reference}").form("Open this case").send("Open this case")


@pytest.mark.parametrize("how", ["passed on", "withdrawn"])
def test_a_case_that_ended_shows_no_day_that_is_due(
    app: Flask, room: tuple[Committee, Sent], how: str
) -> None:
    committee, sent = room
    with app.app_context(), transaction():
        mair = committee["Mair Jones"]
        if how == "passed on":
            refer_case(
                sent.opened_by(mair), "It is theirs.", body="The council", leave=Leave.AGREED,
                by=mair.account, at=NOW,
            )  # fmt: skip
        else:
            withdraw_case(sent.opened_by_complainant(), "", at=NOW)

    with clock.stopped_at(NOW + timedelta(days=60)):
        page = page_of(app, committee, sent)

    assert "Ended on 9 November 2026: nothing is due any more" in page.main
    assert "Was due" not in page.main
    assert "Due on" not in page.main
    assert "Nothing is to be done by you now" in page.main


def test_an_answered_case_is_no_longer_called_decided(
    app: Flask, room: tuple[Committee, Sent]
) -> None:
    committee, sent = room
    other = make_other(app, committee)
    assert "Decided" in page_of(app, committee, other).main.split("What was said")[0]

    with app.app_context(), transaction():
        mair = committee["Mair Jones"]
        answer_case(other.opened_by(mair), "We found this.", by=mair.account, at=NOW)
    browser = Browser(app)
    sign_in(browser, committee["Huw Rees"])
    browser.open(f"/cases/{other.reference}").form("Open this case").send("Open this case")
    head = browser.open(f"/cases/{other.reference}").main.split("What was said")[0]
    assert "Answered: can be closed" in head
    assert "Decided" not in head
    assert sent.reference not in head


def make_other(app: Flask, committee: Committee) -> Sent:
    with app.app_context():
        sent = make_case()
        decide(sent, committee)
        db.session.remove()
    return sent


def test_escalated_says_to_whom_and_when(app: Flask, room: tuple[Committee, Sent]) -> None:
    committee, sent = room
    with app.app_context():
        running = sent.case.running(DeadlineKind.ANSWER)
        assert running is not None
        due_on = running.due_on
        told_on = day_of_call(Call.CHAIR, DeadlineKind.ANSWER, due_on, "WAL")
        late = NOW + (told_on - NOW.date())
        db.session.rollback()
        look_at_clocks(late)
        assert sent.case.escalated_on == told_on
        db.session.remove()

    with clock.stopped_at(late):
        main = page_of(app, committee, sent).main

    assert f"so from {_day(told_on)} on this is passed on: first to the chair" in main


@pytest.mark.parametrize("due_on", [date(2026, 11, 9) + timedelta(days=each) for each in range(30)])
def test_what_the_page_says_of_passing_on_is_what_the_rule_does(due_on: date) -> None:
    chair = day_of_call(Call.CHAIR, DeadlineKind.ANSWER, due_on, "WAL")
    everybody = day_of_call(Call.COMMITTEE, DeadlineKind.ANSWER, due_on, "WAL")
    outside = day_of_call(Call.OUTSIDE, DeadlineKind.ANSWER, due_on, "WAL")

    assert due_on < chair < everybody < outside
    assert outside == nth_working_day_after(due_on, 10, "WAL")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
