"""Sessions: how long they last, who can end them, and what a stolen cookie is worth."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.accounts import services
from portal.accounts.queries import get_account, running_sign_ins
from portal.database import transaction
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.statements import statements


def cookie(browser: Browser) -> str:
    value = browser.client.get_cookie("candour")
    assert value is not None
    return value.value


def browser_with(app: Flask, value: str) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("candour", value)
    return browser


def is_signed_in(browser: Browser) -> bool:
    return browser.open("/accounts/desk").path == "/accounts/desk"


def open_at(browser: Browser, minutes: float) -> Page:
    with clock.stopped_at(NOW + timedelta(minutes=minutes)):
        return browser.open("/accounts/desk")


def test_a_session_ends_after_thirty_idle_minutes(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app))

    assert open_at(browser, 29.9).path == "/accounts/desk"
    assert open_at(browser, 29.9 + 29.9).path == "/accounts/desk"
    assert open_at(browser, 29.9 + 29.9 + 30).path == "/accounts/sign-in"


def test_a_session_ends_after_twelve_hours_of_use(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app))

    pages = [open_at(browser, minutes) for minutes in range(20, 12 * 60, 20)]
    last = open_at(browser, 12 * 60)

    assert {page.path for page in pages} == {"/accounts/desk"}
    assert last.path == "/accounts/sign-in"


def test_every_staff_page_says_until_when(app: Flask, browser: Browser) -> None:
    page = sign_in(browser, make_account_of(app))

    assert "11:00" in page.text
    assert page.find("p", role="status").get("data-warn-after") == str(25 * 60)
    assert "11:20" in open_at(browser, 20).text


def test_a_cookie_that_was_idle_is_worth_nothing_again(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app))
    stolen = cookie(browser)
    open_at(browser, 31)

    # The clock that went back would be the thief's; the page of the person stays signed out.
    assert open_at(browser, 0).path == "/accounts/sign-in"
    assert open_at(browser_with(app, stolen), 31).path == "/accounts/sign-in"


def test_signing_out_ends_a_copied_cookie_too(app: Flask, browser: Browser) -> None:
    page = sign_in(browser, make_account_of(app))
    thief = browser_with(app, cookie(browser))
    assert is_signed_in(thief)

    form = browser.post(
        "/accounts/sign-out",
        {"csrf_token": page.find("input", name="csrf_token").get("value")},
    )

    assert "You are signed out." in form.main
    assert not is_signed_in(thief)
    assert not is_signed_in(browser)


def test_signing_out_without_a_token_does_nothing(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app))

    page = browser.post("/accounts/sign-out", {})

    assert page.status == 400
    assert is_signed_in(browser)


def test_a_get_signs_nobody_out(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app))

    assert browser.open("/accounts/sign-out").status == 405
    assert is_signed_in(browser)


def test_one_of_several_sessions_can_be_ended(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    elsewhere = Browser(app)
    sign_in(elsewhere, member)
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        sign_in(browser, member)
        page = browser.open("/accounts/sign-ins")

        page = page.form("End it").send("End it")

        assert "That session is ended." in page.main
        assert is_signed_in(browser)
        assert not is_signed_in(elsewhere)


def test_somebody_elses_session_cannot_be_ended(app: Flask, browser: Browser) -> None:
    victim_browser, victim = Browser(app), make_account_of(app)
    sign_in(victim_browser, victim)
    with app.app_context():
        target = running_sign_ins(victim.id, clock.now())[0].id
    page = sign_in(browser, make_account_of(app))

    answer = browser.post(
        f"/accounts/sign-ins/{target}/end",
        {"csrf_token": page.find("input", name="csrf_token").get("value")},
    )

    assert answer.status == 404
    assert is_signed_in(victim_browser)


def test_all_sessions_can_be_ended_at_once(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    elsewhere = Browser(app)
    sign_in(elsewhere, member)
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        sign_in(browser, member)

        page = browser.open("/accounts/sign-ins").form("Sign out everywhere")
        page.send("Sign out everywhere")

        assert not is_signed_in(browser)
        assert not is_signed_in(elsewhere)


def test_closing_an_account_ends_its_sessions(app: Flask, browser: Browser) -> None:
    member = make_account_of(app)
    sign_in(browser, member)

    with app.app_context(), transaction():
        services.close_account(get_account(member.id), at=clock.now())

    assert not is_signed_in(browser)


def test_a_cookie_that_is_not_ours_is_nobody(app: Flask) -> None:
    for value in ("", "x", "A" * 4000, "../../etc/passwd", "\x7f"):
        assert not is_signed_in(browser_with(app, value))


def test_a_changed_cookie_is_nobody(app: Flask, browser: Browser) -> None:
    sign_in(browser, make_account_of(app))
    value = cookie(browser)
    changed = value[:60] + ("A" if value[60] != "A" else "B") + value[61:]

    assert not is_signed_in(browser_with(app, changed))


@pytest.mark.parametrize("path", ["/about", "/accounts/sign-in", "/accounts/forgotten"])
def test_a_public_page_asks_the_database_nothing_about_who_reads_it(
    plain_app: Flask, path: str
) -> None:
    browser = Browser(plain_app)
    sign_in(browser, make_account_of(plain_app))

    with plain_app.app_context(), statements() as asked:
        page = browser.open(path)

    about_people = ("accounts", "sign_ins", "authorities")
    assert page.status == 200
    assert [question for question in asked if any(t in question for t in about_people)] == []


def test_a_public_page_gives_a_stranger_no_cookie(plain_app: Flask) -> None:
    browser = Browser(plain_app)

    page = browser.open("/about")

    assert browser.cookies == []
    assert "Cookie" not in page.response.headers.get("Vary", "")


def test_a_page_for_staff_asks_one_question_about_who_reads_it(plain_app: Flask) -> None:
    browser = Browser(plain_app)
    sign_in(browser, make_account_of(plain_app))

    with plain_app.app_context(), statements() as asked:
        browser.open("/accounts/sign-ins")

    assert len([question for question in asked if question.startswith("SELECT")]) == 2
    assert not any(question.startswith(("UPDATE", "INSERT", "DELETE")) for question in asked)
