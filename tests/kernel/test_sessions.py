"""The session cookie: absent until needed, sealed, worthless when altered."""

from flask import Flask, session
from werkzeug.test import Client

from portal.accounts.access import public


def _with_views(app: Flask) -> Client:
    @public
    def put() -> str:
        session["word"] = "heronsgate"
        return "put"

    @public
    def look() -> str:
        return str(session.get("word", "nothing"))

    @public
    def plain() -> str:
        return "plain"

    app.add_url_rule("/test-put", view_func=put, endpoint="put")
    app.add_url_rule("/test-look", view_func=look, endpoint="look")
    app.add_url_rule("/test-plain", view_func=plain, endpoint="plain")
    return app.test_client()


def test_sets_no_cookie_until_something_is_kept(plain_app: Flask) -> None:
    answer = _with_views(plain_app).get("/test-plain")

    assert "Set-Cookie" not in answer.headers


def test_keeps_what_was_put_and_shows_nothing_of_it(plain_app: Flask) -> None:
    client = _with_views(plain_app)

    cookie = client.get("/test-put").headers["Set-Cookie"]

    assert "heronsgate" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/test-look").text == "heronsgate"


def test_an_altered_cookie_is_no_cookie(plain_app: Flask) -> None:
    client = _with_views(plain_app)
    value = client.get("/test-put").headers["Set-Cookie"].split("=", 1)[1].split(";")[0]

    for altered in (value[:-2] + "AA", "x", "", value[5:], "%%%"):
        answer = plain_app.test_client().get("/test-look", headers={"Cookie": f"candour={altered}"})
        assert answer.text == "nothing"
