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
    EnquiryRefused,
    OnRecord,
    Question,
    mix,
)
from portal.cases.enquiring.models import Enquiry, EnquiryCopy
from portal.cases.enquiring.queries import open_copies_for, read_enquiries
from portal.cases.enquiring.services import ask_office, let_ask_office
from portal.cases.redacting.queries import text_to_copy
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


def allow(sent: Sent, *, may: bool = True) -> None:
    with transaction():
        let_ask_office(sent.opened_by_complainant(), may=may, at=NOW)


def ask(sent: Sent, committee: Committee, *, visit: str = KEY, due_on: date = DUE) -> Enquiry:
    mair = committee["Mair Jones"]
    with transaction():
        return ask_office(
            sent.opened_by(mair), visit, "What happened?", due_on=due_on, by=mair.account, at=NOW
        )


def test_nothing_is_asked_without_the_persons_yes(committee: Committee, sent: Sent) -> None:
    with pytest.raises(EnquiryRefused, match="has not said that we may ask"):
        ask(sent, committee)
    allow(sent)
    allow(sent, may=False)
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
    assert "The committee knows it now." in asked.form("may").fill(may="yes").send().text

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
