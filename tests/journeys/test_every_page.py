"""Every page of the site, and every page of trouble, looked at as a whole on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from portal.error_pages import PAGES
from tests.journeys.every_page import (
    CASE,
    COMMITTEE,
    ELECTIONS,
    OFFICE,
    PUBLIC,
    REGISTER,
    WITH_DRAFT,
    WITH_RECEIPT,
)
from tests.journeys.people import JOURNEY, Person, Site

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = JOURNEY

LANGUAGES = ("", "cy")
UUID = r"[0-9a-f-]{36}"


def walk(person: Person, pages: Mapping[str, str], **values: str) -> None:
    """Open one after the other."""
    for path in pages.values():
        person.open(path.format(**values))


def found(person: Person, pattern: str) -> str:
    """What the first link has there that leads to such an address."""
    for link in person.page.locator("main a").all():
        match = re.search(pattern, link.get_attribute("href") or "")
        if match:
            return match[1]
    raise AssertionError(f"nothing on {person.path} leads to {pattern}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_for_everybody(person: Callable[..., Person], language: str) -> None:
    reader = person(language=language)
    reader.open("/ledger")
    day = found(reader, r"/ledger/days/([\d-]+)$")

    reader.open("/elections")
    walk(reader, PUBLIC, day=day, election=found(reader, rf"/elections/({UUID})$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_who_speaks(person: Callable[..., Person], site: Site, language: str) -> None:
    writer = person(language=language)
    writer.open("/concern")
    writer.page.locator("main input[value=yes] ~ label").first.click()
    writer.press_last()
    draft = writer.path.split("/")[-2]
    walk(writer, WITH_DRAFT, draft=draft)

    writer.open("/return")
    (code,) = [each["code"] for each in site.notes["receipts"] if "dinner time" in each["begins"]]
    writer.page.locator("main input[name=code]").fill(code)
    writer.press_last()
    walk(writer, WITH_RECEIPT)


def test_every_page_of_the_committee(member: Callable[..., Person]) -> None:
    reader = member("Idris Roberts")
    walk(reader, COMMITTEE)


def test_every_page_of_a_case(member: Callable[..., Person]) -> None:
    reader = member("Mair Lloyd")
    reader.open("/cases/")
    case = found(reader, r"/cases/([0-9A-Z]{4}-[0-9A-Z]{4})$")
    reader.open(f"/cases/{case}")
    if reader.page.get_by_role("button", name="Open this case").count():
        reader.press("Open this case")
    walk(reader, CASE, case=case)


def test_every_page_of_the_care_office(member: Callable[..., Person]) -> None:
    clerk = member("Carys Davies")
    clerk.open("/visits/imports")
    number = found(clerk, r"/visits/imports/(\d+)$")
    walk(clerk, OFFICE, **{"import": number})


def test_every_page_of_the_register(member: Callable[..., Person]) -> None:
    keeper = member("Nerys Thomas")
    keeper.open("/membership")
    walk(keeper, REGISTER, member=found(keeper, rf"/membership/({UUID})$"))


def test_every_page_of_the_elections(member: Callable[..., Person]) -> None:
    officer = member("Gareth Pugh")
    officer.open("/elections/desk")
    walk(officer, ELECTIONS, election=found(officer, rf"/elections/desk/({UUID})$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_trouble(
    person: Callable[..., Person], plain_app: Flask, language: str
) -> None:
    """Drawn by the site's own templates, and looked at with the site's own styles."""
    reader = person(language=language)
    prefix = f"/{language}" if language else ""
    for status in sorted(PAGES):
        typed = [("more", "Nobody came."), ("stamp", "1")] if status == 503 else []
        environ = {"candour.language": language} if language else {}
        with plain_app.test_request_context("/trouble", environ_overrides=environ):
            plain_app.update_template_context(facts := {"sentence": "", "typed": typed})
            html = plain_app.jinja_env.get_template(f"errors/{status}.html").render(facts)
        address = f"{reader.site.address}{prefix}/trouble/{status}"
        reader.page.route(address, _answers(status, html))
        reader.open(f"/trouble/{status}", status=status)


def _answers(status: int, html: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html; charset=utf-8", body=html)

    return answer
