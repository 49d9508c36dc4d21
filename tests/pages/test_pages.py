"""The pages that only tell, as a reader finds them."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.publication.subscribing.models import Subscription
from portal.publication.subscribing.topics import ANSWER_WITHIN
from portal.publication.wording import breakdown_words
from tests.client import Browser, Page
from tests.conftest import base_settings
from tests.intake.factories import open_intake
from tests.journeys import every_page

PAGES = ("/", "/about", "/privacy", "/accessibility", "/software")


@pytest.fixture
def reader(plain_app: Flask) -> Browser:
    """Somebody who only reads."""
    return Browser(plain_app)


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_read_in_both_languages_without_a_cookie(
    reader: Browser, path: str, language: str
) -> None:
    prefix = "" if language == "en" else f"/{language}"

    page = reader.open(prefix + path)

    assert page.status == 200
    assert page.find("html").get("lang") == language
    assert "Bryn Teg Care Co-operative" in page.title
    assert reader.cookies == []
    assert "Cookie" not in page.response.headers.get("Vary", "")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_to_itself_in_the_other_language(reader: Browser, path: str) -> None:
    page = reader.open(path)

    other = page.find("a", hreflang="cy")

    assert other.get("lang") == "cy"
    assert other.get("href") == f"/cy{path}"
    assert reader.open(f"/cy{path}").find("a", hreflang="en").get("href") == path


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_the_site_itself_leads_somewhere(reader: Browser, path: str) -> None:
    links = [href for href in reader.open(path).links.values() if href.startswith("/")]

    # A co-operative without a committee answers 503 where nothing can be received.
    assert links
    assert [href for href in links if reader.open(href).status not in (200, 503)] == []


def test_the_keyboard_can_skip_to_the_main_part(reader: Browser) -> None:
    page = reader.open("/")

    assert page.find_all("a")[0].get("href") == "#main"
    assert page.find("main").get("id") == "main"


def test_the_page_one_is_on_is_marked_in_the_menu(reader: Browser) -> None:
    page = reader.open("/about")

    marked = [a for a in page.find_all("a") if a.get("aria-current") == "page"]

    assert [a.get("href") for a in marked] == ["/about"]


def test_a_stranger_sees_no_menu_of_the_committee(reader: Browser) -> None:
    assert reader.open("/").find_all("nav", class_="staff-nav") == []


def test_the_emergency_number_stands_on_every_page(reader: Browser) -> None:
    assert "call 999" in reader.open("/").text


def test_nothing_comes_from_another_site(reader: Browser) -> None:
    page = reader.open("/")

    sources = [
        element.get(name) or ""
        for tag, name in (("link", "href"), ("script", "src"), ("img", "src"))
        for element in page.find_all(tag)
    ]

    assert sources
    assert [source for source in sources if not source.startswith("/static/")] == []


def test_the_page_about_us_names_everything_that_is_published(
    plain_app: Flask, reader: Browser
) -> None:
    page, front = reader.open("/about"), reader.open("/").main
    rows = [["".join(part.itertext()) for part in row] for row in page.find("dl")]
    everybody = next(seen for who, seen in rows if who == "Everybody")

    with plain_app.test_request_context("/"):
        ways = [words.replace("By ", "by ") for words in breakdown_words().values()]
    assert [way for way in ways if way not in everybody] == []
    assert "how many different care workers people met" in everybody
    assert "how many concerns there were, what they were about and how they ended" in everybody
    assert "whether an answer was overdue" in everybody
    assert "how many concerns there were" in front


@pytest.mark.parametrize(
    "words",
    [
        "The day we received it, without the hour",
        "The area of the home, if you gave its code",
        "Whoever controls the running computer could read what passes through it from then on",
        "Whoever takes your telephone call",
        "Your e-mail company sees that you had mail",
        "a recovery key, printed in three parts",
    ],
)
def test_the_privacy_page_says_what_is_open_and_what_cannot_be_promised(
    reader: Browser, words: str
) -> None:
    assert words in reader.open("/privacy").main


def test_the_privacy_page_says_where_a_letter_lies_until_it_is_sent(
    tmp_path: Path, reader: Browser
) -> None:
    sends = create_app(replace(base_settings(tmp_path), mail_backend="smtp"))

    sent, filed = (each.open("/privacy").main for each in (Browser(sends), reader))

    assert "Once it is delivered, our copy of it is deleted." in sent
    assert "Once it is delivered" not in filed
    assert "unlocked, into a folder of this computer" in filed


@pytest.mark.parametrize(
    "path", [path for path in every_page.PUBLIC.values() if "{" not in path and "2026" not in path]
)
def test_a_cookie_is_set_only_where_something_can_be_sent_to_us(app: Flask, path: str) -> None:
    with app.app_context():
        open_intake()
    browser = Browser(app)

    page = browser.open(path)

    sends = [form for form in page.find_all("form") if form.get("method") == "post"]
    assert bool(browser.cookies) == bool(sends)


def test_the_privacy_page_says_when_a_cookie_is_set(reader: Browser) -> None:
    page = reader.open("/privacy").main

    assert "no cookie on a page from which nothing can be sent to us" in page
    assert "as soon as you open a page with a form that is sent to us" in page


def test_the_privacy_page_says_what_is_kept_of_who_asks_for_news(
    tmp_path: Path, reader: Browser
) -> None:
    sends = create_app(replace(base_settings(tmp_path), mail_backend="smtp"))

    sent, filed = (_part_on_news(each) for each in (Browser(sends), reader))

    # Every column that tells something of the person, and nothing else, has its words.
    assert set(Subscription.__table__.columns.keys()) == {
        "id", "sealed", "mailbox", "code_sha256", "topics", "wanted", "language", "asked_at",
        "confirmed_at", "told_until",
    }  # fmt: skip
    for part in (sent, filed):
        assert "your address, what you want to hear of and in which language, when we" in part
        assert "when you said yes, and up to when we have told you" in part
        assert timedelta(days=7) == ANSWER_WITHIN and "seven days after we asked" in part
        assert "all of it is deleted at once" in part
    assert "deleted a month after we stop trying" in sent and "a folder" not in sent
    assert "unlocked, into a folder of this computer" in filed


def _part_on_news(browser: Browser) -> str:
    words = browser.open("/reports/by-mail").follow("What is kept, and how long").main
    part = words.partition("If you ask for news of our reports by e-mail")[2]
    return part.partition("If you telephone")[0]


def test_a_page_that_is_not_there_says_what_to_do(reader: Browser) -> None:
    page = reader.open("/no-such-page")

    assert page.status == 404
    assert page.heading == "There is nothing here that you can see"
    assert page.follow("Go to the first page").heading == "Say what you saw."


def test_too_large_a_parcel_is_refused_in_words(plain_app: Flask, reader: Browser) -> None:
    plain_app.config["MAX_CONTENT_LENGTH"] = 10

    page = _sent(reader, "x" * 100)

    assert page.status in (405, 413)
    assert page.find_all("h1")


def _sent(reader: Browser, text: str) -> Page:
    return reader.post("/about", {"text": text})


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 429, 500, 503])
def test_every_page_of_trouble_says_what_happened_and_leads_on(
    plain_app: Flask, status: int
) -> None:
    with plain_app.test_request_context("/"):
        template = plain_app.jinja_env.get_template(f"errors/{status}.html")
        plain_app.update_template_context(context := {"sentence": ""})
        html = template.render(context)

    assert html.count("<h1") == 1
    assert 'href="/"' in html
    assert "01248 555 0199" in html
    assert html.index('href="/leave"') < html.index("<main"), "trouble comes amid a concern, too"
    assert not re.search(rf"\b(error|exception|invalid|{status})\b", _words(html), re.I)


def test_a_full_disk_never_looks_like_a_receipt(plain_app: Flask) -> None:
    with plain_app.test_request_context("/"):
        plain_app.update_template_context(context := {"sentence": ""})
        words = _words(plain_app.jinja_env.get_template("errors/503.html").render(context))

    assert "It was not saved, and there is no receipt for it." in words


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_page_is_sent_once_to_a_reader_who_has_it(reader: Browser) -> None:
    first = reader.open("/").response

    again = reader.client.get("/", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.get_data() == b""


def test_what_one_reader_brings_along_stays_in_no_other_readers_page(
    plain_app: Flask, reader: Browser
) -> None:
    reader.client.set_cookie("candour", "planted-cookie")
    reader.open("/?planted=query")

    other = Browser(plain_app).open("/")

    assert "planted" not in other.response.get_data(as_text=True)
