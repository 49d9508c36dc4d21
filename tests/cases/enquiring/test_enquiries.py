"""A question to the care office: with the person's yes, among others; it sees no case."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.cases.enquiring.mixing import (
    OTHERS,
    Asked,
    Consent,
    EnquiryRefused,
    OnRecord,
    Question,
    mix,
)
from portal.cases.enquiring.models import Enquiry, EnquiryCopy
from portal.cases.enquiring.openly_services import answer_openly, ask_to_ask_openly
from portal.cases.enquiring.queries import open_copies_for, read_enquiries
from portal.cases.enquiring.services import ask_office, let_ask_office
from portal.cases.events import EventKind
from portal.cases.minutes.services import record_event
from portal.cases.redacting.queries import text_to_copy
from portal.cases.seconding.asking import NotAgreed
from portal.database import db, reading, transaction
from portal.vault.keys import new_key_pair
from tests.accounts.factories import make_account, sign_in
from tests.cases.enquiring.factories import DAY, KEY, bring_homes, make_coordinator
from tests.cases.factories import Committee, Sent, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back
from tests.membership.factories import make_account as make_holder

DUE = date(2026, 11, 16)
STATUSES = st.sampled_from(["MISSED", "DELIVERED", "NO_ACCESS"])


def visit(number: int, status: str, start: str = "08:00") -> OnRecord:
    return OnRecord(Asked(f"PK{number:02}", DAY, start, "08:30"), status)


@given(st.lists(STATUSES, min_size=OTHERS, max_size=30), STATUSES, st.randoms())
def test_the_visit_stands_among_nine_of_other_homes_that_look_alike_where_they_can(
    statuses: list[str], own_status: str, chance: Any
) -> None:
    own = visit(99, own_status)
    others = [visit(number, status) for number, status in enumerate(statuses)]

    question = mix(own, others, "What?", draw=lambda pool, most: chance.sample(list(pool), most))

    assert len(question.visits) == 10
    assert len({each.package_ref for each in question.visits}) == 10
    assert question.visits[question.own or 0] == own.asked
    assert question.alike == 1 + min(OTHERS, statuses.count(own_status))
    assert question.for_office().own is None
    assert question.for_office().alike == 0
    assert Question.of_text(question.to_text()) == question


def test_a_visit_that_cannot_be_hidden_is_not_asked_about() -> None:
    others = [visit(number % 8, "MISSED", f"{number:02}:00") for number in range(20)]

    with pytest.raises(EnquiryRefused, match="There are not enough visits"):
        mix(visit(99, "MISSED"), others, "What?", draw=lambda pool, most: list(pool)[:most])


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def sent(committee: Committee) -> Sent:
    bring_homes(12)
    with transaction():
        make_coordinator(make_holder("Carys Office", key=new_key_pair().public))
    return make_case()


def allow(sent: Sent, consent: Consent = Consent.MIXED) -> None:
    with transaction():
        let_ask_office(sent.opened_by_complainant(), consent, at=NOW)


def ask(
    sent: Sent,
    committee: Committee,
    *,
    visit: str = KEY,
    openly: bool = False,
    due_on: date = DUE,
    who: str = "Mair Jones",
) -> Enquiry:
    by = committee[who]
    with transaction():
        return ask_office(
            sent.opened_by(by), visit, "What happened?", openly=openly, due_on=due_on,
            by=by.account, at=NOW,
        )  # fmt: skip


def agreed(sent: Sent, committee: Committee, *, agrees: bool = True) -> None:
    """Mair wants to ask openly, and Huw answers."""
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    with transaction():
        request = ask_to_ask_openly(
            sent.opened_by(mair), "Nine say nothing.", by=mair.account, at=NOW
        )
    with transaction():
        opened = sent.opened_by(huw)
        answer_openly(opened, request, agrees=agrees, words="No.", by=huw.account, at=NOW)


def test_nothing_is_asked_without_the_persons_yes(committee: Committee, sent: Sent) -> None:
    with pytest.raises(EnquiryRefused, match="has not said that we may ask"):
        ask(sent, committee)
    allow(sent)
    allow(sent, Consent.NO)
    with pytest.raises(EnquiryRefused, match="has not said that we may ask"):
        ask(sent, committee)
    allow(sent)
    with pytest.raises(EnquiryRefused, match="Choose the visit"):
        ask(sent, committee, visit="2026-11-03 08:00 PK07")
    with pytest.raises(EnquiryRefused, match="still to come"):
        ask(sent, committee, due_on=NOW.date())

    with reading():
        assert db.session.scalars(select(Enquiry)).all() == []


def test_the_handler_is_told_what_can_still_be_inferred(committee: Committee, sent: Sent) -> None:
    allow(sent)
    ask(sent, committee)

    with reading():
        (read,) = read_enquiries(sent.opened_by(committee["Huw Rees"]))
        copies = db.session.scalars(select(EnquiryCopy)).all()
    assert (read.visit.package_ref, read.question.alike, read.answer) == ("PK00", 3, "")
    assert len(copies) == 1
    # Neither the words nor a home lie open anywhere.
    assert b"PK00" not in copies[0].question
    assert b"PK00" not in read.enquiry.meant


def test_the_office_answers_each_visit_and_the_committee_reads_one(
    app: Flask, browser: Browser, database: Any
) -> None:
    committee = make_committee(sign_in=True)
    carys = make_account(name="Carys Office")
    bring_homes(12)
    with transaction():
        make_coordinator(carys.account)
    sent = make_case()
    mair, office = Browser(app), Browser(app)
    page = come_back(browser, sent.receipt.code)
    asked = page.follow("Say whether we may ask the care office about this visit")
    assert "The committee knows it now." in asked.form("may").fill(may="mixed").send().text

    sign_in(mair, committee["Mair Jones"])
    case = mair.open(f"/cases/{sent.reference}").form("Open this case").send()
    form = case.follow("Ask the care office about the visit").form("words")
    told = {"visit": KEY, "words": "What happened?", "due_on": ["16", "11", "2026"]}
    shown = form.fill(**told).send()
    assert "right once in 3 times" in shown.main

    sign_in(office, carys)
    question = office.open("/cases/office").follow("Asked on")
    assert sent.reference not in question.text
    assert "Mrs Beddoes" not in question.text
    answers = {f"visit_{place:02}": f"Of visit {place}: somebody came." for place in range(10)}
    half = question.form("visit_00").fill(**{**answers, "visit_07": ""}).send()
    assert half.status == 422
    assert "Of visit 3: somebody came." in half.main
    done = half.form("visit_00").fill(**answers).send()
    assert "The committee can read the answer now." in done.text
    assert "No question waits for you." in done.main
    assert half.form("visit_00").fill(**answers).send().status == 422

    case = mair.open(f"/cases/{sent.reference}")
    assert "Of visit 0: somebody came." in case.main
    assert "Of visit 1: somebody came." not in case.main
    # Whoever is no coordinator has no door there, and sees no question.
    assert mair.open("/cases/office").status == 403
    with reading():
        assert open_copies_for(committee["Mair Jones"].account) == []
        assert "Of visit 0: somebody came." in text_to_copy(sent.opened_by(committee["Huw Rees"]))


def test_openly_takes_the_persons_leave_and_two_members(committee: Committee, sent: Sent) -> None:
    allow(sent)
    with pytest.raises(EnquiryRefused, match="only allows that the office is asked among"):
        agreed(sent, committee)
    allow(sent, Consent.OPENLY)
    with pytest.raises(NotAgreed, match="No second member"):
        ask(sent, committee, openly=True)
    agreed(sent, committee, agrees=False)
    with pytest.raises(NotAgreed):
        ask(sent, committee, openly=True)
    with reading():
        assert db.session.scalars(select(Enquiry)).all() == []

    agreed(sent, committee)
    with pytest.raises(NotAgreed):
        ask(sent, committee, openly=True, who="Huw Rees")
    ask(sent, committee, openly=True)

    with reading():
        (read,) = read_enquiries(sent.opened_by(committee["Huw Rees"]))
        kinds = [each.kind for each in sent.case.events]
    assert read.question.is_open
    assert read.visit.key == KEY
    assert kinds[-1] is EventKind.OFFICE_ASKED_OPENLY
    with pytest.raises(NotAgreed):
        ask(sent, committee, openly=True)


def test_who_takes_it_back_is_heard_although_two_have_agreed(
    committee: Committee, sent: Sent
) -> None:
    allow(sent, Consent.OPENLY)
    agreed(sent, committee)
    allow(sent, Consent.MIXED)

    with pytest.raises(EnquiryRefused, match="only allows"):
        ask(sent, committee, openly=True)
    ask(sent, committee)

    with reading():
        (read,) = read_enquiries(sent.opened_by(committee["Huw Rees"]))
    assert len(read.question.visits) == 10


def test_openly_it_is_asked_where_no_nine_others_can_hide_it(committee: Committee) -> None:
    bring_homes(3)
    with transaction():
        make_coordinator(make_holder("Carys Office", key=new_key_pair().public))
    sent = make_case()
    allow(sent, Consent.OPENLY)
    with pytest.raises(EnquiryRefused, match="not enough visits"):
        ask(sent, committee)
    agreed(sent, committee)

    ask(sent, committee, openly=True)

    with reading():
        assert len(read_enquiries(sent.opened_by(committee["Mair Jones"]))) == 1


def test_what_a_caller_said_is_noted_by_a_member_and_of_others_nobody_says_it(
    committee: Committee, sent: Sent
) -> None:
    mair = committee["Mair Jones"]

    def note() -> None:
        with transaction():
            let_ask_office(sent.opened_by(mair), Consent.MIXED, by=mair.account, at=NOW)

    with pytest.raises(EnquiryRefused, match="has a receipt"):
        note()
    with transaction():
        record_event(sent.case, EventKind.TAKEN_DOWN, by=mair.account, at=NOW)
    note()

    with reading():
        last = sent.case.events[-1]
        assert (last.kind, last.account_id) == (EventKind.OFFICE_ALLOWED, mair.id)
    ask(sent, committee)


def test_the_person_reads_what_each_yes_means_and_the_committee_follows_it(
    app: Flask, browser: Browser, database: Any
) -> None:
    committee = make_committee(sign_in=True)
    carys = make_account(name="Carys Office")
    bring_homes(12)
    with transaction():
        make_coordinator(carys.account)
    sent = make_case()
    mair, huw, office = Browser(app), Browser(app), Browser(app)
    page = come_back(browser, sent.receipt.code)
    asked = page.follow("Say whether we may ask the care office about this visit")
    assert "not told which one is meant" in asked.main
    assert "knows at once which home it is" in asked.main
    asked.form("may").fill(may="openly").send()

    address = f"/cases/{sent.reference}"
    for each, name in ((mair, "Mair Jones"), (huw, "Huw Rees"), (office, "Carys Office")):
        sign_in(each, carys if name == "Carys Office" else committee[name])
    mair.open(address).form("Open this case").send()
    huw.open(address).form("Open this case").send()
    form = mair.open(f"{address}/enquiry").follow("Ask a second member whether to do so")
    waits = form.form("reason").fill(reason="Nine others say nothing about a key.").send()
    assert "Once one of them agrees, you can ask." in waits.text
    assert "wants to ask the office openly" in huw.open("/cases/").main
    answer = huw.open(address).follow("Answer as the second member")
    answer.form("answer").fill(answer="agree").send()
    assert "you can ask the office openly" in mair.open("/cases/").main

    told = {"visit": KEY, "how": "openly", "words": "Who had the key?",
            "due_on": ["16", "11", "2026"]}  # fmt: skip
    shown = mair.open(f"{address}/enquiry").form("words").fill(**told).send()
    assert "about this visit alone" in shown.main
    question = office.open("/cases/office").follow("Asked on")
    assert sent.reference not in question.text
    answered = question.form("visit_00").fill(visit_00="Non had it.").send()
    assert "The committee can read the answer now." in answered.text
    assert "Non had it." in mair.open(address).main
