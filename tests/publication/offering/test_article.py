"""What a report says on its page stays as it came out, byte for byte, whatever changes."""

import hashlib
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy import delete, select

from portal.config import ROOT
from portal.database import db, reading, transaction
from portal.i18n import speaking
from portal.ledger.models import LedgerFact
from portal.publication import queries
from portal.publication.amending.queries import figures_before, showed_withdrawn
from portal.publication.amending.services import agree_withdrawal, ask_withdrawal, note_error
from portal.publication.comparing.verifying import verify_release
from portal.publication.models import Release, ReleaseFile
from portal.publication.offering.article import article_of
from portal.publication.offering.queries import find_article, told_by
from portal.publication.services import prepare_files, publish_due, sign_release
from portal.stored_pages import touch_public_pages
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.comparing.releases import make_ledger
from tests.publication.factories import make_release
from tests.publication.offering.test_made import year_end
from tests.publication.test_calendar import OUT, announced
from tests.publication.test_pages import published
from tests.publication.test_prepared import signed_once

LANGUAGES = {"": "report.html", "/cy": "report-cy.html"}
NEW_WORDS = "<article>\n<h1>{{ figures.figures.delivered.value + 1 }} of 100</h1>\n</article>"


def article(page: bytes) -> bytes:
    """The report's own part of a page, or of the document that is kept."""
    found = re.findall(rb"<article.*</article>", page, re.DOTALL)
    assert len(found) == 1
    return bytes(found[0])


def page_of(browser: Browser, name: str = "2026-10", prefix: str = "") -> bytes:
    answer = browser.client.get(f"{prefix}/reports/{name}")
    assert answer.status_code == 200
    return answer.data


@contextmanager
def other_template(app: Flask, folder: Path, words: str = NEW_WORDS) -> Iterator[None]:
    """The site after its next version, which draws reports in another way."""
    (folder / "publication").mkdir()
    (folder / "publication" / "article.html").write_text(words, "utf-8")
    present = app.jinja_env.loader
    assert present is not None
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(folder), present])
    drawn_anew(app)
    try:
        yield
    finally:
        app.jinja_env.loader = present
        drawn_anew(app)


def drawn_anew(app: Flask) -> None:
    """As after a new start: nothing is left of the pages that were drawn before."""
    assert app.jinja_env.cache is not None
    app.jinja_env.cache.clear()
    with app.app_context(), transaction():
        touch_public_pages()


def without_articles(app: Flask) -> None:
    """Releases as they were before articles were kept."""
    with app.app_context(), transaction():
        db.session.execute(delete(ReleaseFile).where(ReleaseFile.name.like("report%.html")))
        touch_public_pages()


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_another_template_changes_no_published_article(
    app: Flask, browser: Browser, tmp_path: Path, prefix: str
) -> None:
    published(app, month=9)
    published(app, year=year_end()["year"], quarter=year_end()["quarter"])
    before = {name: article(page_of(browser, name, prefix)) for name in ("2026-09", "2026-10")}

    with other_template(app, tmp_path):
        after = {name: article(page_of(browser, name, prefix)) for name in before}
        published(app, delivered=78, reason="Visits came late.")
        new = article(page_of(browser, "2026-10-correction-2", prefix))
        corrected = page_of(browser, "2026-10", prefix)

    assert after == before
    # The next report is drawn as the new template says, and stays so when it is gone again.
    assert b"<h1>79 of 100</h1>" in new
    assert article(page_of(browser, "2026-10-correction-2", prefix)) == new
    # What became of it stands around the article.
    assert article(corrected) == before["2026-10"]
    assert corrected.find(b"Visits came late.") < corrected.find(b"<article")


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_a_release_from_before_is_drawn_as_the_template_of_today_says(
    app: Flask, browser: Browser, tmp_path: Path, prefix: str
) -> None:
    published(app)
    kept = article(page_of(browser, prefix=prefix))
    without_articles(app)

    drawn = article(page_of(browser, prefix=prefix))
    with other_template(app, tmp_path):
        again = article(page_of(browser, prefix=prefix))

    assert drawn == kept
    assert b"<h1>81 of 100</h1>" in again


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_article_of_the_page_is_the_one_in_the_file_that_the_ledger_lists(
    app: Flask, browser: Browser, prefix: str
) -> None:
    published(app, quarter=year_end()["quarter"])
    file = LANGUAGES[prefix]

    page, kept = page_of(browser, prefix=prefix), browser.client.get(f"/reports/2026-10/{file}")
    packed = browser.client.get("/reports/2026-10/release.zip").data
    with app.app_context():
        facts = [fact.fact for fact in db.session.scalars(select(LedgerFact))]
    fact = next(each for each in facts if "files" in each)

    assert article(page) == article(kept.data)
    assert fact["files"][file] == hashlib.sha256(kept.data).hexdigest()
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        assert opened.read(file) == kept.data
    ledger = make_ledger(fact["files"])
    assert verify_release(kept.data, name=file, on=date(2026, 11, 12), ledger=ledger).is_good
    altered = kept.data.replace(b"80 ", b"81 ")
    assert not verify_release(altered, name=file, on=date(2026, 11, 12), ledger=ledger).is_good
    # As docs/release-format.md says it to people.
    by_hand = next(
        line.partition("|")[2].rpartition("|")[0].strip()
        for line in (ROOT / "docs" / "release-format.md").read_text("utf-8").splitlines()
        if line.startswith("unzip -p release.zip report.html | sed")
    )
    cut = [
        subprocess.run(["sh", "-c", by_hand], input=each, capture_output=True, check=True).stdout
        for each in (page, kept.data)
    ]
    assert cut[0] == cut[1] == article(page) + b"\n"


def test_the_worker_keeps_the_same_article_as_a_signatory_in_a_page(app: Flask) -> None:
    def articles() -> dict[str, bytes]:
        files = queries.get_release("2026-10").files
        return {file.name: article(file.body) for file in files if file.name.endswith(".html")}

    with app.app_context():
        announced()
        _first, second = signed_once()
        with transaction():
            sign_release(queries.get_draft("2026-10"), source="1", by=second, at=NOW)
        # In a page in Welsh, at another address than that of the site.
        with app.test_request_context("/x", base_url="https://other.example/deep"):
            with speaking("cy"), reading():
                made = prepare_files(queries.get_draft("2026-10"), at=OUT)
            db.session.remove()
        publish_due(OUT)
        with reading():
            kept = articles()

    assert made is not None
    assert kept == {
        file.name: article(file.body) for file in made.files if file.name.endswith(".html")
    }
    assert set(kept) == set(LANGUAGES.values())
    assert b'href="/reports/method"' in kept["report.html"]
    assert b'href="/cy/reports/method"' in kept["report-cy.html"]


def test_every_address_in_an_article_leads_somewhere(app: Flask, browser: Browser) -> None:
    published(app)
    published(app, delivered=78, reason="Visits came late.")

    addresses = {
        address.decode()
        for prefix in LANGUAGES
        for name in ("2026-10", "2026-10-correction-2")
        for address in re.findall(rb'href="([^"]*)"', article(page_of(browser, name, prefix)))
    }

    assert {each.partition("#")[0] for each in addresses} == {
        f"{prefix}{path}" for prefix in LANGUAGES for path in KEPT_ADDRESSES
    }
    for address in addresses:
        assert browser.client.get(address).status_code == 200, address


# Of articles that are out. One that moves needs a redirection from here; none is ever taken away.
KEPT_ADDRESSES = {"/reports/method", "/reports/2026-10", "/ledger"}
KEPT_CLASSES = {
    "axis", "box", "done-shape", "field-picture", "gap-shape", "kept-back", "key", "line",
    "number-cell", "over", "p0", "p1", "p2", "p3", "p4", "p5", "scroll", "small", "soft",
    "trend-picture", "unseen", "wait",
}  # fmt: skip


def test_the_style_sheet_still_knows_the_classes_of_articles_that_are_out(
    app: Flask, browser: Browser
) -> None:
    published(app, quarter=year_end()["quarter"], year=year_end()["year"])
    published(app, delivered=78, reason="Visits came late.")
    style = (ROOT / "static" / "candour.css").read_text("utf-8")

    used = {
        name
        for page in ("2026-10", "2026-10-correction-2")
        for names in re.findall(rb'class="([^"]*)"', article(page_of(browser, page)))
        for name in names.decode().split()
    }

    assert used <= KEPT_CLASSES, "a new class of the article goes into the list, to stay there"
    assert {each for each in KEPT_CLASSES if not re.search(rf"\.{each}\b", style)} == set()


def test_the_kept_document_brings_its_look_and_runs_nothing(app: Flask, browser: Browser) -> None:
    published(app)

    answer = browser.client.get("/cy/reports/2026-10/report-cy.html")
    again = browser.client.get(
        "/cy/reports/2026-10/report-cy.html", headers={"If-None-Match": answer.headers["ETag"]}
    )
    policy, words = answer.headers["Content-Security-Policy"], answer.text

    assert answer.content_type == "text/html; charset=utf-8"
    assert not answer.headers["ETag"].startswith("W/") and again.status_code == 304
    # It never changes, but it may have to be taken down.
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "default-src 'none'" in policy and "script-src" not in policy
    style = words.partition("<style>")[2].partition("</style>")[0]
    assert style == (ROOT / "static" / "candour.css").read_text("utf-8")
    assert '<html lang="cy">' in words and "<script" not in words and " src=" not in words
    assert 'href="http://localhost/cy/reports/2026-10"' in words
    page = browser.open("/reports/2026-10").follow("This page as it came out")
    assert page.heading.endswith("80 were delivered.") and not page.find_all("nav")


def test_what_is_said_of_a_report_later_stands_before_it_and_in_its_title(
    app: Flask, browser: Browser
) -> None:
    with app.app_context():
        first, second = make_account(name="Mair Lloyd").account, make_account().account
        with transaction():
            make_release(first, second)
    before = article(page_of(browser))
    with app.app_context(), transaction():
        release = queries.get_release("2026-10")
        note_error(release, "An hour was <b>counted</b> twice.", by=first, at=NOW)
    noted = page_of(browser)
    title = browser.open("/reports/2026-10").title
    with app.app_context(), transaction():
        make_release(first, second, delivered=78, reason="An hour was <i>counted</i> twice.")

    corrected = browser.open("/reports/2026-10")

    assert article(noted) == article(corrected.response.data) == before
    assert noted.find(b"counted&lt;/b&gt; twice.") < noted.find(b"<article")
    assert "(Something is wrong in this report)" in title
    assert "(Corrected since)" in corrected.title
    new = browser.open("/reports/2026-10-correction-2")
    assert b"&lt;i&gt;counted" in article(new.response.data) and "(" not in new.title


def taken_down(name: str, *, at: Any = NOW + timedelta(days=2)) -> None:
    first, second = make_account().account, make_account().account
    with transaction():
        ask_withdrawal(queries.get_release(name), "It shows too much.", by=first, at=at)
    with transaction():
        agree_withdrawal(queries.get_release(name), by=second, at=at)


def test_a_report_that_is_taken_down_takes_its_article_with_it(
    app: Flask, browser: Browser
) -> None:
    published(app)
    with app.app_context():
        taken_down("2026-10")

    for prefix, file in LANGUAGES.items():
        assert browser.client.get(f"{prefix}/reports/2026-10").status_code == 410
        assert browser.client.get(f"/reports/2026-10/{file}").status_code == 410
    assert b"<article" not in browser.client.get("/reports/2026-10").data


def test_no_later_page_goes_on_showing_what_was_taken_down(app: Flask, browser: Browser) -> None:
    published(app, month=9, delivered=71)
    published(app)
    published(app, delivered=78, reason="An area was shown.", at=NOW + timedelta(days=1))
    assert b"71" in article(page_of(browser)) and b">80<" in article(
        page_of(browser, "2026-10-correction-2")
    )
    with app.app_context():
        taken_down("2026-09")
        taken_down("2026-10")

    page = page_of(browser, "2026-10-correction-2")
    with app.app_context():
        release = queries.get_release("2026-10-correction-2")
        assert showed_withdrawn(release) and find_article(release) is None
        assert figures_before(release) is None

    assert b"which was taken down since. Here it is shown without." in page
    shown = article(page)
    assert b"September" not in shown and b"71" not in shown
    assert b'id="revised"' not in shown and b"An area was shown." in shown


def test_what_was_taken_down_before_a_report_came_out_leaves_its_article_as_it_is(
    app: Flask, browser: Browser
) -> None:
    published(app, month=9, delivered=71)
    with app.app_context():
        taken_down("2026-09", at=NOW)
    published(app, at=NOW + timedelta(days=1))
    published(app, month=9, delivered=73, reason="Less is told.", at=NOW + timedelta(days=2))

    with app.app_context():
        for name in ("2026-10", "2026-09-correction-2"):
            release = queries.get_release(name)
            assert not showed_withdrawn(release) and find_article(release) is not None
    assert b"September" not in article(page_of(browser))
    # A correction does not tell the old values of what had to be taken away, nor does its list.
    assert b'id="revised"' not in article(page_of(browser, "2026-09-correction-2"))
    changes = browser.client.get("/reports/2026-09-correction-2/CHANGELOG.md").text
    assert "Less is told." in changes and "71" not in changes and "[r]" not in changes


def test_a_report_signed_while_another_was_taken_down_is_drawn_without_it(
    app: Flask, browser: Browser
) -> None:
    published(app, month=9, delivered=71)
    # Whoever signed began later than whoever took it down, and had made the files before that.
    published(app, at=NOW + timedelta(days=1))
    with app.app_context():
        taken_down("2026-09", at=NOW + timedelta(days=1) - timedelta(minutes=1))

    page = page_of(browser)

    assert b"September" not in article(page) and b"71" not in article(page)


def test_a_month_too_old_to_be_in_the_picture_changes_no_article(database: Any) -> None:
    first, second = make_account().account, make_account().account
    with transaction():
        release = make_release(first, second)
        for back in range(14):
            # Months of a year and more before, as they were published then.
            db.session.add(old(release, back))
    with transaction():
        newest = make_release(first, second, delivered=78, reason="Late.", at=NOW)
        assert showed_withdrawn(newest) is False
    for name, lacks in (("2025-09", False), ("2025-10", False), ("2025-11", True)):
        taken_down(name)
        assert showed_withdrawn(queries.get_release("2026-10-correction-2")) is lacks, name


def old(release: Release, back: int) -> Release:
    """A month before, published before, and nothing else."""
    month = date(2026, 9, 1) - timedelta(days=30 * back)
    facts = {
        column.key: getattr(release, column.key)
        for column in Release.__mapper__.column_attrs
        if column.key != "id"
    }
    period = f"{month:%Y-%m}"
    figures = release.figures | {"period": period, "period_start": f"{period}-01"}
    return Release(**facts | {"period": period, "figures": figures})


def test_a_language_that_came_later_is_drawn_and_the_first_one_stays(app: Flask) -> None:
    published(app)
    with app.app_context():
        with transaction():
            db.session.execute(delete(ReleaseFile).where(ReleaseFile.name == "report-cy.html"))
        release = queries.get_release("2026-10")
        names = [each.name for each in release.signatures]
        drawn = article_of(told_by(release, names, at=NOW))
        with speaking("cy"):
            assert find_article(release) is None
        assert find_article(release) == drawn
