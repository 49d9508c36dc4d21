"""Public pages as finished bytes: strong ETags, made again only when something changed."""

import pytest
from flask import Flask
from werkzeug.test import Client

from portal.accounts.access import public
from portal.database import transaction
from portal.i18n import current_language
from portal.stored_pages import stored_page, touch_public_pages


@pytest.fixture
def app(fresh_app: Flask) -> Flask:
    """An application of one's own: these tests add views to it."""
    return fresh_app


def _with_view(app: Flask) -> tuple[Client, list[str]]:
    made: list[str] = []

    def make() -> str:
        made.append(current_language())
        return f"<p>{current_language()} {len(made)}</p>"

    @public
    def view() -> object:
        return stored_page("front", make)

    app.add_url_rule("/front", view_func=view, endpoint="front")
    return app.test_client(), made


def test_is_made_once_for_each_language(plain_app: Flask) -> None:
    client, made = _with_view(plain_app)

    first, second, welsh = client.get("/front"), client.get("/front"), client.get("/cy/front")

    assert first.data == second.data
    assert welsh.text == "<p>cy 2</p>"
    assert made == ["en", "cy"]


@pytest.mark.parametrize("had", ["{}", "W/{}", '"other", W/{}', "*"])
def test_a_reader_who_has_the_bytes_gets_none(plain_app: Flask, had: str) -> None:
    """A program between that packs pages makes their tags weak: that is no other page."""
    client, _made = _with_view(plain_app)
    etag = client.get("/front").headers["ETag"]

    again = client.get("/front", headers={"If-None-Match": had.format(etag)})

    assert not etag.startswith("W/")
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == etag


def test_is_made_again_when_something_public_changed(app: Flask) -> None:
    client, made = _with_view(app)
    client.get("/front")

    with app.app_context(), transaction():
        touch_public_pages()

    assert client.get("/front").text == "<p>en 2</p>"
    assert made == ["en", "en"]


def test_carries_the_protecting_headers_and_no_cookie(plain_app: Flask) -> None:
    client, _made = _with_view(plain_app)
    headers = client.get("/front").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in headers
