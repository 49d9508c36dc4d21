"""What is put right: promised with an owner and a day, done with evidence, read by the person."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.cases.answering.letter import GAPS
from portal.cases.answering.services import draft_answer
from portal.cases.remedies.kinds import RemedyKind, RemedyRefused
from portal.cases.remedies.queries import get_remedy, overdue_remedies_for, read_remedies
from portal.cases.remedies.services import finish_remedy, promise_remedy
from portal.database import reading, transaction
from tests.accounts.factories import sign_in
from tests.cases.factories import decide, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back
from tests.intake.test_returning import answered

DUE = date(2026, 11, 20)


def test_a_promise_is_kept_once_and_seen_to_be_overdue_until_then(database: Any) -> None:
    committee = make_committee()
    sent, mair = make_case(), committee["Mair Jones"]
    decide(sent, committee)

    with pytest.raises(RemedyRefused, match="still to come"), transaction():
        promise_remedy(
            sent.opened_by(mair), RemedyKind.TRAINING, "Everybody learns it.", owner="The office",
            due_on=NOW.date() - timedelta(days=1), by=mair.account, at=NOW,
        )  # fmt: skip
    with transaction():
        made = promise_remedy(
            sent.opened_by(mair), RemedyKind.TRAINING, "Everybody learns it.", owner="The office",
            due_on=DUE, by=mair.account, at=NOW,
        )  # fmt: skip

    with reading():
        draft = draft_answer(sent.opened_by(mair))
        assert "By 20 November 2026: Everybody learns it." in draft
        assert str(GAPS[2]) not in draft
        assert overdue_remedies_for(mair.account, DUE) == []
        assert len(overdue_remedies_for(mair.account, DUE + timedelta(days=1))) == 1
        # Who cannot open the case does not see that a promise in it is overdue.
        nia = committee["Nia Wyn"].account
        assert overdue_remedies_for(nia, DUE + timedelta(days=1)) == []

    with transaction():
        opened = sent.opened_by(mair)
        finish_remedy(opened, get_remedy(opened.case, made.id), "The list of names.",
                      by=mair.account, at=NOW)  # fmt: skip
    with pytest.raises(RemedyRefused, match="done already"), transaction():
        opened = sent.opened_by(mair)
        finish_remedy(opened, get_remedy(opened.case, made.id), "Again.", by=mair.account, at=NOW)
    with reading():
        (read,) = read_remedies(sent.opened_by(committee["Huw Rees"]))
        assert (read.owner, read.evidence) == ("The office", "The list of names.")
        assert overdue_remedies_for(mair.account, DUE + timedelta(days=1)) == []


def test_the_person_reads_what_was_promised_once_it_is_answered(
    app: Flask, browser: Browser, database: Any
) -> None:
    committee = make_committee(sign_in=True)
    sent, member = make_case(), Browser(app)
    sign_in(member, committee["Mair Jones"])
    case = member.open(f"/cases/{sent.reference}").form("Open this case").send()
    told = {"kind": "review", "what": "We sit down with you.", "owner": "The chair",
            "due_on": ["20", "11", "2026"]}  # fmt: skip
    shown = case.follow("Promise to put something right").form("kind").fill(**told).send()
    assert "We sit down with you." in shown.main
    page = come_back(browser, sent.receipt.code)
    assert "We sit down with you." not in page.main

    answered(committee, sent, closed=False)

    read = browser.open("/return/case").main
    assert re.search(r"We sit down with you\. ?by 20 November 2026", read)
    assert "The chair" not in browser.open("/return/case").main
    with clock.stopped_at(NOW + timedelta(days=30)):
        late = Browser(app)
        sign_in(late, committee["Mair Jones"])
        assert "by 20 November 2026" in late.open("/cases/what-became-of-it").main
    shown = member.open(f"/cases/{sent.reference}").follow("Mark as done")
    done = shown.form("evidence").fill(evidence="She said so.").send()
    assert "She said so." in done.main
