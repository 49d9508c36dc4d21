"""Somebody on the telephone keeps what they say sealed until somebody else reports the same."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.models import Case
from portal.cases.queries import readers_of
from portal.cases.workflow import CaseStatus
from portal.database import db, reading
from tests.accounts.factories import sign_in
from tests.cases.corroborating.factories import make_other, work
from tests.cases.factories import Committee, make_committee
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.intake.factories import code_on, come_back, make_home
from tests.intake.handover.factories import change, make_clerk, signed_in, take_down

UNTIL = NOW.date() + timedelta(days=40)
SEALED = {
    "seal": "yes",
    "until": [str(UNTIL.day), str(UNTIL.month), str(UNTIL.year)],
    "subjects": ["VIS-SHORT"],
    "channel": "telephone",
}


@pytest.fixture
def committee(app: Flask, database: Any) -> Committee:
    return make_committee(sign_in=True)


@pytest.fixture
def clerk(app: Flask, committee: Committee) -> Browser:
    return signed_in(app, make_clerk())


def the_sealed() -> Case:
    db.session.rollback()
    with reading():
        return db.session.scalars(select(Case).order_by(Case.received_on)).first()  # type: ignore[return-value]


def taken(clerk: Browser, **answers: Any) -> Page:
    return take_down(clerk, "concern", **{**SEALED, **answers})


def test_a_caller_keeps_it_sealed_and_is_told_what_that_means(clerk: Browser) -> None:
    slip = taken(clerk)

    case = the_sealed()
    assert case.sealed_until == UNTIL
    assert case.status is CaseStatus.ACKNOWLEDGED
    with reading():
        assert readers_of(case) == []
    assert "nobody on the committee reads it" in slip.main
    assert f"{UNTIL.day} {UNTIL:%B} {UNTIL.year}" in slip.main
    assert "If it is still sealed then" in slip.main
    assert "You keep it sealed." in slip.main, "and it stands on the slip"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"danger": "yes"}, "cannot wait unread"),
        ({"subjects": ["VIS-MISS", "MED-MISS"]}, "cannot wait unread"),
        ({"subjects": ["OTH-OTHER"]}, "cannot wait unread"),
        ({"whose": "worker"}, "cannot wait unread"),
        ({"until": ["", "", ""]}, "Say on which day it opens"),
        ({"until": ["1", "12", "2027"]}, "for 90 days at most"),
    ],
)
def test_what_may_be_dangerous_does_not_wait_and_nothing_typed_is_lost(
    clerk: Browser, answers: dict[str, Any], said: str
) -> None:
    page = taken(clerk, words="Ten minutes again.", **answers)

    assert page.status == 422
    assert any(said in each for each in page.errors), page.errors
    assert "Ten minutes again." in page.main
    with reading():
        assert db.session.scalars(select(Case)).all() == []


def test_most_send_it_now_and_are_asked_nothing_more(clerk: Browser) -> None:
    take_down(clerk, "concern", subjects=["VIS-SHORT"])

    assert the_sealed().sealed_until is None


def test_two_members_compare_what_a_caller_and_somebody_else_say(clerk: Browser) -> None:
    make_home()
    taken(clerk, home_code="0000-0000")
    sealed = the_sealed()
    make_other(area=sealed.area)

    work()

    with reading():
        assert len(readers_of(sealed)) == 2


def test_with_the_code_or_by_ringing_again_the_person_opens_it(app: Flask, clerk: Browser) -> None:
    first = code_on(taken(clerk))
    person = Browser(app)

    receipt = change(person, first)
    page = come_back(person, code_on(receipt))
    assert "You keep this sealed." in page.main
    page.follow("Open it now").form("harm").fill(harm="no").send()
    assert the_sealed().sealed_until is None

    second = code_on(taken(clerk))
    added = clerk.open("/handover/add").form("code")
    assert added.fill(code=second, words="She rang: open it.").send().status == 200
    db.session.rollback()
    with reading():
        open_now = db.session.scalars(select(Case).where(Case.sealed_until.is_(None))).all()
        assert len(open_now) == 2
        assert all(readers_of(each) for each in open_now)


def test_while_it_sleeps_nobody_is_asked_to_ring_the_person(
    app: Flask, clerk: Browser, committee: Committee
) -> None:
    taken(clerk, wish="ring_back", phone="01286 555019")
    mair = Browser(app)
    sign_in(mair, committee["Mair Jones"])

    listed = mair.open("/handover/calls")

    assert the_sealed().reference not in listed.main
    assert "There is nobody at present." in listed.main
