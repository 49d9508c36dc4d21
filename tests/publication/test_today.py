"""What the desk says of reports to whoever signs them."""

from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.publication import queries
from portal.publication.amending.services import ask_withdrawal
from portal.publication.services import prepare_release, sign_release
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_attacked, make_headline, make_release

NOTHING = "nothing waits for you"
TO_SIGN = "Read and sign the report: October 2026"
TO_DECIDE = "Decide whether to take down: September 2026"


def test_what_waits_for_a_signature_or_a_decision_stands_on_the_desk(app: Flask) -> None:
    with app.app_context():
        first, second = (make_account(Permission.SIGN_RELEASES) for _ in "12")
        with transaction():
            make_release(first.account, second.account, month=9)
            prepare_release(make_headline(), source="", by=first.account, at=NOW)
    one, other = Browser(app), Browser(app)
    sign_in(one, first)
    sign_in(other, second)
    assert NOTHING in one.open("/accounts/desk").main

    with app.app_context(), transaction():
        make_attacked(queries.get_draft("2026-10"))
    assert TO_SIGN in one.open("/accounts/desk").main

    with app.app_context(), transaction():
        draft = queries.get_draft("2026-10")
        sign_release(draft, source="", by=first.account, at=NOW)
        ask_withdrawal(
            queries.get_release("2026-09"), "It shows too much.", by=first.account, at=NOW
        )
    assert NOTHING in one.open("/accounts/desk").main
    page = other.open("/accounts/desk")
    assert TO_SIGN in page.main and TO_DECIDE in page.main
    assert page.follow(TO_DECIDE).status == 200


def test_who_signs_no_reports_is_told_of_none(app: Flask, browser: Browser) -> None:
    with app.app_context():
        office = make_account(Permission.PREPARE_RELEASES)
    sign_in(browser, office)

    assert "Today" not in browser.open("/accounts/desk").main
