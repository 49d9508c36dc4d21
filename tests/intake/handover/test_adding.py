"""With a handover code a clerk adds, and reads nothing."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.cases.events import EventKind, MessageKind, RecusalGround
from portal.cases.keys.services import recuse_member
from portal.cases.messages.models import Attachment, Message
from portal.cases.queries import open_case
from portal.cases.reading.queries import read_messages
from portal.database import db, reading, transaction
from portal.intake.handover.models import Handover
from portal.intake.handover.ways import ADDS_FOR, MOST_ADDITIONS
from portal.vault.keys import SealBroken
from portal.vault.models import Grant
from portal.vault.sealing import Place
from portal.vault.services import begin_epoch
from tests.cases.factories import Committee, make_case, make_committee
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.intake.factories import picture
from tests.intake.handover.factories import (
    CLERK,
    WORDS,
    change,
    make_clerk,
    signed_in,
    taken_code,
    the_case,
)
from tests.statements import statements

MORE = "She rang again: the note was yellow."
NOTHING = "Nothing can be added with this code."


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def clerk(app: Flask, committee: Committee) -> Browser:
    return signed_in(app, make_clerk())


@pytest.fixture
def code(clerk: Browser) -> str:
    return taken_code(clerk)


def add(clerk: Browser, code: str, words: str = MORE) -> Page:
    return clerk.open("/handover/add").form("code").fill(code=code, words=words).send("Add it")


def messages() -> int:
    db.session.rollback()
    with reading():
        return db.session.scalar(select(func.count()).select_from(Message)) or 0


def test_a_note_and_a_photograph_reach_the_committee(
    clerk: Browser, committee: Committee, code: str
) -> None:
    form = clerk.open("/handover/add").form("code").fill(code=code, words=MORE)
    page = form.attach("photographs", picture("letter.jpg")).send("Add it")

    assert page.path == "/handover"
    assert "It is added." in page.text
    mair, case = committee["Mair Jones"], the_case()
    with reading():
        opened = open_case(case.reference, mair.account, mair.private_key)
        (message,) = read_messages(opened)
        events = [(each.kind, each.account and each.account.name) for each in opened.case.events]
        photographs = db.session.scalar(select(func.count()).select_from(Attachment))
    assert (message.kind, message.text) == (MessageKind.TAKEN_DOWN, MORE)
    assert message.from_complainant
    assert photographs == 1
    assert events[-1] == (EventKind.TAKEN_DOWN, CLERK)


def test_adding_shows_nothing_of_what_is_there(clerk: Browser, code: str) -> None:
    page = add(clerk, code, "")

    assert page.status == 422
    assert page.errors == ["Write something, or add a photograph."]
    assert WORDS not in page.response.get_data(as_text=True)
    assert WORDS not in add(clerk, code).response.get_data(as_text=True)


def test_what_adds_holds_the_newest_key_alone(committee: Committee) -> None:
    sent = make_case()
    with transaction():
        case = sent.case
        telling = case.telling
        adding = begin_epoch(case.safe_id)
        sealed = adding.seal(Place("messages", case.id, "body"), MORE)
    place = Place("cases", case.id, "telling")

    with pytest.raises(SealBroken):
        adding.open(place, telling)
    mair = committee["Mair Jones"]
    with reading():
        for opened in (sent.opened_by(mair), sent.opened_by_complainant()):
            assert opened.safe.open_text(Place("messages", case.id, "body"), sealed) == MORE
            assert opened.safe.open_text(place, telling)


def test_who_stepped_back_holds_no_key_to_what_is_added(
    clerk: Browser, committee: Committee, code: str
) -> None:
    mair, case = committee["Mair Jones"], the_case()
    with transaction():
        opened = open_case(case.reference, mair.account, mair.private_key)
        recuse_member(opened, ground=RecusalGround.HOUSEHOLD, by=mair.account, at=NOW)

    assert add(clerk, code).path == "/handover"

    asked = select(func.count()).select_from(Grant).where(Grant.safe_id == case.safe_id)
    with reading():
        assert db.session.scalar(asked.where(Grant.holder_id == mair.holder_id)) == 0
        assert db.session.scalar(asked.where(Grant.epoch == 3)) > 0


@pytest.mark.parametrize("kind", ["wrong", "no code", "receipt", "used", "too late", "too often"])
def test_a_code_that_adds_nothing_is_refused_in_one_sentence_and_one_way(
    app: Flask, clerk: Browser, code: str, kind: str
) -> None:
    at, typed = NOW, code
    match kind:
        case "wrong":
            typed = "0000-0000-0000-0000"
        case "no code":
            typed = "the code of Mrs Ellis"
        case "receipt":
            typed = make_case().receipt.code
        case "used":
            change(Browser(app), code)
        case "too late":
            at = NOW + ADDS_FOR + timedelta(days=1)
        case "too often":
            with transaction():
                db.session.scalars(select(Handover)).one().additions = MOST_ADDITIONS
    before = messages()
    with clock.stopped_at(at):
        again = signed_in(app, make_clerk("Second Clerk")) if at != NOW else clerk
        form = again.open("/handover/add").form("code").fill(code=typed, words=MORE)
        with statements() as asked:
            page = form.send("Add it")

    assert page.status == 422
    assert page.errors[0].startswith(NOTHING)
    assert MORE in page.main
    assert messages() == before
    of_codes = [each for each in asked if "handovers" in each or "receipts" in each]
    assert len(of_codes) == 1


def test_only_a_clerk_adds(app: Flask, code: str) -> None:
    assert Browser(app).open("/handover/add").path.startswith("/accounts/sign-in")


def test_so_many_notes_and_no_more(clerk: Browser, code: str) -> None:
    for number in range(MOST_ADDITIONS):
        assert add(clerk, code, f"Note {number}").path == "/handover"

    assert add(clerk, code).status == 422
    assert messages() == MOST_ADDITIONS


def test_a_file_that_is_no_photograph_adds_nothing_and_keeps_the_words(
    clerk: Browser, code: str
) -> None:
    (content, _name) = picture()
    form = clerk.open("/handover/add").form("code").fill(code=code, words=MORE)
    page = form.attach("photographs", (content.__class__(b"%PDF-1.7"), "letter.pdf")).send()

    assert page.status == 422
    assert "“letter.pdf” is a PDF." in page.errors[0]
    assert MORE in page.main
    assert messages() == 0
