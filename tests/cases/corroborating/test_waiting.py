"""A sealed report waits, is compared by two, and opens."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.cases.clocks.calling_services import look_at_clocks
from portal.cases.corroborating.corroboration import (
    Likeness,
    SealRefused,
    WeighingRefused,
)
from portal.cases.corroborating.models import Pairing
from portal.cases.corroborating.opening_services import open_now
from portal.cases.corroborating.services import look_after_sealed_reports, weigh_reports
from portal.cases.deadlines import DeadlineKind
from portal.cases.ending.endings import Leave
from portal.cases.ending.services import refer_case
from portal.cases.events import EventKind, RecusalGround
from portal.cases.keys.services import recuse_member
from portal.cases.linking.queries import read_links
from portal.cases.messages.services import HarmUnsaid, hear_message, write_to_complainant
from portal.cases.queries import readers_of
from portal.cases.queue_queries import queue_of
from portal.cases.reading.queries import read_notes
from portal.cases.routing.table import CaseType, Route
from portal.cases.safeguarding.screening import Trigger
from portal.cases.safeguarding.services import judge_case
from portal.cases.seconding.asking import Step
from portal.cases.seconding.services import ask_second
from portal.cases.services import reopen_case, withdraw_case
from portal.cases.workflow import CaseStatus, Sealed
from portal.database import db, reading, transaction
from portal.errors import NotFound
from tests.accounts.factories import Signer
from tests.cases.corroborating.factories import make_other, make_sealed, reading_of, work
from tests.cases.factories import Committee, Sent, make_committee
from tests.committee.factories import NINE
from tests.conftest import NOW
from tests.races import at_once

LATE = NOW + timedelta(days=30)
WORKERS = {name for name, seat in NINE if seat.value == "worker"}


def two_who_read(sent: Sent, committee: Committee) -> list[Signer]:
    return [committee[name] for name in reading_of(sent)]


def weigh(
    sent: Sent, other: Sent, signer: Signer, likeness: Likeness, at: Any = NOW
) -> Likeness | None:
    with transaction():
        opened = sent.opened_by(signer), other.opened_by(signer)
        return weigh_reports(*opened, likeness, by=signer.account, at=at)


def kinds(sent: Sent) -> list[EventKind]:
    db.session.rollback()
    with reading():
        return [each.kind for each in sent.case.events]


@pytest.fixture
def committee(database: Any) -> Committee:
    """Nine who sit."""
    return make_committee()


def test_it_is_acknowledged_at_once_and_its_clock_runs(committee: Committee) -> None:
    sent = make_sealed()

    with reading():
        case = sent.case
        assert case.status is CaseStatus.ACKNOWLEDGED
        clocks = {
            each.kind: (each.starts_on, each.met_on)
            for each in case.deadlines
            if each.superseded_on is None
        }
        assert clocks[DeadlineKind.ACKNOWLEDGE] == (NOW.date(), NOW.date())
        assert clocks[DeadlineKind.ANSWER] == (NOW.date(), None)
        assert kinds(sent) == [EventKind.RECEIVED, EventKind.SEALED, EventKind.ACKNOWLEDGED]


@pytest.mark.parametrize(
    "facts",
    [
        {"subjects": ("MED-WRONG",)},
        {"subjects": ("VIS-MISS", "MED-MISS")},
        {"subjects": ("ORG-CONFLICT",)},
        {"until": NOW.date() + timedelta(days=91)},
        {"until": NOW.date()},
    ],
)
def test_what_is_grave_or_waits_too_long_is_not_sealed(
    committee: Committee, facts: dict[str, Any]
) -> None:
    with pytest.raises(SealRefused):
        make_sealed(**facts)


def test_another_report_wakes_two_non_workers_and_only_they_find_it(committee: Committee) -> None:
    sent = make_sealed()
    assert reading_of(sent) == []
    assert work() == 0
    other = make_other()

    assert work() == 1

    two = reading_of(sent)
    assert len(two) == 2
    assert "Mair Jones" in two
    assert not WORKERS & set(two)
    assert kinds(sent)[-1] is EventKind.REPORTS_MATCHED
    assert EventKind.REPORTS_MATCHED not in kinds(other), "its readers do not learn of the first"
    for name, signer in committee.people.items():
        found = [each.reference for each in queue_of(signer.account, today=NOW.date())]
        assert (sent.reference in found) is (name in two)
    assert work() == 0, "nothing is done twice"


@pytest.mark.parametrize(
    "facts",
    [
        {"subjects": ("MED-LATE",)},
        {"area": "Menai South"},
        {"area": "", "home_code": ""},
        {"at": NOW - timedelta(days=91)},
    ],
)
def test_a_report_of_something_else_wakes_nobody(
    committee: Committee, facts: dict[str, Any]
) -> None:
    sent = make_sealed()
    make_other(**facts)

    assert work() == 0
    assert reading_of(sent) == []


def test_both_find_the_same_and_it_opens_to_the_committee(committee: Committee) -> None:
    sent, other = make_sealed(), make_other()
    work()
    first, second = two_who_read(sent, committee)

    assert weigh(sent, other, first, Likeness.DIFFERENT) is None
    assert weigh(sent, other, second, Likeness.SAME) is None, "they disagree"
    assert weigh(sent, other, first, Likeness.SAME) is Likeness.SAME

    assert not sent.case.is_sealed
    assert reading_of(sent) == sorted(each.name for each in committee.handlers)
    assert EventKind.UNSEALED in kinds(sent)
    assert EventKind.REPORTS_AGREE in kinds(other)
    for one, two in ((sent, other), (other, sent)):
        [link] = read_links(one.opened_by(second), second.account)
        assert link.other.reference == two.reference
        assert read_notes(one.opened_by(second)) == []
    assert db.session.scalars(select(Pairing)).all() == [], "nothing in the clear joins the two"
    with pytest.raises(WeighingRefused):
        weigh(sent, other, first, Likeness.SAME)


def test_both_find_something_else_and_it_sleeps_until_its_day(committee: Committee) -> None:
    sent, other = make_sealed(), make_other()
    work()
    first, second = two_who_read(sent, committee)
    weigh(sent, other, first, Likeness.DIFFERENT)

    assert weigh(sent, other, second, Likeness.DIFFERENT) is Likeness.DIFFERENT

    assert reading_of(sent) == []
    assert kinds(sent)[-1] is EventKind.REPORTS_DIFFER
    assert work() == 0, "the same two are not compared again"
    another = make_other()
    assert work() == 1
    assert {first.name, second.name} == set(reading_of(sent)), "it is opened to no third"
    assert weigh(sent, another, first, Likeness.SAME) is None


def test_two_that_wait_wake_each_other(committee: Committee) -> None:
    one, two = make_sealed(), make_sealed(subjects=("VIS-LATE",))
    work()

    assert reading_of(one) == reading_of(two)
    first, second = two_who_read(one, committee)
    weigh(two, one, first, Likeness.SAME)
    weigh(one, two, second, Likeness.SAME)
    assert not one.case.is_sealed
    assert not two.case.is_sealed


def test_on_its_day_it_opens_also_after_a_week_without_a_worker(committee: Committee) -> None:
    sent = make_sealed()
    assert work(LATE - timedelta(days=1)) == 0
    assert look_at_clocks(LATE - timedelta(days=1)) == 0, "no letter gives it away"

    assert work(LATE + timedelta(days=7)) == 1

    assert reading_of(sent) == sorted(each.name for each in committee.handlers)
    assert work(LATE + timedelta(days=7)) == 0
    assert look_at_clocks(LATE + timedelta(days=7)), "now it is overdue like any other"


def test_without_a_home_code_it_opens_to_two(committee: Committee) -> None:
    sent = make_sealed(home_code="", area="")

    work(LATE)

    assert len(reading_of(sent)) == 2


def test_who_steps_back_is_replaced_and_their_finding_does_not_count(committee: Committee) -> None:
    sent, other = make_sealed(), make_other()
    work()
    first, second = two_who_read(sent, committee)
    weigh(sent, other, first, Likeness.SAME)
    with transaction():
        opened = sent.opened_by(first)
        recuse_member(opened, ground=RecusalGround.HOUSEHOLD, by=first.account, at=NOW)

    assert reading_of(sent) == [second.name], "nobody else is called in"
    work()

    assert len(reading_of(sent)) == 2
    assert first.name not in reading_of(sent)
    assert weigh(sent, other, second, Likeness.SAME) is None
    (third,) = [each for each in two_who_read(sent, committee) if each.name != second.name]
    assert weigh(sent, other, third, Likeness.SAME) is Likeness.SAME
    assert first.name not in reading_of(sent)


def test_nothing_else_is_done_while_it_is_compared(committee: Committee) -> None:
    sent, other = make_sealed(), make_other()
    work()
    handler, _ = two_who_read(sent, committee)
    stranger = next(each for each in committee.handlers if each.name not in reading_of(sent))

    for step in (
        lambda opened: write_to_complainant(opened, "Hello", by=handler.account, at=NOW),
        lambda opened: refer_case(
            opened,
            "To the council.",
            body="The council",
            leave=Leave.AGREED,
            by=handler.account,
            at=NOW,
        ),
        lambda opened: ask_second(opened, Step.IDENTITY, "Why", by=handler.account, at=NOW),
    ):
        with pytest.raises(Sealed), transaction():
            step(sent.opened_by(handler))
    with pytest.raises(NotFound):
        weigh(sent, other, stranger, Likeness.SAME)
    assert sent.case.is_sealed


@pytest.mark.parametrize("grave", [True, False])
def test_whoever_compares_and_finds_it_worse_opens_it(committee: Committee, grave: bool) -> None:
    sent = make_sealed()
    make_other()
    work()
    handler, _ = two_who_read(sent, committee)

    with transaction():
        judge_case(
            sent.opened_by(handler),
            case_type=CaseType.CONCERN,
            severity=3,
            triggers={Trigger.HARM_STATED} if grave else (),
            words="",
            by=handler.account,
            at=NOW,
        )

    assert not sent.case.is_sealed
    assert (sent.case.kept_with is Route.SAFEGUARDING_LEAD) is grave
    assert len(reading_of(sent)) == (1 if grave else 7)
    work()
    assert db.session.scalar(select(func.count()).select_from(Pairing)) == 0


def test_the_person_opens_it_and_harm_goes_to_the_lead(committee: Committee) -> None:
    calm, grave = make_sealed(), make_sealed(subjects=("CAR-TASK",))

    with transaction():
        open_now(calm.opened_by_complainant(), harm=False, at=NOW)
    with transaction():
        hear_message(grave.opened_by_complainant(), "She fell.", harm=True, at=NOW)

    assert len(reading_of(calm)) == 7
    assert grave.case.kept_with is Route.SAFEGUARDING_LEAD
    assert grave.case.severity == 3
    assert len(reading_of(grave)) == 1


def test_a_message_says_whether_anybody_was_harmed(committee: Committee) -> None:
    sent = make_sealed()

    with pytest.raises(HarmUnsaid), transaction():
        hear_message(sent.opened_by_complainant(), "And on Friday.", at=NOW)
    with transaction():
        hear_message(sent.opened_by_complainant(), "And on Friday.", harm=False, at=NOW)

    assert sent.case.is_sealed
    assert reading_of(sent) == []


def test_what_was_taken_back_unread_nobody_reads_unless_it_is_opened_again(
    committee: Committee,
) -> None:
    sent = make_sealed()
    make_other()
    work()
    with transaction():
        withdraw_case(sent.opened_by_complainant(), "", at=NOW)
    assert reading_of(sent) == []
    work(LATE)
    assert (sent.case.sealed_until, reading_of(sent)) == (None, [])

    with transaction():
        reopen_case(sent.opened_by_complainant(), "It goes on.", at=LATE)

    assert len(reading_of(sent)) == 7
    with reading():
        assert readers_of(sent.case)


def test_two_workers_and_two_members_at_the_same_instant(app: Flask) -> None:
    with app.app_context():
        committee = make_committee()
        sent, other, _third = make_sealed(), make_other(), make_other()
        db.session.remove()

    def work_in_turn() -> None:
        with app.app_context():
            look_after_sealed_reports(NOW)
            db.session.remove()

    workers = [Thread(target=work_in_turn) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(30)

    with app.app_context():
        pairing = db.session.scalars(select(Pairing)).one()
        other = other if pairing.other_id == other.case.id else _third
        two = two_who_read(sent, committee)
        assert len(two) == 2
        db.session.remove()

    def find(signer: Signer) -> Callable[[], object]:
        return lambda: weigh_reports(
            sent.opened_by(signer),
            other.opened_by(signer),
            Likeness.SAME,
            by=signer.account,
            at=NOW,
        )

    assert at_once(app, *map(find, two)) == []
    with app.app_context():
        assert kinds(sent).count(EventKind.UNSEALED) == 1
        assert kinds(other).count(EventKind.REPORTS_AGREE) == 1
        assert len(reading_of(sent)) == 7
