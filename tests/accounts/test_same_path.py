"""Whoever is wrong goes the same way: the same questions to the database, in the same order."""

from flask import Flask

from portal import clock
from portal.accounts import services
from portal.database import transaction
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser
from tests.statements import statements


def questions_of(app: Flask, email: str, password: str, code: str) -> list[str]:
    browser = Browser(app)
    form = browser.open("/accounts/sign-in").form("password")
    with app.app_context(), statements() as seen:
        page = form.fill(email=email, password=password, code=code).send()
    assert page.status == 422
    # SQLite's own switch depends on what the pooled connection did before.
    return [statement for statement in seen if not statement.startswith("PRAGMA")]


def test_wrong_attempts_cannot_be_told_apart_by_their_queries(app: Flask) -> None:
    member, other = make_account_of(app), make_account_of(app, factor="sheet")
    used = member.code()
    sign_in(Browser(app), member, used)
    sign_in(Browser(app), other, other.codes[0])
    invited_only = "nobody.yet@example.org"
    with app.app_context(), transaction():
        services.invite("Nobody Yet", invited_only, at=clock.now())
    wrong_code = f"{(int(used) + 1) % 1_000_000:06d}"

    seen = {
        name: questions_of(app, *attempt)
        for name, attempt in {
            "nobody": ("nobody@example.org", "some password", "123456"),
            "invited": (invited_only, "some password", "123456"),
            "password": (member.email, "some password", used),
            "code": (member.email, member.password, wrong_code),
            "replayed": (member.email, member.password, used),
            "no sheet": (member.email, member.password, "ABCDEFGHJK"),
            "sheet, password": (other.email, "some password", other.codes[1]),
            "sheet, used": (other.email, other.password, other.codes[0]),
        }.items()
    }

    assert all(asked == seen["nobody"] for asked in seen.values()), seen
    assert any(asked.startswith("UPDATE accounts") for asked in seen["nobody"])
