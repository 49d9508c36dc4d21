"""Somebody says thank you."""

from typing import Any

from sqlalchemy import select

from portal.cases.models import Case
from portal.cases.queries import told_in
from portal.cases.workflow import CaseKind
from portal.database import db, reading
from tests.cases.factories import make_committee
from tests.client import Browser
from tests.intake.factories import code_on, come_back, open_intake, waiting_cases


def test_thanks_reach_the_committee_with_their_consent(browser: Browser, database: Any) -> None:
    committee = make_committee()
    form = browser.open("/praise").form("words")
    form.fill(
        words="Rhian sang with him.", whom=["PRA-WORKER"], names="Rhian, Tuesdays", publish="yes"
    )

    page = form.send("Send")

    assert page.heading == "Thank you. We have it."
    assert "By when" not in page.main
    with reading():
        (opened,) = waiting_cases(committee)
        assert opened.case.kind is CaseKind.PRAISE
        assert opened.case.subjects == ["PRA-WORKER"]
        assert told_in(opened).telling.words == "Rhian sang with him."
        assert told_in(opened).telling.publish


def test_thanks_have_a_receipt_and_no_clock(browser: Browser, database: Any) -> None:
    open_intake()
    form = browser.open("/praise").form("words")
    code = code_on(form.fill(words="Diolch.", whom=["PRA-TEAM"], publish="no").send("Send"))

    page = come_back(browser, code)

    assert "We have your thanks." in page.main
    assert "By when" not in page.main


def test_empty_thanks_say_what_is_missing(browser: Browser, database: Any) -> None:
    open_intake()

    page = browser.open("/praise").form("words").send("Send")

    assert page.status == 422
    assert page.errors == [
        "Write what you would like to say.",
        "Choose who it is for.",
        "Say whether we may publish your words.",
    ]
    with reading():
        assert db.session.scalars(select(Case)).all() == []
