"""An overdue case is passed on: once, also after a week's absence, whichever worker is first."""

import threading
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, select, update

from portal import clock
from portal.cases.clocks.services import escalate_overdue
from portal.cases.events import EventKind
from portal.cases.queries import readers_of
from portal.cases.services import withdraw_case
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.notices.models import OutboxMessage
from portal.vault.models import Grant
from portal.vault.states import GrantState
from tests.cases.factories import Sent, acknowledge, make_case, make_committee
from tests.conftest import NOW

DAY = timedelta(days=1)
DUE = NOW + 2 * DAY  # Wednesday, the last day in time


def escalations(sent: Sent) -> int:
    return [event.kind for event in sent.case.events].count(EventKind.ESCALATED)


def letters() -> int:
    return db.session.scalar(select(func.count()).select_from(OutboxMessage)) or 0


def escalate(days: int) -> int:
    with transaction():
        return escalate_overdue(NOW + days * DAY)


def test_nothing_is_overdue_on_the_last_day(database: Any) -> None:
    make_committee()
    sent = make_case()

    assert escalate(2) == 0
    assert sent.case.escalated_on is None


def test_overdue_is_told_to_all_who_hold_the_key_and_to_the_ledger(database: Any) -> None:
    committee = make_committee()
    sent = make_case()
    before = letters()

    assert escalate(3) == 1

    assert sent.case.escalated_on == (NOW + 3 * DAY).date()
    assert escalations(sent) == 1
    assert letters() == before + len(committee.handlers)
    assert EntryKind.CASE_ESCALATED in [fact.kind for _, fact in facts_about(sent.case.id)]


def test_once_and_not_again(database: Any) -> None:
    make_committee()
    sent = make_case()

    assert [escalate(day) for day in (3, 3, 4, 5)] == [1, 0, 0, 0]
    assert escalations(sent) == 1


def test_once_for_each_clock_after_weeks_without_a_worker(database: Any) -> None:
    make_committee()
    sent = make_case()

    assert escalate(60) == 2
    assert escalate(61) == 0
    assert escalations(sent) == 2


def test_what_was_done_or_has_ended_is_not_overdue(database: Any) -> None:
    committee = make_committee()
    heard, gone = make_case(), make_case()
    acknowledge(heard, committee["Mair Jones"])
    with transaction():
        withdraw_case(gone.opened_by_complainant(), "", at=NOW)

    assert escalate(3) == 0
    assert escalations(heard) == escalations(gone) == 0


def test_where_nobody_holds_the_key_those_standing_by_are_called_in(database: Any) -> None:
    make_committee()
    sent = make_case()
    with transaction():
        db.session.execute(
            update(Grant).where(Grant.state == GrantState.AWAKE).values(state=GrantState.HAND_OVER)
        )

    assert escalate(3) == 1

    assert {each.name for each in readers_of(sent.case)} == {"Bethan Outside"}


def test_two_workers_at_once_escalate_once(app: Flask) -> None:
    with app.app_context():
        make_committee()
        sent = make_case()
        with transaction():
            db.session.execute(delete(OutboxMessage))
        db.session.remove()
    start, done = threading.Barrier(2), []

    def work() -> None:
        with app.app_context(), clock.stopped_at(NOW):
            start.wait(20)
            done.append(escalate(3))
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with app.app_context():
        assert sum(done) == 1
        assert escalations(sent) == 1
        assert letters() == 7
