"""Somebody keeps a concern sealed: the question, the receipt, and the way back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.cases.models import Case
from portal.cases.queries import readers_of
from portal.database import db, reading
from tests.accounts.factories import sign_in
from tests.cases.corroborating.factories import SECRET, make_other, work
from tests.cases.factories import make_committee
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.intake.factories import answer_until, code_on, come_back, make_home, raise_concern

UNTIL = NOW.date() + timedelta(days=40)
KEPT = {"seal": "yes", "until": [str(UNTIL.day), str(UNTIL.month), str(UNTIL.year)]}
HARMLESS = {"about": {"groups": ["VIS"]}, "more_exactly": {"subjects": ["VIS-SHORT"]}}
TOLD = {**HARMLESS, "what_happened": {"words": SECRET}, "where": {"home_code": "0000-0000"}}


def keep_sealed(browser: Browser) -> Page:
    """A concern that its writer keeps sealed for forty days."""
    make_home()
    return raise_concern(browser, **TOLD, keep_it_sealed=KEPT)


def readers(reference: str = "") -> list[str]:
    """Who can read it: the sealed one, which came first, or that of the reference."""
    db.session.rollback()
    with reading():
        which = Case.reference == reference if reference else Case.area != ""
        case = db.session.scalars(select(Case).where(which)).one()
        return sorted(each.name for each in readers_of(case))


def reference_of_it() -> str:
    """The reference of the only case there is."""
    db.session.rollback()
    with reading():
        return db.session.scalars(select(Case.reference)).one()


def test_it_is_kept_sealed_and_its_receipt_says_what_that_means(
    browser: Browser, database: Any
) -> None:
    make_committee()

    receipt = keep_sealed(browser)

    assert "You keep it sealed" in receipt.main
    assert "Nobody, until it opens." in receipt.main
    assert f"{UNTIL.day} {UNTIL:%B} {UNTIL.year}" in receipt.main
    assert readers() == []
    kept = receipt.form("Keep it as a file").send()
    assert "You keep it sealed." in kept.response.get_data(as_text=True)
    page = come_back(browser, code_on(receipt))
    assert "You keep this sealed." in page.main
    assert "Nobody on the committee, but for two members" in page.main
    assert "May we ask the office" not in page.main


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (["", "", ""], "Say on which day it opens"),
        (["1", "1", "2026"], "still to come"),
        (["1", "12", "2027"], "for 90 days at most"),
        (["31", "2", "2027"], "not a day that we know"),
    ],
)
def test_a_day_is_needed_and_not_too_far_off(
    browser: Browser, database: Any, day: list[str], said: str
) -> None:
    make_committee()
    asked = answer_until(browser.open("/concern"), "keep-it-sealed", **HARMLESS)

    again = asked.form("seal").fill(seal="yes", until=day).send("Continue")

    assert again.status == 422
    assert said in again.main
    assert again.form("seal").fill(seal="no").send("Continue").path.endswith("/check")


@pytest.mark.parametrize(
    "grave",
    [
        {"danger": {"danger": "yes"}},
        {"more_exactly": {"subjects": ["VIS-MISS", "VIS-RECORD"]}},
        {"about": {"groups": ["MED"]}, "more_exactly": {"subjects": ["MED-WRONG"]}},
        {"whose_care": {"whose": "worker"}},
    ],
)
def test_nobody_is_asked_where_it_cannot_wait(
    browser: Browser, database: Any, grave: dict[str, Any]
) -> None:
    make_committee()

    check = answer_until(browser.open("/concern"), "check", **{**HARMLESS, **grave})

    assert "keep it sealed" not in check.main
    refused = browser.open(check.path.replace("/check", "/keep-it-sealed"))
    assert refused.path == check.path


def test_danger_that_is_said_later_takes_the_choice_back(browser: Browser, database: Any) -> None:
    make_committee()
    check = answer_until(browser.open("/concern"), "check", **HARMLESS, keep_it_sealed=KEPT)
    assert "Keep it sealed for now" in check.main

    danger = browser.open(check.path.replace("/check", "/danger"))
    danger.form("danger").fill(danger="yes").send("Continue")

    assert "Keep it sealed" not in browser.open(check.path).main


def test_what_is_written_meanwhile_says_whether_anybody_was_harmed(
    browser: Browser, database: Any
) -> None:
    make_committee()
    page = come_back(browser, code_on(keep_sealed(browser)))

    again = page.form("words").fill(words="And on Friday.").send("Send")
    assert again.status == 422
    assert "Say whether anybody has been harmed" in again.main
    kept = again.form("words").fill(harm="no").send("Send")
    assert "It is kept with what you told us." in kept.main
    assert "And on Friday." in kept.main
    assert readers() == []
    opened = kept.form("words").fill(words="She fell.", harm="yes").send("Send")

    assert "The person who looks after safety has it" in opened.main
    assert len(readers()) == 1


def test_it_is_opened_with_the_receipt(browser: Browser, database: Any) -> None:
    make_committee()
    page = come_back(browser, code_on(keep_sealed(browser)))

    asked = page.follow("Open it now")
    assert asked.form("harm").send("Open it now").status == 422
    shown = asked.form("harm").fill(harm="no").send("Open it now")

    assert "It is open now" in shown.main
    assert "A committee member will read it." in shown.main
    assert len(readers()) == 7
    assert "It is open already." in browser.open("/return/open-it").main


def test_two_members_compare_and_the_person_is_not_led_to_another_report(
    browser: Browser, app: Any, database: Any
) -> None:
    committee = make_committee(sign_in=True)
    code = code_on(keep_sealed(browser))
    reference, other = reference_of_it(), make_other()
    before = come_back(browser, code).main
    work()
    assert come_back(browser, code).main == before
    first, second = readers(reference)
    pages = {}
    for name in (first, second):
        member = Browser(app)
        sign_in(member, committee[name])
        member.open(f"/cases/{reference}").form("Open this case").send()
        page = member.open(f"/cases/{reference}").follow("Compare the two reports")
        assert SECRET not in page.main
        pages[name] = page.form("Open both").send()
        assert SECRET in pages[name].main
        assert "Late again." in pages[name].main
        assert "two different home codes" in pages[name].main

    one = pages[first].form("likeness").fill(likeness="same").send("Keep what I find")
    assert "counts once your colleague has found the same" in one.main
    two = pages[second].form("likeness").fill(likeness="same").send("Keep what I find")

    assert "It is open to the committee now." in two.main
    assert other.reference in two.main
    assert "Two members found that it is about the same service." in two.main
    assert len(readers(reference)) == 7
    assert "A committee member will read it." in come_back(browser, code).main
    assert other.reference not in come_back(browser, code).main
