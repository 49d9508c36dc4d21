"""News of reports by mail: asked twice, told once, stopped with one click."""

from datetime import timedelta
from xml.etree import ElementTree

from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.database import db, reading, transaction
from portal.notices.letters import Letter
from portal.publication.subscribing.models import Subscription
from portal.publication.subscribing.queries import get_subscription
from portal.publication.subscribing.services import confirm, forget_unanswered, tell_news
from portal.publication.subscribing.topics import Topic, topics_of
from tests.client import Browser
from tests.conftest import NOW
from tests.notices.factories import letters_to
from tests.publication.subscribing.factories import LINK, asked_for_news
from tests.publication.test_pages import ATOM, published

ADDRESS = "gwen.pugh@example.org"


def letters(app: Flask) -> list[Letter]:
    with app.app_context(), reading():
        return letters_to(ADDRESS)


def kept(app: Flask) -> int:
    with app.app_context(), reading():
        return db.session.scalar(select(func.count()).select_from(Subscription)) or 0


def told(app: Flask, *, days: int = 1) -> int:
    with app.app_context(), transaction():
        return tell_news(NOW + timedelta(days=days))


def subscribe(app: Flask, *topics: Topic) -> str:
    with app.app_context(), transaction():
        code = asked_for_news(ADDRESS, topics=topics or (Topic.REPORTS,))
        confirm(get_subscription(code), at=NOW)
        return code


def test_nothing_is_sent_before_the_letter_box_itself_said_yes(
    app: Flask, browser: Browser
) -> None:
    form = browser.open("/reports").follow("News of reports by e-mail").form("address")

    page = form.fill(address=f" {ADDRESS.upper()}", topics=["reports"]).send()
    again = form.send()
    [letter] = letters(app)
    found = LINK.search(letter.body)
    assert found is not None
    code = found[1]
    published(app, at=clock.now() + timedelta(minutes=1))
    before = told(app)
    asked = browser.open(f"/reports/by-mail/{code}")
    still = told(app)
    yes = asked.form("Yes, write to me").send()

    assert page.heading == again.heading == "Please look into your e-mail"
    assert letter.to == ADDRESS and letter.stop == ""
    assert "Bryn Teg" in letter.subject and ADDRESS not in page.text
    assert (before, still) == (0, 0)
    assert yes.heading == "We write to you when there is something new"


def test_each_is_told_once_of_what_it_wanted_and_can_stop_with_one_click(
    app: Flask, browser: Browser
) -> None:
    code = subscribe(app)
    published(app, at=NOW + timedelta(hours=1))
    published(app, at=NOW + timedelta(hours=2), delivered=78, reason="Visits came late.")

    counted = told(app), told(app)
    letter = letters(app)[-1]
    # As a mail program does it: no page, no cookie, no token.
    stranger = Browser(app)
    stopped = stranger.post(
        letter.stop.removeprefix("http://localhost"), {"List-Unsubscribe": "One-Click"}
    )
    published(app, month=9, at=NOW + timedelta(hours=3))

    assert counted == (1, 0)
    assert letter.subject == "The report of October 2026 is out"
    assert "80 were delivered" in letter.body
    assert "http://localhost/reports/2026-10\n" in letter.body
    assert letter.stop in letter.body and code in letter.stop
    assert stopped.status == 200 and "is deleted" in stopped.main
    assert kept(app) == 0 and told(app) == 0
    assert browser.open(f"/reports/by-mail/{code}/stop").status == 404


def test_who_says_yes_while_a_report_is_being_made_is_told_of_it(app: Flask) -> None:
    published(app, month=9, at=NOW - timedelta(days=30))
    subscribe(app)
    # It bears the instant at which the second signature began.
    published(app, at=NOW - timedelta(seconds=5))

    assert told(app) == 1
    assert letters(app)[-1].subject == "The report of October 2026 is out"


def test_the_page_stops_too_and_opening_it_does_not(app: Flask, browser: Browser) -> None:
    code = subscribe(app)

    page = browser.open(f"/reports/by-mail/{code}/stop")
    before = kept(app)
    forged = Browser(app).client.post(f"/reports/by-mail/{code}/stop")
    done = page.form("Stop").send()

    assert (before, forged.status_code, kept(app)) == (1, 422, 0)
    assert done.heading == "We do not write to you any more"


def test_who_wants_corrections_hears_of_corrections_alone(app: Flask) -> None:
    subscribe(app, Topic.CORRECTIONS)
    published(app, at=NOW + timedelta(hours=1))
    published(app, at=NOW + timedelta(hours=2), delivered=78, reason="Visits came late.")

    assert told(app) == 1
    letter = letters(app)[-1]
    assert letter.subject == "The report of October 2026 was corrected"
    assert "Visits came late." in letter.body


def test_asking_again_neither_fills_a_letter_box_nor_takes_anything_from_it(app: Flask) -> None:
    code = subscribe(app)
    with app.app_context(), transaction():
        later = asked_for_news(ADDRESS, topics=[Topic.METHOD], at=NOW + timedelta(hours=25))
        subscription = get_subscription(code)
        kept_topics, wanted = subscription.topics, subscription.wanted
        confirm(subscription, at=NOW + timedelta(hours=26))
        after = subscription.topics

    assert later == code
    assert (kept_topics, wanted, after) == (["reports"], ["method"], ["method"])
    assert len(letters(app)) == 2


def test_who_does_not_answer_is_forgotten_and_who_said_yes_is_not(app: Flask) -> None:
    subscribe(app)
    with app.app_context(), transaction():
        asked_for_news("huw@example.org")
    with app.app_context(), transaction():
        forget_unanswered(NOW + timedelta(days=6))
    before = kept(app)
    with app.app_context(), transaction():
        forget_unanswered(NOW + timedelta(days=8))

    assert (before, kept(app)) == (2, 1)


def test_no_address_stands_open_in_the_database(app: Flask) -> None:
    subscribe(app)

    with app.app_context(), reading():
        row = db.session.scalars(select(Subscription)).one()
        everything = repr({column.key: getattr(row, column.key) for column in row.__table__.c})
    assert "gwen" not in everything and "example" not in everything


def test_a_form_that_is_wrong_says_what_to_do_and_keeps_what_was_typed(browser: Browser) -> None:
    page = browser.open("/reports/by-mail").form("address").fill(address="gwen at home").send()

    assert page.status == 422
    assert len(page.errors) == 2 and "Choose at least one." in page.errors
    assert page.form("address").values["address"] == ["gwen at home"]


def test_a_feed_for_each_topic(app: Flask, browser: Browser) -> None:
    published(app)
    published(app, delivered=78, reason="Visits came late.", at=NOW + timedelta(hours=1))

    def titles(path: str) -> list[str]:
        feed = ElementTree.fromstring(browser.client.get(path).data)  # noqa: S314
        return [title.text or "" for title in feed.findall(f"{ATOM}entry/{ATOM}title")]

    assert len(titles("/reports/feed.atom")) == 2
    assert ["78 were" in title for title in titles("/reports/feed/corrections.atom")] == [True]
    assert ["80 were" in title for title in titles("/reports/feed/reports.atom")] == [True]
    assert titles("/reports/feed/method.atom") == []
    assert browser.client.get("/reports/feed/other.atom").status_code == 404


def test_a_new_method_is_news_of_its_own() -> None:
    old, new = {"method_version": "1"}, {"method_version": "2"}

    assert topics_of(new, is_correction=False, before=old) == {Topic.REPORTS, Topic.METHOD}
    assert topics_of(new, is_correction=True, before=new) == {Topic.CORRECTIONS}
    assert topics_of(new, is_correction=False, before=None) == {Topic.REPORTS}
