"""The pages on which two members together look at a name or delete a case."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.cases.seconding.asking import AskState
from portal.cases.seconding.models import SecondedRequest
from portal.config import settings
from portal.database import db
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from portal.worker import run_once
from tests.accounts.factories import sign_in
from tests.cases.factories import Committee, Sent, make_case, make_committee
from tests.client import Browser, Page, PageForm
from tests.conftest import NOW
from tests.intake.factories import come_back

WHY = "I have to telephone before the weekend."
LATER = NOW + timedelta(minutes=11)


@dataclass
class Room:
    """A committee whose members are signed in and have the case open."""

    app: Flask
    committee: Committee
    sent: Sent

    def member(self, name: str, *, opened: bool = True) -> Browser:
        browser = Browser(self.app)
        assert sign_in(browser, self.committee[name]).status == 200
        if opened:
            browser.open(self.address).form("Open this case").send("Open this case")
        return browser

    @property
    def address(self) -> str:
        return f"/cases/{self.sent.reference}"

    def facts(self, kind: EntryKind) -> list[dict[str, object]]:
        with self.app.app_context():
            asked = select(LedgerFact.fact).where(LedgerFact.kind == kind)
            return list(db.session.scalars(asked))


@pytest.fixture
def room(app: Flask) -> Room:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(email="dai@example.net", name="Dai Beddoes")
        db.session.remove()
    return Room(app, committee, sent)


def ask(room: Room, browser: Browser) -> Page:
    return browser.open(room.address + "/identity").form("reason").fill(reason=WHY).send("Ask")


def propose(room: Room, browser: Browser, ground: str = "asked_for") -> Page:
    form = browser.open(room.address + "/delete").form("ground")
    return form.fill(ground=ground, words="She wrote so on Monday.").send("Propose it")


def answer(room: Room, browser: Browser, **answers: str) -> Page:
    page = browser.open(room.address).follow("Answer as the second member")
    return page.form("answer").fill(**answers).send()


def look(room: Room, browser: Browser) -> PageForm:
    return browser.open(room.address).follow("See who it is, once").form("Show who it is")


def letters(to: str) -> int:
    """How many letters left for that address."""
    sent = Path(settings().instance_folder).rglob("*.eml")
    return sum(f"To: {to}" in path.read_text("utf-8") for path in sent)


def test_a_name_is_seen_once_after_a_colleague_agreed(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    asked = ask(room, mair)
    assert "You asked on 9 November 2026" in asked.main
    assert "Show who it is" not in asked.main

    queue = huw.open("/cases/")
    assert f"Mair Jones asks to see who the person in case {room.sent.reference} is" in queue.main
    assert WHY not in queue.main
    page = huw.open(room.address).follow("Answer as the second member")
    assert WHY in page.main
    assert "Dai Beddoes" not in page.form("answer").fill(answer="agree").send().main

    assert f"Huw Rees agrees: you can see who the person in case {room.sent.reference} is" in (
        mair.open("/cases/").main
    )
    shown = look(room, mair).send()
    assert "Dai Beddoes" in shown.main
    assert "dai@example.net" in shown.main
    later = mair.open(shown.path)
    assert "You have looked already" in later.main
    assert "Show who it is" not in later.main
    assert "with the leave of Huw Rees" in shown.main
    assert shown.response.headers["Cache-Control"] == "no-store"
    assert "Two members have to agree" not in mair.open("/cases/").main
    assert room.facts(EntryKind.IDENTITY_READ) == [
        {"reference": room.sent.reference, "by": "Mair Jones", "agreed_by": "Huw Rees"}
    ]


def test_sending_it_once_more_shows_nothing(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    ask(room, mair)
    answer(room, huw, answer="agree")
    form = look(room, mair)
    form.send()

    again = form.send()

    assert again.status == 422
    assert "This was done already" in again.main
    assert "Dai Beddoes" not in again.main


def test_a_name_is_seen_only_while_the_case_is_open_to_read(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    ask(room, mair)
    answer(room, huw, answer="agree")
    form = look(room, mair)

    with clock.stopped_at(NOW + timedelta(minutes=25)):
        mair.open("/cases/")  # so that the session lasts longer than the pass
    with clock.stopped_at(NOW + timedelta(minutes=31)):
        _proved(mair.open("/accounts/confirm"), room, "Mair Jones")
        page = form.send()

    assert "Open it first, then you can look." in page.text
    assert "Open this case" in page.main
    assert "Dai Beddoes" not in page.main
    assert room.facts(EntryKind.IDENTITY_READ) == []


def test_agreeing_looking_and_confirming_ask_for_the_password_again(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    ask(room, mair)
    propose(room, mair)
    addresses = [
        each.get("href") or ""
        for each in huw.open(room.address).find_all("a")
        if "Answer as" in "".join(each.itertext())
    ]
    forms = [huw.open(each).form("answer").fill(answer="agree") for each in addresses]
    assert len(forms) == 2

    with clock.stopped_at(LATER):
        for address, form in zip(addresses, forms, strict=True):
            assert huw.open(address).path.startswith("/accounts/confirm")
            assert form.send().path.startswith("/accounts/confirm")
        for state in states(room):
            assert state is AskState.WAITING
        proved = _proved(huw.open(addresses[0]), room, "Huw Rees")
        assert proved.path == addresses[0]
        proved.form("answer").fill(answer="agree").send()
        assert AskState.AGREED in states(room)

        seen = mair.open(room.address).links["See who it is, once"]
        assert mair.open(seen).path.startswith("/accounts/confirm")
        shown = _proved(mair.open(seen), room, "Mair Jones").form("Show who it is").send()
    assert "Dai Beddoes" in shown.main


def test_the_colleague_who_does_not_agree_says_why(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    ask(room, mair)

    page = answer(room, huw, answer="decline")
    assert page.status == 422
    assert "Write why you do not agree." in page.errors
    page.form("answer").fill(words="A message is enough.").send()

    assert "Huw Rees does not agree to what you asked" in mair.open("/cases/").main
    assert "does not agree" not in huw.open("/cases/").main
    shown = mair.open(room.address)
    assert "Huw Rees did not agree" in shown.main
    assert "A message is enough." in shown.main
    assert "Ask to see who it is" in shown.main


def test_a_request_is_withdrawn_on_the_page_of_the_case(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    page = ask(room, mair)
    address = huw.open(room.address).links["Answer as the second member"]

    page.form("Withdraw it").send("Withdraw it")

    assert "Two members have to agree" not in huw.open("/cases/").main
    late = huw.open(address).form("answer").fill(answer="agree").send()
    assert late.status == 422
    assert "This was withdrawn." in late.errors


def test_an_empty_reason_comes_back_and_nobody_is_asked(room: Room) -> None:
    mair = room.member("Mair Jones")

    page = mair.open(room.address + "/identity").form("reason").send("Ask")

    assert page.status == 422
    assert "Write why you need it." in page.errors
    assert "You asked on" not in mair.open(room.address).main


def test_where_nobody_said_who_they_are_the_page_says_so(app: Flask) -> None:
    with app.app_context():
        room = Room(app, make_committee(sign_in=True), make_case())
        db.session.remove()
    mair = room.member("Mair Jones")

    assert "The person did not say who they are" in mair.open(room.address).main
    refused = ask(room, mair)
    assert refused.status == 422
    assert WHY in refused.main


def test_a_reason_is_not_shown_without_a_pass(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees", opened=False)
    ask(room, mair)
    with room.app.app_context():
        address = f"{room.address}/identity/{_request_id()}/answer"

    door = huw.open(address)
    assert "Open this case" in door.main
    assert WHY not in door.main
    sent = huw.post(address, {"csrf_token": [_token(door)], "answer": ["decline"]}, {}, address)
    assert sent.status == 422
    assert WHY not in sent.main


def test_a_care_worker_without_a_key_finds_no_request(room: Room) -> None:
    ask(room, room.member("Mair Jones"))
    nia = Browser(room.app)
    sign_in(nia, room.committee["Nia Wyn"])
    with room.app.app_context():
        address = f"{room.address}/identity/{_request_id()}/answer"

    assert "Two members have to agree" not in nia.open("/cases/").main
    assert nia.open(address).status == 404


def test_a_case_is_deleted_by_two_and_the_certificate_says_so(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    proposed = propose(room, mair)
    assert "Nothing is deleted until a second member agrees" in proposed.main
    assert f"Mair Jones proposes to delete case {room.sent.reference}" in huw.open("/cases/").main

    page = huw.open(room.address).follow("Answer as the second member")
    assert "She wrote so on Monday." in page.main
    assert "The ground is: The person asked for it" in page.main
    certificate = page.form("answer").fill(answer="agree").send()

    assert certificate.path.startswith("/cases/deleted/")
    for words in (
        room.sent.reference,
        "9 November 2026",
        "The person asked for it",
        "Mair Jones",
        "Huw Rees",
        "candour-promise",
    ):
        assert words in certificate.main or words in certificate.text, words
    assert mair.open(room.address).status == 404
    queue = mair.open("/cases/")
    assert not queue.find_all("div", class_="card")
    told = f"Case {room.sent.reference}, on 9 November 2026, by Mair Jones and Huw Rees"
    assert queue.links[told] == certificate.path
    with clock.stopped_at(NOW + timedelta(days=8)):
        assert room.sent.reference not in room.member("Huw Rees", opened=False).open("/cases/").main
    listed = mair.open("/cases/?show=ended").follow("Cases that were deleted")
    assert listed.follow(room.sent.reference).heading == certificate.heading
    assert room.member("Nia Wyn", opened=False).open(certificate.path).status == 404


def test_the_page_of_its_receipt_says_when_and_why_and_nothing_else(room: Room) -> None:
    person = Browser(room.app)
    before = come_back(person, room.sent.receipt.code)
    assert "Where it stands" in before.heading
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    propose(room, mair, "received_by_mistake")
    answer(room, huw, answer="agree")

    for page in (
        person.open("/return/case"),
        come_back(Browser(room.app), room.sent.receipt.code.lower()),
    ):
        assert page.status == 200
        assert page.main == (
            "This was deleted What was told with this receipt was deleted on 9 November 2026."
            " Nobody can read it any more, and it cannot be brought back."
            " It was deleted because it had come to us by mistake."
        )
    for address in ("withdraw", "not-resolved", "worse"):
        assert "This was deleted" in person.open(f"/return/{address}").main


def test_what_was_typed_for_a_case_that_is_gone_is_shown_once_more(room: Room) -> None:
    person = Browser(room.app)
    form = come_back(person, room.sent.receipt.code).form("words")
    propose(room, room.member("Mair Jones"))
    answer(room, room.member("Huw Rees"), answer="agree")

    page = form.fill(words="One thing more.").send("Send")

    assert "This was deleted" in page.main
    assert "was not sent" in page.main
    assert "One thing more." in page.main


def test_a_hold_is_seen_by_everybody_and_stops_a_deletion(room: Room) -> None:
    mair, huw = room.member("Mair Jones"), room.member("Huw Rees")
    propose(room, mair)
    form = huw.open(room.address).follow("Answer as the second member").form("answer")
    held = room.member("Gwen Pugh").open(room.address + "/hold").form("reason")
    held.fill(reason="The ombudsman asked for it.").send("Set the hold")

    stopped = form.fill(answer="agree").send()

    assert stopped.status == 422
    assert any("Gwen Pugh set a legal hold" in each for each in stopped.errors)
    shown = mair.open(room.address)
    assert "Legal hold: this case must be kept." in shown.main
    assert "The ombudsman asked for it." in shown.main
    lifted = shown.follow("Lift the hold").form("Lift the hold").send("Lift the hold")
    assert "Legal hold: this case must be kept." not in lifted.main
    assert "The legal hold was lifted (Mair Jones)" in lifted.main
    again = form.fill(answer="agree").send()
    assert again.path.startswith("/cases/deleted/")


def test_the_others_are_told_without_a_word_of_what(room: Room) -> None:
    ask(room, room.member("Mair Jones"))
    run_once(room.app)

    with room.app.app_context():
        assert letters(room.committee["Huw Rees"].email) == 2  # it came; a colleague asks
        assert letters(room.committee["Mair Jones"].email) == 1


def states(room: Room) -> list[AskState]:
    with room.app.app_context():
        return list(db.session.scalars(select(SecondedRequest.state)))


def _token(page: Page) -> str:
    return page.find("input", name="csrf_token").get("value") or ""


def _request_id() -> object:
    return db.session.scalars(select(SecondedRequest.id)).one()


def _proved(page: Page, room: Room, name: str) -> Page:
    """Where the password is asked for again, give it, and send what waited."""
    signer = room.committee[name]
    form = page.form("password").fill(password=signer.password, code=signer.code())
    return form.send()
