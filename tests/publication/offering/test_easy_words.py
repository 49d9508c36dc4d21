"""The newest report in easy words: its month and its number, and whom to ring."""

from dataclasses import replace

from flask import Flask

from portal.accounts.models import Account
from portal.database import db, transaction
from portal.publication import queries
from portal.publication.amending.services import note_error
from portal.publication.disclosure.primary import Percent, Shown
from portal.publication.services import prepare_release, sign_release
from tests.accounts.factories import make_account
from tests.client import Browser
from tests.conftest import NOW
from tests.publication.factories import make_attacked, make_headline
from tests.publication.test_pages import published

EASY = "/reports/easy-read"


def publish_hidden() -> None:
    """A report that cannot show how much came."""
    first, second = make_account().account, make_account().account
    hidden = replace(make_headline(), delivered=Percent(None, Shown.HIDDEN))
    with transaction():
        release = prepare_release(hidden, source="1", by=first, at=NOW)
        make_attacked(release)
        for signer in (first, second):
            sign_release(release, source="1", by=signer, at=NOW)


def test_the_newest_report_is_told_with_its_month_and_its_number(
    app: Flask, browser: Browser
) -> None:
    published(app, month=9, delivered=70)
    published(app, month=10, delivered=88)

    page = browser.open(EASY)

    assert "It is about October 2026." in page.main
    assert "88 came." in page.main and "12 did not come. Or nobody knows." in page.main
    crossed = [
        each
        for each in page.find("main").iter()
        if each.tag.endswith("}path") and each.get("class") == "gap-shape"
    ]
    assert len(crossed) == 12
    assert "example" not in page.main and "70" not in page.main
    assert page.follow("Read the whole report").path == "/reports/2026-10"


def test_without_a_report_the_page_says_so_and_shows_an_example(browser: Browser) -> None:
    page = browser.open(EASY)

    assert "There is no report yet." in page.main
    assert "In this example 90 hours came." in page.main


def test_a_number_that_is_kept_back_is_said_to_be_kept_back(app: Flask, browser: Browser) -> None:
    with app.app_context():
        publish_hidden()

    page = browser.open(EASY)

    assert "It is about October 2026." in page.main
    assert "We cannot show you how much care came. In the report you see [c]." in page.main
    assert "This is an example." in page.main


def test_a_correction_and_a_mistake_are_said_in_easy_words(app: Flask, browser: Browser) -> None:
    published(app, delivered=80)
    before = browser.open(EASY).main
    published(app, delivered=78, reason="Three visits were counted twice.")
    corrected = browser.open(EASY).main
    with app.app_context(), transaction():
        member = db.session.query(Account).first()
        release = queries.find_latest_release()
        assert member is not None and release is not None
        note_error(release, "Nantlle is missing.", by=member, at=NOW)
    wrong = browser.open(EASY).main

    assert "mistake in the report before" not in before
    assert "There was a mistake in the report before. This one puts it right." in corrected
    assert "78 came." in corrected and "in this report, too" not in corrected
    assert "There is a mistake in this report, too. The report says what is wrong." in wrong


def test_whoever_wants_to_speak_up_is_not_sent_to_the_care_office(browser: Browser) -> None:
    page = browser.open(EASY)

    speaking_up = page.main.partition("Is something wrong with your care?")[2]
    assert "01248 555 0199" in speaking_up
    assert "Somebody who is not from the care office" in speaking_up
    assert "01248 555 0100" not in page.text, "that is the care office"


def test_the_page_on_accessibility_knows_of_the_easy_words(browser: Browser) -> None:
    page = browser.open("/accessibility")

    assert "Only the first figure of the newest report is told in easy words." in page.main
    assert page.follow("Our report in easy words").path == EASY
