"""A clock reminds before its day and passes itself on after it: each step once, whoever works."""

import threading
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from portal import clock
from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.clocks.calls import Call, calls_due, day_of_call, next_call
from portal.cases.deadlines import DeadlineKind
from portal.cases.events import EventKind, RecusalGround
from portal.cases.keys.services import recuse_member
from portal.cases.messages.models import Letter
from portal.cases.models import Deadline
from portal.cases.queries import readers_of
from portal.cases.services import assign_case, withdraw_case
from portal.cases.working_days import NATIONS
from portal.config import secret
from portal.database import db, transaction
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.notices.letters import Letter as Envelope
from portal.notices.models import OutboxMessage
from portal.vault.models import Grant
from portal.vault.states import GrantState
from tests.accounts.factories import Signer
from tests.cases.factories import Committee, Sent, acknowledge, make_case, make_committee
from tests.conftest import NOW

# Received on Monday 9 November: acknowledged by Wednesday 11, answered by Wednesday 25.
OF_CLOCKS = {
    EventKind.REMINDED, EventKind.CHAIR_TOLD, EventKind.ESCALATED, EventKind.OUTSIDE_NAMED,
}  # fmt: skip


def on(day: int, month: int = 11) -> datetime:
    return NOW.replace(day=day, month=month)


def look(day: int, month: int = 11) -> int:
    db.session.rollback()
    return look_at_clocks(on(day, month))


def steps(sent: Sent) -> list[EventKind]:
    """What the minutes say of its clocks."""
    db.session.rollback()
    return [event.kind for event in sent.case.events if event.kind in OF_CLOCKS]


def post() -> list[tuple[str, str]]:
    """Who has a letter in the outbox, and about what; emptied by looking."""
    db.session.rollback()
    letters = []
    for row in db.session.scalars(select(OutboxMessage)):
        letter = Envelope.opened(row.sealed, secret("outbox"), row.id)
        assert letter is not None
        letters.append((letter.to, letter.subject))
    with transaction():
        db.session.execute(delete(OutboxMessage))
    return sorted(letters)


def to(*signers: Signer, about: str) -> list[tuple[str, str]]:
    return sorted((each.email, about) for each in signers)


def made(**facts: Any) -> tuple[Committee, Sent]:
    committee, sent = make_committee(), make_case(**facts)
    post()
    return committee, sent


def test_each_step_is_taken_on_its_day_and_only_then(database: Any) -> None:
    committee, sent = made()
    chair = committee["Mair Jones"]

    assert look(9) == 0
    assert look(10) == 1
    assert post() == to(*committee.handlers, about="Something is due soon")
    assert look(11) == 0
    assert sent.case.escalated_on is None
    assert look(12) == 1
    assert post() == to(chair, about="Something is overdue")
    assert look(13) == 0
    assert look(16) == 1
    assert post() == to(*committee.handlers, about="Something is overdue")
    assert steps(sent) == [EventKind.REMINDED, EventKind.CHAIR_TOLD, EventKind.ESCALATED]
    assert sent.case.escalated_on == date(2026, 11, 12)
    told = [fact.fact for _, fact in facts_about(sent.case.id)
            if fact.kind is EntryKind.CASE_ESCALATED]  # fmt: skip
    assert [each["step"] for each in told] == ["chair", "committee"]


def test_once_and_not_again(database: Any) -> None:
    _committee, sent = made()

    assert [look(day) for day in (10, 10, 12, 12, 12)] == [1, 0, 1, 0, 0]
    assert steps(sent) == [EventKind.REMINDED, EventKind.CHAIR_TOLD]


def test_who_took_the_case_on_is_reminded_and_nobody_else(database: Any) -> None:
    committee, sent = made()
    huw = committee["Huw Rees"]
    acknowledge(sent, huw)
    with transaction():
        assign_case(sent.case, to=huw.account, by=huw.account, at=NOW)

    assert look(17) == 0
    assert look(18) == 1  # three working days before Monday 23

    assert post() == to(huw, about="Something is due soon")


def test_at_last_the_person_is_told_who_else_can_be_asked(database: Any) -> None:
    _committee, sent = made(email="dai@example.net")
    clocks = select(Deadline).where(Deadline.kind == DeadlineKind.ACKNOWLEDGE)
    for day in (10, 12, 16, 24):
        look(day)
    assert EventKind.OUTSIDE_NAMED not in steps(sent)

    look(25)

    assert steps(sent)[-1] is EventKind.OUTSIDE_NAMED
    assert db.session.scalars(clocks).one().call_on is None
    assert db.session.scalars(select(Letter)).one().sent_on is None


def test_after_weeks_without_a_worker_all_of_it_is_done_together_in_one_letter_each(
    database: Any,
) -> None:
    committee, sent = made()

    assert look(31, 12) == 6

    assert post() == sorted(2 * to(*committee.handlers, about="Something is overdue"))
    late = [EventKind.CHAIR_TOLD, EventKind.ESCALATED, EventKind.OUTSIDE_NAMED]
    assert steps(sent) == [*late, *late], "nobody is reminded of a day that has passed"
    assert look(31, 12) == 0


def test_what_was_done_or_has_ended_is_not_overdue(database: Any) -> None:
    committee, heard = made()
    gone = make_case()
    acknowledge(heard, committee["Mair Jones"])
    with transaction():
        withdraw_case(gone.opened_by_complainant(), "", at=NOW)

    assert look(12) == 0
    assert steps(heard) == steps(gone) == []
    look(31, 12)
    assert steps(gone) == []
    ended = db.session.scalars(select(Deadline).where(Deadline.case_id == gone.case.id))
    assert {each.call_on for each in ended} == {None}, "looked at once, and never again"


def test_where_the_chair_stepped_back_everybody_is_told_in_the_chairs_place(
    database: Any,
) -> None:
    committee, sent = made()
    chair = committee["Mair Jones"]
    with transaction():
        opened = sent.opened_by(chair)
        recuse_member(opened, ground=RecusalGround.NAMED, by=chair.account, at=NOW)
    post()

    assert look(12) == 1

    rest = [each for each in committee.handlers if each.email != chair.email]
    assert post() == to(*rest, about="Something is overdue")
    assert steps(sent) == [EventKind.ESCALATED]
    assert look(16) == 0, "they know it already"


def test_where_nobody_holds_the_key_those_standing_by_are_called_in(database: Any) -> None:
    _committee, sent = made()
    with transaction():
        db.session.execute(
            update(Grant).where(Grant.state == GrantState.AWAKE).values(state=GrantState.HAND_OVER)
        )

    assert look(12) == 1

    assert {each.name for each in readers_of(sent.case)} == {"Bethan Outside"}
    assert steps(sent) == [EventKind.ESCALATED]


def test_two_workers_at_once_take_each_step_once(app: Flask) -> None:
    with app.app_context():
        _committee, sent = made()
        db.session.remove()
    start, done = threading.Barrier(2), []

    def work() -> None:
        with app.app_context(), clock.stopped_at(NOW):
            start.wait(20)
            done.append(look(16))
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    with app.app_context():
        assert sum(done) == 2
        assert steps(sent) == [EventKind.CHAIR_TOLD, EventKind.ESCALATED]
        assert len(post()) == 7


DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))
KINDS, PLACES = st.sampled_from(list(DeadlineKind)), st.sampled_from(list(NATIONS))


@given(due_on=DAYS, kind=KINDS, nation=PLACES)
def test_the_steps_come_in_their_order_and_the_reminder_before_the_day(
    due_on: date, kind: DeadlineKind, nation: str
) -> None:
    days = [day_of_call(call, kind, due_on, nation) for call in Call]

    assert days == sorted(set(days))
    assert days[0] < due_on < days[1]


@given(
    due_on=DAYS,
    kind=KINDS,
    nation=PLACES,
    awake=st.sets(st.integers(-10, 40), max_size=12).map(sorted),
)
def test_whenever_a_worker_is_awake_no_step_is_taken_twice_and_none_is_left_out(
    due_on: date, kind: DeadlineKind, nation: str, awake: list[int]
) -> None:
    last, taken = None, []
    for days in awake:
        today = due_on + timedelta(days=days)
        for call in calls_due(kind, due_on, last=last, today=today, nation=nation):
            taken.append(call)
            last = call
        after = next_call(kind, due_on, last=last, today=today, nation=nation)
        assert after is None or after[1] > today
    assert len(taken) == len(set(taken))
    seen = [due_on + timedelta(days=days) for days in awake]
    owed = [call for call in Call if call is not Call.REMINDER and seen
            and day_of_call(call, kind, due_on, nation) <= seen[-1]]  # fmt: skip
    assert [call for call in taken if call is not Call.REMINDER] == owed
