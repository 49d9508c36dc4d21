"""The other language, on pages that are the answer of a form: nothing is lost by choosing it."""

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.cases.models import Case
from portal.database import db
from tests.cases.factories import make_committee
from tests.client import Browser, Page, PageForm
from tests.intake.factories import (
    code_on,
    come_back,
    make_home,
    open_intake,
    raise_concern,
    report_missed_visit,
)
from tests.intake.handover.factories import change, make_clerk, signed_in, taken_code


def choose(page: Page, language: str) -> Page:
    """Press the button of the other language at the top of a page."""
    (nav,) = page.find_all("nav", class_="languages")
    (form,) = [each for each in nav.iter() if each.tag.endswith("}form")]
    given = {
        each.get("name") or "": [each.get("value") or ""]
        for each in form.iter()
        if each.tag.endswith("}input")
    }
    return PageForm(form, page, given).send(language)


def thank(browser: Browser) -> Page:
    form = browser.open("/praise").form("words")
    return form.fill(words="Diolch.", whom=["PRA-TEAM"], publish="no").send("Send")


def report(browser: Browser) -> Page:
    return report_missed_visit(browser)


@pytest.mark.parametrize("send", [report, raise_concern, thank])
def test_the_receipt_is_the_same_in_both_languages(
    browser: Browser, database: Any, send: Any
) -> None:
    open_intake()
    first = send(browser)

    welsh = choose(first, "Cymraeg")
    english = choose(welsh, "English")

    assert welsh.status == 200
    assert welsh.find("html").get("lang") == "cy"
    assert code_on(first) == code_on(welsh) == code_on(english)
    assert english.find("html").get("lang") == "en"
    assert first.find("pre", class_="promise").text == welsh.find("pre", class_="promise").text
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1


def test_a_handover_code_becomes_one_receipt_in_both_languages(app: Any, database: Any) -> None:
    make_committee()
    code = taken_code(signed_in(app, make_clerk()))

    first = change(Browser(app), code)
    welsh = choose(first, "Cymraeg")

    assert welsh.find("html").get("lang") == "cy"
    assert code_on(welsh) == code_on(first)


def test_what_was_said_of_the_visit_that_is_needed_stays(browser: Browser, database: Any) -> None:
    open_intake()
    make_home()
    first = report_missed_visit(browser, needed="yes", alert="y", home_code="0000-0000")

    english = choose(choose(first, "Cymraeg"), "English")

    assert "on the screen of the care office" in english.main


def test_where_it_stands_is_a_link_away_in_the_other_language(
    browser: Browser, database: Any
) -> None:
    open_intake()
    code = code_on(report_missed_visit(browser, more="The curtains stayed closed."))

    page = come_back(browser, code)
    welsh = browser.open(page.find("a", hreflang="cy").get("href") or "")

    assert welsh.path == "/cy/return/case"
    assert welsh.find("html").get("lang") == "cy"
    assert "The curtains stayed closed." in welsh.main


def test_a_form_that_came_back_offers_no_link_that_would_empty_it(
    browser: Browser, database: Any
) -> None:
    open_intake()
    page = browser.open("/praise").form("words").fill(name="Carys").send("Send")

    assert page.status == 422
    assert page.find_all("nav", class_="languages") == []
    assert browser.open("/praise").find_all("a", hreflang="cy")
