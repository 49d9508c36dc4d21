"""What a case is about, put more exactly: each thing decided, answered and counted by itself."""

from typing import Any

import pytest
from flask import Flask

from portal.cases.counting.queries import case_facts
from portal.cases.events import EventKind
from portal.cases.findings import Finding
from portal.cases.issues.changing import IssuesRefused, require_change, subjects_to_choose
from portal.cases.issues.services import change_issues
from portal.cases.queries import notes_of
from portal.cases.routing.table import Route
from portal.cases.safeguarding.queries import read_suspensions
from portal.cases.safeguarding.screening import Trigger
from portal.cases.services import withdraw_case
from portal.cases.workflow import CaseKind, CaseStatus, TransitionRefused
from portal.database import db, transaction
from tests.accounts.factories import Signer, sign_in
from tests.cases.factories import (
    Committee,
    Sent,
    acknowledge,
    decide,
    make_case,
    make_committee,
    vote,
)
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back

WHY = "She also writes that nobody told her."


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


def change(sent: Sent, by: Signer, *codes: str) -> bool:
    with transaction():
        return change_issues(sent.opened_by(by), codes, WHY, by=by.account, at=NOW)


def test_a_second_thing_is_decided_and_counted_by_itself(committee: Committee) -> None:
    sent, mair = make_case(), committee["Mair Jones"]
    acknowledge(sent, mair)

    assert change(sent, mair, "VIS-MISS", "COM-NOTOLD") is False

    assert sent.case.subjects == ["VIS-MISS", "COM-NOTOLD"]
    assert EventKind.ISSUES_CHANGED in [each.kind for each in sent.case.events]
    assert len(notes_of(sent.case)) == 1
    [facts] = case_facts()
    assert sorted(facts.subjects) == ["COM-NOTOLD", "VIS-MISS"]
    for signer in committee.handlers[:5]:
        if sent.case.outcome is None:
            vote(sent, signer, Finding.UPHELD)
    assert sent.case.status is CaseStatus.DECIDED
    assert [each.finding_at(1) is not None for each in sent.case.issues] == [True, True]


def test_what_was_chosen_by_mistake_goes_unless_somebody_voted_on_it(
    committee: Committee,
) -> None:
    sent, mair = make_case(subjects=("VIS-MISS", "VIS-LATE")), committee["Mair Jones"]
    acknowledge(sent, mair)
    change(sent, mair, "VIS-MISS")
    assert sent.case.subjects == ["VIS-MISS"]

    vote(sent, mair, Finding.UPHELD)
    with pytest.raises(IssuesRefused, match="have voted"):
        change(sent, committee["Huw Rees"], "VIS-LATE")
    change(sent, committee["Huw Rees"], "VIS-MISS", "VIS-LATE")

    assert sent.case.subjects == ["VIS-MISS", "VIS-LATE"]


@pytest.mark.parametrize(
    ("codes", "trigger"),
    [
        (("VIS-MISS", "MED-MISS"), Trigger.TIME_CRITICAL),
        (("VIS-MISS", "ATT-ROUGH"), Trigger.HARM_STATED),
        (("VIS-MISS", "VIS-RECORD"), Trigger.RECORD_SAID_TO_BE_FALSE),
    ],
)
def test_what_cannot_wait_goes_to_the_safeguarding_lead_the_same_day(
    committee: Committee, codes: tuple[str, ...], trigger: Trigger
) -> None:
    sent, mair = make_case(), committee["Mair Jones"]

    assert change(sent, mair, *codes) is True

    assert sent.case.kept_with is Route.SAFEGUARDING_LEAD
    lead = committee["Elin Parry"]
    [kept] = read_suspensions(sent.opened_by(lead))
    assert trigger in kept.triggers
    assert sent.case.severity >= 2


def test_what_is_about_the_committee_itself_goes_to_the_outside_person(
    committee: Committee,
) -> None:
    sent = make_case(kind=CaseKind.CONCERN, subjects=("COM-OFFICE",))

    assert change(sent, committee["Mair Jones"], "COM-OFFICE", "ORG-CONFLICT") is True

    assert sent.case.kept_with is Route.OUTSIDE_PERSON


def test_how_bad_it_is_only_rises_with_what_is_added(committee: Committee) -> None:
    sent, mair = make_case(kind=CaseKind.CONCERN, subjects=("VIS-MISS",)), committee["Mair Jones"]
    change(sent, mair, "VIS-MISS", "MED-WRONG")
    assert sent.case.severity == 3

    change(sent, mair, "VIS-LATE")

    assert sent.case.severity == 3


def test_nothing_is_changed_once_it_is_decided_or_ended(committee: Committee) -> None:
    sent, mair = make_case(), committee["Mair Jones"]
    decide(sent, committee)
    with pytest.raises(IssuesRefused, match="decided already"):
        change(sent, mair, "VIS-MISS", "COM-NOTOLD")
    over = make_case()
    with transaction():
        withdraw_case(over.opened_by_complainant(), "", at=NOW)
    with pytest.raises(TransitionRefused):
        change(over, mair, "VIS-MISS", "COM-NOTOLD")

    assert sent.case.subjects == over.case.subjects == ["VIS-MISS"]


@pytest.mark.parametrize("kind", list(CaseKind))
def test_the_rule_by_kind(kind: CaseKind) -> None:
    def change_to(*new: str) -> None:
        require_change(kind, CaseStatus.ACKNOWLEDGED, old=["VIS-MISS"], new=new, voted_on=[])

    if kind in (CaseKind.PRAISE, CaseKind.HELD):
        with pytest.raises(IssuesRefused, match="thing by thing"):
            change_to("VIS-MISS", "COM-NOTOLD")
        return
    assert "MED-MISS" in {each.code for each in subjects_to_choose(kind)}
    change_to("VIS-MISS", "COM-NOTOLD")
    for new in (
        (),
        ("VIS-MISS",),
        ("VIS-MISS", "PRA-TEAM"),
        ("VIS-MISS", "DAT-HELD"),
        ("NO-SUCH",),
    ):
        with pytest.raises(IssuesRefused):
            change_to(*new)


def test_the_page_and_what_the_person_sees(app: Flask) -> None:
    with app.app_context():
        committee = make_committee(sign_in=True)
        sent = make_case()
        acknowledge(sent, committee["Mair Jones"])
        db.session.remove()
    mair, person = Browser(app), Browser(app)
    sign_in(mair, committee["Mair Jones"])
    address = f"/cases/{sent.reference}"
    mair.open(address).form("Open this case").send()

    page = mair.open(address).follow("Say more exactly what it is about")
    refused = page.form("subjects").fill(words="").send()
    done = refused.form("subjects").fill(subjects=["VIS-MISS", "COM-NOTOLD"], words=WHY).send()
    read = come_back(person, sent.receipt.code)

    assert refused.status == 422
    assert "The person sees the new list." in done.text
    assert "Nobody told us" in read.main
    assert WHY not in read.main
