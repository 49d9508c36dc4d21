"""What was taken down in an emergency is gone everywhere, and everywhere it is said that it is."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask

from portal.database import reading, transaction
from portal.publication import queries
from portal.publication.amending.revising import RevisionMustWait, Touched
from portal.publication.amending.services import agree_withdrawal, ask_withdrawal
from portal.publication.services import prepare_release, sign_release
from portal.publication.subscribing.queries import get_subscription
from portal.publication.subscribing.services import confirm, tell_news
from portal.publication.subscribing.topics import Topic
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.notices.factories import letters_to
from tests.publication.asking.test_answers import get
from tests.publication.factories import make_attacked, make_headline
from tests.publication.subscribing.factories import asked_for_news
from tests.publication.test_annual import told
from tests.publication.test_levels import quarter
from tests.publication.test_pages import ATOM, published

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
    path = "/releases/{name}/indicators"
    told = get(browser, path.format(name="2026-10-correction-2"), path)
    marks = [row["obs_status"] or "" for row in told["indicators"]]
    assert not any("r" in each for each in marks), "nor which of them stayed the same"


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


def entries(browser: Browser, path: str = "/reports/feed.atom") -> dict[str, tuple[str, str, str]]:
    """By its address, what a feed tells of each report: title, summary, and when it changed."""
    feed = ElementTree.fromstring(browser.client.get(path).data)  # noqa: S314
    return {
        (entry.findtext(f"{ATOM}id") or "").rpartition("/")[2]: (
            entry.findtext(f"{ATOM}title") or "",
            entry.findtext(f"{ATOM}summary") or "",
            entry.findtext(f"{ATOM}updated") or "",
        )
        for entry in feed.findall(f"{ATOM}entry")
    }


def test_feeds_go_on_naming_it_and_tell_no_figure_of_it(app: Flask, browser: Browser) -> None:
    published(app, month=9)
    published(app, delivered=71, at=NOW + HOUR)

    taken_down(app, "2026-10")

    for path in ("/reports/feed.atom", "/reports/feed/reports.atom"):
        assert set(entries(browser, path)) == {"2026-09", "2026-10"}
    title, summary, updated = entries(browser)["2026-10"]
    assert title == "Taken down: the report of October 2026"
    assert summary == "It shows <too> much." and updated.startswith("2026-11-11")
    assert "71" not in browser.client.get("/reports/feed.atom").text
    assert set(entries(browser, "/reports/feed/corrections.atom")) == {"2026-10"}


def test_who_was_told_of_it_is_told_that_it_is_gone(app: Flask) -> None:
    with app.app_context(), transaction():
        confirm(get_subscription(asked_for_news("mair@example.org")), at=NOW)
        late = asked_for_news("huw@example.org", topics=[Topic.CORRECTIONS])
        confirm(get_subscription(late), at=NOW)
    published(app, delivered=71, at=NOW + HOUR)
    with app.app_context(), transaction():
        before = tell_news(NOW + DAY)

    taken_down(app, "2026-10")
    with app.app_context():
        with transaction():
            told, again = tell_news(NOW + 3 * DAY), tell_news(NOW + 4 * DAY)
        with reading():
            letters = letters_to("mair@example.org")
            other = letters_to("huw@example.org")

    assert (before, told, again) == (1, 2, 0)
    assert letters[-1].subject == other[-1].subject == "The report of October 2026 was taken down"
    assert "It shows <too> much." in letters[-1].body and "71" not in letters[-1].body
    assert "http://localhost/reports/2026-10\n" in letters[-1].body
    assert letters[-1].stop in letters[-1].body


def test_who_never_heard_of_it_hears_nothing(app: Flask) -> None:
    with app.app_context(), transaction():
        confirm(get_subscription(asked_for_news("mair@example.org")), at=NOW)
    published(app, at=NOW + HOUR)
    taken_down(app, "2026-10")

    with app.app_context(), transaction():
        assert (tell_news(NOW + 3 * DAY), tell_news(NOW + 4 * DAY)) == (0, 0)


def published_anew(delivered: int, *, touched: Touched, after: timedelta = 3 * DAY) -> None:
    """October once more, signed by two."""
    first, second = make_account().account, make_account().account
    at = NOW + after
    with transaction():
        draft = prepare_release(
            make_headline(delivered), source="1", reason="Now less is told.", touched=touched,
            by=first, at=at,
        )  # fmt: skip
        make_attacked(draft, at=at)
        for by in (first, second):
            sign_release(draft, source="1", by=by, at=at)


@pytest.mark.parametrize("delivered", [78, 80])
def test_its_month_is_published_anew_where_no_record_changed(
    app: Flask, browser: Browser, delivered: int
) -> None:
    published(app)
    with app.app_context(), pytest.raises(RevisionMustWait):
        # A report that stands is not corrected so.
        published_anew(78, touched=Touched(0, 0))
    taken_down(app, "2026-10")

    with app.app_context():
        published_anew(delivered, touched=Touched(0, 0))

    gone = browser.open("/reports/2026-10")
    page = gone.follow("Read the corrected report")
    assert gone.status == 410 and f"{delivered} were delivered" in page.heading
    assert "Now less is told." in page.main and "It was" not in page.main
    assert browser.open("/reports/latest").path == "/reports/2026-10-correction-2"
    assert browser.client.get("/reports/2026-10-correction-2/report.pdf").status_code == 200


def test_its_month_waits_where_records_of_few_changed(app: Flask) -> None:
    published(app)
    taken_down(app, "2026-10")

    with app.app_context():
        with pytest.raises(RevisionMustWait):
            published_anew(78, touched=Touched(1, 1))
        published_anew(78, touched=Touched(10, 5))


def test_the_year_that_it_told_is_said_to_be_taken_down(app: Flask, browser: Browser) -> None:
    published(app, year=told(ends="2026-Q1"))
    assert "2026" in browser.open("/reports/annual").links

    taken_down(app, "2026-10")

    page = browser.open("/reports/annual")
    assert "2026 Taken down" in page.main and "None is out yet" not in page.main
    gone = browser.client.get("/reports/annual/2026")
    assert (gone.status_code, gone.location) == (302, "/reports/2026-10")
    assert browser.client.get("/reports/annual/2025").status_code == 404
    published(
        app, delivered=78, reason="It is mended.", at=NOW + 3 * DAY, year=told(ends="2026-Q1")
    )
    assert browser.client.get("/reports/annual/2026").status_code == 200
    assert "Taken down" not in browser.open("/reports/annual").main
