"""Who may be told: nobody by their own word, and two members on evidence."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.cases.answering.services import draft_answer
from portal.cases.events import EventKind, MessageKind
from portal.cases.findings import Finding
from portal.cases.queries import messages_of
from portal.cases.seconding.asking import AskedAlready, SameMember, SecondRefused
from portal.cases.seconding.models import SecondedRequest
from portal.cases.services import answer_case
from portal.cases.standing.services import answer_standing, ask_standing
from portal.cases.standing.standings import (
    DECISIONS,
    EVIDENCE,
    MAY_BE_TOLD,
    STANDINGS,
    Evidence,
    Standing,
    StandingRefused,
    StandingUnproven,
    require_evidence,
    standing_claimed,
)
from portal.cases.workflow import CaseKind
from portal.database import db, transaction
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

FOUND = "We found that nobody came to your mother on Tuesday."


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def from_somebody_who_says(role: str) -> Sent:
    statement = make_statement(kind=CaseKind.CONCERN, subjects=("VIS-MISS",))
    telling = replace(statement.telling, role=role)
    return send(replace(statement, telling=telling), standing=None)


def asked(sent: Sent, by: Signer, decision: Standing, evidence: Evidence) -> SecondedRequest:
    with transaction():
        return ask_standing(
            sent.opened_by(by), decision, evidence, "I saw the letter.", by=by.account, at=NOW
        )


def agreed(sent: Sent, request: SecondedRequest, by: Signer) -> None:
    with transaction():
        opened = sent.opened_by(by)
        answer_standing(opened, request, agrees=True, words="", by=by.account, at=NOW)


@pytest.mark.parametrize("role", ["service_user", "family_or_friend", "neighbour", "worker", ""])
def test_nobody_may_be_told_by_their_own_word(role: str) -> None:
    for kind in CaseKind:
        assert standing_claimed(kind, role) not in MAY_BE_TOLD


def test_each_decision_needs_evidence_that_fits_it() -> None:
    fitting = {
        (decision, evidence)
        for decision in Standing
        for evidence in Evidence
        if _is_shown(decision, evidence)
    }

    assert {decision for decision, _evidence in fitting} == set(DECISIONS)
    assert (Standing.REPRESENTATIVE_ACCEPTED, Evidence.NONE) not in fitting
    assert (Standing.ELIGIBLE_COMPLAINANT, Evidence.POWER) not in fitting
    assert set(STANDINGS) == set(Standing)
    assert set(EVIDENCE) == set(Evidence)


def _is_shown(decision: Standing, evidence: Evidence) -> bool:
    try:
        require_evidence(decision, evidence)
    except StandingRefused:
        return False
    return True


def test_who_merely_says_she_is_the_daughter_is_told_only_that_it_was_looked_into(
    committee: Committee,
) -> None:
    sent, mair = from_somebody_who_says("family_or_friend"), committee["Mair Jones"]
    decide(sent, committee)
    with pytest.raises(StandingUnproven), transaction():
        answer_case(sent.opened_by(mair), FOUND, by=mair.account, at=NOW)
    assert MessageKind.ANSWER not in [each.kind for each in messages_of(sent.case)]

    template = draft_answer(sent.opened_by(mair))
    with transaction():
        answer_case(sent.opened_by(mair), template, by=mair.account, at=NOW)

    for told in ("upheld", "VIS", "Tuesday", "nobody came"):
        assert told.lower() not in template.lower()


def test_two_members_accept_her_on_evidence_and_then_she_is_told(committee: Committee) -> None:
    sent = from_somebody_who_says("family_or_friend")
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    request = asked(sent, mair, Standing.REPRESENTATIVE_ACCEPTED, Evidence.POWER)
    with pytest.raises(SameMember):
        agreed(sent, request, mair)
    with pytest.raises(AskedAlready):
        asked(sent, huw, Standing.REPRESENTATIVE_ACCEPTED, Evidence.COURT)
    assert sent.case.standing is Standing.REPRESENTATIVE_PENDING

    agreed(sent, request, huw)

    assert sent.case.standing is Standing.REPRESENTATIVE_ACCEPTED
    assert EventKind.STANDING_RECORDED in [each.kind for each in sent.case.events]
    with pytest.raises(SecondRefused):
        agreed(sent, request, committee["Gwen Pugh"])
    decide(sent, committee)
    with transaction():
        answer_case(sent.opened_by(mair), FOUND, by=mair.account, at=NOW)


def test_a_refusal_is_given_in_writing_with_its_reason(committee: Committee) -> None:
    sent = from_somebody_who_says("advocate")
    request = asked(sent, committee["Mair Jones"], Standing.REPRESENTATIVE_REFUSED, Evidence.NONE)

    agreed(sent, request, committee["Huw Rees"])

    [message] = messages_of(sent.case)
    assert (message.author, message.kind) == (committee["Mair Jones"].account, MessageKind.MESSAGE)
    assert sent.case.standing is Standing.REPRESENTATIVE_REFUSED


def test_a_disclosure_never_becomes_a_right_to_be_told(committee: Committee) -> None:
    sent = from_somebody_who_says("worker")

    with pytest.raises(StandingRefused):
        asked(sent, committee["Elin Parry"], Standing.ELIGIBLE_COMPLAINANT, Evidence.SEEN)


def test_the_pages_of_the_committee_and_of_the_receipt(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = from_somebody_who_says("neighbour")
        decide(sent, committee, Finding.UPHELD)
        db.session.remove()
    mair, neighbour = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    address = f"/cases/{sent.reference}"
    mair.open(address).form("Open this case").send("Open this case")

    refused = mair.open(f"{address}/answer").form("words").fill(words=FOUND).send()
    sent_off = mair.open(f"{address}/answer").form("words").send()
    wrong = mair.open(f"{address}/standing").form("evidence")
    wrong = wrong.fill(decision="eligible_complainant", evidence="power", reason="So.").send()
    read = come_back(neighbour, sent.receipt.code)

    assert "Nobody has accepted yet" in refused.text
    assert FOUND in refused.main
    assert "The answer is on the page" in sent_off.text
    assert "does not show this" in wrong.text
    assert "looked into it" in read.main
    assert "Upheld" not in read.main
