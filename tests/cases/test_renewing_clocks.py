"""Clocks are worked out anew when rules or days off change, and what was said before is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal import config
from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.clocks.renewing import due_anew, may_move, rules_in_force
from portal.cases.clocks.renewing_services import renew_clocks
from portal.cases.deadlines import DeadlineKind, Due, SetBy, due_at_receipt
from portal.cases.events import EventKind
from portal.cases.messages.services import take_more_time
from portal.cases.rule_packs import find_pack, rule_packs
from portal.cases.services import acknowledge_case, withdraw_case
from portal.config import settings
from portal.database import db, transaction
from portal.errors import SettingsRefused
from tests.cases.factories import Sent, acknowledge, make_case, make_committee
from tests.cases.packs import WAL, changed, packs_on_disk, shipped
from tests.client import Browser
from tests.conftest import NOW
from tests.intake.factories import come_back

ANSWER, ACKNOWLEDGE = DeadlineKind.ANSWER, DeadlineKind.ACKNOWLEDGE


@contextmanager
def days_off(*days: str) -> Iterator[None]:
    """The operator entered these."""
    before = settings()
    config.use(replace(before, extra_days_off=", ".join(days)))
    yield
    config.use(before)


def day_of(sent: Sent, kind: DeadlineKind = ANSWER) -> date:
    db.session.rollback()
    running = sent.case.running(kind)
    assert running is not None
    return running.due_on


def renewals(sent: Sent) -> int:
    db.session.rollback()
    return [event.kind for event in sent.case.events].count(EventKind.CLOCK_RENEWED)


def test_a_day_off_that_is_proclaimed_moves_the_days_that_it_lies_in(database: Any) -> None:
    make_committee()
    sent = make_case(email="dai@example.net")
    assert renew_clocks(NOW) == 0

    with days_off("2026-11-10"):
        assert renew_clocks(NOW) == 1
        assert renew_clocks(NOW) == 0, "once"

    assert day_of(sent, ACKNOWLEDGE) == date(2026, 11, 12)
    assert day_of(sent) == date(2026, 11, 26)
    before = [each for each in sent.case.deadlines if each.superseded_on is not None]
    assert [each.due_on for each in before] == [date(2026, 11, 11), date(2026, 11, 25)]
    assert renewals(sent) == 2


def test_taken_back_the_days_are_as_before_and_the_minutes_have_both(database: Any) -> None:
    make_committee()
    sent = make_case()
    renew_clocks(NOW)
    with days_off("2026-11-10"):
        renew_clocks(NOW)

    renew_clocks(NOW)

    assert day_of(sent) == date(2026, 11, 25)
    assert renewals(sent) == 4


def test_a_day_that_has_passed_stays_overdue(database: Any) -> None:
    make_committee()
    sent = make_case()
    late = NOW + timedelta(days=3)
    renew_clocks(NOW)
    look_at_clocks(late)

    with days_off("2026-11-10"):
        renew_clocks(late)

    assert day_of(sent, ACKNOWLEDGE) == date(2026, 11, 11)
    assert day_of(sent) == date(2026, 11, 25), "it counts from the day that was missed"


def test_what_was_agreed_or_told_with_a_reason_stays(database: Any) -> None:
    committee = make_committee()
    mair = committee["Mair Jones"]
    agreed, extended = make_case(pack="ENG-LA-2009"), make_case(pack="ENG-LGSCO-CODE-2024")
    with transaction():
        acknowledge_case(
            agreed.opened_by(mair), "By then.", by=mair.account, at=NOW,
            answer_by=date(2026, 12, 1),
        )  # fmt: skip
    acknowledge(extended, mair)
    with transaction():
        opened = extended.opened_by(mair)
        take_more_time(opened, to=date(2026, 11, 30), reason="The rota.", by=mair.account, at=NOW)
    renew_clocks(NOW)

    with days_off("2026-11-20"):
        assert renew_clocks(NOW) == 0

    assert (day_of(agreed), day_of(extended)) == (date(2026, 12, 1), date(2026, 11, 30))


def test_cases_that_ended_are_left_alone(database: Any) -> None:
    make_committee()
    sent = make_case()
    renew_clocks(NOW)
    with transaction():
        withdraw_case(sent.opened_by_complainant(), "", at=NOW)

    with days_off("2026-11-10"):
        assert renew_clocks(NOW) == 0


def test_a_rule_that_changes_moves_the_days_of_running_cases(database: Any) -> None:
    """The packs are read from files; another file is another release of the software."""
    make_committee()
    sent = make_case(pack=WAL)
    renew_clocks(NOW)

    with packs_on_disk(
        WAL_SS_2014=changed(shipped(), ("working_days = 10\n", "working_days = 15\n"))
    ):
        assert renew_clocks(NOW) == 1

    assert day_of(sent) == date(2026, 12, 2)
    running = sent.case.running(ANSWER)
    assert running is not None
    assert (running.set_by, running.before_on) == (SetBy.RENEWED, date(2026, 11, 25))


def test_both_sides_see_the_new_day_and_the_one_before(app: Flask, database: Any) -> None:
    make_committee()
    sent = make_case()
    renew_clocks(NOW)
    with days_off("2026-11-10"):
        renew_clocks(NOW)

    page = come_back(Browser(app), sent.receipt.code)

    assert "by 26 November 2026; before, we said 25 November 2026" in page.main


def test_who_acknowledges_late_wins_no_time(database: Any) -> None:
    committee = make_committee()
    sent = make_case()

    acknowledge(sent, committee["Mair Jones"], at=NOW + timedelta(days=9))

    assert day_of(sent) == date(2026, 11, 25)


@pytest.mark.parametrize("written", ["tomorrow", "2026-13-01", "2026-11-10;2026-11-11"])
def test_refuses_a_day_off_that_is_no_day(written: str) -> None:
    with pytest.raises(SettingsRefused, match="CANDOUR_EXTRA_DAYS_OFF"):
        config.read_settings({"CANDOUR_EXTRA_DAYS_OFF": written, "CANDOUR_INSTANCE": "/nowhere"})


def test_the_fingerprint_changes_with_a_day_off_and_with_nothing_else() -> None:
    before = rules_in_force(NOW.date())

    assert rules_in_force(NOW.date() + timedelta(days=30)) == before
    with days_off("2026-11-10"):
        assert rules_in_force(NOW.date()) != before


@given(
    code=st.sampled_from(sorted(rule_packs())),
    stage=st.integers(1, 3),
    day=st.dates(date(2026, 1, 1), date(2029, 1, 1)),
)
def test_without_a_change_every_day_is_found_again(code: str, stage: int, day: date) -> None:
    pack = find_pack(code)
    told = due_at_receipt(pack, stage, day)

    assert due_anew(pack, stage, {each.kind: each for each in told}) == told


@given(st.dates(), st.dates(), st.dates())
def test_nothing_that_was_late_is_made_good_and_nothing_else_is_made_late(
    one: date, other: date, today: date
) -> None:
    old, new = Due(ANSWER, date.min, one), Due(ANSWER, date.min, other)

    if may_move(old, new, today=today):
        assert one >= today
        assert other >= today
