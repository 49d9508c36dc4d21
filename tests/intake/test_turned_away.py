"""Was a carer turned away? An answer from the card: sealed, unconfirmed, shown no visit."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from portal.cases.models import Case
from portal.cases.workflow import CaseKind
from portal.database import db, reading
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.cases.factories import make_committee
from tests.client import Browser, Page
from tests.conftest import NOW
from tests.intake.factories import code_on, make_home, open_intake
from tests.intake.test_missed_visit import the_case_as_read_by
from tests.visits.test_home_codes import GOOD, code_of


def cases() -> int:
    db.session.rollback()
    with reading():
        return db.session.scalar(select(func.count()).select_from(Case)) or 0


def answer(browser: Browser, **answers: Any) -> Page:
    form = browser.open("/turned-away").form("at_home")
    told = {"home_code": "0000-0000", "day": "yesterday", "at_home": "yes"}
    return form.fill(**{**told, **answers}).send("Send")


def test_an_answer_ends_with_a_receipt_like_every_report(browser: Browser, database: Any) -> None:
    open_intake()
    make_home()

    page = answer(browser)

    assert page.status == 200
    assert "We have it" in page.heading
    assert len(code_on(page)) == 19
    assert cases() == 1


def test_the_committee_reads_day_and_answer_and_that_nobody_confirmed_it(
    browser: Browser, database: Any
) -> None:
    committee = make_committee()
    make_home()

    answer(browser, at_home="declined", who="family_or_friend", time="8", more="She was in bed.")

    opened, told = the_case_as_read_by(committee)
    assert opened.case.kind is CaseKind.MISSED_VISIT
    assert opened.case.subjects == ["VIS-NOACC"]
    assert told.home_code == "00000000"
    assert told.telling.by_home_code
    assert told.telling.happened_on == NOW.date() - timedelta(days=1)
    assert told.telling.happened_at == "8"
    assert told.telling.role == "family_or_friend"
    assert told.telling.words == "She was in bed."
    assert told.telling.answers == (
        (
            "Was somebody in who could have let a carer in?",
            "Somebody was in, and sent the carer away",
        ),
        ("Who are you?", "Family, or a friend"),
    )


def test_an_answer_settles_nothing_by_itself(browser: Browser, database: Any) -> None:
    open_intake()
    make_home()

    answer(browser)

    db.session.rollback()
    case = db.session.scalars(select(Case)).one()
    assert (case.no_access_dispute, case.record_match, case.outcome) == (None, None, None)


def test_the_page_shows_no_visit_and_says_the_same_for_every_home(
    browser: Browser, database: Any
) -> None:
    open_intake()
    import_folder(GOOD, default=FileSet(), at=NOW)
    receipts = [
        answer(Browser(browser.app), home_code=code_of(package), day="other", other_day=day).main
        for package, day in (("PKA", ["1", "10", "2026"]), ("PKB", ["5", "11", "2026"]))
    ]

    one, other = (_without_codes(text) for text in receipts)
    assert one == other


def _without_codes(text: str) -> str:
    """The words of a receipt without what no two receipts share."""
    shown = text.partition("When you hear from us")[2]
    return shown.partition("Our signed promise")[0]


def test_a_code_in_the_address_is_neither_read_nor_needed(browser: Browser, database: Any) -> None:
    open_intake()
    make_home()

    page = browser.open("/turned-away", query={"home_code": "0000-0000"})

    assert page.find("input", name="home_code").get("value") is None
    assert page.find("input", name="home_code").get("data-code") == "8"


def test_what_is_missing_is_said_and_nothing_is_lost(browser: Browser, database: Any) -> None:
    open_intake()

    empty = browser.open("/turned-away").form("at_home").fill(more="Keep this.").send("Send")
    unknown = answer(browser, home_code="1234-5678", more="Keep this.")
    no_day = answer(browser, day="other")

    assert empty.status == unknown.status == no_day.status == 422
    assert empty.errors == [
        "Enter the code on the card.",
        "Say which day you mean.",
        "Choose the answer that fits best.",
    ]
    assert "We do not know this home code." in unknown.errors[0]
    assert no_day.errors == ["Enter the day that you mean."]
    assert "Keep this." in empty.main and "Keep this." in unknown.main
    assert cases() == 0


def test_the_page_is_found_from_the_missed_visit(browser: Browser, database: Any) -> None:
    open_intake()

    page = browser.open("/missed-visit").follow("Was a carer turned away")

    assert page.heading == "Was a carer turned away?"


def test_while_an_office_is_vacant_the_page_says_so(browser: Browser, database: Any) -> None:
    assert browser.open("/turned-away").status == 503
