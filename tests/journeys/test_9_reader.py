"""A reader reads: what was promised and delivered, how it is made, who serves, how to check it."""

import json
import re
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from tests.journeys.people import DESK, JOURNEY, PHONE, Person, Site

pytestmark = JOURNEY

TO_READ = (
    "/",
    "/tell-us",
    "/lost-receipt",
    "/reports",
    "/reports/2026-09",
    "/reports/method",
    "/committee",
    "/ledger",
    "/about",
    "/privacy",
    "/accessibility",
    "/software",
    "/accounts/forgotten",
)
TO_FILL_IN = (
    "/missed-visit",
    "/concern",
    "/praise",
    "/return",
    "/accounts/sign-in",
    "/accounts/invitation",
)


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [("", PHONE, False), ("", DESK, True), ("cy", PHONE, True)],
)
def test_every_public_page_can_be_used_by_everyone(
    person: Callable[..., Person], language: str, width: int, dark: bool
) -> None:
    reader = person(language=language, width=width, dark=dark)

    for page in TO_READ:
        reader.open(page)
    reader.open("/reports/1999-01", status=404)
    assert reader.context.cookies() == [], "whoever only reads is given no cookie"
    for page in TO_FILL_IN:
        reader.open(page)


def test_a_reader_finds_the_headline_and_what_stands_behind_it(
    person: Callable[..., Person], site: Site
) -> None:
    reader = person(keyboard=True)

    reader.open("/")
    reader.follow("Reports")
    reader.follow("September 2026")
    assert re.match(
        r"Of every 100 hours of care agreed for September 2026, \d+ were", reader.heading
    )
    reader.has("Missed visits", "Why the difference?", "How sure is this?", "Signed by")
    table = reader.page.locator("table").last.inner_text()
    rate = re.search(r", (\d+) were delivered", reader.heading)
    assert rate
    assert rate[1] in table
    reader.follow("How every figure is made")
    reader.open("/ledger")
    reader.page.locator("#ledger-days a, table a").first.click()
    reader.look()


def test_a_program_reads_the_feed_and_the_files(site: Site) -> None:
    feed = ET.fromstring(_get(site, "/reports/feed.atom"))  # noqa: S314  (our own)
    package = json.loads(_get(site, "/reports/2026-09/datapackage.json"))
    table = _get(site, f"/reports/2026-09/{package['resources'][0]['path']}").decode()

    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) >= 4
    assert table.splitlines()[0].count(",") > 2
    ledger = json.loads(_get(site, "/ledger/ledger.json"))
    assert ledger


def test_the_other_language_is_one_link_away(person: Callable[..., Person]) -> None:
    reader = person()
    reader.open("/reports/2026-09")

    reader.language = "cy"
    reader.follow("Cymraeg")

    assert reader.path == "/cy/reports/2026-09"
    reader.language = ""
    reader.follow("English")
    assert reader.path == "/reports/2026-09"


def _get(site: Site, path: str) -> bytes:
    with urllib.request.urlopen(site.address + path, timeout=30) as answer:
        return bytes(answer.read())
