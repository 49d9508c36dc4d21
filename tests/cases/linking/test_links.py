"""Two who tell of one event: linked for whoever may open both, and apart for everybody else."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from portal.cases.bundling.papers import text_of
from portal.cases.bundling.queries import dossier_of
from portal.cases.events import EventKind, MessageKind, RecusalGround
from portal.cases.keys.services import recuse_member
from portal.cases.linking.links import Alike, Link, LinkRefused, NamesAnother, references_in
from portal.cases.linking.queries import cases_alike, open_pair, read_links
from portal.cases.linking.services import link_cases
from portal.cases.messages.services import write_to_complainant
from portal.cases.models import CaseEvent
from portal.cases.queries import messages_of
from portal.cases.reading.queries import read_notes
from portal.cases.redacting.queries import text_to_copy
from portal.cases.references import new_reference
from portal.cases.searching.queries import cases_with_words
from portal.cases.services import acknowledge_case
from portal.cases.workflow import CaseKind
from portal.database import db, reading, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerFact
from tests.accounts.factories import Signer, sign_in
from tests.cases.corroborating.factories import make_sealed
from tests.cases.factories import Committee, Sent, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back
from tests.races import at_once

WHY = "Both tell of the Tuesday on which nobody came."


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def link(one: Sent, two: Sent, by: Signer, words: str = WHY) -> None:
    with transaction():
        opened, other = open_pair(one.reference, two.reference, by.account, by.private_key)
        link_cases(opened, other, words, by=by.account, at=NOW)


def linked(sent: Sent, reader: Signer) -> list[str]:
    return [each.other.reference for each in read_links(sent.opened_by(reader), reader.account)]


@given(st.builds(Link, st.builds(new_reference), st.text(min_size=1).map(str.strip).filter(bool)))
def test_a_link_is_read_as_it_was_written(written: Link) -> None:
    assert Link.of_text(written.to_text()) == written


@given(st.text())
def test_an_ordinary_note_is_no_link(words: str) -> None:
    assert Link.of_text(f"I rang. {words}") is None


@given(st.lists(st.builds(new_reference), max_size=4, unique=True), st.sampled_from(" .,;()\n“"))
def test_references_are_found_wherever_they_stand(references: list[str], between: str) -> None:
    assert references_in(between.join(references)) == set(references)


def test_who_holds_both_keys_links_and_each_stays_a_case_of_its_own(committee: Committee) -> None:
    one, two = make_case(), make_case()
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]

    link(one, two, mair)

    for sent, other in ((one, two), (two, one)):
        assert linked(sent, huw) == [other.reference]
        assert read_notes(sent.opened_by(huw)) == [], "a link is shown as one, and not as a note"
        assert not sent.case.has_ended
        assert len(sent.case.deadlines) == 2, "each has clocks of its own"
    with pytest.raises(LinkRefused, match="linked already"):
        link(two, one, huw)


def test_neither_person_learns_of_the_other(committee: Committee) -> None:
    one, two = make_case(), make_case()
    link(one, two, committee["Mair Jones"])

    for sent, other in ((one, two), (two, one)):
        opened = sent.opened_by_complainant()
        assert other.reference not in text_of(dossier_of(opened))
        assert WHY not in text_of(dossier_of(opened))
        copied = text_to_copy(sent.opened_by(committee["Mair Jones"]))
        assert other.reference not in copied, "nor does who asks what is held"


def test_no_message_names_the_case_of_another(committee: Committee) -> None:
    one, two = make_case(), make_case()
    mair = committee["Mair Jones"]
    told = f"Somebody else told us of it too ({two.reference.lower()})."

    with pytest.raises(NamesAnother, match=two.reference), transaction():
        write_to_complainant(one.opened_by(mair), told, by=mair.account, at=NOW)
    with pytest.raises(NamesAnother), transaction():
        acknowledge_case(one.opened_by(mair), told, by=mair.account, at=NOW)
    assert messages_of(one.case) == []

    with transaction():
        own = f"This is case {one.reference}; K7QM-4TXN is the number of a form."
        write_to_complainant(one.opened_by(mair), own, by=mair.account, at=NOW)
    assert [each.kind for each in messages_of(one.case)] == [MessageKind.MESSAGE]


def test_for_who_has_stepped_back_from_one_the_link_does_not_exist(committee: Committee) -> None:
    one, two = make_case(), make_case()
    gwen = committee["Gwen Pugh"]
    link(one, two, committee["Mair Jones"])
    with transaction():
        opened = two.opened_by(gwen)
        recuse_member(opened, ground=RecusalGround.OTHER, by=gwen.account, at=NOW)

    assert linked(one, gwen) == []
    assert read_notes(one.opened_by(gwen)) == []
    assert linked(one, committee["Huw Rees"]) == [two.reference]


def test_nothing_in_the_clear_joins_the_two(committee: Committee) -> None:
    """A note in each, like any other: neither row names the other case."""
    one, two = make_case(), make_case()
    link(one, two, committee["Mair Jones"])

    for sent, other in ((one, two), (two, one)):
        known = {str(other.case.id), other.case.id.hex, other.reference, str(other.case.safe_id)}
        for table in ("notes", "case_events", "seconded_requests", "pairings", "messages"):
            rows = db.session.execute(
                text(f"SELECT * FROM {table} WHERE case_id = :id"),
                {"id": sent.case.id if db.engine.name == "postgresql" else sent.case.id.hex},
            )
            for row in rows:
                assert not known & {str(value) for value in row}
        minuted = select(CaseEvent.kind).where(CaseEvent.case_id == sent.case.id)
        assert EventKind.NOTED in db.session.scalars(minuted).all()


def test_what_cannot_be_opened_cannot_be_linked_and_is_one_answer(committee: Committee) -> None:
    one, sealed = make_case(), make_sealed()
    held = make_case(kind=CaseKind.HELD, subjects=("DAT-HELD",))
    mair = committee["Mair Jones"]
    said = set()

    for reference in ("AAAA-AAAA", sealed.reference, "nothing"):
        with pytest.raises(LinkRefused) as refused, transaction():
            opened, other = open_pair(one.reference, reference, mair.account, mair.private_key)
            link_cases(opened, other, WHY, by=mair.account, at=NOW)
        said.add(str(refused.value))
    with pytest.raises(LinkRefused, match="the case itself"):
        link(one, one, mair)
    with pytest.raises(LinkRefused, match="tells of no event"):
        link(one, held, mair)

    assert len(said) == 1
    assert linked(one, mair) == []


def test_two_link_the_same_two_at_once_and_it_stands_once(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        one, two = make_case(), make_case()
        db.session.remove()

    def both_ways(first: Sent, second: Sent, by: str) -> Any:
        def step() -> None:
            signer = committee[by]
            opened, other = open_pair(
                first.reference, second.reference, signer.account, signer.private_key
            )
            link_cases(opened, other, WHY, by=signer.account, at=NOW)

        return step

    refusals = at_once(app, both_ways(one, two, "Mair Jones"), both_ways(two, one, "Huw Rees"))

    assert [type(each) for each in refusals] == [LinkRefused]
    with app.app_context():
        assert linked(one, committee["Elin Parry"]) == [two.reference]


def test_the_page_of_a_case_shows_the_other_to_who_may_open_it(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        one, two = make_case(), make_case()
        db.session.remove()
    mair, person = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    address = f"/cases/{one.reference}"
    mair.open(address).form("Open this case").send("Open this case")

    page = mair.open(address).follow("Another case tells of the same event")
    wrong = page.form("words").fill(other="AAAA-AAAA", words=WHY).send()
    done = wrong.form("words").fill(other=two.reference.lower(), words=WHY).send()
    named = mair.open(f"{address}/write").form("words").fill(words=f"See {two.reference}.").send()
    seen = come_back(person, one.receipt.code)

    assert "no case with this reference" in wrong.text
    assert "Other cases that tell of the same event" in done.main
    assert two.reference in done.main
    assert WHY in done.main
    assert named.status == 422
    assert "somebody else spoke up" in named.text
    assert not re.search(f"{two.reference}|same event", seen.main)


def test_others_about_the_same_home_and_day_are_found_among_ones_own(
    committee: Committee,
) -> None:
    day = date(2026, 11, 3)
    own = make_case(happened_on=day)
    beside, other_day, no_day, other_home = (
        make_case(happened_on=day + timedelta(days=1)),
        make_case(happened_on=day + timedelta(days=2)),
        make_case(happened_on=None),
        make_case(happened_on=day, home_code="9Q2A7K3M"),
    )
    not_theirs = make_case(happened_on=day)
    mair, gwen = committee["Mair Jones"], committee["Gwen Pugh"]
    with transaction():
        opened = not_theirs.opened_by(gwen)
        recuse_member(opened, ground=RecusalGround.OTHER, by=gwen.account, at=NOW)

    def found_by(signer: Signer) -> dict[str, Alike]:
        with reading():
            looked = cases_alike(own.opened_by(signer), signer.account, signer.private_key)
        return {case.reference: how for case, how in looked.found}

    assert found_by(mair) == {
        beside.reference: Alike.HOME_AND_DAY,
        no_day.reference: Alike.HOME,
        not_theirs.reference: Alike.HOME_AND_DAY,
    }
    assert not_theirs.reference not in found_by(gwen)
    assert not {other_day.reference, other_home.reference} & set(found_by(mair))


def test_no_word_of_a_link_is_found_by_who_stepped_back(committee: Committee) -> None:
    one, two = make_case(), make_case()
    gwen = committee["Gwen Pugh"]
    link(one, two, committee["Mair Jones"], "Rhododendron")
    with transaction():
        opened = two.opened_by(gwen)
        recuse_member(opened, ground=RecusalGround.OTHER, by=gwen.account, at=NOW)

    for words in ("rhododendron", two.reference):
        with reading():
            assert cases_with_words(gwen.account, gwen.private_key, words).found == []


def test_looking_is_entered_in_the_ledger_and_needs_the_pass(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        one, two = make_case(), make_case()
        db.session.remove()
    mair = Browser(app)
    sign_in(mair, committee["Mair Jones"])
    address = f"/cases/{one.reference}"
    mair.open(address).form("Open this case").send()

    page = mair.open(f"{address}/link").form("Look for others").send("Look for others")

    assert two.reference in page.main
    assert "The same home, and the same day" in page.main
    done = page.form("words").fill(other=two.reference, words=WHY).send()
    assert "Other cases that tell of the same event" in done.main
    with app.app_context():
        kinds = db.session.scalars(select(LedgerFact.kind)).all()
        assert EntryKind.CASES_SEARCHED in kinds
        db.session.remove()
