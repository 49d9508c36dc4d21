"""Joining by invitation: a code, a password, a second thing that works, and a key."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts import queries, services
from portal.accounts.codes import code_at
from portal.accounts.models import Account, OneTimeCode, SignIn
from portal.accounts.queries import find_account_by_email, get_account
from portal.accounts.services import AccountRefused
from portal.accounts.unlocking import open_private_key
from portal.database import db, transaction
from portal.text import MailAddressRefused
from portal.vault.keys import key_pair_from_seed, seal_to
from portal.vault.models import Holder
from tests.accounts.factories import PASSWORD, make_account, make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW

EMAIL = "gwen@example.org"


def invite(app: Flask, name: str = "Gwen Rees", email: str = EMAIL) -> str:
    with app.app_context(), transaction():
        return services.invite(name, email, at=clock.now())


def account_of(app: Flask, email: str = EMAIL) -> Account:
    with app.app_context():
        account = find_account_by_email(email)
        assert account is not None
        return account


def choose_password(browser: Browser, code: str, factor: str, password: str = PASSWORD) -> Page:
    page = browser.open("/accounts/invitation").form("code").fill(code=code).send("Go on")
    assert page.path == "/accounts/invitation/password", page.errors
    form = page.form("new_password").fill(new_password=password, again=password, factor=factor)
    return form.send("Go on")


def secret_on(page: Page) -> str:
    return "".join(page.find("code").itertext()).replace(" ", "")


def test_somebody_joins_with_a_telephone(app: Flask, browser: Browser) -> None:
    page = choose_password(browser, invite(app), "telephone")
    secret = secret_on(page)
    picture = browser.open(page.find("img", class_="qr").get("src") or "")

    page = page.form("code").fill(code=code_at(secret, NOW)).send("Finish")

    assert picture.response.mimetype == "image/svg+xml"
    assert picture.response.get_data().startswith(b"<svg")
    assert page.path == "/accounts/desk"
    assert "You are signed in as Gwen Rees." in page.main
    account = account_of(app)
    assert account.sealed_totp_secret is not None
    assert secret.encode() not in account.sealed_totp_secret
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        form = Browser(app).open("/accounts/sign-in").form("password")
        form.fill(email=EMAIL, password=PASSWORD, code=code_at(secret, clock.now()))
        assert form.send().path == "/accounts/desk"


def test_somebody_joins_with_a_sheet_without_any_device(app: Flask, browser: Browser) -> None:
    page = choose_password(browser, invite(app).lower().replace("-", " "), "sheet")
    codes = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page.main)
    assert len(codes) == 10
    assert page.find_all("img", class_="qr") == []

    page = page.form("code").fill(code=codes[3].lower()).send("Finish")

    assert page.path == "/accounts/desk"
    with app.app_context():
        assert queries.count_unused_codes(account_of(app).id) == 10
        stored = db.session.scalars(select(OneTimeCode.digest)).all()
    assert len(set(stored)) == 10
    form = Browser(app).open("/accounts/sign-in").form("password")
    assert form.fill(email=EMAIL, password=PASSWORD, code=codes[3]).send().path == "/accounts/desk"


def test_joining_makes_a_key_that_only_the_password_opens(app: Flask, browser: Browser) -> None:
    page = choose_password(browser, invite(app), "telephone")
    page.form("code").fill(code=code_at(secret_on(page), NOW)).send("Finish")

    account = account_of(app)

    assert account.sealed_private_key is not None
    private = open_private_key(account.sealed_private_key, PASSWORD, owner=account.id)
    assert private is not None
    with app.app_context():
        holder = db.session.get_one(Holder, account.holder_id)
        assert holder.public_key == key_pair_from_seed(private).public
    assert open_private_key(account.sealed_private_key, "another", owner=account.id) is None
    assert open_private_key(account.sealed_private_key, PASSWORD, owner=holder.id) is None


def test_a_second_thing_that_does_not_work_is_not_taken(app: Flask, browser: Browser) -> None:
    page = choose_password(browser, invite(app), "telephone")
    right = code_at(secret_on(page), NOW)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    again = page.form("code").fill(code=wrong).send("Finish")

    assert again.status == 422
    assert "not the code that we expected" in again.errors[0]
    assert secret_on(again) == secret_on(page)
    assert account_of(app).holder_id is None
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Holder)) == 0


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "at least 12 characters"),
        ("Gwen Rees 2026", "Gwen Rees 2026", "easy to guess"),
        (PASSWORD, PASSWORD + "!", "Type the same password in both fields"),
        ("a" * 100_000, "a" * 100_000, "Please shorten it"),
    ],
)
def test_a_password_that_is_not_good_comes_back(
    app: Flask, browser: Browser, password: str, again: str, sentence: str
) -> None:
    page = browser.open("/accounts/invitation").form("code").fill(code=invite(app)).send("Go on")

    form = page.form("new_password").fill(new_password=password, again=again, factor="sheet")
    page = form.send("Go on")

    assert page.status == 422
    assert sentence in page.errors[0]
    assert password not in page.response.get_data(as_text=True)


def test_every_bad_code_gets_the_same_answer(app: Flask, browser: Browser) -> None:
    used = invite(app)
    page = choose_password(browser, used, "telephone")
    page.form("code").fill(code=code_at(secret_on(page), NOW)).send("Finish")
    replaced = invite(app, email="second@example.org")
    with app.app_context(), transaction():
        services.renew_invitation(account_of(app, "second@example.org"), at=clock.now())
    old = invite(app, email="third@example.org")

    answers = []
    with clock.stopped_at(NOW + timedelta(days=14)):
        for code in ("AAAA-BBBB-CCCC-DDDD", "no code", used, replaced, old, "x" * 100_000, "\x00A"):
            page = Browser(app).open("/accounts/invitation").form("code").fill(code=code).send()
            answers.append((page.status, tuple(page.errors)))

    assert {status for status, _errors in answers} == {422}
    assert len({errors for _status, errors in answers[:5]}) == 1
    assert "does not open anything" in answers[0][1][0]


def test_an_invitation_works_once_even_when_two_begin_with_it(app: Flask, browser: Browser) -> None:
    code, other = invite(app), Browser(app)
    first = choose_password(browser, code, "telephone")
    second = choose_password(other, code, "telephone", password="another seven quiet otters")

    done = first.form("code").fill(code=code_at(secret_on(first), NOW)).send("Finish")
    late = second.form("code").fill(code=code_at(secret_on(second), NOW)).send("Finish")

    assert done.path == "/accounts/desk"
    assert late.status == 422
    assert "used already" in late.errors[0]
    account = account_of(app)
    assert open_private_key(account.sealed_private_key or b"", PASSWORD, owner=account.id)


def test_a_new_invitation_makes_a_new_key_and_ends_everything_old(
    app: Flask, browser: Browser
) -> None:
    forgetful = make_account_of(app, email=EMAIL, factor="sheet")
    sign_in(browser, forgetful)
    with app.app_context(), transaction():
        code = services.renew_invitation(get_account(forgetful.id), at=clock.now())
    fresh = Browser(app)
    page = choose_password(fresh, code, "telephone", password="another seven quiet otters")

    page.form("code").fill(code=code_at(secret_on(page), NOW)).send("Finish")

    account = account_of(app)
    assert account.holder_id != forgetful.holder_id
    with app.app_context():
        assert db.session.get_one(Holder, forgetful.holder_id).is_retired
        assert queries.count_unused_codes(account.id) == 0
        running = db.session.scalars(select(SignIn).where(SignIn.ended_at.is_(None))).all()
        assert len(running) == 1
    assert browser.open("/accounts/desk").path == "/accounts/sign-in"


def test_steps_out_of_order_lead_to_the_beginning(browser: Browser) -> None:
    assert browser.open("/accounts/invitation/password").path == "/accounts/invitation"
    assert browser.open("/accounts/invitation/second").path == "/accounts/invitation"
    assert browser.open("/accounts/invitation/square.svg").status == 404


def test_two_accounts_cannot_share_an_address(app: Flask) -> None:
    invite(app)

    with app.app_context(), pytest.raises(AccountRefused), transaction():
        services.invite("Somebody Else", EMAIL.upper(), at=clock.now())


@pytest.mark.parametrize(
    "address",
    ["", "x", "a@b@c", "a b@example.org", "a@example.org\nBcc: b@example.org", "a@-b.org"],
)
def test_an_address_that_is_none_is_refused(app: Flask, address: str) -> None:
    with app.app_context(), pytest.raises(MailAddressRefused), transaction():
        services.invite("Gwen Rees", address, at=clock.now())


def test_a_key_can_be_sealed_to_as_soon_as_somebody_joined(app: Flask) -> None:
    with app.app_context():
        member = make_account()
        public = queries.public_key_of(member.id)
        assert public is not None
        assert seal_to(public, b"x", b"y")
        with transaction():
            invited = services.add_account("Not Yet", "not.yet@example.org", at=clock.now())
        assert queries.public_key_of(invited.id) is None
