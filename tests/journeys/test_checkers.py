"""The checkers that were written from the documents alone, in a real browser, on real files."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.database import transaction
from portal.ledger import services
from portal.ledger.copies import read_copy
from portal.ledger.kinds import EntryKind
from portal.ledger.witnessing.witnesses import countersign
from tests.client import Browser
from tests.conftest import NOW
from tests.journeys import altered
from tests.journeys.altered import Asked
from tests.ledger.copies import OTHER_KEY, written
from tests.publication.test_pages import published

pytestmark = pytest.mark.browser

# Where a browser lets a page check signatures. Nothing listens there: the test answers.
ADDRESS = "http://127.0.0.1/ledger/examples/"
CHECK = """async ({ ledger, keys, today, earlier, promise, witness, file }) => {
  const ledgers = await import("./verify-ledger.mjs");
  const releases = await import("./verify-release.mjs");
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt());
  try {
    const copy = await ledgers.checkLedger(bytes(ledger), keys);
    if (earlier) ledgers.checkEarlier(await ledgers.checkLedger(bytes(earlier), keys), copy);
    if (promise) return await ledgers.checkPromise(promise, copy, keys, today);
    if (witness) return await ledgers.checkWitness(witness, copy);
    return file ? await releases.checkFile(bytes(file), copy) : `${copy.days.length} days hold`;
  } catch (fault) {
    return `REFUSED: ${fault.message}`;
  }
}"""

Check = Callable[[Asked], str]


@dataclass(frozen=True)
class Downloaded:
    """What a stranger has of a site with a report, and what somebody has who spoke up there."""

    site: Browser
    all: Asked
    promise: str


@pytest.fixture
def downloaded(plain_app: Flask) -> Downloaded:
    """A report, and the ledger of three days, as the site hands them out."""
    published(plain_app)
    with plain_app.app_context(), transaction():
        entry = services.record(EntryKind.CASE_RECEIVED, {"case": "1"}, at=NOW)
        promise = services.promise(entry)
        services.close_days(NOW + timedelta(days=3))
    site = Browser(plain_app)
    ledger = site.client.get("/ledger/ledger.json").data
    bundle = site.client.get("/reports/2026-10/release.zip").data
    key = bytes.fromhex(json.loads(ledger)["public_key"])
    return Downloaded(site, Asked(ledger, (key,), file=bundle), promise)


@pytest.fixture
def check(chromium: Any, downloaded: Downloaded) -> Iterator[Check]:
    """A page that loads the checkers, as the site hands them out."""

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if not name:
            route.fulfill(body="<!doctype html><title>Checkers</title>", content_type="text/html")
            return
        given = downloaded.site.client.get(f"/ledger/examples/{name}")
        route.fulfill(body=given.data, content_type=given.headers["Content-Type"])

    context = chromium.new_context()
    page = context.new_page()
    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)
    yield lambda asked: str(page.evaluate(CHECK, asked.for_browser))
    context.close()


def test_true_files_are_found_whole(downloaded: Downloaded, check: Check) -> None:
    true = replace(downloaded.all, file=None)
    first = read_copy(true.ledger).days[0]
    witness = countersign(OTHER_KEY, altered.head_of(first)).written

    assert check(true) == "3 days hold"
    assert check(Asked(written([]))) == "0 days hold"
    assert check(replace(true, earlier=true.ledger)) == "3 days hold"
    assert "kept: the entry stands in 2026-11-09" in check(
        replace(true, promise=downloaded.promise)
    )
    assert "saw the same past up to 2026-11-09" in check(replace(true, witness=witness))
    for name in ("release.zip", "indicators.csv", "datapackage.json", "report.pdf", "SHA256SUMS"):
        file = downloaded.site.client.get(f"/reports/2026-10/{name}").data
        said = check(replace(true, file=file))
        assert said == f"{name} of 2026-10, signed by Mair Lloyd and Huw Jenkins"


def test_whatever_was_altered_is_refused_as_our_own_checker_refuses_it(
    downloaded: Downloaded, check: Check
) -> None:
    true = downloaded.all
    alone = replace(true, file=None)
    for says, asked in (
        *altered.altered_bytes(alone),
        *altered.altered_days(alone),
        *altered.altered_words(alone, downloaded.promise),
        *altered.altered_releases(true),
    ):
        said = check(asked)

        assert said.startswith("REFUSED: ") and says in said, (says, said)
        assert not asked.is_good, says
