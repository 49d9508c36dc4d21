"""The link to the way out, on pages that have no form."""

from typing import Any

from portal.accounts.permissions import Permission
from tests.accounts.factories import make_account, sign_in
from tests.client import Browser
from tests.intake.factories import answer_until, open_intake


def test_a_link_to_the_way_out_drops_what_was_begun_and_ends_nobodys_sign_in(
    browser: Browser, database: Any
) -> None:
    open_intake()
    signer = make_account(Permission.SEE_ALERTS)
    sign_in(browser, signer)
    page = answer_until(browser.open("/concern"), "when")

    browser.open("/leave")

    assert browser.open("/alerts").status == 200
    assert browser.open(page.path).status == 410


def test_a_link_to_the_way_out_leaves_no_cookie_to_who_only_spoke(
    browser: Browser, database: Any
) -> None:
    open_intake()
    answer_until(browser.open("/concern"), "when")

    browser.open("/leave")

    assert browser.cookies == []
