"""What was taken down in an emergency is gone everywhere, and everywhere it is said that it is."""

from datetime import timedelta

from flask import Flask

from portal.database import reading, transaction
from portal.publication import queries
from portal.publication.amending.services import agree_withdrawal, ask_withdrawal
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.asking.test_answers import get
from tests.publication.test_annual import told
from tests.publication.test_levels import quarter
from tests.publication.test_pages import published

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def taken_down(app: Flask, name: str, *, after: timedelta = 2 * DAY) -> None:
    """That report, taken down by two."""
    at = NOW + after
    with app.app_context():
        first, second = make_account().account, make_account().account
        with transaction():
            ask_withdrawal(queries.get_release(name), "It shows <too> much.", by=first, at=at)
        with transaction():
            agree_withdrawal(queries.get_release(name), by=second, at=at)


def statuses(browser: Browser, name: str, files: list[str]) -> dict[str, int]:
    return {
        file: browser.client.get(f"/reports/{name}/{file}").status_code for file in files
    }  # fmt: skip


def files_of(app: Flask, name: str) -> list[str]:
    with app.app_context(), reading():
        return [file.name for file in queries.get_release(name).files]


def test_no_file_of_another_report_goes_on_telling_it(app: Flask, browser: Browser) -> None:
    published(app, month=9, delivered=71)
    published(app, at=NOW + HOUR, year=told(ends="2026-Q1"), quarter=quarter())
    before = files_of(app, "2026-10")
    september = b"September 2026"
    telling = {
        file
        for file in ("report.html", "CHANGELOG.md")
        if september in browser.client.get(f"/reports/2026-10/{file}").data
    }

    taken_down(app, "2026-09")

    answers = statuses(browser, "2026-10", before)
    gone = {file for file, status in answers.items() if status == 410}
    assert telling == {"report.html", "CHANGELOG.md"}
    assert gone == {
        "CHANGELOG.md", "indicators.ods", "quality-account-cy.pdf", "quality-account.pdf",
        "release.zip", "report-cy.html", "report-cy.pdf", "report.html", "report.pdf",
    }  # fmt: skip
    assert {answers[file] for file in before if file not in gone} == {200}
    refused = browser.client.get("/reports/2026-10/report.pdf")
    assert "taken down" in refused.text and "http://localhost/reports/2026-10" in refused.text
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    # Its page and programs offer only what can be had, and the page says what cannot.
    page = browser.open("/reports/2026-10")
    assert not {f"/reports/2026-10/{file}" for file in gone} & set(page.links.values())
    assert "no longer handed out" in page.main and "CHANGELOG.md" in page.main
    listed = get(browser, "/releases/2026-10", "/releases/{name}")["files"]
    assert {file["name"] for file in listed} == set(before) - gone
    # The next report tells nothing of it, so all of its files are there.
    published(app, delivered=78, reason="Visits came late.", at=NOW + 3 * DAY)
    newest = "2026-10-correction-2"
    assert set(statuses(browser, newest, files_of(app, newest)).values()) == {200}
    assert september.decode() not in browser.client.get(f"/reports/{newest}/CHANGELOG.md").text


def test_a_report_that_came_out_before_keeps_its_files(app: Flask, browser: Browser) -> None:
    published(app, month=9)
    published(app, at=NOW + DAY)

    taken_down(app, "2026-10")

    assert set(statuses(browser, "2026-09", files_of(app, "2026-09")).values()) == {200}
    assert "no longer handed out" not in browser.open("/reports/2026-09").main


def test_a_correction_does_not_hand_out_the_old_values(app: Flask, browser: Browser) -> None:
    published(app)
    published(app, delivered=78, reason="Visits came late.", at=NOW + HOUR)

    taken_down(app, "2026-10")

    answers = statuses(browser, "2026-10-correction-2", ["report.pdf", "CHANGELOG.md", "card.svg"])
    assert answers == {"report.pdf": 410, "CHANGELOG.md": 410, "card.svg": 200}


def test_what_may_be_taken_down_is_kept_by_no_cache_for_long(app: Flask, browser: Browser) -> None:
    published(app)

    answer = browser.client.get("/reports/2026-10/indicators.csv")
    etag = answer.headers["ETag"]
    again = browser.client.get("/reports/2026-10/indicators.csv", headers={"If-None-Match": etag})
    taken_down(app, "2026-10")
    gone = browser.client.get("/reports/2026-10/indicators.csv", headers={"If-None-Match": etag})

    assert answer.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, max-age=60"
    assert (again.status_code, gone.status_code) == (304, 410)
    assert gone.headers["Cache-Control"] == "no-store"


def test_programs_and_frames_are_told_that_it_was_taken_down(app: Flask, browser: Browser) -> None:
    published(app)
    taken_down(app, "2026-10")

    for path in ("", "/indicators", "/counts"):
        answer = get(browser, f"/releases/2026-10{path}", f"/releases/{{name}}{path}", 410)
        assert "It shows <too> much." in answer["detail"]
        assert "http://localhost/reports/2026-10" in answer["detail"]
    frame = browser.open("/reports/2026-10/embed")
    assert frame.status == 410 and frame.heading == "This report was taken down"
    assert "It shows <too> much." in frame.main and "80" not in frame.main
    assert "frame-ancestors *" in frame.response.headers["Content-Security-Policy"]
    assert frame.response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
