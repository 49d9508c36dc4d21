"""Whatever is typed, nothing breaks, nothing is executed, and what can be said is said back."""

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.cases.models import Case
from portal.database import db, reading
from tests.client import Browser, Page
from tests.intake.factories import (
    answer_until,
    code_on,
    come_back,
    open_intake,
    report_missed_visit,
)

ODD = {
    "right to left": "שלום, אף אחד לא בא \u202eabc",
    "emoji": "👩🏽‍🦽 nobody came 🙁",
    "script": "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>",
    "template": "{{ 7 * 7 }} {% include 'x' %} %(name)s ${7*7}",
    "statement": "'; DROP TABLE cases; --",
    "path": "../../etc/passwd",
    "letters of all kinds": "Ŵyn â'i fŵyd ŷd İıſ ﬀ 𝔘𝔫𝔦 ﷽",
}
TIDIED = {
    "nul": ("before\x00after", "beforeafter"),
    "control characters": ("be\x1b[31mfore\x7f", "be[31mfore"),
}


def cases() -> int:
    db.session.rollback()
    with reading():
        return db.session.scalar(select(func.count()).select_from(Case)) or 0


def said_back(page: Page) -> str:
    """What the person told us, as their page shows it."""
    return " ".join("".join(each.itertext()) for each in page.find_all("dd"))


@pytest.mark.parametrize("words", ODD.values(), ids=ODD)
def test_odd_words_come_back_as_they_were(browser: Browser, database: Any, words: str) -> None:
    open_intake()

    page = report_missed_visit(browser, more=words, place=words, time=words[:60], name=words)
    page = come_back(browser, code_on(page))

    assert said_back(page).count(words) == 3
    assert not page.find_all("script")


@pytest.mark.parametrize(("typed", "kept"), TIDIED.values(), ids=TIDIED)
def test_what_cannot_be_seen_is_taken_out(
    browser: Browser, database: Any, typed: str, kept: str
) -> None:
    open_intake()

    page = report_missed_visit(browser, place=typed)

    assert kept in said_back(come_back(browser, code_on(page)))


def test_a_hundred_thousand_characters_are_said_to_be_too_many(
    browser: Browser, database: Any
) -> None:
    open_intake()

    page = report_missed_visit(browser, more="m" * 100_000, place="p" * 100_000, name="n" * 100_000)

    assert page.status == 422
    assert len(page.errors) == 3
    assert all("This is 100,000 characters long." in error for error in page.errors)
    assert "m" * 100_000 in page.main
    assert cases() == 0


def test_values_that_no_page_offered_are_refused(browser: Browser, database: Any) -> None:
    open_intake()

    page = report_missed_visit(browser, needed="perhaps", day="someday", seen=["PRA-WORKER"])

    assert page.status == 422
    assert cases() == 0


def test_a_concern_takes_odd_words_at_every_step(browser: Browser, database: Any) -> None:
    open_intake()
    words = " ".join(ODD.values())

    page = answer_until(
        browser.open("/concern"),
        "check",
        what_happened={"words": words},
        when={"time": ODD["emoji"], "period": ODD["script"]},
        the_note={"written": ODD["right to left"]},
        where={"place": ODD["template"]},
        about_you={"name": ODD["statement"], "other": ODD["path"]},
        who_should_not_see_this={"others": ODD["letters of all kinds"]},
    )
    code = code_on(page.form("stamp").send())

    assert " ".join(words.split()) in " ".join(said_back(page).split())
    assert " ".join(words.split()) in " ".join(said_back(come_back(browser, code)).split())


def test_every_step_refuses_a_hundred_thousand_characters_and_keeps_them(
    browser: Browser, database: Any
) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "what-happened")

    page = page.form("words").fill(words="w" * 100_000).send("Continue")

    assert page.status == 422
    assert "w" * 100_000 in page.main


def test_a_committee_member_who_does_not_exist_cannot_be_excluded(
    browser: Browser, database: Any
) -> None:
    open_intake()
    page = answer_until(browser.open("/concern"), "who-should-not-see-this")

    page = page.form("members").fill(members=["00000000-0000-0000-0000-000000000000"])
    page = page.send("Continue")

    assert page.status == 422


@pytest.mark.parametrize("email", ["no", "a@b", "a b@c.d", "a@b@c.d", "@.", "a@é.example"])
def test_half_an_address_is_refused(browser: Browser, database: Any, email: str) -> None:
    open_intake()

    page = report_missed_visit(browser, email=email)

    assert page.errors == [
        "This is not a whole e-mail address. Please correct it, or leave it empty."
    ]
    assert cases() == 0
