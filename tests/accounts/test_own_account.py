"""What somebody changes about their own account."""

import re
from datetime import timedelta

from flask import Flask

from portal import clock
from portal.accounts import queries
from portal.accounts.codes import code_at
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.services import grant_authority
from portal.accounts.unlocking import open_private_key
from portal.database import db
from tests.accounts.factories import Signer, make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW

NEW = "another seven quiet otters"


def account_of(app: Flask, member: Signer) -> Account:
    with app.app_context():
        return db.session.get_one(Account, member.id)


def change(browser: Browser, old: str, new: str, again: str | None = None) -> Page:
    form = browser.open("/accounts/password").form("new_password")
    return form.fill(password=old, new_password=new, again=again or new).send("Change it")


def test_a_changed_password_opens_the_same_key(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    elsewhere = Browser(app)
    sign_in(elsewhere, member)
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        sign_in(browser, member)

        page = change(browser, member.password, NEW)

        assert page.path == "/accounts/desk"
        sealed = account_of(app, member).sealed_private_key or b""
        assert open_private_key(sealed, NEW, owner=member.id) == member.private_key
        assert open_private_key(sealed, member.password, owner=member.id) is None
        assert elsewhere.open("/accounts/desk").path == "/accounts/sign-in"
    with clock.stopped_at(NOW + timedelta(minutes=2)):
        assert sign_in(Browser(app), member).status == 422
    member.password = NEW
    with clock.stopped_at(NOW + timedelta(minutes=3)):
        assert sign_in(Browser(app), member).path == "/accounts/desk"


def test_a_password_is_not_changed_without_the_present_one(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    sign_in(browser, member)
    before = account_of(app, member).sealed_private_key

    pages = [
        change(browser, "wrong wrong wrong", NEW),
        change(browser, member.password, "short"),
        change(browser, member.password, NEW, again="other"),
    ]

    assert [page.status for page in pages] == [422] * 3
    assert "This is not your present password." in pages[0].errors
    assert account_of(app, member).sealed_private_key == before


def test_a_new_sheet_replaces_the_old_one(app: Flask, browser: Browser) -> None:
    member = make_account_of(app, factor="sheet")
    sign_in(browser, member)
    page = browser.open("/accounts/second-factor/sheet")
    codes = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page.main)

    page = page.form("code").fill(code=codes[0]).send("Use this")

    assert page.path == "/accounts/desk"
    with app.app_context():
        assert queries.count_unused_codes(member.id) == 10
    assert sign_in(Browser(app), member, member.codes[1]).status == 422
    assert sign_in(Browser(app), member, codes[0]).path == "/accounts/desk"


def test_another_telephone_replaces_the_old_one(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    sign_in(browser, member)
    page = browser.open("/accounts/second-factor/telephone")
    secret = "".join(page.find("code").itertext()).replace(" ", "")
    picture = browser.open(page.find("img", class_="qr").get("src") or "")

    page.form("code").fill(code=code_at(secret, NOW)).send("Use this")

    assert picture.response.mimetype == "image/svg+xml"
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        assert sign_in(Browser(app), member).status == 422
        new_code = code_at(secret, clock.now())
        assert sign_in(Browser(app), member, new_code).path == "/accounts/desk"


def test_a_new_second_factor_asks_who_it_is_even_to_look(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    sign_in(browser, member)

    with clock.stopped_at(NOW + timedelta(minutes=11)):
        page = browser.open("/accounts/second-factor/sheet")
        assert page.path == "/accounts/confirm"

        form = page.form("password").fill(password=member.password, code=member.code())
        assert form.send("Go on").path == "/accounts/second-factor/sheet"


def test_a_sheet_that_is_nearly_used_up_is_said_on_the_desk(app: Flask, browser: Browser) -> None:
    member = make_account_of(app, factor="sheet")
    for code in member.codes[:6]:
        assert "nearly used up" not in sign_in(Browser(app), member, code).main

    page = sign_in(browser, member, member.codes[6])

    assert "nearly used up" in page.main
    assert "3 codes are left." in page.main


def test_an_account_is_closed_once_nothing_is_held_and_nothing_to_hand_over(app: Flask) -> None:
    member = make_account_of(app)
    last_day = NOW + timedelta(days=10)
    with app.app_context():
        account = db.session.get_one(Account, member.id)
        grant_authority(
            account,
            Permission.READ_CASES,
            from_at=NOW,
            until_at=last_day,
            source="a seat",
            at=NOW,
        )
        db.session.commit()

    def close(days: int) -> Page:
        with clock.stopped_at(NOW + timedelta(days=days)):
            browser = Browser(app)
            sign_in(browser, member)
            return browser.open("/accounts/close").form("sure").fill(sure="y").send()

    assert "still hold a seat or an office" in close(1).errors[0]
    assert "You can close this account from 19 December 2026" in close(20).errors[0]
    assert account_of(app, member).is_open
    assert close(40).path == "/accounts/sign-in"
    assert not account_of(app, member).is_open
    with clock.stopped_at(NOW + timedelta(days=41)):
        assert sign_in(Browser(app), member).status == 422


def test_an_account_is_not_closed_by_chance(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    sign_in(browser, member)

    page = browser.open("/accounts/close").form("sure").send()

    assert page.errors == ["Tick the box if you are sure"]
    assert account_of(app, member).is_open
