"""Where somebody may be in danger: the lead has the case, and the others see only that."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.deciding.services import compare_with_record, vote_on_issue
from portal.cases.ending.endings import Leave
from portal.cases.ending.services import refer_case
from portal.cases.enquiring.services import ask_office
from portal.cases.events import EventKind, RecusalGround
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.keys.services import recuse_member, widen_case
from portal.cases.publishing.services import propose_summary
from portal.cases.publishing.summaries import SummaryWords
from portal.cases.queries import get_case_for, readers_of
from portal.cases.queue_queries import found_cases, queue_of
from portal.cases.remedies.kinds import RemedyKind
from portal.cases.remedies.services import promise_remedy
from portal.cases.routing.table import CaseType, Route
from portal.cases.safeguarding.models import Suspension
from portal.cases.safeguarding.queries import missed_beside, read_suspensions, suspended_beside
from portal.cases.safeguarding.screening import Trigger
from portal.cases.safeguarding.services import judge_case, look_in_record, suspend_case
from portal.cases.seconding.queries import holders_of_case
from portal.cases.services import acknowledge_case, withdraw_case
from portal.cases.tellings import Exclusions
from portal.cases.workflow import CaseKind, CaseStatus, Suspended
from portal.database import db, transaction
from portal.errors import NotFound
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import newest_facts_about
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.vault.services import sleep_grant
from tests.accounts.factories import sign_in
from tests.cases.factories import (
    Committee,
    Sent,
    acknowledge,
    hand_back,
    make_case,
    make_committee,
    make_statement,
    send,
    suspend,
    vote,
)
from tests.cases.test_beside import DAY, import_visits
from tests.client import Browser
from tests.conftest import NOW
from tests.notices.factories import letters_to

LEAD = "Elin Parry"
ALONE = {"kind": CaseKind.CONCERN, "subjects": ("SAF-NEGLECT",)}


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee(reserve=(("Sian Reserve", MemberClass.FAMILY_CARER),))


def readers(sent: Sent) -> set[str]:
    return {each.name for each in readers_of(sent.case)}


def sees(sent: Sent, committee: Committee, name: str) -> bool:
    """Whether anything of the case reaches that member: page, queue or search."""
    account = committee[name].account
    found = [*queue_of(account, today=NOW.date()), *found_cases(account, sent.reference)]
    try:
        get_case_for(sent.reference, account)
    except NotFound:
        return any(each.reference == sent.reference for each in found)
    return True


def test_a_safeguarding_subject_goes_to_the_lead_alone_the_same_day(committee: Committee) -> None:
    sent = make_case(**ALONE)

    case = sent.case
    assert (case.case_type, case.severity) == (CaseType.SAFEGUARDING, 4)
    assert (case.kept_with, case.kept_on) == (Route.SAFEGUARDING_LEAD, NOW.date())
    assert readers(sent) == {LEAD}
    assert [sees(sent, committee, name) for name in ("Mair Jones", LEAD)] == [False, True]
    assert len(letters_to(committee[LEAD].email)) == 1
    assert not letters_to(committee["Mair Jones"].email)
    kinds = [fact.kind for _entry, fact in newest_facts_about([case.id], most=9)]
    assert EntryKind.CASE_SUSPENDED in kinds
    read = read_suspensions(sent.opened_by(committee[LEAD]))
    assert [each.triggers for each in read] == [(Trigger.HARM_STATED,)]


def test_the_rest_of_the_committee_is_shown_only_that_it_is_suspended(committee: Committee) -> None:
    sent = make_case(exclusions=Exclusions(frozenset({committee.member_ids["Gwen Pugh"]})), **ALONE)

    shown = suspended_beside(committee["Mair Jones"].account)

    assert [(each.reference, each.kept_with) for each in shown] == [
        (sent.reference, Route.SAFEGUARDING_LEAD)
    ]
    assert suspended_beside(committee["Gwen Pugh"].account) == [], "they are not even shown this"
    assert suspended_beside(committee[LEAD].account) == [], "it stands in the queue of the lead"


def test_somebody_who_fears_for_a_life_needs_no_subject_for_it(committee: Committee) -> None:
    statement = make_statement(kind=CaseKind.CONCERN, subjects=("CAR-FOOD",))
    sent = send(replace(statement, telling=replace(statement.telling, in_danger=True)))

    assert readers(sent) == {LEAD}


def test_a_worker_speaks_past_everybody_in_any_line_of_management(committee: Committee) -> None:
    """Who they are is not known, so nobody who manages anybody may read it; no area is kept."""
    with transaction():
        worker = db.session.get_one(Member, committee.member_ids["Nia Wyn"])
        worker.line_manager_id = committee.member_ids[LEAD]
    statement = make_statement(kind=CaseKind.CONCERN, subjects=("CAR-TASK",))
    sent = send(replace(statement, telling=replace(statement.telling, role="worker")))

    assert sent.case.case_type is CaseType.WHISTLEBLOWING
    assert readers(sent) == {"Bethan Outside"}, "the lead manages a worker"
    assert sent.case.area == ""
    assert suspended_beside(committee[LEAD].account) == []
    hand_back(sent, committee["Bethan Outside"])
    assert LEAD not in readers(sent)
    assert not readers(sent) & {"Nia Wyn", "Owen Hall"}


def test_a_member_who_finds_danger_loses_sight_of_it_at_once(committee: Committee) -> None:
    sent, mair = make_case(), committee["Mair Jones"]
    acknowledge(sent, mair)

    suspend(sent, mair, Trigger.WHEREABOUTS_UNCONFIRMED)

    assert sent.case.case_type is CaseType.SAFEGUARDING
    assert sent.case.status is CaseStatus.TRIAGED
    assert readers(sent) == {LEAD}
    assert holders_of_case(sent.case) == {committee[LEAD].account.id}
    assert not sees(sent, committee, "Mair Jones")
    [read] = read_suspensions(sent.opened_by(committee[LEAD]))
    assert read.why == "She has a bruise on her arm."


def test_the_lead_gives_it_back_and_those_who_were_free_read_it_again(
    committee: Committee,
) -> None:
    sent, mair = make_case(), committee["Mair Jones"]
    before = readers(sent)
    suspend(sent, mair)
    with transaction():
        opened = sent.opened_by(committee[LEAD])
        recuse_member(opened, ground=RecusalGround.HOUSEHOLD, by=committee[LEAD].account, at=NOW)
    assert readers(sent) == {"Bethan Outside"}, "somebody has to have it"

    hand_back(sent, committee["Bethan Outside"])

    assert readers(sent) == before - {LEAD}
    assert sent.case.kept_with is None
    assert sees(sent, committee, "Mair Jones")
    assert not sees(sent, committee, LEAD)
    with pytest.raises(Suspended):
        hand_back(sent, mair)
    acknowledge(sent, mair)
    for name in ("Mair Jones", "Huw Rees", "Tom Ellis", "Gwen Pugh"):
        vote(sent, committee[name], Finding.UPHELD)
    assert sent.case.outcome is Finding.UPHELD


def test_what_the_committee_does_is_refused_by_name_and_nothing_changes(
    committee: Committee,
) -> None:
    sent, lead = make_case(), committee[LEAD]
    acknowledge(sent, committee["Mair Jones"])
    suspend(sent, committee["Mair Jones"])
    before = sent.case.status, len(sent.case.events)

    for step in (
        lambda: vote_on_issue(
            sent.opened_by(lead), sent.case.issues[0].id, Finding.UPHELD, reason="So.",
            by=lead.account, at=NOW,
        ),
        lambda: compare_with_record(
            sent.case, RecordMatch.AGREES, NoAccessDispute.NONE, by=lead.account, at=NOW
        ),
        lambda: widen_case(
            sent.opened_by(lead), to=committee["Mair Jones"].holder_id, by=lead.account, at=NOW
        ),
        lambda: withdraw_case(sent.opened_by_complainant(), "Leave it.", at=NOW),
        lambda: suspend(sent, lead),
        lambda: promise_remedy(
            sent.opened_by(lead), RemedyKind.REVIEW, "We look again.", owner="The chair",
            due_on=NOW.date(), by=lead.account, at=NOW,
        ),
        lambda: ask_office(
            sent.opened_by(lead), "", "Who came?", due_on=NOW.date(), by=lead.account, at=NOW
        ),
        lambda: propose_summary(
            sent.opened_by(lead), SummaryWords(done="It is done."), by=lead.account, at=NOW
        ),
    ):  # fmt: skip
        with pytest.raises(Suspended), transaction():
            step()

    assert (sent.case.status, len(sent.case.events)) == before
    assert readers(sent) == {LEAD}


def test_the_lead_acknowledges_it_and_may_pass_it_to_the_council(committee: Committee) -> None:
    sent, lead = make_case(**ALONE), committee[LEAD]

    with transaction():
        acknowledge_case(sent.opened_by(lead), "We have it.", by=lead.account, at=NOW)
        refer_case(
            sent.opened_by(lead),
            "The council has it.",
            body="The council",
            leave=Leave.AGREED,
            by=lead.account,
            at=NOW,
        )

    assert sent.case.status is CaseStatus.REFERRED


def test_overdue_it_wakes_the_outside_person_and_nobody_of_the_committee(
    committee: Committee,
) -> None:
    sent = make_case(**ALONE)
    with transaction():
        sleep_grant(sent.case.safe_id, committee[LEAD].holder_id)
    db.session.remove()

    look_at_clocks(NOW + timedelta(days=30))

    assert readers(sent) == {"Bethan Outside"}


def test_a_record_of_two_missed_visits_sends_it_to_the_lead_when_it_is_opened(
    committee: Committee,
) -> None:
    sent = make_case(home_code=import_visits(), happened_on=DAY)
    mair = committee["Mair Jones"]

    with transaction():
        opened = sent.opened_by(mair)
        assert missed_beside(opened)
        gone = look_in_record(opened, at=NOW)

    assert gone
    assert readers(sent) == {LEAD}
    hand_back(sent, committee[LEAD])
    with transaction():
        assert not look_in_record(sent.opened_by(mair), at=NOW), "once is enough"


def test_of_two_who_suspend_at_once_the_second_is_told(committee: Committee) -> None:
    sent, mair = make_case(), committee["Mair Jones"]
    opened = sent.opened_by(mair)
    with transaction():
        judge_case(
            sent.opened_by(mair), case_type=CaseType.CONCERN, severity=4, triggers=(), words="",
            by=mair.account, at=NOW,
        )  # fmt: skip
    with pytest.raises((Suspended, NotFound)), transaction():
        suspend_case(
            replace(opened, case=sent.case),
            Route.SAFEGUARDING_LEAD,
            (),
            "",
            by=mair.account,
            at=NOW,
        )

    assert len(db.session.scalars(select(Suspension)).all()) == 1
    kinds = [event.kind for event in sent.case.events]
    assert kinds.count(EventKind.SUSPENDED) == 1


def test_the_pages_of_the_lead_and_of_the_others(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        db.session.remove()
    mair, lead = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    sign_in(lead, committee[LEAD])
    address = f"/cases/{sent.reference}"
    mair.open(address).form("Open this case").send("Open this case")

    empty = mair.open(f"{address}/judge").form("severity").fill(severity="").send()
    gone = mair.open(f"{address}/judge").form("severity")
    gone = gone.fill(case_type="concern", severity="3", triggers=["harm_stated"]).send()
    hidden = mair.open(address)
    lead.open(address).form("Open this case").send("Open this case")
    shown = lead.open(address)
    back = lead.open(f"{address}/give-back").form("result")
    back = back.fill(result="no_concern", words="I rang her.").send()

    assert "Choose how bad it is." in empty.text
    assert "suspended for safeguarding" in gone.main
    assert hidden.status == 404
    assert "Somebody was harmed" in shown.main
    assert "The committee has the case again." in back.text
    assert "I rang her." in mair.open(address).main
