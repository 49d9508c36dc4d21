"""A neighbour reports a missed visit, on one page."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from portal.cases.models import Case
from portal.cases.queries import readers_of, told_in
from portal.cases.workflow import CaseKind
from portal.committee.models import Appointment
from portal.committee.offices import Office
from portal.config import secret
from portal.database import db, reading, transaction
from portal.intake.models import Alert
from portal.notices.letters import Letter
from portal.notices.models import OutboxMessage
from tests.cases.factories import Committee, make_committee
from tests.client import Browser
from tests.committee.factories import make_appointed, make_whole
from tests.conftest import NOW
from tests.intake.factories import (
    code_on,
    make_home,
    open_intake,
    report_missed_visit,
    waiting_cases,
)
from tests.membership.factories import make_account


def cases() -> int:
    db.session.rollback()
    with reading():
        return db.session.scalar(select(func.count()).select_from(Case)) or 0


def the_case_as_read_by(committee: Committee, name: str = "Mair Jones") -> Any:
    """The only case, opened by a member, with what was told in it."""
    db.session.rollback()
    (opened,) = waiting_cases(committee, name)
    return opened, told_in(opened)


def test_a_report_ends_with_a_receipt_that_says_who_reads_it_and_by_when(
    browser: Browser, database: Any
) -> None:
    open_intake()
    make_home()

    page = report_missed_visit(browser, home_code="0000 0000", place="")

    assert page.status == 200
    assert "We have it" in page.heading
    assert len(code_on(page)) == 19
    assert "11 November 2026" in page.main
    assert "25 November 2026" in page.main
    assert "Mair Jones" in page.main
    assert "Nia Wyn" not in page.main, "care workers are given no key at intake"
    assert cases() == 1


def test_the_committee_reads_what_the_neighbour_said(browser: Browser, database: Any) -> None:
    committee = make_committee()
    make_home()

    report_missed_visit(
        browser,
        needed="unsure",
        day="yesterday",
        time="8 in the morning",
        seen=["VIS-MISS", "VIS-NOACC"],
        home_code="0000-0000",
        place="the blue door",
        more="The curtains stayed closed.",
        email="neighbour@example.org",
    )

    opened, told = the_case_as_read_by(committee)
    assert opened.case.kind is CaseKind.MISSED_VISIT
    assert opened.case.subjects == ["VIS-MISS", "VIS-NOACC"]
    assert opened.case.area == "Menai North"
    assert opened.case.wants_letters
    assert told.home_code == "00000000"
    assert told.telling.words == "The curtains stayed closed."
    assert told.telling.happened_on == NOW.date() - timedelta(days=1)
    assert told.telling.happened_at == "8 in the morning"
    assert told.telling.place == "the blue door"
    assert ("Does someone still need this visit today?", "I do not know") in told.telling.answers


def test_without_a_home_code_two_members_read_it_first(browser: Browser, database: Any) -> None:
    open_intake()

    report_missed_visit(browser)

    db.session.rollback()
    assert len(readers_of(db.session.scalars(select(Case)).one())) == 2


def test_the_office_sees_home_code_and_time_and_nothing_else(
    browser: Browser, database: Any
) -> None:
    open_intake()
    make_home()

    page = report_missed_visit(
        browser, needed="yes", alert="y", home_code="0000-0000", more="She is diabetic."
    )

    alert = db.session.scalars(select(Alert)).one()
    assert (alert.home_code, alert.raised_at) == ("00000000", NOW)
    assert "on the screen of the care office" in page.main
    assert "01248 555 0100" in page.main
    assert cases() == 1, "the sealed case is unaffected"


def test_letters_to_members_do_not_tell_in_which_language_somebody_spoke(
    app: Any, database: Any
) -> None:
    with transaction():
        terms = make_whole()
        make_appointed(Office.COORDINATOR, make_account("Carys Office"), terms)
    make_home()
    form = Browser(app, "cy").open("/missed-visit").form("seen")

    page = form.fill(
        needed="yes", alert="y", day="today", seen=["VIS-MISS"], home_code="0000-0000"
    ).send()

    assert page.find("html").get("lang") == "cy"
    assert code_on(page)
    rows = db.session.scalars(select(OutboxMessage)).all()
    letters = [Letter.opened(row.sealed, secret("outbox"), row.id) for row in rows]
    assert {letter.subject for letter in letters if letter} == {
        "Something new is waiting",
        "A visit may still be needed today",
    }
    assert all(letter.body.startswith("Hello,") for letter in letters if letter)


def test_what_comes_first_is_whether_a_visit_is_still_needed(
    browser: Browser, database: Any
) -> None:
    open_intake()

    words = browser.open("/missed-visit").main

    asked = words.index("Does someone still need this visit today?")
    assert asked < words.index("Was a carer turned away")
    assert asked < words.index("Which day")


def test_without_consent_the_office_is_told_nothing(browser: Browser, database: Any) -> None:
    open_intake()
    make_home()

    report_missed_visit(browser, needed="yes", home_code="0000-0000")

    assert db.session.scalars(select(Alert)).all() == []
    assert cases() == 1


def test_no_alert_is_raised_for_a_visit_that_nobody_needs_any_more(
    browser: Browser, database: Any
) -> None:
    open_intake()
    make_home()

    report_missed_visit(browser, needed="no", alert="y", home_code="0000-0000")

    assert db.session.scalars(select(Alert)).all() == []


def test_an_alert_without_a_home_is_refused_and_nothing_is_sent(
    browser: Browser, database: Any
) -> None:
    open_intake()

    page = report_missed_visit(browser, needed="yes", alert="y", place="Hill Lane")

    assert page.status == 422
    assert any("we need the home code" in error for error in page.errors)
    assert cases() == 0


def test_an_empty_page_says_what_is_missing(browser: Browser, database: Any) -> None:
    open_intake()

    page = browser.open("/missed-visit").form("seen").send("Send")

    assert page.status == 422
    assert page.title.startswith("Error:")
    assert page.errors == [
        "Say whether someone still needs this visit today.",
        "Say which day it was.",
        "Choose at least one thing that you saw.",
        "Enter the home code, or say where it was.",
    ]
    assert cases() == 0


def test_another_day_needs_its_day_and_not_one_to_come(browser: Browser, database: Any) -> None:
    open_intake()

    missing = report_missed_visit(browser, day="other")
    to_come = report_missed_visit(browser, day="other", other_day=["10", "11", "2026"])
    no_day = report_missed_visit(browser, day="other", other_day=["31", "2", "2026"])
    half = report_missed_visit(browser, day="other", other_day=["", "2", "2026"])

    assert missing.errors == ["Enter the day of the visit."]
    assert to_come.errors == ["This day has not come yet. Please check it."]
    assert no_day.errors == [
        "This is not a day that we know. Write day, month and year in figures."
    ]
    assert half.errors == no_day.errors
    assert cases() == 0


def test_a_home_code_that_leads_nowhere_is_said_at_once(browser: Browser, database: Any) -> None:
    open_intake()
    make_home(ended=True)

    unknown = report_missed_visit(browser, home_code="1234-5678")
    ended = report_missed_visit(browser, home_code="0000-0000", more="All of this stays.")

    assert "We do not know this home code." in unknown.errors[0]
    assert ended.errors == unknown.errors
    assert "All of this stays." in ended.main
    assert cases() == 0


def test_while_an_office_is_vacant_the_page_says_so_and_whom_to_call(
    browser: Browser, database: Any
) -> None:
    page = browser.open("/missed-visit")

    assert page.status == 503
    assert "We cannot receive anything just now" in page.heading
    assert "Nobody is safeguarding lead." in page.main
    assert "01248 555 0199" in page.main
    assert browser.open("/concern").status == browser.open("/praise").status == 503


def test_a_report_sent_while_intake_is_shut_comes_back_with_every_word(
    browser: Browser, database: Any
) -> None:
    open_intake()
    form = browser.open("/missed-visit").form("seen")
    form.fill(needed="no", day="today", seen=["VIS-MISS"], place="Hill Lane", more="Keep this.")

    for appointment in db.session.scalars(select(Appointment)):
        appointment.ends_on = NOW.date()
    db.session.commit()

    page = form.send("Send")

    assert page.status == 422
    assert "Nobody is safeguarding lead." in page.errors[0]
    assert "01248 555 0199" in page.errors[0]
    assert "Keep this." in page.main
    assert cases() == 0


def test_members_are_told_that_something_arrived_and_no_word_of_it(
    browser: Browser, database: Any
) -> None:
    committee = make_committee()
    make_home()

    report_missed_visit(browser, home_code="0000-0000", more="She is diabetic.")

    count = db.session.scalar(select(func.count()).select_from(OutboxMessage))
    assert count == len(committee.handlers)
