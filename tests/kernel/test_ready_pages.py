"""A stored page that was answered once is handed out again without asking the application."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, Response, request
from sqlalchemy import text
from werkzeug.test import Client

from portal.accounts.access import public
from portal.app import create_app
from portal.database import Model, db
from portal.stored_pages import StoredPages, stored_page
from tests.conftest import base_settings


@pytest.fixture
def busy_app(tmp_path: Path) -> Iterator[Flask]:
    """An application as it runs for real, with one stored page that tells when it is asked."""
    app = create_app(replace(base_settings(tmp_path), environment="demonstration"))
    with app.app_context():
        Model.metadata.create_all(db.engine)
    asked: list[str] = []
    app.extensions["asked"] = asked

    @public
    def view() -> Response:
        asked.append(request.path)
        return stored_page("front", lambda: "<p>front</p>")

    app.add_url_rule("/front", view_func=view, endpoint="front")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(busy_app: Flask) -> Client:
    """A reader who keeps no cookie; the shelf was looked after just now."""
    client = busy_app.test_client()
    shelf: StoredPages = busy_app.extensions["stored_pages"]
    client.get("/front")
    shelf.looked += 3600
    return client


def test_the_same_bytes_and_headers_come_without_the_application(
    busy_app: Flask, client: Client
) -> None:
    busy_app.extensions["stored_pages"].ready.clear()
    whole = client.get("/front")

    ready = client.get("/front")

    assert len(busy_app.extensions["asked"]) == 2
    assert (ready.data, list(ready.headers)) == (whole.data, list(whole.headers))
    assert "default-src 'none'" in ready.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "brought",
    [
        {"query_string": "a=1"},
        {"headers": {"If-None-Match": '"x"'}},
        {"method": "HEAD"},
    ],
)
def test_who_brings_something_along_goes_the_whole_way(
    busy_app: Flask, client: Client, brought: dict[str, object]
) -> None:
    client.open("/front", **{"method": "GET", **brought})  # type: ignore[arg-type]

    assert len(busy_app.extensions["asked"]) == 2


def test_who_has_a_cookie_goes_the_whole_way(busy_app: Flask, client: Client) -> None:
    client.set_cookie("candour", "x")

    client.get("/front")

    assert len(busy_app.extensions["asked"]) == 2


def test_each_language_has_its_own(client: Client) -> None:
    client.get("/cy/front")

    assert client.get("/cy/front").headers["ETag"] == client.get("/front").headers["ETag"]
    assert client.get("/cy/").text != client.get("/").text


def test_a_change_is_seen_when_the_shelf_is_looked_after(busy_app: Flask, client: Client) -> None:
    with busy_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("INSERT INTO public_state (id, version) VALUES (1, 7)"))
    shelf: StoredPages = busy_app.extensions["stored_pages"]

    shelf.looked = float("-inf")
    client.get("/front")

    assert shelf.version.startswith("7|")
    assert shelf.ready["/front"].version == shelf.version
