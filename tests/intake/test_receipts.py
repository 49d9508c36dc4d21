"""The receipt: shown once, the same for the same form, and never for anybody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
import segno
from flask import Flask
from sqlalchemy import func, select, update

from portal import clock, config
from portal.cases.models import Case
from portal.database import db, reading, transaction
from portal.intake.models import IntakeDraft
from portal.ledger.statements import read_promise
from portal.qr import MARGIN, picture_of
from portal.vault.models import Grant
from portal.vault.states import GrantState
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import (
    answer_until,
    code_on,
    come_back,
    open_intake,
    report_missed_visit,
)


def cases() -> int:
    db.session.rollback()
    with reading():
        return db.session.scalar(select(func.count()).select_from(Case)) or 0


def filled_in(browser: Browser) -> Any:
    form = browser.open("/missed-visit").form("seen")
    return form.fill(needed="no", day="today", seen=["VIS-LATE"], place="Hill Lane")


def test_the_same_form_sent_twice_is_one_case_with_one_receipt(
    browser: Browser, database: Any
) -> None:
    open_intake()
    form = filled_in(browser)

    first, second = form.send("Send"), form.send("Send")

    assert code_on(first) == code_on(second)
    assert first.main == second.main
    assert cases() == 1


def test_after_ten_minutes_the_same_form_is_told_that_it_was_received(
    browser: Browser, database: Any
) -> None:
    open_intake()
    form = filled_in(browser)
    code = code_on(form.send("Send"))

    with clock.stopped_at(NOW + timedelta(minutes=10)):
        late = form.send("Send")

    assert late.heading == "We have already received this"
    assert code not in late.response.get_data(as_text=True)
    assert cases() == 1


def test_a_concern_sent_twice_is_one_case_with_one_receipt(browser: Browser, database: Any) -> None:
    open_intake()
    form = answer_until(browser.open("/concern"), "check").form("stamp")

    first, second = form.send(), form.send()

    assert code_on(first) == code_on(second)
    assert cases() == 1


def test_two_forms_are_two_receipts(browser: Browser, database: Any) -> None:
    open_intake()

    assert code_on(report_missed_visit(browser)) != code_on(report_missed_visit(browser))
    assert cases() == 2


def test_the_receipt_can_be_kept_as_a_file_for_ten_minutes(browser: Browser, database: Any) -> None:
    open_intake()
    page = report_missed_visit(browser)
    form = page.form("stamp")

    kept = form.send("Keep it as a file")
    with clock.stopped_at(NOW + timedelta(minutes=11)):
        late = form.send("Keep it as a file")

    assert kept.response.mimetype == "text/plain"
    assert "attachment" in kept.response.headers["Content-Disposition"]
    text = kept.response.get_data(as_text=True)
    assert code_on(page) in text
    assert "25 November 2026" in text
    assert "Mair Jones" in text
    assert late.path == "/return"


def test_a_receipt_that_nobody_can_read_yet_takes_no_names_from_the_next(
    app: Flask, browser: Browser, database: Any
) -> None:
    open_intake()
    form = filled_in(browser)
    named = form.send("Send")
    with transaction():
        db.session.execute(update(Grant).values(state=GrantState.DORMANT))

    # As in a process that has drawn no receipt yet: this is the page that it keeps.
    app.extensions.pop("candour_blank_pages")
    nameless = form.send("Send")
    kept = nameless.form("stamp").send("Keep it as a file").response.get_data(as_text=True)
    other = report_missed_visit(browser)

    assert "Mair Jones" in named.main and "Mair Jones" not in nameless.main
    assert "no member of the committee holds the key" in nameless.main
    assert "no member of the committee holds the key" in kept
    assert "Mair Jones" in other.main
    assert "no member of the committee holds the key" not in other.main


def test_the_receipt_carries_a_promise_that_anyone_can_check(
    browser: Browser, database: Any
) -> None:
    open_intake()

    page = report_missed_visit(browser)

    (promise,) = page.find_all("pre")
    read = read_promise("".join(promise.itertext()))
    assert read.by == NOW.date() + timedelta(days=3)


def test_a_stamp_that_this_site_did_not_write_is_given_anew(
    browser: Browser, database: Any
) -> None:
    open_intake()
    form = filled_in(browser).fill(stamp="0" * 32 + ".1.forged")

    page = form.send("Send")
    again = page.form("seen").send("Send")

    assert page.status == 422
    assert "Nothing was sent" in page.errors[0]
    assert "Hill Lane" in (page.form("seen").values["place"][0])
    assert code_on(again)
    assert cases() == 1


def test_a_page_of_yesterday_comes_back_with_everything_typed(
    browser: Browser, database: Any
) -> None:
    open_intake()
    form = filled_in(browser).fill(more="All of this stays.")

    with clock.stopped_at(NOW + timedelta(hours=25)):
        page = form.send("Send")
        assert page.status == 422
        assert "All of this stays." in page.main
        assert code_on(page.form("seen").send("Send"))


@pytest.mark.parametrize("token", ["", "nonsense", "IjEyMyI.aaaa.bbbb"])
def test_a_wrong_token_brings_the_form_back_with_everything_typed(
    browser: Browser, database: Any, token: str
) -> None:
    open_intake()
    form = filled_in(browser).fill(csrf_token=token, more="All of this stays.")

    page = form.send("Send")
    again = page.form("seen").send("Send")

    assert page.status == 422
    assert "What you typed is still here" in page.errors[0]
    assert "All of this stays." in page.main
    assert code_on(again)
    assert cases() == 1


def test_a_lost_cookie_brings_the_form_back_with_everything_typed(
    browser: Browser, database: Any, app: Any
) -> None:
    open_intake()
    form = filled_in(browser).fill(more="All of this stays.")
    form.page.browser.client.delete_cookie("candour")

    page = form.send("Send")

    assert page.status == 422
    assert "All of this stays." in page.main
    assert code_on(page.form("seen").send("Send"))


def test_a_machine_that_fills_in_everything_is_not_believed(
    browser: Browser, database: Any
) -> None:
    open_intake()

    page = filled_in(browser).fill(website="https://example.org").send("Send")

    assert page.status == 422
    assert page.form("seen").values["website"] == [""]
    assert cases() == 0


def test_who_is_quicker_than_reading_is_asked_to_wait(browser: Browser, database: Any) -> None:
    open_intake()
    config.use(config.settings().__class__(**{**_as_dict(), "allowances": True}))
    form = filled_in(browser)

    page = form.send("Send")
    with clock.stopped_at(NOW + timedelta(seconds=3)):
        again = page.form("seen").send("Send")

    assert page.status == 422
    assert "very quick" in page.errors[0]
    assert code_on(again)


def test_too_many_forms_from_one_place_are_refused_with_nothing_lost(
    browser: Browser, database: Any
) -> None:
    open_intake()
    config.use(config.settings().__class__(**{**_as_dict(), "allowances": True}))
    forms = [filled_in(browser).fill(more="All of this stays.") for _ in range(31)]

    with clock.stopped_at(NOW + timedelta(seconds=5)):
        pages = [form.send("Send") for form in forms]

    assert [page.status for page in pages] == [200] * 30 + [422]
    assert "Very many forms came from where you are" in pages[-1].errors[0]
    assert "All of this stays." in pages[-1].main
    assert cases() == 30


def test_pages_that_only_tell_set_no_cookie(browser: Browser, database: Any) -> None:
    open_intake()

    for path in ("/", "/tell-us", "/lost-receipt", "/about", "/privacy"):
        assert browser.open(path).status == 200, path

    assert browser.cookies == []


def test_a_receipt_on_a_shared_computer_is_not_in_the_cookie(
    browser: Browser, database: Any, app: Any
) -> None:
    open_intake()
    code = code_on(report_missed_visit(browser))

    assert browser.open("/return/case").path == "/return"
    assert come_back(browser, code).heading == "Where it stands"


def test_the_picture_of_a_receipt_draws_every_square_of_it() -> None:
    address = "https://candour.example.org/return#ABCD-EFGH-JKMN-PQRS"
    picture = picture_of(address)

    drawn = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H\d+z", picture.path):
        drawn |= {(int(y), column) for column in range(int(x), int(x) + int(width))}

    squares = segno.make(address, error="m", micro=False, mask=3, boost_error=False).matrix
    assert picture.size == len(squares) + 2 * MARGIN
    assert drawn == {
        (row + MARGIN, column + MARGIN)
        for row, line in enumerate(squares)
        for column, dark in enumerate(line)
        if dark
    }


def test_a_page_that_is_kept_holds_nothing_of_who_saw_it_first(
    browser: Browser, database: Any, app: Any
) -> None:
    open_intake()
    other = Browser(app)
    own = {}
    for name, each in (("first", browser), ("second", other)):
        form = filled_in(each)
        receipt = form.send("Send")
        (promise,) = receipt.find_all("pre")
        own[name] = {
            form.values["csrf_token"][0],
            form.values["stamp"][0],
            receipt.form("stamp").values["csrf_token"][0],
            receipt.form("stamp").values["stamp"][0],
            "".join(promise.itertext()),
            *code_on(receipt).split("-"),
        }

    assert not own["first"] & own["second"]
    assert all(word not in receipt.response.get_data(as_text=True) for word in own["first"])


def test_no_draft_stays_after_sending(browser: Browser, database: Any) -> None:
    open_intake()

    answer_until(browser.open("/concern"), "check").form("stamp").send()

    with reading():
        assert db.session.scalars(select(IntakeDraft)).all() == []


def _as_dict() -> dict[str, Any]:
    settings = config.settings()
    return {name: getattr(settings, name) for name in settings.__dataclass_fields__}
