"""A case is kept so long and no longer: then two members are asked to delete it, once."""

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from portal.cases.deleting.grounds import DeletionGround, DeletionRefused
from portal.cases.deleting.keeping_queries import cases_kept_long_enough
from portal.cases.deleting.keeping_services import ask_to_let_go
from portal.cases.deleting.services import hold_case, lift_hold, propose_deletion
from portal.cases.events import EventKind, RecusalGround
from portal.cases.findings import Finding
from portal.cases.keys.services import recuse_member
from portal.cases.retention import RetentionClass, class_of, last_day_kept, retention
from portal.cases.services import reopen_case, withdraw_case
from portal.cases.subjects import SUBJECTS
from portal.cases.workflow import CaseKind
from portal.database import db, transaction
from portal.notices.models import OutboxMessage
from tests.cases.factories import Committee, Sent, make_case, make_committee
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back

# Withdrawn on 9 November 2026, nothing found: kept for three years.
LAST = datetime(2029, 11, 9, 12, tzinfo=NOW.tzinfo)
AFTER = LAST.replace(day=10)


@pytest.fixture
def committee(database: Any) -> Committee:
    return make_committee()


@pytest.fixture
def ended(committee: Committee) -> Sent:
    return withdrawn(make_case())


def withdrawn(sent: Sent) -> Sent:
    with transaction():
        withdraw_case(sent.opened_by_complainant(), "", at=NOW)
    with transaction():
        db.session.execute(delete(OutboxMessage))
    return sent


def ask(at: datetime) -> int:
    db.session.rollback()
    return ask_to_let_go(at)


def letters() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(OutboxMessage)).all())


def said(sent: Sent) -> int:
    db.session.rollback()
    return [each.kind for each in sent.case.events].count(EventKind.KEPT_LONG_ENOUGH)


def test_nobody_is_asked_before_its_time_is_over(ended: Sent) -> None:
    assert ended.case.kept_until == LAST.date()
    assert ask(LAST) == 0


def test_then_all_who_hold_the_key_are_asked_once(committee: Committee, ended: Sent) -> None:
    mair = committee["Mair Jones"].account
    assert cases_kept_long_enough(mair) == []

    assert [ask(AFTER), ask(AFTER)] == [1, 0]

    assert said(ended) == 1
    assert letters() == len(committee.handlers)
    assert [each.reference for each in cases_kept_long_enough(mair)] == [ended.reference]


def test_many_cases_make_one_letter_for_each_member(committee: Committee) -> None:
    for _number in range(3):
        withdrawn(make_case())

    assert ask(AFTER) == 3
    assert letters() == len(committee.handlers)


def test_who_stepped_back_is_not_asked_and_sees_nothing(committee: Committee, ended: Sent) -> None:
    gwen = committee["Gwen Pugh"]
    with transaction():
        opened = ended.opened_by(gwen)
        recuse_member(opened, ground=RecusalGround.NAMED, by=gwen.account, at=NOW)

    ask(AFTER)

    assert letters() == len(committee.handlers) - 1
    assert cases_kept_long_enough(gwen.account) == []


def test_a_hold_keeps_it_and_who_lifts_it_is_asked_then(committee: Committee, ended: Sent) -> None:
    gwen = committee["Gwen Pugh"]
    with transaction():
        hold_case(ended.opened_by(gwen), "The court asks.", by=gwen.account, at=NOW)
    assert ask(AFTER) == 0

    with transaction():
        lift_hold(ended.opened_by(gwen).case, by=gwen.account, at=AFTER)

    assert ask(AFTER) == 1


def test_a_case_that_is_opened_again_is_kept_anew(committee: Committee, ended: Sent) -> None:
    ask(AFTER)
    with transaction():
        reopen_case(ended.opened_by_complainant(), "It happened again.", at=AFTER)

    assert ended.case.kept_until is None
    assert ask(AFTER.replace(year=2040)) == 0
    assert cases_kept_long_enough(committee["Mair Jones"].account) == []


def test_nobody_may_say_that_the_time_is_over_before_it_is(
    committee: Committee, ended: Sent
) -> None:
    mair = committee["Mair Jones"]

    def propose(at: datetime) -> None:
        with transaction():
            opened = ended.opened_by(mair)
            propose_deletion(
                opened, DeletionGround.RETENTION_OVER, "Three years.", by=mair.account, at=at
            )

    with pytest.raises(DeletionRefused, match="kept until 9 November 2029"):
        propose(LAST)
    propose(AFTER)


def test_the_person_reads_the_day_and_everybody_reads_the_years(app: Flask, ended: Sent) -> None:
    browser = Browser(app)

    assert "We keep this until 9 November 2029." in come_back(browser, ended.receipt.code).main
    page = browser.open("/privacy")
    for years in ("1 year after", "10 years after", "6 years after", "3 years after"):
        assert years in page.main


CODES = st.lists(st.sampled_from([each.code for each in SUBJECTS]), min_size=1, max_size=5)


@given(
    kind=st.sampled_from(list(CaseKind)),
    subjects=CODES,
    outcome=st.none() | st.sampled_from(list(Finding)),
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_every_case_has_its_class_and_what_weighs_more_is_kept_longer(
    kind: CaseKind, subjects: list[str], outcome: Finding | None, day: date
) -> None:
    found = class_of(kind, subjects, outcome)
    longer = class_of(kind, [*subjects, "SAF-NEGLECT"], outcome)

    assert last_day_kept(found, day) > day
    assert last_day_kept(longer, day) >= last_day_kept(found, day)


def test_the_periods_say_where_they_come_from_and_what_was_checked() -> None:
    assert set(retention().years) == set(RetentionClass)
    assert retention().source_url.startswith("https://")
    assert len(retention().checked_against) > 40
