"""The committee decides: by quorum, by majority, and never twice."""

import threading
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.cases.deciding.services import compare_with_record, vote_on_issue
from portal.cases.events import EventKind
from portal.cases.findings import Finding, FindingRefused, NoAccessDispute, RecordMatch
from portal.cases.keys.queries import key_state
from portal.cases.queries import readers_of
from portal.cases.reading.queries import standings_of
from portal.cases.workflow import CaseStatus, TransitionRefused
from portal.database import db, transaction
from portal.errors import NotFound
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.membership.classes import MemberClass
from tests.cases.factories import Sent, acknowledge, make_case, make_committee, vote
from tests.conftest import NOW

UP, PART, NOT, NONE = Finding

FOUR = (
    ("Mair Jones", MemberClass.USER),
    ("Huw Rees", MemberClass.FAMILY_CARER),
    ("Gwen Pugh", MemberClass.VOLUNTEER),
    ("Tom Ellis", MemberClass.FAMILY_CARER),
)


def status_of(sent: Sent) -> CaseStatus:
    db.session.rollback()
    return sent.case.status


def test_decided_by_a_quorum_of_whom_most_agree(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    acknowledge(sent, committee["Mair Jones"])

    # Nine seats are free of interest, so five have to take part.
    for name in ("Mair Jones", "Elin Parry", "Huw Rees", "Gwen Pugh"):
        vote(sent, committee[name], UP)
    assert status_of(sent) is CaseStatus.ACKNOWLEDGED
    vote(sent, committee["Ann Lewis"], NOT)

    case = sent.case
    assert case.status is CaseStatus.DECIDED
    assert case.outcome is UP
    finding = case.issues[0].finding_at(1)
    assert finding is not None and finding.votes == 5
    assert EntryKind.CASE_OUTCOME in [fact.kind for _, fact in facts_about(case.id)]


def test_each_issue_is_decided_by_itself(database: Any) -> None:
    committee = make_committee(*FOUR)
    sent = make_case(subjects=("VIS-LATE", "VIS-SHORT"))
    acknowledge(sent, committee["Mair Jones"])

    for name in ("Mair Jones", "Huw Rees", "Gwen Pugh"):
        with transaction():
            opened = sent.opened_by(committee[name])
            for issue, finding in zip(opened.case.issues, (UP, NOT), strict=True):
                vote_on_issue(
                    opened, issue.id, finding, reason="", by=committee[name].account, at=NOW
                )

    assert sent.case.outcome is PART
    assert status_of(sent) is CaseStatus.DECIDED


def test_a_vote_may_be_changed_until_it_is_decided(database: Any) -> None:
    committee = make_committee(*FOUR)
    sent = make_case()
    acknowledge(sent, committee["Mair Jones"])

    vote(sent, committee["Mair Jones"], UP)
    vote(sent, committee["Mair Jones"], NOT)
    vote(sent, committee["Huw Rees"], NOT)
    assert len(sent.case.issues[0].votes) == 2
    vote(sent, committee["Gwen Pugh"], NOT)

    assert sent.case.outcome is NOT
    with pytest.raises(TransitionRefused, match="until it is decided"):
        vote(sent, committee["Tom Ellis"], UP)
    assert len(sent.case.issues[0].votes) == 3


def test_nobody_votes_before_the_person_was_told_that_we_have_it(database: Any) -> None:
    committee = make_committee()
    sent = make_case()

    with pytest.raises(TransitionRefused, match="after the person was told"):
        vote(sent, committee["Mair Jones"], UP)

    assert sent.case.issues[0].votes == []


def test_an_issue_of_another_case_is_not_found(database: Any) -> None:
    committee = make_committee()
    sent, other = make_case(), make_case()
    acknowledge(sent, committee["Mair Jones"])
    issue_id = other.case.issues[0].id

    with pytest.raises(NotFound), transaction():
        vote_on_issue(
            sent.opened_by(committee["Mair Jones"]),
            issue_id,
            UP,
            reason="",
            by=committee["Mair Jones"].account,
            at=NOW,
        )


def test_nobody_votes_for_no_finding(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    acknowledge(sent, committee["Mair Jones"])

    with pytest.raises(FindingRefused, match="Choose whether"):
        vote(sent, committee["Mair Jones"], NONE)

    assert sent.case.issues[0].votes == []


def test_a_tie_calls_in_the_outside_person_whose_vote_decides(database: Any) -> None:
    committee = make_committee(*FOUR)
    sent = make_case()
    acknowledge(sent, committee["Mair Jones"])

    for name, finding in zip([name for name, _ in FOUR], (UP, PART, NOT, UP), strict=True):
        vote(sent, committee[name], finding)

    assert status_of(sent) is CaseStatus.ACKNOWLEDGED
    assert EventKind.TIED in [event.kind for event in sent.case.events]
    assert "Bethan Outside" in {each.name for each in readers_of(sent.case)}
    vote(sent, committee["Bethan Outside"], UP)
    assert sent.case.outcome is UP


def test_a_tie_that_the_outside_person_cannot_break_leaves_things_as_they_are(
    database: Any,
) -> None:
    committee = make_committee(*FOUR)
    sent = make_case()
    acknowledge(sent, committee["Mair Jones"])

    for name, finding in zip([name for name, _ in FOUR], (UP, PART, NOT, UP), strict=True):
        vote(sent, committee[name], finding)
    vote(sent, committee["Bethan Outside"], PART)

    assert sent.case.outcome is NONE
    assert status_of(sent) is CaseStatus.DECIDED


def test_what_others_voted_is_not_shown_before_the_decision(database: Any) -> None:
    committee = make_committee(*FOUR)
    sent = make_case()
    mair, huw = committee["Mair Jones"], committee["Huw Rees"]
    acknowledge(sent, mair)
    vote(sent, mair, UP)

    opened = sent.opened_by(huw)
    before = standings_of(opened, key_state(opened, clock.today()), huw.account)[0]
    for name in ("Huw Rees", "Gwen Pugh"):
        vote(sent, committee[name], UP)
    opened = sent.opened_by(huw)
    after = standings_of(opened, key_state(opened, clock.today()), huw.account)[0]

    assert before.reasons == () and before.own_vote is None and before.finding is None
    assert before.tally.votes == 1
    assert {(name, finding) for name, finding, _ in after.reasons} == {
        ("Mair Jones", UP),
        ("Huw Rees", UP),
        ("Gwen Pugh", UP),
    }


def test_the_comparison_keeps_two_codes_and_no_day(database: Any) -> None:
    committee = make_committee()
    sent = make_case(subjects=("VIS-NOACC",))
    mair = committee["Mair Jones"]

    with transaction():
        compare_with_record(
            sent.case, RecordMatch.DISAGREES, NoAccessDispute.RAISED, by=mair.account, at=NOW
        )

    assert sent.case.record_match is RecordMatch.DISAGREES
    assert sent.case.no_access_dispute is NoAccessDispute.RAISED


def test_two_members_who_vote_at_the_same_instant_decide_once(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(*FOUR)
        sent = make_case()
        acknowledge(sent, committee["Mair Jones"])
        vote(sent, committee["Mair Jones"], UP)
        vote(sent, committee["Huw Rees"], UP)
        db.session.remove()
    start, failures = threading.Barrier(2), []

    def cast(name: str) -> None:
        try:
            with app.app_context(), clock.stopped_at(NOW):
                start.wait(20)
                vote(sent, committee[name], UP)
        except TransitionRefused as refusal:
            failures.append(refusal)
        finally:
            with app.app_context():
                db.session.remove()

    threads = [threading.Thread(target=cast, args=(name,)) for name in ("Gwen Pugh", "Tom Ellis")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with app.app_context():
        case = sent.case
        assert case.status is CaseStatus.DECIDED
        assert len(case.issues[0].findings) == 1
        assert [event.kind for event in case.events].count(EventKind.DECIDED) == 1
        assert len(failures) == 1
        assert len(case.issues[0].votes) == 3
        positions = [event.position for event in case.events]
        assert positions == list(range(1, len(positions) + 1))
