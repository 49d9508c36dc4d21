"""The clerk takes down what somebody says, and hands over a code."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts.permissions import Permission
from portal.cases.events import EventKind
from portal.cases.models import Case
from portal.cases.queries import contact_in, open_case, told_in
from portal.committee.authority import OFFICES
from portal.committee.offices import NEVER_A_COORDINATOR, Office
from portal.database import db, reading
from portal.intake.handover.models import CallerWish, Handover
from portal.ledger.queries import facts_about
from portal.vault.models import Grant, Holder
from portal.vault.states import GrantState, HolderKind
from tests.accounts.factories import make_account
from tests.cases.factories import Committee, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import code_on, make_home
from tests.intake.handover.factories import (
    ADDRESS,
    CLERK,
    PHONE,
    WORDS,
    make_clerk,
    signed_in,
    take_down,
    the_case,
)


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def clerk(app: Flask, committee: Committee) -> Browser:
    return signed_in(app, make_clerk())


def test_what_a_caller_says_becomes_a_sealed_case(clerk: Browser, committee: Committee) -> None:
    page = take_down(clerk, home_code=make_home(), place="")

    assert page.heading == "It is stored and locked"
    assert WORDS not in page.response.get_data(as_text=True)
    mair, case = committee["Mair Jones"], the_case()
    with reading():
        opened = open_case(case.reference, mair.account, mair.private_key)
        told = told_in(opened)
        events = [(each.kind, each.account and each.account.name) for each in opened.case.events]
    assert told.telling.words == WORDS
    assert ("How did it reach us?", "By telephone") in told.telling.answers
    assert ("Taken down by", CLERK) in told.telling.answers
    assert events == [(EventKind.RECEIVED, None), (EventKind.TAKEN_DOWN, CLERK)]


def test_every_question_of_the_public_concern_is_asked_and_kept(
    clerk: Browser, committee: Committee
) -> None:
    excluded = committee.member_ids["Gwen Pugh"]

    page = take_down(
        clerk, "concern", day=["3", "11", "2026"], time="8.40", members=[str(excluded)]
    )

    assert page.status == 200, page.main
    assert "Gwen Pugh" not in page.main
    # A visit that could not wait was missed, so the safeguarding lead has it first.
    lead, case = committee["Elin Parry"], the_case()
    with reading():
        opened = open_case(case.reference, lead.account, lead.private_key)
        told = told_in(opened)
        assert opened.case.subjects == ["VIS-NOACC", "MED-LATE", "OTH-OTHER"]
    assert told.telling.happened_on == date(2026, 11, 3)
    assert told.telling.role == "family_or_friend"
    assert ("Which day and time are written on the note?", "10 past 8") in told.telling.answers
    assert told.exclusions.person_ids == {excluded}


def test_a_clerk_holds_no_key_and_no_page_of_cases(
    clerk: Browser, committee: Committee, database: Any
) -> None:
    signer = make_account(Permission.TAKE_INTAKE, name="Second Clerk")

    take_down(clerk)

    held = select(func.count()).where(Grant.holder_id == signer.holder_id)
    assert db.session.scalar(held) == 0
    assert clerk.open(f"/cases/{the_case().reference}").status == 403
    assert clerk.open("/handover/calls").status == 403


def test_the_code_on_the_slip_has_a_key_that_only_passes_on(clerk: Browser) -> None:
    take_down(clerk)

    states = db.session.scalars(
        select(Grant.state)
        .join(Holder, Holder.id == Grant.holder_id)
        .where(Holder.kind == HolderKind.COMPLAINANT)
    ).all()
    assert states == [GrantState.HAND_OVER]


def test_the_clock_runs_from_the_day_the_letter_came(clerk: Browser) -> None:
    page = take_down(clerk, channel="letter", came_on=["5", "11", "2026"], day="other",
                     other_day=["3", "11", "2026"])  # fmt: skip

    assert "By 9 November 2026 a member has read it." in page.main
    assert the_case().received_on == date(2026, 11, 5)


def test_the_slip_is_in_the_language_of_the_person_and_what_is_said_in_that_of_the_clerk(
    clerk: Browser,
) -> None:
    page = take_down(clerk, came_on=["5", "11", "2026"], day="other",
                     other_day=["3", "11", "2026"], language="cy")  # fmt: skip

    assert "By 9 November 2026 a member has read it." in page.main
    assert "9 Tachwedd 2026" in page.main


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"channel": []}, "Say how it reached us."),
        ({"came_on": ["10", "11", "2026"]}, "This day has not come yet. Please check it."),
        ({"came_on": ["9", "11", "2006"]}, "That is more than a year ago. Please check the year."),
        ({"came_on": ["", "", ""]}, "Enter the day on which it reached us."),
        ({"wish": "ring_back"}, "Enter the number to ring."),
        ({"wish": "letter"}, "Enter the address to write to."),
        ({"wish": []}, "Say how they want to hear from us."),
        ({"place": ""}, "Enter the home code, or say where it was."),
    ],
)
def test_a_page_that_is_not_whole_comes_back_with_everything_typed(
    clerk: Browser, answers: dict[str, Any], sentence: str
) -> None:
    page = take_down(clerk, **answers)

    assert page.status == 422
    assert page.errors == [sentence]
    assert WORDS in page.main
    assert db.session.scalar(select(func.count()).select_from(Case)) == 0


def test_number_and_address_are_sealed_and_the_wish_is_to_be_done(
    clerk: Browser, committee: Committee
) -> None:
    take_down(clerk, wish="ring_back", phone=PHONE, other=ADDRESS, name="Ann Ellis")

    case, mair = the_case(), committee["Mair Jones"]
    with reading():
        opened = open_case(case.reference, mair.account, mair.private_key)
        contact = contact_in(opened)
        wish = db.session.scalars(select(CallerWish)).one()
    assert (contact.name, contact.phone, contact.other) == ("Ann Ellis", PHONE, ADDRESS)
    assert wish.wish == "ring_back"


def test_the_same_page_sent_twice_is_one_case_with_one_code(clerk: Browser) -> None:
    form = clerk.open("/handover/missed-visit").form("stamp").fill(
        channel="telephone", needed="no", day="today", seen=["VIS-MISS"], place="x", wish="none"
    )  # fmt: skip
    first = code_on(form.send("Store it"))

    second = form.send("Store it")
    with clock.stopped_at(NOW + timedelta(minutes=11)):
        late = form.send("Store it")

    assert code_on(second) == first
    assert late.heading == "We have this already"
    assert first not in late.main
    assert db.session.scalar(select(func.count()).select_from(Handover)) == 1


def test_another_clerk_who_sends_the_same_page_sees_no_code(
    app: Flask, clerk: Browser, committee: Committee
) -> None:
    form = clerk.open("/handover/missed-visit").form("stamp").fill(
        channel="telephone", needed="no", day="today", seen=["VIS-MISS"], place="x", wish="none"
    )  # fmt: skip
    form.send("Store it")
    other = signed_in(app, make_clerk("Other Clerk"))

    theirs = other.open("/handover/missed-visit").form("stamp")
    theirs.values = {**form.values, "csrf_token": theirs.values["csrf_token"]}

    assert theirs.send("Store it").heading == "We have this already"


def test_the_slip_is_in_the_language_of_the_person(clerk: Browser) -> None:
    page = take_down(clerk, language="cy")

    (paper,) = [each for each in page.find_all("div") if each.get("lang")]
    assert paper.get("lang") == "cy"
    assert the_case().language == "cy"


def test_the_clerk_is_told_what_to_say(clerk: Browser) -> None:
    for address in ("/handover", "/handover/missed-visit", "/handover/concern"):
        page = clerk.open(address)
        assert "I write down what you say, so I know it" in page.main, address
        assert "the care office cannot" in page.main, address


def test_a_coordinator_never_takes_intake() -> None:
    assert Office.INTAKE_CLERK in NEVER_A_COORDINATOR
    assert Permission.TAKE_INTAKE not in OFFICES[Office.COORDINATOR]


def test_nothing_of_it_names_the_person_in_the_ledger(clerk: Browser) -> None:
    take_down(clerk, name="Ann Ellis", phone=PHONE)

    case = the_case()
    facts = [str(fact.fact) for _entry, fact in facts_about(case.id)]
    assert facts
    assert not any("Ann" in each or PHONE in each or CLERK in each for each in facts)
