"""What is published of cases: with consent, by two, dated to a quarter, and never countable."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal import clock, config
from portal.cases.deleting.grounds import DeletionGround
from portal.cases.deleting.services import answer_proposal, propose_deletion
from portal.cases.fairness.services import note_nobody_concerned
from portal.cases.findings import Finding
from portal.cases.publishing.queries import (
    find_summary,
    published_of,
    shown_summaries,
)
from portal.cases.publishing.services import (
    agree_to_summary,
    drop_summary,
    propose_summary,
    sign_summary,
    take_summary_back,
)
from portal.cases.publishing.summaries import (
    UNHIDDEN,
    Kept,
    PublishingRefused,
    SummaryState,
    SummaryWords,
    first_day_after,
    first_day_of,
    quarter_of,
    require_uncounted,
)
from portal.cases.queries import told_in
from portal.cases.remedies.kinds import RemedyKind
from portal.cases.remedies.services import promise_remedy
from portal.cases.seconding.asking import Step
from portal.cases.services import answer_case
from portal.cases.workflow import CaseKind
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.vault.receipts import code_of
from tests.accounts.factories import Signer, sign_in
from tests.cases.factories import (
    Committee,
    Sent,
    decide,
    make_committee,
    make_statement,
    send,
)
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back

WORDS = SummaryWords(promised="Two carers are trained for the evening.", due_in="2026-Q4")
DONE = replace(WORDS, done="They are trained since the spring.")
NEXT_QUARTER = datetime(2027, 1, 4, 12, tzinfo=UTC)


def told(*subjects: str, publish: bool = True, kind: CaseKind = CaseKind.CONCERN) -> Sent:
    statement = make_statement(kind=kind, subjects=subjects)
    return send(replace(statement, telling=replace(statement.telling, publish=publish)))


def answered(committee: Committee, *subjects: str, publish: bool = True) -> Sent:
    sent = told(*subjects, publish=publish)
    by = committee.handlers[0]
    with transaction():
        note_nobody_concerned(
            sent.opened_by(by), "It was the answering machine.", by=by.account, at=NOW
        )
    decide(sent, committee, Finding.UPHELD)
    with transaction():
        answer_case(sent.opened_by(by), "You were right.", by=by.account, at=NOW)
    return sent


def propose(sent: Sent, by: Signer, words: SummaryWords = WORDS, *, at: datetime = NOW) -> None:
    with transaction():
        propose_summary(sent.opened_by(by), words, by=by.account, at=at)


def agree(sent: Sent) -> None:
    with transaction():
        agree_to_summary(sent.opened_by_complainant(), at=NOW)


def sign(sent: Sent, by: Signer, *, at: datetime = NOW) -> None:
    with transaction():
        opened = sent.opened_by(by)
        proposal = find_summary(opened.case, SummaryState.PROPOSED)
        assert proposal is not None
        sign_summary(opened, proposal, by=by.account, at=at)


def published(committee: Committee, *subjects: str) -> Sent:
    sent = answered(committee, *subjects)
    propose(sent, committee["Mair Jones"])
    agree(sent)
    sign(sent, committee["Huw Rees"])
    return sent


def test_it_is_shown_from_the_next_quarter_on_and_its_promise_becomes_overdue(
    database: Any,
) -> None:
    committee = make_committee()
    sent = published(committee, "ATT-RUDE", "MED-LATE")

    assert shown_summaries(date(2026, 12, 31)) == []
    (shown,) = shown_summaries(date(2027, 1, 1))
    assert (shown.quarter, shown.subjects) == ("2026-Q4", ("ATT-RUDE", "MED-LATE"))
    assert (shown.outcome, shown.words, shown.kept) == (Finding.UPHELD, WORDS, Kept.OVERDUE)
    assert [fact.fact for _, fact in facts_about(sent.case.id)
            if fact.kind is EntryKind.SUMMARY_PUBLISHED] == [
        {"reference": sent.reference, "quarter": "2026-Q4"}
    ]  # fmt: skip

    propose(sent, committee["Huw Rees"], DONE, at=NEXT_QUARTER)
    agree(sent)
    sign(sent, committee["Mair Jones"], at=NEXT_QUARTER)
    (shown,) = shown_summaries(date(2027, 1, 5))
    assert (shown.words, shown.kept) == (DONE, Kept.DONE)


def test_who_wrote_it_cannot_sign_it_and_nobody_before_the_person_had_two_weeks(
    database: Any,
) -> None:
    committee = make_committee()
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    sent = answered(committee, "ATT-RUDE")
    propose(sent, mair)

    with pytest.raises(PublishingRefused, match="wrote this yourself"):
        sign(sent, mair, at=NOW + timedelta(days=14))
    with pytest.raises(PublishingRefused, match="14 days to read it first"):
        sign(sent, huw, at=NOW + timedelta(days=13))
    assert published_of(sent.case, date(2027, 1, 1)) is None

    sign(sent, huw, at=NOW + timedelta(days=14))
    with pytest.raises(AssertionError):
        sign(sent, huw)
    assert published_of(sent.case, date(2027, 1, 1)) is not None


def test_the_person_takes_it_back_and_nothing_of_it_stays(database: Any) -> None:
    committee = make_committee()
    sent = published(committee, "ATT-RUDE")

    with transaction():
        take_summary_back(sent.opened_by_complainant(), at=NOW)

    assert shown_summaries(date(2027, 6, 1)) == []
    row = find_summary(sent.case, SummaryState.TAKEN_BACK)
    assert row is not None and (row.done, row.promised, row.due_in) == (None, None, None)
    assert not told_in(sent.opened_by(committee["Mair Jones"])).telling.publish
    with pytest.raises(PublishingRefused, match="did not agree"):
        propose(sent, committee["Mair Jones"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (SummaryWords(), "what was promised, or what was done"),
        (SummaryWords(promised="Something."), "words and a day"),
        (SummaryWords(done="Something.", due_in="2026-Q4"), "words and a day"),
    ],
)
def test_half_a_summary_is_refused(database: Any, words: SummaryWords, sentence: str) -> None:
    committee = make_committee()
    sent = answered(committee, "ATT-RUDE")

    with pytest.raises(PublishingRefused, match=sentence):
        propose(sent, committee["Mair Jones"], words)

    assert find_summary(sent.case, SummaryState.PROPOSED) is None


def test_nothing_is_proposed_without_consent_or_before_the_answer(database: Any) -> None:
    committee = make_committee()
    unasked, waiting = answered(committee, "ATT-RUDE", publish=False), told("MED-LATE")

    with pytest.raises(PublishingRefused, match="did not agree"):
        propose(unasked, committee["Mair Jones"])
    with pytest.raises(PublishingRefused, match="Answer the person first"):
        propose(waiting, committee["Mair Jones"])


def test_a_second_summary_of_few_cases_is_refused_because_it_could_be_counted(
    database: Any,
) -> None:
    committee = make_committee()
    published(committee, "ATT-RUDE")
    other = answered(committee, "MED-LATE")
    propose(other, committee["Mair Jones"])
    agree(other)

    with pytest.raises(PublishingRefused, match="let people count them"):
        sign(other, committee["Huw Rees"])

    with transaction():
        case = other.case
        proposal = find_summary(case, SummaryState.PROPOSED)
        assert proposal is not None
        drop_summary(case, proposal, by=committee["Huw Rees"].account, at=NOW)
    assert find_summary(other.case, SummaryState.PROPOSED) is None


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 5), st.integers(0, 30))))
def test_what_is_shown_of_a_small_count_is_never_more_than_that_there_is_one(
    cells: dict[str, tuple[int, int]],
) -> None:
    small = [shown for shown, held in cells.values() if held < UNHIDDEN]
    try:
        require_uncounted(cells)
    except PublishingRefused:
        assert any(small)
    else:
        assert not any(small)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_quarter(day: date) -> None:
    quarter = quarter_of(day)

    assert first_day_of(quarter) <= day < first_day_after(quarter)
    assert quarter_of(first_day_after(quarter)) != quarter
    assert 90 <= (first_day_after(quarter) - first_day_of(quarter)).days <= 92


def test_a_deleted_case_takes_its_summary_along(database: Any) -> None:
    committee = make_committee()
    sent = published(committee, "ATT-RUDE")
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    with transaction():
        opened = sent.opened_by(mair)
        request = propose_deletion(
            opened, DeletionGround.ASKED_FOR, "They ask for it.", by=mair.account, at=NOW
        )
        assert request.step is Step.DELETION
        answer_proposal(sent.opened_by(huw), request, agrees=True, words="", by=huw.account, at=NOW)

    assert shown_summaries(date(2027, 6, 1)) == []


def test_from_the_case_to_everybodys_page(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = answered(committee, "ATT-RUDE")
        with transaction():
            promise_remedy(
                sent.opened_by(committee["Mair Jones"]), RemedyKind.TRAINING, "Nia and Tom learn.",
                owner="The office", due_on=date(2026, 12, 1),
                by=committee["Mair Jones"].account, at=NOW,
            )  # fmt: skip
        db.session.remove()
    mair, huw, person = Browser(app), Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    sign_in(huw, committee["Huw Rees"])
    code = code_of(sent.nonce, config.secret("receipt"))

    shown = mair.open(f"/cases/{sent.reference}").form("Open this case").send()
    page = shown.follow("Publish what was learned")
    assert "Nia and Tom learn., by 1 December 2026" in page.main
    form = page.form("Show it to the person")
    again = form.fill(promised="We train two carers.").send()
    assert "We train two carers." in again.text
    again.form("Show it to the person").fill(
        promised="We train two carers.", due_in="2026-Q4"
    ).send()
    page = come_back(person, code).follow("Read what may be published of it, or take that back")
    assert "We train two carers." in page.main
    page.form("Send").fill(answer="agrees").send()
    shown = huw.open(f"/cases/{sent.reference}").form("Open this case").send()
    shown.follow("Read and sign what is to be published").form("Sign it").send()

    before = Browser(app).open("/reports/learned")
    with clock.stopped_at(NEXT_QUARTER):
        after = Browser(app).open("/reports/learned")
    assert "Nothing is told here yet" in before.main
    assert "October 2026 to December 2026" in after.main
    assert "We train two carers." in after.main
    assert "Overdue" in after.main
    assert sent.reference not in after.text

    done = mair.open(f"/cases/{sent.reference}").follow("Mark as done")
    page = done.form("evidence").fill(evidence="The list of names.").send()
    assert page.path.endswith("/publish")
    assert "Tell them that it was done, too." in page.text
