"""What became of it: asked at two weeks, three and six months, looked into when worse."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.cases.events import EventKind
from portal.cases.findings import Finding
from portal.cases.following.models import FollowUp, RetaliationAlert
from portal.cases.following.queries import (
    home_beside,
    minutes_of_home,
    open_alerts_for,
    two_views_for,
)
from portal.cases.following.services import (
    answer_follow_up,
    ask_what_became_of_it,
    hear_worse,
    settle_alert,
)
from portal.cases.following.turns import (
    AlertFinding,
    AlertOver,
    FollowUpRefused,
    PutRight,
    Turn,
    latest,
    periods_beside,
)
from portal.cases.messages.models import Letter
from portal.cases.queries import told_in
from portal.cases.services import reopen_case
from portal.database import db, reading, transaction
from tests.accounts.factories import sign_in
from tests.cases.factories import Committee, Sent, make_case, make_committee
from tests.cases.test_beside import import_visits
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back
from tests.intake.test_returning import answered

DAY = timedelta(days=1)
TWO_WEEKS = NOW + timedelta(weeks=2)


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def sent(committee: Committee) -> Sent:
    sent = make_case(email="dai@example.net")
    answered(committee, sent)
    return sent


def turns(sent: Sent) -> dict[Turn, FollowUp]:
    with reading():
        db.session.expire_all()
        rows = db.session.scalars(select(FollowUp).where(FollowUp.case_id == sent.case.id))
        return {each.turn: each for each in rows if each.stage == sent.case.stage}


def say(sent: Sent, said: PutRight, *, worse: str = "", at: Any = TWO_WEEKS) -> None:
    with transaction():
        opened = sent.opened_by_complainant()
        answer_follow_up(opened, said, worse=worse, words="So it is.", at=at)


def test_the_person_is_asked_when_the_day_has_come_and_once(sent: Sent) -> None:
    assert ask_what_became_of_it(TWO_WEEKS - DAY) == 0
    assert ask_what_became_of_it(TWO_WEEKS) == 1
    assert ask_what_became_of_it(TWO_WEEKS) == 0

    assert turns(sent)[Turn.TWO_WEEKS].asked_on is not None
    assert turns(sent)[Turn.THREE_MONTHS].asked_on is None
    with reading():
        assert sent.case.events[-1].kind is EventKind.ASKED_AGAIN
        letters = select(Letter).where(Letter.case_id == sent.case.id)
        assert db.session.scalars(letters).one().sent_on is None


def test_after_months_without_a_worker_somebody_is_asked_once(sent: Sent) -> None:
    assert ask_what_became_of_it(NOW + timedelta(days=120)) == 1

    assert turns(sent)[Turn.TWO_WEEKS].lapsed_on is not None
    assert turns(sent)[Turn.THREE_MONTHS].asked_on is not None


def test_what_was_found_and_what_is_said_of_it_stay_two_facts(
    committee: Committee, sent: Sent
) -> None:
    ask_what_became_of_it(TWO_WEEKS)

    say(sent, PutRight.NO)

    with reading():
        assert sent.case.outcome is Finding.UPHELD
        views = two_views_for(committee["Mair Jones"].account)
        assert [(each.finding, each.said[PutRight.NO], each.worse) for each in views] == [
            (Finding.UPHELD, 1, 0)
        ]
        # Who cannot open the case is not told that it is counted.
        assert two_views_for(committee["Nia Wyn"].account) == []
    with pytest.raises(FollowUpRefused):
        say(sent, PutRight.YES)
    assert turns(sent)[Turn.TWO_WEEKS].put_right is PutRight.NO


def test_nobody_is_asked_about_an_answer_that_was_not_the_last(sent: Sent) -> None:
    with transaction():
        reopen_case(sent.opened_by_complainant(), "It is not resolved.", at=NOW + DAY)

    assert ask_what_became_of_it(TWO_WEEKS) == 0
    with pytest.raises(FollowUpRefused):
        say(sent, PutRight.YES)


def test_worse_opens_one_alert_and_somebody_settles_it_once(
    committee: Committee, sent: Sent
) -> None:
    ask_what_became_of_it(TWO_WEEKS)
    mair = committee["Mair Jones"]

    say(sent, PutRight.PARTLY, worse="They come an hour late now.")
    with transaction():
        hear_worse(sent.opened_by_complainant(), "And again.", at=TWO_WEEKS)

    with reading():
        assert len(open_alerts_for(mair.account)) == 1
        assert open_alerts_for(committee["Nia Wyn"].account) == []
    with transaction():
        settle_alert(
            sent.opened_by(mair), AlertFinding.GOT_WORSE, "So it is.", by=mair.account, at=TWO_WEEKS
        )
    with pytest.raises(AlertOver), transaction():
        settle_alert(
            sent.opened_by(mair), AlertFinding.NOT_SHOWN, "No.", by=mair.account, at=TWO_WEEKS
        )
    with reading():
        row = db.session.scalars(select(RetaliationAlert)).one()
        assert (row.finding, row.settled_by_id) == (AlertFinding.GOT_WORSE, mair.account.id)


def test_the_homes_minutes_before_and_since_are_looked_up_with_the_case(
    committee: Committee,
) -> None:
    code = import_visits()
    sent = make_case(home_code=code)
    with transaction():
        # As if it had come in the middle of the month that is on record.
        sent.case.received_on = date(2026, 10, 6)
        hear_worse(sent.opened_by_complainant(), "They come late now.", at=NOW)

    with reading():
        opened = sent.opened_by(committee["Mair Jones"])
        (alert,) = open_alerts_for(committee["Mair Jones"].account)
        beside = home_beside(opened.case, told_in(opened), until=alert.raised_on)
        whole = minutes_of_home("PKA", date(2026, 10, 1), date(2026, 10, 31))

    assert 0 < whole.delivered <= whole.agreed
    assert whole.share == round(100 * whole.delivered / whole.agreed)
    assert beside.since is not None
    assert beside.since.first_on > date(2026, 10, 6)
    assert beside.since.agreed > 0


def test_the_person_answers_on_the_page_of_the_receipt(
    app: Flask, browser: Browser, database: Any
) -> None:
    committee = make_committee(sign_in=True)
    sent = make_case()
    answered(committee, sent)
    signer = committee["Mair Jones"]
    member = Browser(app)
    with clock.stopped_at(TWO_WEEKS):
        page = come_back(browser, sent.receipt.code)
        assert "It is some time since we answered" not in page.main
        ask_what_became_of_it(TWO_WEEKS)
        page = browser.open("/return/case").follow("Tell us what became of it")
        refused = page.form("put_right").fill(worse="They come late now.").send("Send")
        assert refused.status == 422
        assert "They come late now." in refused.main
        done = refused.form("put_right").fill(put_right="no", words="Still late.").send("Send")
        assert "Thank you. The committee can read it now." in done.text
        assert "It is some time since we answered" not in done.main
        assert "They come late now." in done.main

        sign_in(member, signer)
        queue = member.open("/cases/")
        assert "Something got worse after somebody spoke up" in queue.main
        case = member.open(f"/cases/{sent.reference}").form("Open this case").send()
        assert "Two weeks after the answer" in case.main
        settle = case.follow("Something got worse after speaking up: look into it")
        assert "The home is not known, or there is no record of its visits." in settle.main
        since = case.follow("See this home before and since")
        assert "The home is not known, or there is no record of its visits." in since.main
        settle.form("finding").fill(finding="got_worse", words="It is put right.").send()
        views = member.open("/cases/what-became-of-it")
        assert "Nothing waits to be looked into." in views.main
        assert "It is put right." in browser.open("/return/case").main


def test_the_times_beside_are_equally_long() -> None:
    received = date(2026, 11, 3)
    before, since = periods_beside(
        received, raised_on=date(2026, 11, 17), last_on_record=date(2026, 12, 1), most=28 * DAY
    )

    assert since == (date(2026, 11, 4), date(2026, 11, 17))
    assert before == (date(2026, 10, 20), date(2026, 11, 2))
    assert latest([], received) is None
