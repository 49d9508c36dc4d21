"""No finding against a care worker who could not answer; their code opens the substance alone."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import config
from portal.cases.deciding.services import vote_on_issue
from portal.cases.events import EventKind
from portal.cases.fairness.hearing import (
    DAYS_TO_ANSWER,
    Asked,
    NotHeardYet,
    ReplyRefused,
    concerns_a_worker,
    require_heard,
)
from portal.cases.fairness.models import WorkerReply
from portal.cases.fairness.queries import find_reply, read_replies
from portal.cases.fairness.services import ask_worker, keep_reply, note_nobody_concerned
from portal.cases.findings import Finding
from portal.cases.queries import find_receipt
from portal.cases.subjects import SUBJECTS
from portal.cases.workflow import CaseKind
from portal.cases.working_days import local_day, nth_working_day_after
from portal.database import db, transaction
from portal.vault.receipts import TypedCode
from portal.vault.sealing import Place
from tests.accounts.factories import sign_in
from tests.cases.factories import WORDS, Committee, Sent, acknowledge, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back
from tests.notices.factories import letters_to

SUBSTANCE = "It is said that on 3 November you spoke to somebody in a rude way."
REPLY = "I was there, and I was tired. I said sorry to her."
ABOUT_CONDUCT: dict[str, Any] = {"kind": CaseKind.CONCERN, "subjects": ("ATT-RUDE",)}


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def given(sent: Sent, committee: Committee) -> str:
    mair = committee["Mair Jones"]
    with transaction():
        return ask_worker(
            sent.opened_by(mair), "Non Evans", SUBSTANCE, secret=config.secret("receipt"),
            by=mair.account, at=NOW,
        )  # fmt: skip


def votes(
    sent: Sent, committee: Committee, finding: Finding = Finding.UPHELD, days: int = 0
) -> None:
    mair = committee["Mair Jones"]
    with transaction():
        opened = sent.opened_by(mair)
        issue = opened.case.issues[0].id
        at = NOW + timedelta(days=days)
        vote_on_issue(opened, issue, finding, reason="So.", by=mair.account, at=at)


@pytest.mark.parametrize("finding", [Finding.UPHELD, Finding.PARTIALLY_UPHELD, Finding.NOT_UPHELD])
@pytest.mark.parametrize("code", ["ATT-RUDE", "VIS-LATE", "SAF-SELFNEGLECT"])
@pytest.mark.parametrize("nobody", [False, True])
@pytest.mark.parametrize("asked", ["nobody", "waits", "answered", "over"])
def test_when_a_vote_has_to_wait(finding: Finding, code: str, nobody: bool, asked: str) -> None:
    today = local_day(NOW)
    due = {"waits": today, "answered": today, "over": today - timedelta(days=1)}
    rows = [] if asked == "nobody" else [Asked(due[asked], asked == "answered")]
    waits = finding is not Finding.NOT_UPHELD and (
        asked == "waits" or (asked == "nobody" and code == "ATT-RUDE" and not nobody)
    )

    try:
        require_heard(code, finding, asked=rows, nobody_concerned=nobody, on=today)
    except NotHeardYet:
        assert waits
    else:
        assert not waits


def test_what_may_be_somebodys_conduct_and_what_never_is() -> None:
    concerned = {each.code for each in SUBJECTS if concerns_a_worker(each.code)}

    assert {"ATT-ROUGH", "VIS-RECORD", "SAF-PHYSICAL", "MED-WRONG"} <= concerned
    assert not concerned & {"VIS-MISS", "PRA-WORKER", "FIN-RATE", "SAF-DOMESTIC"}


def test_nothing_is_found_against_somebody_before_they_answered(committee: Committee) -> None:
    sent = make_case(**ABOUT_CONDUCT)
    acknowledge(sent, committee["Mair Jones"])
    with pytest.raises(NotHeardYet, match="about somebody's conduct"):
        votes(sent, committee)
    votes(sent, committee, Finding.NOT_UPHELD)
    code = given(sent, committee)
    with pytest.raises(NotHeardYet, match="to answer"):
        votes(sent, committee)

    with transaction():
        held = find_reply(code)
        assert held is not None
        keep_reply(held, REPLY, at=NOW)

    votes(sent, committee)
    [read] = read_replies(sent.opened_by(committee["Huw Rees"]))
    assert (read.whom, read.substance, read.reply) == ("Non Evans", SUBSTANCE, REPLY)
    assert letters_to(committee["Mair Jones"].email)
    row = db.session.scalars(select(WorkerReply)).one()
    for plain in (SUBSTANCE, REPLY, "Non Evans", code.replace("-", "")):
        for sealed in (row.code, row.substance, row.reply):
            assert plain.encode() not in (sealed or b"")


def test_the_code_opens_nothing_else_of_the_case(committee: Committee) -> None:
    sent = make_case(**ABOUT_CONDUCT)
    code = given(sent, committee)
    typed = TypedCode(code, config.secrets_of("receipt"))

    assert find_receipt(typed.lookups) is None
    assert find_receipt(typed.reply_lookups) is None
    assert find_reply(sent.receipt.code) is None
    assert find_reply("") is None
    held = find_reply(code.lower().replace("-", " "))
    assert held is not None
    assert WORDS not in held.substance


def test_whoever_lets_the_time_pass_holds_nothing_up(committee: Committee) -> None:
    sent = make_case(**ABOUT_CONDUCT)
    acknowledge(sent, committee["Mair Jones"])
    code = given(sent, committee)
    due = nth_working_day_after(local_day(NOW), DAYS_TO_ANSWER, "WAL")
    late = (due - local_day(NOW)).days + 1

    with pytest.raises(NotHeardYet):
        votes(sent, committee, days=late - 1)
    votes(sent, committee, days=late)

    with pytest.raises(ReplyRefused, match="over"), transaction():
        held = find_reply(code)
        assert held is not None
        keep_reply(held, REPLY, at=NOW + timedelta(days=late))
    assert db.session.scalars(select(WorkerReply.reply)).one() is None


def test_an_answer_is_sent_once_and_needs_a_word(committee: Committee) -> None:
    sent = make_case(**ABOUT_CONDUCT)
    code = given(sent, committee)
    for words, why in ((" ", "first"), (REPLY, None), ("Another.", "already")):
        held = find_reply(code)
        assert held is not None
        if why is None:
            with transaction():
                keep_reply(held, words, at=NOW)
            continue
        with pytest.raises(ReplyRefused, match=why), transaction():
            keep_reply(held, words, at=NOW)
    found = find_reply(code)
    assert found is not None
    assert found.reply == REPLY


def test_where_no_single_care_worker_is_concerned_it_is_written_down(committee: Committee) -> None:
    sent, mair = make_case(**ABOUT_CONDUCT), committee["Mair Jones"]
    acknowledge(sent, mair)

    with transaction():
        note_nobody_concerned(
            sent.opened_by(mair), "It was the answering machine.", by=mair.account, at=NOW
        )
    votes(sent, committee)

    assert EventKind.NO_WORKER_CONCERNED in [each.kind for each in sent.case.events]


def test_the_pages_of_the_member_and_of_the_care_worker(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case(**ABOUT_CONDUCT)
        db.session.remove()
    mair, worker = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    address = f"/cases/{sent.reference}"
    mair.open(address).form("Open this case").send("Open this case")

    nameless = mair.open(f"{address}/care-worker").form("concerned")
    nameless = nameless.fill(concerned="somebody", words=SUBSTANCE).send()
    shown = nameless.form("concerned").fill(whom="Non Evans").send()
    with app.app_context():
        [read] = read_replies(sent.opened_by(committee["Mair Jones"]))
        code = _code_of(sent, committee)
        db.session.remove()
    wrong = worker.open("/right-to-answer").form("code").fill(code="ABCD-EFGH-JKMN-PQRS").send()
    page = worker.open("/right-to-answer").form("code").fill(code=code).send()
    empty = page.form("words").fill(words="").send()
    kept = empty.form("words").fill(words=REPLY).send()
    again = worker.open("/right-to-answer").form("code").fill(code=code).send()
    as_receipt = come_back(worker, code)

    assert read.substance == SUBSTANCE
    assert "Write who it is." in nameless.text
    assert code in shown.main
    assert "leads to nothing here" in wrong.text
    assert SUBSTANCE in page.main
    assert sent.reference not in page.main
    assert "Write your answer first." in empty.text
    assert kept.heading == "Your answer is kept"
    assert REPLY in again.main
    assert SUBSTANCE not in as_receipt.main
    assert REPLY in mair.open(address).main


def _code_of(sent: Sent, committee: Committee) -> str:
    row = db.session.scalars(select(WorkerReply)).one()
    opened = sent.opened_by(committee["Mair Jones"])
    text = opened.safe.open_text(Place("worker_replies", row.id, "code"), row.code)
    return str(json.loads(text)["code"])
