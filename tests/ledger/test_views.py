"""The public pages of the ledger."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from portal.config import ROOT
from portal.database import db, transaction
from portal.ledger import services
from portal.ledger.kinds import EntryKind
from portal.ledger.verifying import verify
from tests.client import Browser

MONDAY = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)


@pytest.fixture
def closed(app: Flask) -> Flask:
    """A ledger with one closed day: one public fact, and one that is nobody's business."""
    with app.app_context():
        with transaction():
            services.record(
                EntryKind.APPOINTMENT_MADE,
                {
                    "office": "chair",
                    "name": "Gwen <Parry>",
                    "deputy": False,
                    "ends_on": "2027-11-09",
                },
                at=MONDAY,
            )
            services.record(EntryKind.CASE_RECEIVED, {"case": "hidden-words"}, at=MONDAY)
        with transaction():
            services.close_days(MONDAY + timedelta(days=1))
        db.session.remove()
    return app


def test_an_empty_ledger_has_a_page_a_download_and_a_feed(browser: Browser) -> None:
    page = browser.open("/ledger")

    assert page.status == 200
    assert "No day has been closed yet" in page.main
    content = browser.client.get("/ledger/ledger.json").data
    assert verify(content, on=date(2026, 11, 9)).is_good
    assert browser.client.get("/ledger/feed.atom").status_code == 200


def test_the_page_says_what_is_open_and_nothing_else(closed: Flask) -> None:
    page = Browser(closed).open("/ledger")

    assert "Somebody was appointed to an office" in page.main
    assert "Gwen <Parry>" in page.main
    answers = {"".join(answer.itertext()) for answer in page.find_all("dd")}
    assert {"Chair", "No", "9 November 2027"} <= answers
    assert "hidden-words" not in page.text
    assert "case_received" not in page.text
    assert "9 November 2026" in page.main


def test_only_the_newest_facts_stand_open_and_the_others_are_folded(app: Flask) -> None:
    with app.app_context():
        with transaction():
            for number in range(11):
                services.record(
                    EntryKind.RELEASE_WITHDRAWN, {"release": f"r-{number:02}"}, at=MONDAY
                )
        with transaction():
            services.close_days(MONDAY + timedelta(days=1))
        db.session.remove()

    page = Browser(app).open("/ledger")

    [folded] = [
        each
        for each in page.find_all("details")
        if (each[0].text or "").strip() == "3 earlier ones"
    ]
    names = {f"r-{number:02}" for number in range(11)}
    inside = names & {"".join(answer.itertext()) for answer in folded.iter()}
    assert len(inside) == 3
    assert all(name in page.main for name in names)


def test_the_page_says_how_to_check_a_report_with_commands_that_run(closed: Flask) -> None:
    page = Browser(closed).open("/ledger")

    commands = ["".join(each.itertext()) for each in page.find_all("code")]
    written = "\n".join(commands)
    article = "sed -n '/<article>/,/<\\/article>/p'"
    key = json.loads(Browser(closed).client.get("/ledger/ledger.json").data)["public_key"]
    assert f"candour verify-release release.zip --ledger ledger.json --key {key}" in commands
    assert "sha256sum --check SHA256SUMS" in written
    assert f"curl -sL http://localhost/reports/latest | {article} | sha256sum" in written
    assert f"{article} report.html | sha256sum" in written


@pytest.mark.parametrize("name", ["ledger-format.md", "release-format.md"])
def test_the_page_leads_to_what_a_checker_of_ones_own_needs(closed: Flask, name: str) -> None:
    browser = Browser(closed)
    links = browser.open("/ledger").links

    assert f"/ledger/{name}" in links.values()
    answer = browser.client.get(f"/ledger/{name}")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.data == (ROOT / "docs" / name).read_bytes()
    # What it leads to stands beside it.
    for link in re.findall(r"\]\(([^)]+)\)", answer.text):
        # A text leads nowhere by itself: the page does.
        assert f"/ledger/{link}" in links.values()
        assert browser.client.get(f"/ledger/{link}").status_code == 200
    assert browser.client.get("/ledger/settings.md").status_code == 404


def test_a_day_has_a_page_with_its_lines(closed: Flask) -> None:
    page = Browser(closed).open("/ledger").follow("9 November 2026")

    assert page.heading == "The ledger on 9 November 2026"
    assert len(page.find("ol", class_="ledger-lines")) == 32
    assert "hidden-words" not in page.text


@pytest.mark.parametrize("day", ["2026-11-08", "2026-13-01", "x", "20261109 ", "9999-12-31"])
def test_a_day_that_is_not_closed_has_no_page(closed: Flask, day: str) -> None:
    assert Browser(closed).open(f"/ledger/days/{day}").status == 404


def test_the_download_is_checked_with_the_key_on_the_page(closed: Flask) -> None:
    browser = Browser(closed)
    page = browser.open("/ledger")

    content = browser.client.get("/ledger/ledger.json").data

    key = json.loads(content)["public_key"]
    assert key in page.main
    report = verify(content, on=date(2026, 11, 10), keys=[bytes.fromhex(key)])
    assert (report.problems, report.openings) == ([], 1)


@pytest.mark.parametrize(
    "address", ["/ledger", "/ledger/ledger.json", "/ledger/feed.atom", "/ledger/days/2026-11-09"]
)
def test_who_has_the_bytes_already_is_not_sent_them_again(closed: Flask, address: str) -> None:
    client = Browser(closed).client
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": f"W/{first.headers['ETag']}"})

    assert not first.headers["ETag"].startswith("W/")
    assert (again.status_code, again.data) == (304, b"")
    assert "public" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers


def test_the_download_has_another_tag_when_a_day_was_closed(closed: Flask) -> None:
    client = Browser(closed).client
    before = client.get("/ledger/ledger.json")
    with closed.app_context():
        with transaction():
            services.close_days(MONDAY + timedelta(days=2))
        db.session.remove()

    after = client.get("/ledger/ledger.json")

    assert after.headers["ETag"] != before.headers["ETag"]
    assert verify(after.data, on=date(2026, 11, 11), earlier=before.data).is_good
    assert "10 November 2026" in Browser(closed).open("/ledger").main


def test_the_feed_tells_each_signed_head(closed: Flask) -> None:
    response = Browser(closed).client.get("/ledger/feed.atom")

    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(response.data)  # noqa: S314  our own feed
    [entry] = feed.findall(f"{atom}entry")
    assert response.mimetype == "application/atom+xml"
    assert (entry.findtext(f"{atom}content") or "").splitlines()[:4] == [
        "candour head 1", "2026-11-09", "2026-11-10", "32",
    ]  # fmt: skip


def test_the_pages_speak_welsh_too(closed: Flask) -> None:
    browser = Browser(closed, "cy")

    assert browser.open("/ledger").status == 200
    assert browser.open("/ledger/days/2026-11-09").status == 200
