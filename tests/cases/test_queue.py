"""The queue is kept while nothing changes, and what was taken from a member is gone at once."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from portal import clock
from portal.accounts.models import Account
from portal.cases.events import RecusalGround
from portal.cases.keys.services import recuse_member
from portal.cases.models import Case
from portal.database import db, transaction
from portal.kept import ON_NO_PAGE
from tests.accounts.factories import sign_in
from tests.cases.factories import Committee, Sent, acknowledge, make_case, make_committee, suspend
from tests.client import Browser
from tests.conftest import NOW
from tests.statements import statements

_TABLES = re.compile(r"\b(?:FROM|JOIN) \"?(\w+)", re.IGNORECASE)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Room:
    """A committee, a case, and the browser of a member who has seen it in the queue."""

    app: Flask
    committee: Committee
    sent: Sent
    mair: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.mair = self.browser_of("Mair Jones")
        assert self.sent.reference in self.mair.open("/cases/").main

    def browser_of(self, name: str) -> Browser:
        browser = Browser(self.app)
        assert sign_in(browser, self.committee[name]).status == 200
        return browser

    def questions(self, browser: Browser) -> list[str]:
        """What the queue asks the database."""
        with self.app.app_context(), statements() as seen:
            assert browser.open("/cases/").status == 200
        return [each for each in seen if each.startswith("SELECT")]


@pytest.fixture
def room(app: Flask) -> Room:
    with app.app_context():
        committee, sent = make_committee(sign_in=True), make_case()
        db.session.remove()
    return Room(app, committee, sent)


def test_a_queue_in_which_nothing_changed_asks_one_question(room: Room) -> None:
    asked = room.questions(room.mair)

    assert len(asked) == 1, asked
    assert "sign_ins" in asked[0]
    assert "public_state" in asked[0]


def test_the_queue_asks_as_much_of_many_cases_as_of_few(room: Room) -> None:
    with room.app.app_context():
        for _ in range(9):
            make_case()
    few = room.questions(room.mair)
    with room.app.app_context():
        for _ in range(30):
            make_case()

    many = room.questions(room.mair)

    assert len(few) == len(many)
    assert len(many) < 14


def test_the_queue_shows_at_once_what_a_colleague_did(room: Room) -> None:
    with room.app.app_context():
        acknowledge(room.sent, room.committee["Huw Rees"])
    assert "Acknowledged" in room.mair.open("/cases/").main

    with room.app.app_context():
        made = make_case()
        with transaction():
            mine = update(Account).where(Account.id == room.committee["Mair Jones"].account.id)
            db.session.execute(mine.values(name="Mair Jones-Parry"))
    page = room.mair.open("/cases/")
    assert made.reference in page.main
    assert "You are Mair Jones-Parry" in page.text


def test_who_steps_back_in_another_tab_has_no_row_left_and_what_is_suspended_is_none(
    room: Room,
) -> None:
    mair = room.committee["Mair Jones"]
    with room.app.app_context(), transaction():
        opened = room.sent.opened_by(mair)
        recuse_member(opened, ground=RecusalGround.HOUSEHOLD, by=mair.account, at=NOW)

    assert room.sent.reference not in room.mair.open("/cases/").main
    huw = room.browser_of("Huw Rees")
    assert room.sent.reference in huw.open("/cases/").main

    with room.app.app_context():
        suspend(room.sent, room.committee["Tom Ellis"])
    assert f"Case {room.sent.reference}: suspended for safeguarding" in huw.open("/cases/").main
    assert not huw.open("/cases/").find_all("div", class_="card")


def test_a_change_that_failed_changes_no_page(room: Room) -> None:
    with room.app.app_context(), pytest.raises(ZeroDivisionError), transaction():
        db.session.execute(update(Case).values(area="Nowhere"))
        raise ZeroDivisionError

    assert len(room.questions(room.mair)) == 1


def test_a_kept_page_holds_nothing_of_the_answer_it_was_made_for(room: Room) -> None:
    with clock.stopped_at(NOW + timedelta(minutes=5)):
        other = room.browser_of("Mair Jones")
        pages = [browser.open("/cases/") for browser in (room.mair, other)]
        found = pages[1].form("words").fill(words="nothing like it").send("Show")

    written = [set(_TOKEN.findall(page.response.get_data(as_text=True))) for page in pages]
    assert [len(tokens) for tokens in written] == [1, 1]
    assert written[0] != written[1]
    assert "No case of yours fits these words" in found.main


def test_a_message_for_one_answer_is_told_once(room: Room) -> None:
    door = room.mair.open(f"/cases/{room.sent.reference}").form("Open this case")
    door.send("Open this case")
    form = room.mair.open(f"/cases/{room.sent.reference}/step-back").form("ground")
    told, again = form.fill(ground="other", sure="y").send(), room.mair.open("/cases/")

    assert len(told.find_all("p", class_="flash")) == 1
    assert not again.find_all("p", class_="flash")
    assert room.sent.reference not in again.main


def test_nothing_that_the_queue_shows_lies_in_a_table_that_is_passed_over(room: Room) -> None:
    with room.app.app_context():
        make_case()
    asked = {table for each in room.questions(room.mair) for table in _TABLES.findall(each)}

    assert {"cases", "grants", "recusals", "case_issues", "deadlines"} <= asked
    assert asked & ON_NO_PAGE == {"sign_ins", "public_state"}
