"""The language of a page stands in its address, and nothing about the reader is stored."""

from datetime import UTC, date, datetime

from flask import Flask, url_for
from werkzeug.test import Client

from portal import i18n
from portal.accounts.access import public
from portal.accounts.permissions import Permission
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser


def _with_view(app: Flask) -> Client:
    @public
    def view() -> str:
        links = [f"{link.code}={link.href}={link.current}" for link in i18n.language_links()]
        return "|".join([i18n.current_language(), url_for("where"), *links])

    app.add_url_rule("/where", view_func=view, endpoint="where")
    return app.test_client()


def _member(app: Flask, language: str = "") -> Browser:
    """Somebody who is signed in and goes on in that language."""
    browser = Browser(app)
    sign_in(browser, make_account_of(app, Permission.READ_CASES, name="Mair Jones"))
    browser.prefix = f"/{language}" if language else ""
    return browser


def test_english_has_no_prefix(plain_app: Flask) -> None:
    answer = _with_view(plain_app).get("/where?page=2")

    assert answer.text == "en|/where|en=/where?page=2=True|cy=/cy/where?page=2=False"


def test_every_link_of_a_welsh_page_stays_welsh(plain_app: Flask) -> None:
    answer = _with_view(plain_app).get("/cy/where")

    assert answer.text == "cy|/cy/where|en=/where=False|cy=/cy/where=True"
    assert "Set-Cookie" not in answer.headers


def test_an_unknown_language_is_an_address_that_does_not_exist(plain_app: Flask) -> None:
    assert _with_view(plain_app).get("/de/where").status_code == 404


def test_dates_are_written_as_their_readers_write_them(plain_app: Flask) -> None:
    day = date(2026, 11, 9)
    with plain_app.test_request_context("/"):
        assert i18n.format_day(day) == "9 November 2026"
        assert i18n.format_month(day) == "November 2026"
        assert i18n.format_weekday(day) == "Monday 9 November"
        assert i18n.format_moment(datetime(2026, 7, 1, 8, tzinfo=UTC)) == "1 July 2026, 09:00"
    with plain_app.test_request_context("/", environ_overrides={"candour.language": "cy"}):
        assert i18n.format_day(day) == "9 Tachwedd 2026"


def test_a_page_for_staff_at_a_welsh_address_is_english_and_says_so_in_welsh(
    plain_app: Flask,
) -> None:
    browser = _member(plain_app, "cy")

    page = browser.open("/cases/")

    assert page.find("html").get("lang") == "en"
    assert page.heading == "Cases"
    (note,) = page.find("main").findall(".//{*}p[@lang='cy']")
    assert "Saesneg" in "".join(note.itertext())
    assert {link.get("href") for link in page.find_all("a", hreflang="en")} == {"/cases/"}
    assert page.find_all("span", lang="cy", aria_current="true")
    assert page.follow("How to check us").path == "/cy/ledger"


def test_a_page_for_everybody_stays_welsh_for_who_is_signed_in(plain_app: Flask) -> None:
    browser = _member(plain_app, "cy")

    page = browser.open("/about")

    assert page.find("html").get("lang") == "cy"
    assert not page.find("main").findall(".//{*}p[@lang]")


def test_who_is_signed_out_is_told_so_in_welsh(plain_app: Flask) -> None:
    page = Browser(plain_app, "cy").open("/cases/")

    assert page.path == "/cy/accounts/sign-in"
    assert page.find("html").get("lang") == "cy"


def test_an_english_page_for_staff_needs_no_note(plain_app: Flask) -> None:
    browser = _member(plain_app)

    page = browser.open("/cases/")

    assert page.find("html").get("lang") == "en"
    assert not page.find("main").findall(".//{*}p[@lang]")


def test_the_next_request_of_the_same_thread_speaks_its_own_language(plain_app: Flask) -> None:
    browser = _member(plain_app, "cy")

    browser.open("/cases/")

    assert i18n._speaking.get() is None
    assert Browser(plain_app, "cy").open("/about").find("html").get("lang") == "cy"
