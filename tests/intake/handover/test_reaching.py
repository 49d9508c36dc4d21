"""People without a computer are rung or written to, and a lost receipt is given out anew."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock, config
from portal.cases.events import EventKind, RecusalGround
from portal.cases.following.services import ask_what_became_of_it
from portal.cases.keys.services import recuse_member
from portal.cases.messages.services import write_to_complainant
from portal.cases.queries import open_case
from portal.cases.services import acknowledge_case, answer_case
from portal.database import db, reading, transaction
from portal.intake.handover.models import CallerReached, CallerWish, Handover
from portal.intake.handover.queries import calls_for
from portal.intake.handover.reaching_services import note_reached
from portal.intake.handover.ways import NextStep, Wish
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.vault.receipts import receipt_of
from tests.accounts.factories import Signer, sign_in
from tests.cases.factories import Committee, Sent, decide, make_case, make_committee
from tests.cases.test_deleting import delete
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.intake.factories import code_on, come_back, make_home
from tests.intake.handover.factories import (
    ADDRESS,
    PHONE,
    WORDS,
    change,
    make_clerk,
    signed_in,
    take_down,
    taken_code,
    the_case,
)

SAID = "We have read it. Was anybody else there?"
CALLER = {"name": "Ann Ellis", "phone": PHONE, "other": ADDRESS}


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee(sign_in=True)


@pytest.fixture
def mair(committee: Committee) -> Signer:
    return committee["Mair Jones"]


@pytest.fixture
def handler(app: Flask, mair: Signer) -> Browser:
    return signed_in(app, mair)


@pytest.fixture
def clerk(app: Flask, committee: Committee) -> Browser:
    return signed_in(app, make_clerk())


def acknowledge(signer: Signer) -> None:
    reference = the_case().reference
    with transaction():
        opened = open_case(reference, signer.account, signer.private_key)
        acknowledge_case(opened, SAID, by=signer.account, at=NOW)


def step_of(signer: Signer) -> NextStep:
    db.session.rollback()
    with reading():
        (call,) = calls_for(signer.account)
    return call.step


def open_it(handler: Browser) -> Page:
    reference = the_case().reference
    return handler.open(f"/cases/{reference}").form("Open this case").send("Open this case")


def events() -> list[EventKind]:
    db.session.rollback()
    with reading():
        return [event.kind for event in the_case().events]


def test_who_asked_to_be_rung_is_work_until_it_is_done(
    clerk: Browser, handler: Browser, mair: Signer
) -> None:
    take_down(clerk, wish="ring_back", **CALLER)
    assert "Acknowledge the case, then ring and say so" in handler.open("/handover/calls").main
    acknowledge(mair)
    page = handler.open("/handover/calls")
    assert "Ring, and say what we wrote" in page.main
    assert PHONE not in page.main
    assert "Ann Ellis" not in page.main

    page = page.follow("Note that it is done").form("done_on").send("It is done")

    assert "Up to date" in page.main
    assert "Last done on 9 November 2026 by Mair Jones" in page.main
    assert events()[-1] is EventKind.REACHED

    page = page.form("Take the last one back").send()

    assert "Ring, and say what we wrote" in page.main
    assert events()[-1] is EventKind.NOT_REACHED
    with reading():
        row = db.session.scalars(select(CallerReached)).one()
    assert row.undone_on is not None
    assert row.undone_by_id == mair.id


def test_what_was_written_while_somebody_rang_still_has_to_be_said(
    clerk: Browser, handler: Browser, mair: Signer
) -> None:
    take_down(clerk, wish="ring_back", **CALLER)
    acknowledge(mair)
    reference = the_case().reference
    form = handler.open(f"/handover/calls/{reference}/done").form("done_on")
    with transaction():
        opened = open_case(reference, mair.account, mair.private_key)
        write_to_complainant(opened, "One more thing.", by=mair.account, at=NOW)

    form.send("It is done")

    assert step_of(mair) is NextStep.NEWS


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (["", "", ""], "Enter the day on which it was done."),
        (["10", "11", "2026"], "This day has not come yet. Please check it."),
        (["1", "11", "2026"], "Enter a day between the day it reached us and today."),
    ],
)
def test_a_day_on_which_it_cannot_have_been_is_refused(
    clerk: Browser, handler: Browser, day: list[str], sentence: str
) -> None:
    take_down(clerk, wish="ring_back", **CALLER)

    page = handler.open(f"/handover/calls/{the_case().reference}/done").form("done_on")
    page = page.fill(done_on=day).send("It is done")

    assert page.status == 422
    assert page.errors == [sentence]
    assert db.session.scalars(select(CallerReached)).all() == []


def test_how_to_reach_somebody_is_shown_once_and_the_ledger_says_to_whom(
    clerk: Browser, handler: Browser
) -> None:
    take_down(clerk, wish="ring_back", **CALLER)
    case = the_case()
    door = handler.open(f"/handover/calls/{case.reference}/reach")
    assert PHONE not in door.main

    page = door.form("Show me").send("Show me")

    assert PHONE in page.main
    assert "Ann Ellis" in page.main
    _entry, fact = facts_about(case.id)[-1]
    assert fact.kind is EntryKind.IDENTITY_READ
    assert fact.fact["by"] == "Mair Jones"
    assert events()[-1] is EventKind.IDENTITY_READ


def test_who_did_not_ask_to_be_reached_is_not_shown(handler: Browser) -> None:
    sent = make_case(name="Dai Beddoes", email="dai@example.net")

    page = handler.open(f"/handover/calls/{sent.reference}/reach").form("Show me").send("Show me")

    assert page.status == 422
    assert page.errors == ["This person did not ask to be rung or written to."]
    assert "dai@example.net" not in page.main


def test_the_letter_has_the_answer_and_the_code_only_on_its_slip(
    app: Flask, clerk: Browser, handler: Browser, mair: Signer
) -> None:
    old = taken_code(clerk, wish="letter", **CALLER)
    acknowledge(mair)
    open_it(handler)

    form = handler.open(f"/handover/calls/{the_case().reference}/letter").form("slip")
    page = form.fill(slip="new").send("Show the letter")
    code = code_on(page)

    assert ADDRESS in page.main
    assert SAID in page.main
    assert "Cut here" in page.main
    assert WORDS not in page.main
    letter = page.main.split("Cut here")[0]
    assert code.split("-")[0] not in letter
    assert "stopped working on 9 November 2026" in come_back(Browser(app), old).errors[0]
    assert WORDS in change(Browser(app), code).follow("I have kept it").main

    page = page.form("It is posted today").send()
    assert "Up to date" in page.main


def test_a_letter_without_a_code_leaves_the_old_one_good(
    app: Flask, clerk: Browser, handler: Browser, mair: Signer
) -> None:
    code = taken_code(clerk, wish="letter", **CALLER)
    acknowledge(mair)
    open_it(handler)

    form = handler.open(f"/handover/calls/{the_case().reference}/letter").form("slip")
    page = form.fill(slip="none").send("Show the letter")

    assert "Cut here" not in page.main
    assert change(Browser(app), code).heading == "This is your own receipt"


def test_a_letter_needs_the_case_open(clerk: Browser, handler: Browser) -> None:
    take_down(clerk, wish="letter", **CALLER)
    address = f"/handover/calls/{the_case().reference}/letter"

    assert handler.open(address).heading.startswith("Case")
    open_it(handler)
    form = handler.open(address).form("slip").fill(slip="none")
    with clock.stopped_at(NOW + timedelta(minutes=9)):
        assert form.send("Show the letter").heading.startswith("The letter")
    with clock.stopped_at(NOW + timedelta(minutes=29)):
        handler.open("/handover/calls")
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        page = form.send("Show the letter")
    assert ADDRESS not in page.main


def test_a_letter_is_in_the_language_of_the_person(
    clerk: Browser, handler: Browser, mair: Signer
) -> None:
    take_down(clerk, wish="letter", language="cy", **CALLER)
    acknowledge(mair)
    open_it(handler)

    form = handler.open(f"/handover/calls/{the_case().reference}/letter").form("slip")
    page = form.fill(slip="none").send("Show the letter")

    assert [each.get("lang") for each in page.find_all("div") if each.get("lang")] == ["cy"]


def test_a_lost_receipt_is_given_out_anew_after_a_call_back(
    app: Flask, clerk: Browser, handler: Browser
) -> None:
    fresh = code_on(change(Browser(app), taken_code(clerk, wish="ring_back", **CALLER)))
    case = the_case()
    form = handler.open(f"/handover/calls/{case.reference}/new-code").form("called_back")

    page = form.fill(called_back="rang").send("Give out a new code")
    code = code_on(page)

    assert "stopped working on 9 November 2026" in come_back(Browser(app), fresh).errors[0]
    _entry, fact = facts_about(case.id)[-1]
    assert (fact.kind, fact.fact["by"]) == (EntryKind.RECEIPT_REISSUED, "Mair Jones")
    assert events()[-1] is EventKind.REISSUED
    assert WORDS in change(Browser(app), code).follow("I have kept it").main


def test_a_receipt_that_is_open_elsewhere_dies_at_once(
    app: Flask, clerk: Browser, handler: Browser
) -> None:
    thief = Browser(app)
    change(thief, taken_code(clerk, **CALLER))
    assert WORDS in thief.open("/return/case").main

    form = handler.open(f"/handover/calls/{the_case().reference}/new-code").form("called_back")
    form.fill(called_back="rang").send("Give out a new code")

    assert thief.open("/return/case").path == "/return"


def test_without_a_call_back_there_is_no_code(clerk: Browser, handler: Browser) -> None:
    code = taken_code(clerk, **CALLER)

    form = handler.open(f"/handover/calls/{the_case().reference}/new-code").form("called_back")
    page = form.send("Give out a new code")

    assert page.status == 422
    assert page.errors == ["Call back first: without that the code could go to somebody else."]
    assert come_back(Browser(handler.app), code).status == 200


def test_who_left_no_number_gets_no_code(handler: Browser) -> None:
    sent = make_case(email="dai@example.net")

    form = handler.open(f"/handover/calls/{sent.reference}/new-code").form("called_back")
    page = form.fill(called_back="rang").send("Give out a new code")

    assert page.status == 422
    assert page.errors[0].startswith("The person left no number and no postal address")
    assert come_back(Browser(handler.app), sent.receipt.code).heading == "Where it stands"


def test_the_button_pressed_twice_gives_out_one_code(clerk: Browser, handler: Browser) -> None:
    take_down(clerk, **CALLER)
    form = handler.open(f"/handover/calls/{the_case().reference}/new-code").form("called_back")
    form.fill(called_back="rang")

    pages = [form.send("Give out a new code") for _ in range(2)]

    assert code_on(pages[0]) == code_on(pages[1])
    change(Browser(handler.app), code_on(pages[0]))
    late = form.send("Give out a new code")
    assert late.errors == [
        "This page was sent before, and its code is used. Go back and begin anew."
    ]


def test_whoever_stepped_back_finds_nobody_to_ring(
    clerk: Browser, handler: Browser, mair: Signer
) -> None:
    take_down(clerk, wish="ring_back", **CALLER)
    reference = the_case().reference
    with transaction():
        opened = open_case(reference, mair.account, mair.private_key)
        recuse_member(opened, ground=RecusalGround.HOUSEHOLD, by=mair.account, at=NOW)

    assert "There is nobody at present." in handler.open("/handover/calls").main
    for last in ("reach", "done", "letter", "new-code"):
        assert handler.open(f"/handover/calls/{reference}/{last}").status == 404


def test_when_the_case_is_deleted_nothing_of_it_stays_here(
    app: Flask, clerk: Browser, handler: Browser, committee: Committee, mair: Signer
) -> None:
    code = taken_code(clerk, wish="ring_back", home_code=make_home(), place="", **CALLER)
    acknowledge(mair)
    done = handler.open(f"/handover/calls/{the_case().reference}/done").form("done_on")
    done.send("It is done")
    sent = Sent(the_case().reference, receipt_of(code, config.secret("receipt")), "")

    delete(sent, committee)

    for table in (Handover, CallerWish, CallerReached):
        assert db.session.scalars(select(table)).all() == []
    db.session.rollback()
    assert "was deleted" in come_back(Browser(app), code).main


def test_who_cannot_come_back_is_asked_by_telephone_whether_it_was_put_right(
    app: Flask, database: Any
) -> None:
    committee = make_committee(sign_in=True)
    sent = make_case()
    mair = committee["Mair Jones"]
    with transaction():
        db.session.add(CallerWish(case_id=sent.case.id, wish=Wish.RING_BACK))
    decide(sent, committee)
    with transaction():
        answer_case(sent.opened_by(mair), "It is upheld.", by=mair.account, at=NOW)
        note_reached(sent.case, on=NOW.date(), upto=99, by=mair.account, at=NOW)
    later = NOW + timedelta(weeks=3)
    ask_what_became_of_it(later)

    with clock.stopped_at(later):
        browser = Browser(app)
        sign_in(browser, mair)
        listed = browser.open("/handover/calls")
        browser.open(f"/cases/{sent.reference}").form("Open this case").send()
        form = browser.open("/handover/calls").follow("Take down what they say").form("saying")
        form.fill(saying="put_right", words="She says that they come on time now.").send()
        after = browser.open("/handover/calls")

    assert "Ring, and ask whether it was put right" in listed.main
    assert "Ring, and ask whether it was put right" not in after.main
