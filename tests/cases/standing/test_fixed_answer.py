"""Before anybody accepted who may be told, the answer is fixed: its page offers no box."""

import pytest
from flask import Flask

from portal.cases.standing.standings import Standing
from portal.cases.workflow import CaseKind
from portal.database import db
from tests.accounts.factories import sign_in
from tests.cases.factories import acknowledge, decide, make_committee, make_statement, send
from tests.client import Browser, Page


def opened(app: Flask, standing: Standing, *, held: bool = False) -> Page:
    with app.app_context():
        committee = make_committee(sign_in=True)
        about = {"kind": CaseKind.HELD, "subjects": ("DAT-HELD",)} if held else {}
        sent = send(make_statement(**about), standing=standing)  # type: ignore[arg-type]
        if held:
            acknowledge(sent, committee["Mair Jones"])
        else:
            decide(sent, committee)
        db.session.remove()
    browser = Browser(app)
    assert sign_in(browser, committee["Mair Jones"]).status == 200
    return browser.open(f"/cases/{sent.reference}").form("Open this case").send("Open this case")


@pytest.mark.parametrize("standing", [Standing.ELIGIBLE_PENDING, Standing.CONCERN_RAISER_ONLY])
def test_before_standing_is_accepted_the_answer_has_no_box_to_write_in(
    app: Flask, standing: Standing
) -> None:
    page = opened(app, standing)

    answer = page.follow("Answer the person")
    assert not answer.find_all("textarea")
    assert "Say what you looked at" not in answer.main
    assert "We have received this and looked into it." in answer.main
    assert answer.follow("Record who may be told first").path.endswith("/standing")
    changed = answer.form("words").fill(words="We found that nobody came.").send()
    assert changed.status == 422
    assert "What you wrote, and what was not sent We found that nobody came." in changed.main
    assert changed.follow("First: Record who may be told").path.endswith("/standing")
    page = changed.form("words").send("Send these words")
    assert "Answered: can be closed" in page.main
    assert "Do this next Close the case" in page.main


def test_who_asks_what_is_held_reads_the_same_words_until_it_is_sure_who_they_are(
    app: Flask,
) -> None:
    page = opened(app, Standing.ELIGIBLE_PENDING, held=True)

    answer = page.follow("Answer the person")
    assert not answer.find_all("textarea")
    assert "Answered" not in page.main
    assert "Close the case" in answer.form("words").send().links


def test_once_it_is_accepted_the_answer_is_written(app: Flask) -> None:
    answer = opened(app, Standing.ELIGIBLE_COMPLAINANT).follow("Answer the person")

    assert answer.find_all("textarea")
    assert "Record who may be told first" not in answer.links
