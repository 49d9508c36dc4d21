"""What somebody had typed when their session ended survives, sealed, through signing in again."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask, render_template_string
from sqlalchemy import select

from portal import clock
from portal.accounts import kept_services, services
from portal.accounts.access import reauthenticated, requires
from portal.accounts.models import KeptForm, SignIn
from portal.accounts.permissions import Permission
from portal.accounts.typed import MOST_KEPT, TypedForm
from portal.database import db, transaction
from portal.forms import Form, LongTextField
from portal.vault.keys import SealBroken
from tests.accounts.factories import Signer, make_account, make_account_of, sign_in
from tests.client import Browser, Page
from tests.conftest import ENGINES, NOW, app_with

WORDS = "Mrs Ellis waited <b>until noon</b>, & nobody came.\nShe is eighty-eight. 🌧"
TAKEN: list[tuple[str, str]] = []
MADE: dict[str, Flask] = {}


PAGE = (
    '{% extends "base.html" %}{% block title %}Note{% endblock %}{% block main %}'
    '<h1>Note</h1><form method="post">{{ form.hidden_tag() }}'
    '<label for="note">Note</label><textarea id="note" name="note"></textarea>'
    '<label for="s">S</label><input id="s" name="new_password">'
    '<label for="f">F</label><input type="file" id="f" name="photograph">'
    "<button>Keep</button></form>{% endblock %}"
)


class NoteForm(Form):
    """A page of the committee, as any of them is."""

    note = LongTextField("What did you find?", required="Write what you found")


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application with two more pages."""
    TAKEN.clear()
    yield from app_with(add_pages, request, MADE)


def add_pages(app: Flask) -> None:
    """Two pages as other features have them: one for a note, one that weighs."""

    def page(name: str) -> object:
        form = NoteForm.of_request()
        if form.submitted():
            with transaction():
                TAKEN.append((name, form.note.data))
            return app.redirect("/accounts/desk", 303)
        return render_template_string(PAGE, form=form), form.status

    def note() -> object:
        return page("note")

    def weighty() -> object:
        return page("weighty")

    mark = requires(Permission.HANDLE_CASES)
    both = ["GET", "POST"]
    app.add_url_rule("/test/note", "test_note", mark(note), methods=both)
    app.add_url_rule("/test/weighty", "test_weighty", reauthenticated(mark(weighty)), methods=both)


def kept(app: Flask) -> list[KeptForm]:
    with app.app_context():
        return list(db.session.scalars(select(KeptForm)))


def written(browser: Browser, path: str = "/test/note?of=1", words: str = WORDS) -> Page:
    return browser.open(path).form("note").fill(note=words).send("Keep")


def at(minutes: float) -> object:
    return clock.stopped_at(NOW + timedelta(minutes=minutes))


def continue_signing_in(page: Page, member: Signer) -> Page:
    form = page.form("password").fill(
        email=member.email, password=member.password, code=member.code()
    )
    return form.send("Sign in")


@pytest.fixture
def member(app: Flask) -> Signer:
    return make_account_of(app, Permission.HANDLE_CASES)


def test_idle_session_keeps_what_was_typed_and_sends_it_after_signing_in(
    app: Flask, browser: Browser, member: Signer
) -> None:
    sign_in(browser, member)
    form = browser.open("/test/note?of=1").form("note").fill(note=WORDS, new_password="hush")
    form.attach("photograph", (BytesIO(b"JPEG"), "letter.jpg"))

    with at(45):
        page = form.send("Keep")
        assert page.status == 401
        assert "nothing that you typed is lost" in page.main

        page = continue_signing_in(page, member)
        assert page.path == "/accounts/kept"
        assert page.heading == "What you typed is still here"
        assert "Nothing was sent." in page.main
        assert "<b>until noon</b>, & nobody came." in page.main
        assert "letter.jpg" in page.main
        assert "hush" not in page.text
        assert TAKEN == []

        page = page.form("kept_form").send("Send it now")

    assert page.path == "/accounts/desk"
    assert TAKEN == [("note", WORDS)]
    assert kept(app) == []


def test_what_is_kept_opens_with_the_owners_key_alone(
    app: Flask, browser: Browser, member: Signer
) -> None:
    sign_in(browser, member)
    form = browser.open("/test/note").form("note").fill(note=WORDS)
    with at(45):
        form.send("Keep")

    [row] = kept(app)

    assert b"Ellis" not in row.sealed
    assert ("note", WORDS) in kept_services.open_typed(row, member.private_key).fields
    with app.app_context(), pytest.raises(SealBroken):
        kept_services.open_typed(row, make_account().private_key)


@pytest.mark.parametrize("how", ["revoked", "twelve hours"])
def test_however_the_session_ended_nothing_is_lost(
    app: Flask, browser: Browser, member: Signer, how: str
) -> None:
    sign_in(browser, member)
    form = browser.open("/test/note").form("note").fill(note=WORDS)
    if how != "twelve hours":
        with app.app_context(), transaction():
            for row in db.session.scalars(select(SignIn)):
                row.ended_at = NOW

    with at(12 * 60 + 1 if how == "twelve hours" else 1):
        page = form.send("Keep")
        page = continue_signing_in(page, member)

    assert page.path == "/accounts/kept"
    assert "eighty-eight" in page.main


def test_two_tabs_that_expire_lose_nothing(app: Flask, browser: Browser, member: Signer) -> None:
    sign_in(browser, member)
    first = browser.open("/test/note").form("note").fill(note="first tab")
    second = browser.open("/test/note").form("note").fill(note="second tab")
    third = browser.open("/test/note").form("note").fill(note="third tab")

    with at(45):
        assert browser.open("/test/note").path == "/accounts/sign-in"
        first.send("Keep")
        page = continue_signing_in(second.send("Keep"), member)
        still_open = third.send("Keep")

    assert "first tab" in page.main
    assert "second tab" in page.main
    assert still_open.path == "/accounts/desk"
    assert TAKEN == [("note", "third tab")]


def test_it_can_be_thrown_away(app: Flask, browser: Browser, member: Signer) -> None:
    sign_in(browser, member)
    form = browser.open("/test/note").form("note").fill(note=WORDS)
    with at(45):
        page = continue_signing_in(form.send("Keep"), member)

        page = page.form("Throw it away").send("Throw it away")

    assert page.heading == "Nothing is waiting"
    assert kept(app) == []
    assert TAKEN == []


def test_what_came_back_refused_stays_kept(app: Flask, browser: Browser, member: Signer) -> None:
    sign_in(browser, member)
    form = browser.open("/test/note").form("note").fill(note=WORDS)
    with at(45):
        page = continue_signing_in(form.send("Keep"), member)
        again = page.form("kept_form")
        again.values["note"] = [""]
        assert again.send("Send it now").status == 422

    assert len(kept(app)) == 1


def test_a_stranger_sees_nothing_of_it(app: Flask, browser: Browser, member: Signer) -> None:
    sign_in(browser, member)
    form = browser.open("/test/note").form("note").fill(note=WORDS)
    with at(45):
        page = form.send("Keep")
        assert "eighty-eight" not in page.text
        other = make_account_of(app, Permission.HANDLE_CASES, name="Another")

        page = continue_signing_in(page, other)
        assert page.path == "/accounts/desk"
        assert browser.open("/accounts/kept").heading == "Nothing is waiting"
        [row] = kept(app)
        token = page.find("input", name="csrf_token").get("value")
        browser.post(f"/accounts/kept/{row.id}/discard", {"csrf_token": token})

    assert len(kept(app)) == 1


def test_nothing_is_kept_for_somebody_who_was_never_signed_in(app: Flask) -> None:
    page = Browser(app).post("/test/note", {"note": WORDS, "csrf_token": "x"})

    assert page.status == 401
    assert "could not be kept" in page.main
    assert kept(app) == []


def test_another_site_cannot_leave_a_form_to_be_sent(
    app: Flask, browser: Browser, member: Signer
) -> None:
    sign_in(browser, member)
    foreign = Browser(app).open("/accounts/sign-in").find("input", name="csrf_token").get("value")

    with at(45):
        for token in ("", "x", foreign):
            page = browser.post("/test/note", {"note": "planted", "csrf_token": token})
            assert page.status == 401

    assert kept(app) == []


def test_more_than_is_kept_is_said(app: Flask, browser: Browser, member: Signer) -> None:
    sign_in(browser, member)
    form = browser.open("/test/note").form("note").fill(note="é" * 200_000)
    with at(45):
        page = form.send("Keep")

    assert page.status == 401
    assert "could not be kept" in page.main
    assert kept(app) == []


def test_it_is_deleted_after_a_day(app: Flask, browser: Browser, member: Signer) -> None:
    sign_in(browser, member)
    form = browser.open("/test/note").form("note").fill(note=WORDS)
    with at(45):
        page = form.send("Keep")
    with at(45 + 24 * 60):
        assert continue_signing_in(page, member).path == "/accounts/desk"
        with app.app_context(), transaction():
            services.forget_what_ended(clock.now())

    assert kept(app) == []


def test_the_oldest_go_when_very_many_are_kept(app: Flask, member: Signer) -> None:
    with app.app_context():
        for minute in range(MOST_KEPT + 5):
            with transaction():
                kept_services.keep_form(
                    member.id, b"%d" % minute, at=NOW + timedelta(minutes=minute)
                )

        rows = list(db.session.scalars(select(KeptForm).order_by(KeptForm.kept_at)))

    assert [row.sealed for row in rows] == [b"%d" % n for n in range(5, MOST_KEPT + 5)]


def test_passwords_and_codes_of_the_account_pages_are_not_kept(
    app: Flask, browser: Browser, member: Signer
) -> None:
    sign_in(browser, member)
    form = browser.open("/accounts/password").form("new_password")
    form.fill(password=member.password, new_password="quiet otter counts nine", again="x")
    with at(45):
        page = form.send()

    assert page.status == 401
    assert kept(app) == []


def test_a_weighty_step_asks_again_and_keeps_what_was_typed(
    app: Flask, browser: Browser, member: Signer
) -> None:
    sign_in(browser, member)
    with at(9):
        assert written(browser, "/test/weighty").path == "/accounts/desk"
    with at(11):
        page = written(browser, "/test/weighty", "after a while")
        assert page.path == "/accounts/confirm"
        assert TAKEN == [("weighty", WORDS)]

        wrong = page.form("password").fill(password="wrong wrong wrong", code=member.code()).send()
        assert wrong.status == 422

        page = wrong.form("password").fill(password=member.password, code=member.code()).send()
        assert page.path == "/accounts/kept"
        page = page.form("kept_form").send("Send it now")

    assert page.path == "/accounts/desk"
    assert TAKEN[-1] == ("weighty", "after a while")
    assert kept(app) == []


def test_looking_at_a_weighty_page_asks_nothing(browser: Browser, member: Signer) -> None:
    sign_in(browser, member)
    with at(20):
        assert browser.open("/test/weighty").status == 200


def test_a_kept_form_is_written_and_read_whole() -> None:
    typed = TypedForm.sent_to(
        "/cases/AB12/note?x=1",
        [("note", WORDS), ("tick", "a"), ("tick", "b"), ("csrf_token", "t"), ("Password2", "p")],
        ["letter.jpg", ""],
    )

    assert TypedForm.unpacked(typed.packed) == typed
    assert typed.fields == (("note", WORDS), ("tick", "a"), ("tick", "b"))
    assert typed.answers == [("Note", WORDS), ("Tick", "a"), ("Tick", "b")]
