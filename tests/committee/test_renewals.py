"""A colleague forgot the password: two members let them make a new key."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts.codes import INVITATION_LENGTH, invitation_digest, written_code
from portal.accounts.models import Account
from portal.accounts.queries import find_open_invitation
from portal.committee.renewals.models import KeyRenewal
from portal.committee.renewals.queries import waiting_renewals
from portal.committee.renewals.services import (
    RenewalRefused,
    agree_renewal,
    ask_renewal,
    send_again,
)
from portal.committee.seating.services import end_term
from portal.database import db
from portal.notices.models import OutboxMessage
from tests.client import Browser
from tests.committee.factories import THREE, TODAY, account_of, make_seated
from tests.committee.test_pages import as_person, make_committee
from tests.conftest import NOW
from tests.membership.factories import make_account
from tests.notices.factories import invitation_to, letters_to


def opens(code: str) -> bool:
    digest = invitation_digest(written_code(code, INVITATION_LENGTH) or "")
    return find_open_invitation(digest, NOW) is not None


@pytest.mark.usefixtures("database")
class TestRenewing:
    """Asking and agreeing."""

    def test_two_members_renew_the_key_of_a_third(self) -> None:
        mair, huw, gwen = (account_of(each) for each in make_seated(*THREE))

        asked = ask_renewal(gwen, by=mair, at=NOW)
        assert waiting_renewals(NOW) == [asked]
        assert db.session.query(OutboxMessage).count() == 1
        agree_renewal(asked, by=huw, at=NOW)

        assert opens(invitation_to(gwen.email))
        assert len(letters_to(gwen.email)) == 2
        assert letters_to(mair.email) == letters_to(huw.email) == []
        assert waiting_renewals(NOW) == []

    def test_nobody_agrees_to_what_they_asked_or_renews_their_own_key(self) -> None:
        mair, _huw, gwen = (account_of(each) for each in make_seated(*THREE))
        asked = ask_renewal(gwen, by=mair, at=NOW)

        with pytest.raises(RenewalRefused, match="You asked for this"):
            agree_renewal(asked, by=mair, at=NOW)
        with pytest.raises(RenewalRefused, match="Nobody renews their own key"):
            agree_renewal(asked, by=gwen, at=NOW)
        with pytest.raises(RenewalRefused, match="Nobody renews their own key"):
            ask_renewal(mair, by=mair, at=NOW)

        assert asked.agreed_at is None

    def test_only_who_sits_asks_and_agrees(self) -> None:
        terms = make_seated(*THREE)
        mair, huw, gwen = (account_of(each) for each in terms)
        asked = ask_renewal(gwen, by=mair, at=NOW)
        stranger = make_account()
        end_term(terms[1], ends_on=TODAY, by=huw, at=NOW)

        for by in (stranger, huw):
            with pytest.raises(RenewalRefused, match="Only members who sit"):
                agree_renewal(asked, by=by, at=NOW)
            with pytest.raises(RenewalRefused, match="Only members who sit"):
                ask_renewal(gwen, by=by, at=NOW)

        assert asked.agreed_at is None

    def test_it_is_asked_once_agreed_to_once_and_within_a_week(self) -> None:
        mair, huw, gwen = (account_of(each) for each in make_seated(*THREE))
        asked = ask_renewal(gwen, by=mair, at=NOW)

        with pytest.raises(RenewalRefused, match="waits for a second member"):
            ask_renewal(gwen, by=huw, at=NOW)
        with pytest.raises(RenewalRefused, match="its time is over"):
            agree_renewal(asked, by=huw, at=NOW + timedelta(days=7))

        agree_renewal(asked, by=huw, at=NOW)
        with pytest.raises(RenewalRefused, match="agreed to already"):
            agree_renewal(asked, by=huw, at=NOW)

        assert db.session.query(KeyRenewal).count() == 1

    def test_who_never_joined_needs_one_member_and_who_joined_needs_two(self) -> None:
        mair, _huw, gwen = (account_of(each) for each in make_seated(*THREE))
        newcomer: Account = make_account()
        newcomer.holder_id, newcomer.sealed_private_key = None, None
        db.session.flush()

        send_again(newcomer, by=mair, at=NOW)
        assert opens(invitation_to(newcomer.email))
        assert letters_to(mair.email) == []
        with pytest.raises(RenewalRefused, match="Two members can renew"):
            send_again(gwen, by=mair, at=NOW)
        with pytest.raises(RenewalRefused, match="has not joined"):
            ask_renewal(newcomer, by=mair, at=NOW)


def test_neither_of_the_two_sees_the_code_that_they_have_sent(app: Flask) -> None:
    mair, huw, gwen = make_committee(app, "Mair", "Huw", "Gwen")
    first, second = as_person(app, mair), as_person(app, huw)
    page = first.open("/committee/desk").follow("A new invitation")
    choices = page.form("person")
    (value,) = [
        option.get("value")
        for option in choices.element.iter("{http://www.w3.org/1999/xhtml}option")
        if option.text == "Gwen"
    ]

    refused = choices.fill(person=value).send()
    assert refused.errors == ["Speak to them first, then tick the box."]

    page = choices.fill(person=value, spoken="y").send()
    assert "Another member of the committee has to agree." in page.text
    assert "You asked for this" in page.main

    page = second.open("/committee/invitations").form("Agree").send()
    assert "The invitation is on its way to Gwen." in page.text
    with app.app_context():
        code = invitation_to(gwen.email)
        db.session.remove()
    assert code not in page.response.get_data(as_text=True)
    assert code not in second.open("/committee/invitations").response.get_data(as_text=True)
    assert "Gwen" in Browser(app).open("/accounts/invitation").form().fill(code=code).send().text
