"""What the desk says is to be done today: of what this member may see, and of nothing else."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from portal import clock
from portal.accounts.permissions import Permission
from portal.cases.deciding.services import compare_with_record
from portal.cases.events import RecusalGround
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.keys.services import recuse_member
from portal.cases.models import Case
from portal.cases.routing.services import add_row, begin_table, propose_table
from portal.cases.services import answer_case
from portal.cases.standing.services import ask_standing
from portal.cases.standing.standings import Evidence, Standing
from portal.database import db, transaction
from tests.accounts.factories import make_account_of, sign_in
from tests.cases.factories import (
    Committee,
    Sent,
    acknowledge,
    decide,
    make_case,
    make_committee,
    suspend,
    vote,
)
from tests.cases.test_routing import TO_THE_OUTSIDE
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.statements import statements


@dataclass
class Desk:
    """A committee that can sign in, and a case that came just now."""

    app: Flask
    committee: Committee
    sent: Sent

    browsers: dict[tuple[str, date], Browser] = field(default_factory=dict)

    def of(self, name: str) -> Page:
        """The desk of that member; a code signs in once, so the browser of the day is kept."""
        key = name, clock.today()
        if key not in self.browsers:
            self.browsers[key] = Browser(self.app)
            assert sign_in(self.browsers[key], self.committee[name]).status == 200
        return self.browsers[key].open("/accounts/desk")

    def compare(self) -> None:
        with self.app.app_context():
            acknowledge(self.sent, self.committee["Huw Rees"])
            with transaction():
                compare_with_record(
                    self.sent.case,
                    RecordMatch.AGREES,
                    NoAccessDispute.NONE,
                    by=self.committee["Huw Rees"].account,
                    at=NOW,
                )


@pytest.fixture
def desk(app: Flask) -> Desk:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(email="dai@example.net")
        db.session.remove()
    return Desk(app, committee, sent)


def test_what_is_late_and_what_is_due_is_counted_and_leads_there(desk: Desk) -> None:
    assert "Nothing is due today" in desk.of("Mair Jones").main

    with clock.stopped_at(NOW + timedelta(days=1)):
        assert "1 due tomorrow" in desk.of("Mair Jones").main
    with clock.stopped_at(NOW + timedelta(days=2)):
        assert "1 due today" in desk.of("Mair Jones").main
    with clock.stopped_at(NOW + timedelta(days=3)):
        page = desk.of("Mair Jones")
        assert "1 overdue" in page.main
        assert desk.sent.reference in page.follow("1 overdue").main


def test_before_a_day_off_the_desk_speaks_of_the_next_working_day(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        monday = (NOW + timedelta(days=7)).date()
        assert monday.isoweekday() == 1
        for each in desk.sent.case.deadlines:
            each.due_on = monday
        desk.sent.case.due_on = monday

    with clock.stopped_at(NOW + timedelta(days=4)):
        assert "1 due by Monday 16 November" in desk.of("Mair Jones").main


def test_nothing_is_counted_of_what_a_member_may_not_see(desk: Desk) -> None:
    desk.compare()
    with desk.app.app_context(), transaction():
        huw = desk.committee["Huw Rees"]
        opened = desk.sent.opened_by(huw)
        recuse_member(opened, ground=RecusalGround.HOUSEHOLD, by=huw.account, at=NOW)

    with clock.stopped_at(NOW + timedelta(days=90)):
        assert "1 overdue" in desk.of("Mair Jones").main
        for name in ("Huw Rees", "Nia Wyn"):
            assert "Nothing is due today" in desk.of(name).main
    with desk.app.app_context():
        suspend(desk.sent, desk.committee["Mair Jones"])
    with clock.stopped_at(NOW + timedelta(days=90)):
        assert "Nothing is due today" in desk.of("Gwen Pugh").main


def test_a_vote_waits_once_somebody_began_to_decide_and_until_this_member_voted(
    desk: Desk,
) -> None:
    with desk.app.app_context():
        acknowledge(desk.sent, desk.committee["Huw Rees"])
    assert "vote" not in desk.of("Mair Jones").main.split("Your work")[0]

    with desk.app.app_context():
        vote(desk.sent, desk.committee["Huw Rees"], Finding.UPHELD)
    page = desk.of("Mair Jones")
    listed = page.follow("1 vote waits for you")
    assert desk.sent.reference in listed.main
    assert "A vote waits for you" in listed.main
    assert "vote waits" not in desk.of("Huw Rees").main

    with desk.app.app_context():
        vote(desk.sent, desk.committee["Mair Jones"], Finding.UPHELD)
    assert "vote waits" not in desk.of("Mair Jones").main


def test_the_comparison_alone_begins_the_decision(desk: Desk) -> None:
    desk.compare()

    assert "1 vote waits for you" in desk.of("Mair Jones").main


def test_a_request_of_another_waits_for_a_yes_or_no_and_ones_own_does_not(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        huw = desk.committee["Huw Rees"]
        ask_standing(
            desk.sent.opened_by(huw),
            Standing.REPRESENTATIVE_ACCEPTED,
            Evidence.POWER,
            "I saw it.",
            by=huw.account,
            at=NOW,
        )

    page = desk.of("Mair Jones")
    assert "1 waits for your yes or no" in page.main
    assert "Two members have to agree" in page.follow("1 waits for your yes or no").main
    assert "yes or no" not in desk.of("Huw Rees").main


def test_a_routing_table_waits_for_the_others_and_not_for_who_proposed_it(desk: Desk) -> None:
    with desk.app.app_context(), transaction():
        mair = desk.committee["Mair Jones"].account
        table = begin_table(by=mair, at=NOW)
        add_row(table, TO_THE_OUTSIDE, position=1, by=mair, at=NOW)
        propose_table(table, by=mair, at=NOW)

    page = desk.of("Huw Rees").follow("A table of who gets which case waits for a second member")
    assert page.heading == "Who gets which case"
    assert "waits for a second member" not in desk.of("Mair Jones").main


def test_a_letter_that_waits_is_counted(desk: Desk) -> None:
    with desk.app.app_context():
        acknowledge(desk.sent, desk.committee["Huw Rees"])

    assert "1 letter to send" in desk.of("Mair Jones").main


def test_an_answered_case_says_that_it_can_be_closed(desk: Desk) -> None:
    with desk.app.app_context():
        decide(desk.sent, desk.committee)
    browser = Browser(desk.app)
    sign_in(browser, desk.committee["Mair Jones"])
    assert "Decided" in browser.open("/cases/").main

    with desk.app.app_context(), transaction():
        mair = desk.committee["Mair Jones"]
        answer_case(desk.sent.opened_by(mair), "We found this.", by=mair.account, at=NOW)

    page = browser.open("/cases/")
    assert "Answered: can be closed" in page.main
    assert "Decided" not in page.main


def test_somebody_who_reads_no_cases_has_no_such_box(desk: Desk) -> None:
    secretary = make_account_of(desk.app, Permission.KEEP_REGISTER)
    browser = Browser(desk.app)
    assert sign_in(browser, secretary).status == 200

    assert "Nothing is due today" not in browser.open("/accounts/desk").main


def test_the_desk_asks_as_much_of_many_cases_as_of_few(desk: Desk) -> None:
    browser = Browser(desk.app)
    sign_in(browser, desk.committee["Mair Jones"])

    def asked() -> int:
        with desk.app.app_context(), statements() as seen:
            assert browser.open("/accounts/desk").status == 200
        return len([each for each in seen if each.startswith("SELECT")])

    few = asked()
    with desk.app.app_context():
        for _ in range(9):
            make_case()
        with transaction():
            db.session.execute(update(Case).values(area="Menai South"))

    assert asked() == few
    assert few < 12
