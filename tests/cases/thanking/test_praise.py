"""Praise: the person is thanked, their words are passed on, and nothing is looked into."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.cases.reading.queries import read_messages, read_notes
from portal.cases.thanking.queries import read_thanks
from portal.cases.thanking.services import pass_thanks_on
from portal.cases.thanking.thanks import Thanks, ThanksRefused, require_praise
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import db, transaction
from tests.accounts.factories import sign_in
from tests.cases.factories import (
    Committee,
    Sent,
    acknowledge,
    make_case,
    make_committee,
    make_statement,
    send,
)
from tests.client import Browser
from tests.conftest import NOW

TODAY = NOW.date()


def praise() -> Sent:
    return send(
        make_statement(
            kind=CaseKind.PRAISE, subjects=("PRA-WORKER",), words="Thank you, Eleri.",
            home_code="", happened_on=None,
        ),
        standing=None,
    )  # fmt: skip


@given(st.dates(), st.text())
def test_what_is_kept_is_read_as_it_was_written(on: Any, to: str) -> None:
    thanks = Thanks(on, to.strip())

    assert Thanks.of_text(thanks.to_text()) == thanks


@given(st.text())
def test_an_ordinary_note_is_no_passing_on(text: str) -> None:
    assert Thanks.of_text(text) is None


@pytest.mark.parametrize("kind", [each for each in CaseKind if each is not CaseKind.PRAISE])
def test_nothing_but_praise_is_passed_on(kind: CaseKind) -> None:
    with pytest.raises(ThanksRefused, match="Only praise"):
        require_praise(kind, CaseStatus.ACKNOWLEDGED, on=TODAY, received_on=TODAY, today=TODAY)


@pytest.mark.parametrize(("days", "why"), [(1, "still to come"), (-1, "had not come yet")])
def test_a_day_that_cannot_be_is_refused(days: int, why: str) -> None:
    with pytest.raises(ThanksRefused, match=why):
        require_praise(
            CaseKind.PRAISE, CaseStatus.CLOSED, on=TODAY + timedelta(days=days),
            received_on=TODAY, today=TODAY,
        )  # fmt: skip


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def test_it_is_kept_to_whom_it_went_and_the_person_reads_the_day_alone(
    committee: Committee,
) -> None:
    sent, mair = praise(), committee["Mair Jones"]
    acknowledge(sent, mair)

    with transaction():
        pass_thanks_on(sent.opened_by(mair), "Eleri Wyn", on=TODAY, by=mair.account, at=NOW)

    opened = sent.opened_by(mair)
    assert [(each.thanks.on, each.thanks.to) for each in read_thanks(opened)] == [
        (TODAY, "Eleri Wyn")
    ]
    assert read_notes(opened) == []
    told = read_messages(sent.opened_by_complainant())[-1].text
    assert "passed on to those they are for on 9 November 2026" in told
    assert "Eleri Wyn" not in told


def test_nobody_is_told_that_it_was_passed_on_before_they_were_thanked(
    committee: Committee,
) -> None:
    sent, mair = praise(), committee["Mair Jones"]

    with pytest.raises(ThanksRefused) as refused, transaction():
        pass_thanks_on(sent.opened_by(mair), "Eleri", on=TODAY, by=mair.account, at=NOW)

    assert refused.value.first == "thank"
    assert read_thanks(sent.opened_by(mair)) == []
    assert read_messages(sent.opened_by(mair)) == []


def test_a_complaint_holds_no_thanks_even_where_a_note_looks_like_one(
    committee: Committee,
) -> None:
    sent = make_case()

    assert read_thanks(sent.opened_by(committee["Mair Jones"])) == []


def test_praise_is_worked_through_its_pages(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = praise()
        db.session.remove()
    browser = Browser(app)
    assert sign_in(browser, committee["Mair Jones"]).status == 200
    address = f"/cases/{sent.reference}"

    page = browser.open(address).form("Open this case").send("Open this case")
    assert "Do this next Thank the person" in page.main
    for words in ("Compare with the record", "Raised a concern", "What the record of visits says"):
        assert words not in page.main
    early = browser.open(address + "/thanks").form("to").fill(to="Eleri").send()
    assert early.status == 422
    thank = early.follow("First: Thank the person")
    assert thank.heading == "Thank the person"
    assert "clock of the answer" not in thank.main
    assert "the answer is due" not in thank.main
    page = thank.form("words").send()
    assert "We pass them on to those they are for" in page.main
    assert "looked into it" not in page.main
    assert "Do this next Pass the thanks on" in page.main

    with clock.stopped_at(NOW + timedelta(minutes=5)):
        form = page.follow("Pass the thanks on").form("to").fill(to="Eleri Wyn, by telephone.")
        page = form.send()
        assert "9 November 2026: Eleri Wyn, by telephone. (Mair Jones)" in page.main
        assert "Pass the thanks on Done" in page.main
        page = page.follow("Close the case").form("Close it").send("Close it")

    with app.app_context():
        assert sent.case.status is CaseStatus.CLOSED
