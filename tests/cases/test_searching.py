"""Words are looked for in the session of a member who holds the cases, as far as is said."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.events import RecusalGround
from portal.cases.keys.services import recuse_member
from portal.cases.messages.services import note_case
from portal.cases.queue_queries import rows_of
from portal.cases.searching import queries
from portal.cases.searching.queries import Searched, cases_with_words
from portal.database import db, reading, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from tests.accounts.factories import Signer, sign_in
from tests.cases.factories import make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW


def search(signer: Signer, words: str) -> Searched:
    with reading():
        return cases_with_words(signer.account, signer.private_key, words)


def references(signer: Signer, words: str) -> list[str]:
    found = search(signer, words).found
    with reading():
        return [case.reference for case in rows_of(found, NOW.date())]


def test_words_are_found_wherever_they_were_written_and_by_nobody_who_stepped_back(
    database: Any,
) -> None:
    committee = make_committee()
    mair, gwen = committee["Mair Jones"], committee["Gwen Pugh"]
    kettle = make_case(words="The KETTLE stood on the floor.", name="Dai Beddoes")
    noted = make_case(words="Nobody came.")
    with transaction():
        note_case(noted.opened_by(mair), "Ask about the kettle.", by=mair.account, at=NOW)

    assert set(references(mair, "kettle")) == {kettle.reference, noted.reference}
    assert references(mair, "floor kettle") == [kettle.reference]
    assert references(mair, "Beddoes") == [], "who it is is opened by another step"
    assert references(mair, "   ") == []

    with transaction():
        recuse_member(
            kettle.opened_by(gwen), ground=RecusalGround.HOUSEHOLD, by=gwen.account, at=NOW
        )
    assert references(gwen, "kettle") == [noted.reference]
    assert references(committee["Nia Wyn"], "kettle") == [], "a care worker holds neither"


def test_how_far_was_looked_is_said(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    mair = make_committee()["Mair Jones"]
    for _ in range(3):
        make_case(words="The kettle.")

    searched = search(mair, "kettle")

    assert (len(searched.found), searched.looked_through, searched.has_more) == (2, 2, True)


def test_the_page_says_how_far_it_looked_and_the_ledger_that_somebody_did(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(words="The kettle stood on the floor.")
        db.session.remove()
    browser = Browser(app)
    sign_in(browser, committee["Mair Jones"])

    page = browser.open("/cases/").form("words").fill(words="kettle").send()

    assert sent.reference in page.main
    assert "looked for in all your cases (1)" in page.main
    with app.app_context():
        kept = db.session.scalars(
            select(LedgerFact).where(LedgerFact.kind == EntryKind.CASES_SEARCHED)
        ).all()
        assert [each.fact for each in kept] == [{"by": "Mair Jones"}]
