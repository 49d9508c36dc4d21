"""Nobody can fill the store, or members' mail, by sending for ever; what was typed is kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import delete, func, select

from portal import config
from portal.allowances import PER_HOUR, Purpose, count_use
from portal.cases.messages.models import Message
from portal.cases.messages.services import write_to_complainant
from portal.database import db, reading, transaction
from portal.intake.models import DraftPhotograph, IntakeDraft
from portal.notices.models import OutboxMessage
from tests.cases.factories import Sent, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import answer_until, come_back, open_intake, picture


@pytest.fixture
def limited(app: Flask, database: Any) -> Iterator[Flask]:
    """The application with allowances in force."""
    before = config.settings()
    config.use(replace(before, allowances=True))
    yield app
    config.use(before)


def count(table: type) -> int:
    db.session.rollback()
    with reading():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def use_up(app: Flask, purpose: Purpose, *, about: str | None = None) -> None:
    """Everything that one place, or one case, may do in this hour was done."""
    with app.test_request_context():
        g.token_exempt = True
        with transaction():
            for _each in range(PER_HOUR[purpose]):
                count_use(purpose, at=NOW, about=about)


def write(browser: Browser, words: str, sent: Sent) -> Any:
    return come_back(browser, sent.receipt.code).form("photographs").fill(words=words).send()


def test_a_receipt_sends_only_so_much_in_an_hour(limited: Flask) -> None:
    make_committee()
    sent = make_case()
    page = come_back(Browser(limited), sent.receipt.code)
    for number in range(PER_HOUR[Purpose.WRITE]):
        page = page.form("photographs").fill(words=f"Message {number}").send()
        assert page.status == 200

    page = page.form("photographs").fill(words="One more, and long thought about.").send()

    assert page.status == 422
    assert "Very much was sent with this receipt" in page.errors[0]
    assert "One more, and long thought about." in page.main
    assert count(Message) == PER_HOUR[Purpose.WRITE]
    worse = page.browser.open("/return/worse").form("words").fill(words="It got worse.").send()
    assert worse.status == 422
    assert "It got worse." in worse.main


def test_another_receipt_is_not_counted_with_it(limited: Flask) -> None:
    make_committee()
    sent, other = make_case(), make_case()
    counted = str(sent.case.id)
    db.session.rollback()
    use_up(limited, Purpose.WRITE, about=counted)

    assert write(Browser(limited), "Too much.", sent).status == 422
    assert write(Browser(limited), "Something else.", other).status == 200


def test_members_have_one_letter_until_somebody_does_something(app: Flask, database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    mair = committee["Mair Jones"]
    browser = Browser(app)
    with transaction():
        db.session.execute(delete(OutboxMessage))

    for number in range(5):
        write(browser, f"Message {number}", sent)
    assert count(OutboxMessage) == len(committee.handlers)

    with transaction():
        write_to_complainant(sent.opened_by(mair), "Thank you.", by=mair.account, at=NOW)
    write(browser, "And one more thing.", sent)
    assert count(OutboxMessage) == 2 * len(committee.handlers)


def test_only_so_many_concerns_are_begun_in_one_place(limited: Flask) -> None:
    open_intake()
    form = Browser(limited).open("/concern").form("danger").fill(danger="no")
    for _each in range(PER_HOUR[Purpose.BEGIN]):
        assert form.send("Begin").status == 200

    page = form.send("Begin")

    assert page.status == 422
    assert "Very many forms came from where you are" in page.errors[0]
    assert page.find("input", name="danger", value="no").get("checked") is not None
    assert count(IntakeDraft) == PER_HOUR[Purpose.BEGIN]


def test_photographs_are_counted_and_the_concern_goes_on_without(limited: Flask) -> None:
    open_intake()
    page = answer_until(Browser(limited).open("/concern"), "photographs")
    use_up(limited, Purpose.ADD_PHOTOGRAPHS)

    page = page.form("photographs").attach("photographs", picture()).send("Continue")

    assert page.status == 422
    assert "so these were not added" in page.errors[0]
    assert count(DraftPhotograph) == 0
    assert page.form("photographs").send("Continue").path.endswith("/where")
