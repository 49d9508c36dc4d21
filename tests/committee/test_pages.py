"""The committee's pages: the public one, and the desks of those who sit, found and leave."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from flask import Flask

from portal.committee.commands import found
from portal.committee.grants import Confirmation, plan_grants
from portal.committee.hand_over.screening import EXTENSION, SafeFacts
from portal.committee.models import Term
from portal.committee.offices import Office
from portal.committee.queries import grant_candidates, office_holders, sitting_terms
from portal.committee.seating.services import Seat, begin_terms, end_term
from portal.committee.terms import TermSource
from portal.database import db, transaction
from portal.membership.classes import MemberClass
from portal.vault.queries import holders_of
from portal.vault.sealing import Recipient, prepare_safe
from portal.vault.services import store_safe
from portal.vault.states import GrantState
from tests.accounts.factories import Signer, sign_in
from tests.accounts.factories import make_account as make_signer
from tests.client import Browser, Page
from tests.committee.factories import (
    DAY,
    ENDS,
    NINE,
    TODAY,
    account_of,
    make_appointed,
    make_recovery,
    make_whole,
)
from tests.conftest import NOW
from tests.membership.factories import make_account, make_member
from tests.notices.factories import invitation_to

ADDRESS = "/committee"


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    with app.app_context(), transaction():
        yield


def make_committee(
    app: Flask, *names: str, source: TermSource = TermSource.FOUNDING
) -> list[Signer]:
    """People who sit, and can sign in through the page."""
    with app.app_context():
        signers = [make_signer(name=name) for name in names]
        with transaction():
            seats = [
                Seat(make_member(each.name, account=each.account), MemberClass.USER)
                for each in signers
            ]
            begin_terms(seats, source=TermSource.FOUNDING, starts_on=TODAY, ends_on=ENDS, at=NOW)
    return signers


def as_person(app: Flask, signer: Signer) -> Browser:
    browser = Browser(app)
    sign_in(browser, signer)
    return browser


def propose(browser: Browser, name: str, **answers: object) -> Page:
    form = browser.open("/committee/appointments/propose").form("office")
    choices = {
        "".join(option.itertext()).strip(): option.get("value")
        for option in form.element.iter("{http://www.w3.org/1999/xhtml}option")
    }
    wanted = {
        "office": "secretary",
        "post": "holder",
        "person": choices[name],
        "last_day": ["31", "3", "2027"],
    }
    return form.fill(**(wanted | answers)).send()


def test_before_anything_the_public_page_says_that_nobody_sits(browser: Browser) -> None:
    page = browser.open(ADDRESS)

    assert "Nobody sits on the committee at present." in page.main
    assert "We cannot receive anything just now" in page.main
    assert "4 seats for service users and families" in page.main
    assert browser.cookies == []


def test_the_public_page_names_who_sits_for_whom_and_by_what_right(
    app: Flask, browser: Browser
) -> None:
    with writing(app):
        terms = make_whole()
        make_appointed(Office.SECRETARY, make_account("Sian Secretary"), terms, deputy=True)

    page = browser.open(ADDRESS)

    for name, _class in NINE:
        assert name in page.main
    assert "Demonstration, not elected" in page.main
    assert "Sian Secretary" in page.main
    assert "from November 9, 2026" in page.main or "from 9 November 2026" in page.main
    assert "31 March 2027" in page.main
    assert "We cannot receive anything" not in page.main
    assert "Care workers have fewer than half of the seats." in page.main
    assert "Has not declared anything yet" in page.main


def test_a_founding_committee_is_shown_as_not_elected(app: Flask, browser: Browser) -> None:
    make_committee(app, "Mair", "Huw", "Gwen")

    page = browser.open(ADDRESS)

    assert "This committee was not elected" in page.main
    assert page.main.count("Founding member, not elected") == 3


def test_the_public_page_speaks_welsh_too(app: Flask) -> None:
    page = Browser(app, language="cy").open(ADDRESS)

    assert page.find("html").get("lang") == "cy"


def test_two_members_appoint_through_the_pages(app: Flask) -> None:
    mair, huw, gwen = make_committee(app, "Mair", "Huw", "Gwen")
    first, second = as_person(app, mair), as_person(app, huw)

    page = propose(first, "Gwen", office="chair")
    assert "You proposed this, so another member has to confirm it." in page.main
    assert "Nobody can tell us anything at present" in page.main

    own = as_person(app, gwen).open("/committee/desk")
    assert "This is about you" in own.main

    page = second.open("/committee/desk").form("Confirm Gwen").send()
    assert "Gwen is appointed." in page.text
    assert "Nothing waits." in page.main
    with app.app_context():
        (chair,) = office_holders(Office.CHAIR, TODAY)
        assert chair.account_id == gwen.id


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"last_day": ["", "", ""]}, "Enter the last day."),
        ({"last_day": ["30", "2", "2027"]}, "not a day that we know"),
        ({"starts_on": ["8", "11", "2026"]}, "cannot begin in the past"),
        ({"last_day": ["8", "11", "2026"]}, "The last day has to come after"),
        ({"last_day": ["9", "11", "2039"]}, "at most 36 months"),
        ({"office": "outside_person"}, "The outside person must not be one."),
        ({"office": "coordinator"}, "cannot be either"),
        ({"office": "chair", "last_day": ["2", "4", "2027"]}, "does not sit on the committee"),
        ({"person": ""}, "Choose the person."),
    ],
)
def test_a_proposal_that_cannot_be_comes_back_with_its_reason(
    app: Flask, answers: dict[str, object], sentence: str
) -> None:
    mair, *_ = make_committee(app, "Mair", "Huw", "Gwen")

    page = propose(as_person(app, mair), "Gwen", **answers)

    assert page.status == 422
    assert any(sentence in error for error in page.errors), page.errors


def test_a_confirmation_sent_twice_makes_one_appointment(app: Flask) -> None:
    mair, huw, _gwen = make_committee(app, "Mair", "Huw", "Gwen")
    propose(as_person(app, mair), "Gwen")
    browser = as_person(app, huw)
    form = browser.open("/committee/desk").form("Confirm Gwen")

    form.send()
    page = form.send()

    assert page.status == 400
    assert "This appointment has been decided already." in page.main
    with app.app_context():
        assert len(office_holders(Office.SECRETARY, TODAY)) == 1


def test_a_proposal_can_be_taken_off_the_list(app: Flask) -> None:
    mair, *_ = make_committee(app, "Mair", "Huw", "Gwen")
    browser = as_person(app, mair)
    page = propose(browser, "Gwen")

    page = page.form("Take Gwen off").send()

    assert "Nothing waits." in page.main


def test_an_office_is_ended_through_the_page(app: Flask) -> None:
    mair, huw, _gwen = make_committee(app, "Mair", "Huw", "Gwen")
    first, second = as_person(app, mair), as_person(app, huw)
    propose(first, "Gwen")
    page = second.open("/committee/desk").form("Confirm Gwen").send()

    page = page.follow("End: Secretary, Gwen")
    refused = page.form("ends_on").fill(ends_on=["1", "11", "2026"]).send()
    assert refused.errors == ["An appointment cannot end in the past."]

    page = page.form("ends_on").send()
    assert "The end of the appointment is entered." in page.text
    with app.app_context():
        assert office_holders(Office.SECRETARY, TODAY) == []


def test_somebody_from_outside_is_invited_and_can_then_be_proposed(app: Flask) -> None:
    mair, *_ = make_committee(app, "Mair", "Huw", "Gwen")
    browser = as_person(app, mair)
    page = browser.open("/committee/appointments/invite")

    refused = page.form("email").fill(name="Bethan", email="nonsense").send()
    assert refused.status == 422

    page = page.form("email").fill(name="Bethan Outside", email="bethan@example.org").send()
    assert "The invitation is on its way to Bethan Outside." in page.text
    with app.app_context():
        assert invitation_to("bethan@example.org") not in page.text
        db.session.remove()
    page = propose(browser, "Bethan Outside", office="outside_person")
    assert "Bethan Outside: Outside person" in page.main
    assert "They sign in with bethan@example.org." in page.main


def test_interests_are_declared_ended_and_public(app: Flask, browser: Browser) -> None:
    mair, *_ = make_committee(app, "Mair", "Huw", "Gwen")
    own = as_person(app, mair)
    page = own.open("/committee/interests")

    refused = page.form("what").fill(what="something").send()
    assert refused.errors == ["Write what it is, or choose “No”."]
    refused = page.form("what").fill(what="something", statement="x" * 501).send()
    assert refused.status == 422

    page = page.form("what").fill(what="nothing").send()
    assert "Nothing to declare" in browser.open(ADDRESS).main

    statement = "My sister works here. <b>مرحبا</b>"
    page = page.form("what").fill(what="something", statement=statement).send()
    public = browser.open(ADDRESS).main
    assert statement in public
    assert "Nothing to declare" not in public

    refused = page.form("what").fill(what="nothing").send()
    assert "End them first" in refused.errors[0]
    refused = page.form("what").fill(what="something", statement=statement).send()
    assert refused.errors == ["You have declared this already."]

    page.form("This no longer holds").send()
    assert statement not in browser.open(ADDRESS).main


def test_nobody_ends_the_declaration_of_somebody_else(app: Flask) -> None:
    mair, huw, _gwen = make_committee(app, "Mair", "Huw", "Gwen")
    page = as_person(app, mair).open("/committee/interests")
    page = page.form("what").fill(what="nothing").send()
    action = page.form("This no longer holds").action
    other = as_person(app, huw)
    token = other.open("/committee/interests").form("what").values["csrf_token"]

    assert other.post(action, {"csrf_token": token}).status == 404


def test_a_co_operative_is_founded_by_command_and_two_signatures(app: Flask) -> None:
    with app.app_context():
        mair, huw, gwen = (make_signer(name=name) for name in ("Mair", "Huw", "Gwen"))
        with transaction():
            for each in (mair, huw, gwen):
                make_member(each.name, account=each.account)
        result = app.test_cli_runner().invoke(
            found,
            [
                argument
                for each in (mair, huw, gwen)
                for argument in ("--member", f"{each.name}, {each.email}, user")
            ],
        )
        assert result.exit_code == 0, result.output
    first = as_person(app, mair)

    page = first.open("/committee/founding")
    assert "Nobody has signed yet." in page.main
    page = page.form("Sign").send()
    assert "You have signed. One more person has to." in page.main
    with app.app_context():
        assert sitting_terms(TODAY) == []

    page = as_person(app, huw).open("/committee/founding").form("Sign").send()
    assert page.heading == "Committee and appointments"
    with app.app_context():
        assert len(sitting_terms(TODAY)) == 3
    assert first.open("/committee/founding").status == 403


def make_case(app: Flask) -> UUID:
    with writing(app):
        candidates = grant_candidates(TODAY)
        plan = plan_grants(candidates, excluded=(), has_home_code=True)
        keys = {each.holder_id: each.public_key for each in candidates}
        prepared = prepare_safe(
            [Recipient(each, keys[each], GrantState.AWAKE) for each in plan.awake]
        )
        store_safe(prepared, at=NOW)
        return prepared.open_safe.id


def holders(app: Flask, safe_id: UUID) -> dict[UUID, GrantState]:
    with app.app_context():
        return {each.holder.id: each.state for each in holders_of(safe_id)}


def know_everything(app: Flask) -> None:
    confirmed = SafeFacts(confirmed=Confirmation(home=True, visit=True, day_covered=True))
    app.extensions[EXTENSION] = lambda safes, _on: dict.fromkeys(safes, confirmed)


def test_who_steps_down_hands_over_with_one_button(app: Flask) -> None:
    signers = make_committee(app, "Mair", "Huw", "Gwen", "Tom")
    know_everything(app)
    safe_id = make_case(app)
    mair, huw = signers[0], signers[1]
    browser = as_person(app, mair)

    page = browser.open("/committee/desk").follow("Step down")
    assert page.form("sure").send().status == 422
    page = page.form("sure").fill(sure="y").send()
    assert page.heading == "Your desk"
    assert holders(app, safe_id)[mair.holder_id] is GrantState.HAND_OVER

    page = page.follow("Hand over your keys")
    assert "You hold the key of 1 case." in page.main
    page = page.form("Hand over everything").send()

    assert "You hold no keys any more." in page.text
    assert mair.holder_id not in holders(app, safe_id)
    assert huw.holder_id in holders(app, safe_id)
    assert browser.open("/committee/keys/leaving").status == 403


def test_what_too_few_have_followed_for_stays_until_its_day(app: Flask) -> None:
    mair, *_ = make_committee(app, "Mair", "Huw", "Gwen")
    know_everything(app)
    safe_id = make_case(app)
    with app.app_context(), transaction():
        (term,) = [each for each in sitting_terms(TODAY) if each.member.name == "Mair"]
        end_term(term, ends_on=TODAY, by=account_of(term), at=NOW)

    page = as_person(app, mair).open("/committee/keys/leaving").form("Hand over").send()

    assert "too few have followed yet" in page.text
    assert holders(app, safe_id)[mair.holder_id] is GrantState.HAND_OVER


def test_a_colleague_with_a_new_key_is_given_the_cases_again(app: Flask) -> None:
    mair, _huw, _gwen = make_committee(app, "Mair", "Huw", "Gwen")
    know_everything(app)
    safe_id = make_case(app)
    with app.app_context():
        newcomer = make_signer(name="Tom")
        with transaction():
            member = make_member("Tom", account=newcomer.account)
            begin_terms(
                [Seat(member, MemberClass.USER)],
                source=TermSource.CO_OPTED,
                starts_on=TODAY,
                ends_on=ENDS,
                at=NOW,
            )
    browser = as_person(app, mair)

    page = browser.open("/committee/keys").form("Give keys to Tom").send()

    assert "1 key was given." in page.text
    assert holders(app, safe_id)[newcomer.holder_id] is GrantState.AWAKE
    assert "has them all" in page.main


def test_where_nothing_is_known_of_a_case_no_key_is_given(app: Flask) -> None:
    mair, *_ = make_committee(app, "Mair", "Huw", "Gwen")
    app.extensions[EXTENSION] = lambda _safes, _on: {}
    safe_id = make_case(app)
    before = holders(app, safe_id)
    with app.app_context():
        newcomer = make_signer(name="Tom")
        with transaction():
            make_member("Tom", reserve_rank=1, account=newcomer.account)

    page = as_person(app, mair).open("/committee/keys").form("Give keys to Tom").send()

    assert "There was no key that you could give them." in page.text
    assert holders(app, safe_id) == before


def test_keys_are_given_only_soon_after_the_password(app: Flask) -> None:
    mair, *_ = make_committee(app, "Mair", "Huw", "Gwen")
    know_everything(app)
    browser = as_person(app, mair)
    token = browser.open("/committee/interests").form("what").values["csrf_token"]

    # Looking needs no proof; the proof of ten minutes ago is checked by the kernel's own tests.
    assert browser.open("/committee/keys").status == 200
    assert browser.post("/committee/keys", {"csrf_token": token}).status == 405


def test_strangers_and_the_care_office_see_none_of_the_desks(app: Flask, browser: Browser) -> None:
    with app.app_context():
        coordinator = make_signer(name="Carys")
        with transaction():
            terms = make_whole()
            make_recovery()
            make_appointed(Office.COORDINATOR, coordinator.account, terms)
            assert db.session.query(Term).count() == 9
    paths = [
        "/desk",
        "/appointments/propose",
        "/appointments/invite",
        "/interests",
        "/founding",
        "/keys",
        "/keys/leaving",
        "/seat/step-down",
    ]
    for path in paths:
        assert browser.open(ADDRESS + path).heading == "Sign in"

    signed_in = as_person(app, coordinator)
    for path in paths:
        assert signed_in.open(ADDRESS + path).status == 403
    assert DAY.days == 1
