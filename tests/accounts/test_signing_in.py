"""Signing in, as a person does."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from portal import clock, config
from portal.accounts.models import Account, OneTimeCode, SignIn
from portal.accounts.permissions import Permission
from portal.database import db
from tests.accounts.factories import Signer, make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW

REFUSED = "The address, the password or the code is not right"


def number_of_sign_ins(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(SignIn)) or 0


def try_with(browser: Browser, email: str, password: str, code: str) -> Page:
    form = browser.open("/accounts/sign-in").form("password")
    return form.fill(email=email, password=password, code=code).send()


def test_a_member_signs_in_with_the_telephone(app: Flask, browser: Browser) -> None:
    member = make_account_of(app, name="Megan Pritchard")

    page = sign_in(browser, member)

    assert page.path == "/accounts/desk"
    assert "You are signed in as Megan Pritchard." in page.main


def test_a_member_signs_in_with_a_code_of_the_sheet(app: Flask, browser: Browser) -> None:
    member = make_account_of(app, factor="sheet")

    page = sign_in(browser, member, code=member.codes[4].lower())

    assert page.path == "/accounts/desk"
    with app.app_context():
        used = db.session.scalars(select(OneTimeCode).where(OneTimeCode.used_at.is_not(None)))
        assert len(used.all()) == 1


def test_the_address_may_be_typed_in_any_case(app: Flask, browser: Browser) -> None:
    member = make_account_of(app, email="megan@example.org")

    page = try_with(browser, "  Megan@Example.ORG ", member.password, member.code())

    assert page.path == "/accounts/desk"


def test_every_wrong_attempt_gets_the_same_answer(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    wrong_code = f"{(int(member.code()) + 1) % 1_000_000:06d}"
    attempts = [
        ("nobody@example.org", member.password, member.code()),
        (member.email, "another password entirely", member.code()),
        (member.email, member.password, wrong_code),
        (member.email, member.password, "ABCDE-FGHJK"),
        (member.email, member.password, "no code at all"),
        ("not an address", "x", "y"),
        (member.email, "\x00" * 50, "1\x00"),
    ]

    pages = [try_with(browser, *attempt) for attempt in attempts]

    assert {page.status for page in pages} == {422}
    assert {tuple(page.errors) for page in pages} == {tuple(pages[0].errors)}
    assert REFUSED in pages[0].errors[0]
    assert number_of_sign_ins(app) == 0
    assert browser.open("/accounts/desk").path == "/accounts/sign-in"


def test_a_code_works_once(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    code = member.code()
    sign_in(browser, member, code)

    page = sign_in(Browser(app), member, code)

    assert page.status == 422
    assert REFUSED in page.errors[0]
    assert number_of_sign_ins(app) == 1


def test_a_code_of_the_sheet_works_once(app: Flask, browser: Browser) -> None:
    member = make_account_of(app, factor="sheet")
    sign_in(browser, member, member.codes[0])

    again = sign_in(Browser(app), member, member.codes[0])
    other = sign_in(Browser(app), member, member.codes[1])

    assert again.status == 422
    assert other.path == "/accounts/desk"


def test_the_last_half_minute_still_counts_and_the_one_before_does_not(
    app: Flask, browser: Browser
) -> None:
    member = make_account_of(app)
    code = member.code()

    with clock.stopped_at(NOW + timedelta(seconds=61)):
        late = sign_in(browser, member, code)
    with clock.stopped_at(NOW + timedelta(seconds=29)):
        in_time = sign_in(browser, member, code)

    assert late.status == 422
    assert in_time.path == "/accounts/desk"


def test_a_closed_account_is_refused_like_a_wrong_password(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    with app.app_context():
        account = db.session.get_one(Account, member.id)
        account.closed_at = clock.now()
        db.session.commit()

    page = sign_in(browser, member)

    assert page.status == 422
    assert REFUSED in page.errors[0]


def test_an_invited_person_without_a_key_cannot_sign_in(app: Flask, browser: Browser) -> None:
    with app.app_context():
        db.session.add(Account(name="New", email="new@example.org", invited_at=clock.now()))
        db.session.commit()

    page = try_with(browser, "new@example.org", "", "")
    second = try_with(browser, "new@example.org", "some password", "123456")

    assert page.errors == [
        "Enter your password",
        "Enter the code from your telephone or from your sheet",
    ]
    assert REFUSED in second.errors[0]


def test_very_long_input_is_refused_in_words(app: Flask, browser: Browser) -> None:
    page = try_with(browser, "a" * 100_000, "b" * 100_000, "c" * 100_000)

    assert page.status == 422
    assert len(page.errors) == 3
    assert all("Please shorten it" in error for error in page.errors)


def test_after_signing_in_the_page_that_was_asked_for_comes_first(
    app: Flask, browser: Browser
) -> None:
    member = make_account_of(app)

    page = browser.open("/accounts/sign-ins")
    form = page.form("password").fill(
        email=member.email, password=member.password, code=member.code()
    )

    assert form.send().path == "/accounts/sign-ins"


def test_next_leads_to_no_other_site(app: Flask) -> None:
    for address in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil",
        "/" + "a" * 3000,
    ):
        browser, member = Browser(app), make_account_of(app)
        page = browser.open("/accounts/sign-in", query={"next": address})
        form = page.form("password").fill(
            email=member.email, password=member.password, code=member.code()
        )

        assert form.send().path == "/accounts/desk", address


def test_a_form_without_its_token_signs_nobody_in(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    browser.open("/accounts/sign-in")

    page = browser.post(
        "/accounts/sign-in",
        {"email": member.email, "password": member.password, "code": member.code()},
    )

    assert page.status == 422
    assert number_of_sign_ins(app) == 0


def test_a_cookie_from_before_signing_in_is_worth_nothing_after_it(
    app: Flask, browser: Browser
) -> None:
    member = make_account_of(app)
    browser.open("/accounts/sign-in")
    before = cookie(browser)

    sign_in(browser, member)

    thief = browser_with(app, before)
    assert cookie(browser) != before
    assert thief.open("/accounts/desk").path == "/accounts/sign-in"


def test_nothing_that_was_in_the_session_before_stays_in_it(app: Flask, browser: Browser) -> None:
    first: Signer = make_account_of(app, Permission.READ_CASES, name="First")
    second = make_account_of(app, name="Second")
    sign_in(browser, first)

    page = sign_in(browser, second)

    assert "You are signed in as Second." in page.main


def test_signing_in_counts_tries_by_account_from_wherever_they_come(plain_app: Flask) -> None:
    config.use(replace(config.settings(), allowances=True))
    member = make_account_of(plain_app)
    statuses = []

    for place in range(21):
        browser = Browser(plain_app)
        page = browser.open("/accounts/sign-in")
        form = page.form("password").fill(email=member.email, password="wrong", code="000000")
        browser.client.environ_base = {"REMOTE_ADDR": f"192.0.2.{place}"}
        statuses.append(form.send().status)

    assert statuses == [422] * 20 + [429]


def cookie(browser: Browser) -> str:
    value = browser.client.get_cookie("candour")
    assert value is not None
    return value.value


def browser_with(app: Flask, value: str) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("candour", value)
    return browser
