"""More time for an answer is offered where the rules give it, and says until when and by which."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal import clock
from portal.cases.clocks.more_time import NO_MORE_TIME, NoMoreTime, room_for_more
from portal.cases.deadlines import DeadlineKind, Due, ExtensionRefused, require_extension
from portal.cases.rule_packs import find_pack, rule_packs
from portal.database import db
from tests.accounts.factories import sign_in
from tests.cases.factories import (
    Sent,
    acknowledge,
    make_case,
    make_committee,
)
from tests.client import Browser, Page
from tests.conftest import NOW

BEGAN, DUE = date(2026, 11, 2), date(2026, 11, 30)
RUNNING = Due(DeadlineKind.ANSWER, BEGAN, DUE)


@pytest.mark.parametrize("code", rule_packs())
@pytest.mark.parametrize("stage", [1, 2, 3])
@pytest.mark.parametrize("days", [-5, 0, 1])
def test_what_is_offered_is_granted_and_not_a_day_more(code: str, stage: int, days: int) -> None:
    pack, today = find_pack(code), DUE + timedelta(days=days)
    room = room_for_more(pack, stage, RUNNING, extended=False, today=today)

    def ask(to: date) -> None:
        require_extension(pack, stage, RUNNING, to=to, reason="The rota.", today=today)

    if room.latest is None:
        assert room.why_not in (NoMoreTime.NONE, NoMoreTime.PASSED)
        with pytest.raises(ExtensionRefused):
            ask(DUE + timedelta(days=1))
    else:
        ask(room.latest)
        with pytest.raises(ExtensionRefused):
            ask(room.latest + timedelta(days=1))


def test_it_is_taken_once_and_only_while_a_clock_runs() -> None:
    pack = find_pack("ENG-LGSCO-CODE-2024")

    assert room_for_more(pack, 1, RUNNING, extended=False, today=BEGAN).latest
    taken = room_for_more(pack, 1, RUNNING, extended=True, today=BEGAN)
    assert (taken.latest, taken.why_not) == (None, NoMoreTime.TAKEN)
    none = room_for_more(pack, 1, None, extended=False, today=BEGAN)
    assert none.why_not is NoMoreTime.NO_CLOCK
    assert set(NO_MORE_TIME) == set(NoMoreTime)


def opened(app: Flask, pack: str) -> tuple[Browser, Page]:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(pack=pack)
        acknowledge(sent, committee["Mair Jones"])
        db.session.remove()
    browser = Browser(app)
    assert sign_in(browser, committee["Mair Jones"]).status == 200
    return browser, _open(browser, sent)


def _open(browser: Browser, sent: Sent) -> Page:
    return browser.open(f"/cases/{sent.reference}").form("Open this case").send("Open this case")


def test_where_the_rules_give_none_it_is_not_offered(app: Flask) -> None:
    browser, page = opened(app, "WAL-SS-2014")

    assert "Take more time for the answer" not in page.links
    assert "Take more time for the answer: the rules give none" in page.main
    alone = browser.open(page.path + "/more-time")
    assert "No more time can be taken: the rules give none." in alone.main
    assert not list(alone.find("main").iter("form"))
    assert alone.follow("Write to the person").heading == "Write to the person"


def test_where_they_do_the_form_says_until_when_and_by_which_rule(app: Flask) -> None:
    _browser, page = opened(app, "ENG-LGSCO-CODE-2024")

    form = page.follow("Take more time for the answer")
    assert "You may take time until 7 December 2026, once." in form.main
    assert "10 working days more than 23 November 2026" in form.main
    assert "Complaint Handling Code" in form.main
    unfinished = form.form("to").fill(to=["7", "12", "2026"]).send()
    assert unfinished.status == 422
    assert any("Say what we still wait for" in each for each in unfinished.errors)
    page = form.form("to").fill(to=["7", "12", "2026"], reason="The rota is missing.").send()
    assert "before, it was 23 November 2026" in page.main
    assert "Take more time for the answer: it was taken once" in page.main


def test_on_the_day_after_nothing_is_offered_any_more(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(pack="ENG-LGSCO-CODE-2024")
        acknowledge(sent, committee["Mair Jones"])
        db.session.remove()

    with clock.stopped_at(NOW + timedelta(days=40)):
        browser = Browser(app)
        assert sign_in(browser, committee["Mair Jones"]).status == 200
        page = _open(browser, sent)
        assert "Take more time for the answer: the day of the answer has passed" in page.main
