"""The language of a page stands in its address, and nothing about the reader is stored."""

from datetime import UTC, date, datetime

from flask import Flask, url_for
from werkzeug.test import Client

from portal import i18n
from portal.accounts.access import public


def _with_view(app: Flask) -> Client:
    @public
    def view() -> str:
        links = [f"{link.code}={link.href}={link.current}" for link in i18n.language_links()]
        return "|".join([i18n.current_language(), url_for("where"), *links])

    app.add_url_rule("/where", view_func=view, endpoint="where")
    return app.test_client()


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
