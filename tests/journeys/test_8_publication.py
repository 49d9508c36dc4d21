"""The month is published: a record was mended, so October is computed again and signed by two."""

import csv
import io
import json
import re
import time
import urllib.request
from collections.abc import Callable
from urllib.error import HTTPError

from portal.demo.months import FILES
from tests.journeys.people import DESK, JOURNEY, Person, Site
from tests.journeys.test_7_import import wait_for_worker

pytestmark = JOURNEY

REASON = "The office found that many visits of the second half of the month were never made."
SINCE, UNTIL = "2026-10-16", "2026-10-31"
RECORDED = ("in_at", "out_at", "in_method", "out_method", "in_location_ok", "out_location_ok")


def test_a_corrected_month_is_signed_by_two_and_names_the_old(
    person: Callable[..., Person], member: Callable[..., Person], site: Site
) -> None:
    old, old_tag = _fetch(site, "/reports/2026-10")
    assert _fetch(site, "/reports/2026-10", old_tag) == (b"", old_tag)
    coordinator = member("Rhys Bowen", width=DESK)
    _bring_mended_visits(coordinator)

    first = member("Idris Roberts", width=DESK)
    first.open("/reports/desk")
    first.select("Which month?", "2026-10")
    first.press("Compute the figures", status=422)
    first.has("Say in a sentence or two what was wrong and what changed.")
    first.say("If this corrects a published report", REASON)
    first.press("Compute the figures")
    first.has("This is a draft. Nobody outside can see it.", REASON)
    first.has("It cannot be signed yet")
    _wait_for_attack(first)
    first.press("Sign this report")
    first.has("You have signed. A second member of the committee has to sign it too.")
    assert _fetch(site, "/reports/2026-10")[0] == old, "nothing is out before the second signature"

    second = member("Gwen Parry")
    second.open("/reports/desk")
    second.follow("October 2026")
    second.press("Sign this report")
    second.has("The report is published.")

    reader = person(width=DESK)
    reader.open("/reports/2026-10-correction-2")
    reader.has("This report corrects an earlier one", REASON, "Signed by Idris Roberts and Gwen")
    reader.follow("Read the earlier report")
    reader.has("This report was corrected", REASON)
    for page in ("/reports/2026-10-correction-2", "/reports/2026-10"):
        person(language="cy").open(page)
        for prefix in ("", "/cy"):
            _picture_fits_its_frame(reader, site, prefix + page)
    _framed_with_an_error(first, reader, site)
    new, new_tag = _fetch(site, "/reports/2026-10")
    assert new != old
    assert new_tag != old_tag
    package = json.loads(_fetch(site, "/reports/2026-10-correction-2/datapackage.json")[0])
    assert "2026-10" in json.dumps(package)


def _framed_with_an_error(member: Person, reader: Person, site: Site) -> None:
    """The most that can stand above the figure: it corrects a report, and is wrong itself."""
    member.open("/reports/desk/2026-10-correction-2/error")
    member.say("What is wrong?", "A day was left out.")
    member.press("Tell everybody")
    for prefix in ("", "/cy"):
        _picture_fits_its_frame(reader, site, prefix + "/reports/2026-10-correction-2")


def _picture_fits_its_frame(reader: Person, site: Site, path: str) -> None:
    """A frame of the size that the page recommends cuts nothing off."""
    page = reader.context.new_page()
    page.goto(site.address + path)
    told = page.locator("details code").last.text_content() or ""
    width, height = (int(number) for number in re.findall(r'(?:width|height)="(\d+)"', told))
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site.address}{path}/embed")
    needed = page.evaluate("document.documentElement.scrollHeight")
    page.close()
    assert needed <= height, f"{path}: {needed} pixels high"


def _wait_for_attack(signer: Person) -> None:
    """A program tries to find out what the draft hides; the page says so until it is done."""
    for _ in range(120):
        if "finished every one and found nothing" in signer.main:
            return
        time.sleep(1)
        signer.open("/reports/desk/2026-10")
    raise AssertionError("The draft was not attacked within two minutes.")


def _bring_mended_visits(coordinator: Person) -> None:
    """Of every third visit, no record of coming or going stays."""
    rows = list(csv.DictReader(io.StringIO(FILES.joinpath("visits.csv").read_text("utf-8"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    for row in rows[::3]:
        if SINCE <= row["service_date"] <= UNTIL and row["in_at"] and not row["status"]:
            writer.writerow(row | dict.fromkeys(RECORDED, ""))
    fileset = FILES.joinpath("fileset.json").read_bytes()
    coordinator.open("/visits/imports/begin")
    coordinator.attach(
        "The files",
        {"name": "visits.csv", "mimeType": "text/csv", "buffer": out.getvalue().encode()},
        {"name": "fileset.json", "mimeType": "application/json", "buffer": fileset},
    )
    coordinator.press("Send and check")
    wait_for_worker(coordinator)
    coordinator.press("Accept and store")
    wait_for_worker(coordinator)
    coordinator.has("Accepted")


def _fetch(site: Site, path: str, tag: str = "") -> tuple[bytes, str]:
    """Bytes and strong ETag, as a program gets them; no bytes where the tag still holds."""
    asked = urllib.request.Request(site.address + path, headers={"If-None-Match": tag})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return _strong(answer.read(), answer.headers["ETag"])
    except HTTPError as unchanged:
        if unchanged.code != 304:
            raise
        return _strong(b"", unchanged.headers["ETag"])


def _strong(body: bytes, tag: str) -> tuple[bytes, str]:
    assert tag.startswith('"')
    return body, tag
