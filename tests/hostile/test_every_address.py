"""Every address of the site, with anything in the places where it takes a value."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.accounts.permissions import Permission
from tests.accounts.factories import make_account_of, sign_in
from tests.client import Browser
from tests.hostile.stage import ACCEPTED, REFUSED

NOBODY = "00000000-0000-0000-0000-000000000000"
VALUES: dict[str, tuple[str, ...]] = {
    "UnicodeConverter": (
        "%00",
        "a%00b",
        "x" * 3000,
        "..",
        "%F0%9F%98%80",
        "2026-13",
        "0000-00",
        "%",
    ),
    "PathConverter": ("%00", "../../etc/passwd", "a/%00", "x" * 3000),
    "NumberConverter": ("0", "9" * 30, str(2**31), str(2**63 - 1), str(2**63)),
    "UUIDConverter": (NOBODY,),
    "AnyConverter": ("telephone",),
}
QUERIES = (
    {"page": "9" * 30, "q": "a\x00b", "name": "a\x00b", "wanted": "a\x00b", "next": "//x\x00"},
    {"page": "-1", "q": "%_\\", "name": "%_\\", "wanted": "%_\\", "next": "https://elsewhere"},
    {"page": str(2**62), "q": "q" * 9000, "name": "q" * 9000, "wanted": "q" * 9000, "next": "x"},
    {"page": "x", "show": "\x00", "kind": "\x00", "member_class": "\x00", "who": "\x00", "q": "😀"},
    {"month": "9999-12", "period": "0001-01", "as_of": "9999-12-31", "day": "\x00", "before": "x"},
)


@pytest.fixture
def everybodys(app: Flask) -> Browser:
    """The browser of somebody who may do everything."""
    browser = Browser(app)
    sign_in(browser, make_account_of(app, *Permission))
    return browser


def addresses(app: Flask, method: str) -> list[str]:
    """Every address that takes the method, with every value that fits into each of its places."""
    found = []
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint != "static":
            found += _filled(rule)
    return found


def _filled(rule: Rule) -> list[str]:
    kinds = {name: type(each).__name__ for name, each in rule._converters.items()}
    ways = max((len(VALUES[kind]) for kind in kinds.values()), default=1)
    made = []
    for number in range(ways):
        address = ""
        for is_value, part in rule._trace:
            if is_value:
                values = VALUES[kinds[part]]
                part = values[number % len(values)]  # noqa: PLW2901
            address += part
        made.append(address.split("|", 1)[1])
    return made


def test_every_address_is_answered_whatever_stands_in_it(everybodys: Browser) -> None:
    for address in addresses(everybodys.app, "GET"):
        page = everybodys.open(address)
        assert page.status in {200} | REFUSED | {503}, address


def test_every_address_that_takes_a_form_is_answered(everybodys: Browser) -> None:
    token = everybodys.open("/accounts/desk").find("input", name="csrf_token").get("value")
    before = dict(everybodys.client._cookies or {})
    for address in addresses(everybodys.app, "POST"):
        everybodys.client._cookies = dict(before)
        response: Any = everybodys._send("POST", address, data={"csrf_token": token})
        assert response.status_code in ACCEPTED | REFUSED | {503}, address


@pytest.mark.parametrize("query", QUERIES)
def test_every_page_is_answered_whatever_its_address_asks(
    everybodys: Browser, query: dict[str, str]
) -> None:
    for rule in everybodys.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            page = everybodys.open(rule.rule, query=query)
            assert page.status in {200} | REFUSED | {503}, rule.rule
