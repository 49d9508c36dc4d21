"""A case arrives: what is stored, for whom, and what is never stored."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.cases.deadlines import DeadlineKind
from portal.cases.keys.queries import readers_of_a_new_case
from portal.cases.messages.models import Attachment
from portal.cases.models import Case, CaseReceipt
from portal.cases.queries import (
    contact_in,
    find_receipt,
    get_case_for,
    readers_of,
    standing_by_of,
    told_in,
)
from portal.cases.reading.queries import photograph_in
from portal.cases.services import AlreadyReceived, forget_repeats, promise_of
from portal.cases.tellings import Exclusions
from portal.cases.workflow import CaseKind, CaseStatus
from portal.database import db, transaction
from portal.errors import NotFound
from portal.ledger.kinds import EntryKind
from portal.ledger.queries import facts_about
from portal.membership.classes import MemberClass
from portal.notices.models import OutboxMessage
from portal.vault.models import Grant, Safe
from tests.cases.factories import (
    WORDS,
    make_case,
    make_committee,
    make_photograph,
    make_statement,
    send,
)
from tests.conftest import NOW

RESERVE = (("Sioned Reserve", MemberClass.USER),)


def count_of(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_case_is_received_with_clocks_keys_receipt_and_a_promise(database: Any) -> None:
    committee = make_committee(reserve=RESERVE)

    sent = make_case()

    case = sent.case
    assert case.status is CaseStatus.RECEIVED
    assert case.received_on == date(2026, 11, 9)
    assert {line.kind: line.due_on for line in case.deadlines} == {
        DeadlineKind.ACKNOWLEDGE: date(2026, 11, 11),
        DeadlineKind.ANSWER: date(2026, 11, 25),
    }
    assert {each.id for each in readers_of(case)} == {each.id for each in committee.handlers}
    assert {each.name for each in standing_by_of(case)} == {"Sioned Reserve", "Bethan Outside"}
    assert [fact.kind for _, fact in facts_about(case.id)] == [EntryKind.CASE_RECEIVED]
    assert promise_of(case) == promise_of(case)
    assert count_of(OutboxMessage) == len(committee.handlers)


def test_care_workers_are_given_no_key_at_intake(database: Any) -> None:
    committee = make_committee()

    sent = make_case()

    for name in ("Nia Wyn", "Owen Hall"):
        with pytest.raises(NotFound):
            sent.opened_by(committee[name])


def test_a_member_reads_what_was_said_and_the_person_does_too(database: Any) -> None:
    committee = make_committee()

    sent = make_case(
        name="Dai Beddoes", email="dai@example.net", photographs=(("slip.jpg", make_photograph()),)
    )

    for opened in (sent.opened_by(committee["Mair Jones"]), sent.opened_by_complainant()):
        told = told_in(opened)
        assert told.telling.words == WORDS
        assert told.telling.happened_on == date(2026, 11, 3)
        assert told.telling.answers == (("Was anybody in?", "Yes, all morning"),)
        assert contact_in(opened).email == "dai@example.net"
        attachment = db.session.scalars(select(Attachment)).one()
        assert photograph_in(opened, attachment).startswith(b"\xff\xd8\xff")


def test_the_stored_rows_never_hold_the_words(database: Any) -> None:
    make_committee()
    planted = "zebra-umbrella-quartz"
    sent = make_case(
        words=f"It was {planted}.",
        name=f"{planted}-name",
        email=f"{planted}@example.net",
        exclusions=Exclusions(names=(f"{planted}-excluded",)),
        photographs=((f"{planted}.jpg", make_photograph()),),
    )

    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for value in row:
                shown = value if isinstance(value, bytes) else str(value).encode()
                assert planted.encode() not in shown, table.name
                assert b"2026-11-03" not in shown, table.name
                assert b"7K3M9Q2A" not in shown, table.name
    assert told_in(sent.opened_by_complainant()).telling.words == f"It was {planted}."


def test_two_cases_with_the_same_words_share_no_byte(database: Any) -> None:
    make_committee()

    first, second = make_case().case, make_case().case

    for column in ("telling", "contact", "home_code", "exclusions"):
        assert getattr(first, column)[17:] != getattr(second, column)[17:]


def test_lengths_do_not_tell_whether_a_home_code_or_a_name_was_given(database: Any) -> None:
    make_committee()

    given = make_case(name="Dai", home_code="7K3M9Q2A").case
    none = make_case(home_code="").case

    assert len(given.home_code) == len(none.home_code)
    assert len(given.contact) == len(none.contact)


def test_the_same_form_sent_twice_makes_one_case(database: Any) -> None:
    make_committee()
    first = make_case()

    with pytest.raises(AlreadyReceived):
        send(make_statement(), nonce=first.nonce)

    assert count_of(Case) == 1
    assert count_of(Safe) == 1
    receipt = find_receipt([first.receipt.lookup])
    assert receipt is not None
    assert receipt.case.reference == first.reference
    assert receipt.repeat_until == NOW + timedelta(minutes=10)


def test_the_hour_of_a_receipt_is_forgotten(database: Any) -> None:
    make_committee()
    sent = make_case()

    with transaction():
        forget_repeats(NOW + timedelta(minutes=9))
    assert db.session.scalars(select(CaseReceipt.repeat_until)).one() is not None
    with transaction():
        forget_repeats(NOW + timedelta(minutes=10))

    assert db.session.scalars(select(CaseReceipt.repeat_until)).one() is None
    assert find_receipt([sent.receipt.lookup]) is not None


def test_a_wrong_code_and_a_right_one_take_one_query_each(database: Any) -> None:
    make_committee()
    make_case()

    assert find_receipt([b"\x00" * 32, b"\x01" * 32]) is None


def test_without_a_home_code_the_chair_and_one_other_read(database: Any) -> None:
    committee = make_committee()

    sent = make_case(home_code="")

    readers = readers_of(sent.case)
    assert len(readers) == 2
    assert committee["Mair Jones"].id in {each.id for each in readers}


def test_whoever_the_person_excluded_is_given_no_key_awake_or_asleep(database: Any) -> None:
    committee = make_committee()
    excluded = committee.member_ids["Mair Jones"]

    sent = make_case(exclusions=Exclusions(person_ids=frozenset({excluded})))

    holders = set(db.session.scalars(select(Grant.holder_id)))
    assert committee["Mair Jones"].holder_id not in holders
    with pytest.raises(NotFound):
        get_case_for(sent.reference, committee["Mair Jones"].account)


def test_the_members_are_told_only_that_something_arrived(database: Any) -> None:
    committee = make_committee()

    readers = readers_of_a_new_case(
        NOW.date(), make_statement(happened_on=None), home_code="7K3M9Q2A"
    )

    assert set(readers.tell) == {each.email for each in committee.handlers}
    assert readers.quorate


def test_praise_has_no_clock(database: Any) -> None:
    make_committee()

    sent = make_case(kind=CaseKind.PRAISE, subjects=("PRA-WORKER",))

    assert sent.case.deadlines == []


def test_received_at_ten_to_midnight_on_a_sunday_counts_from_that_sunday(database: Any) -> None:
    make_committee()

    sent = make_case(at=datetime(2026, 11, 15, 23, 50, tzinfo=UTC))

    assert sent.case.received_on == date(2026, 11, 15)
    assert sent.case.owed[0].due_on == sent.case.due_on == date(2026, 11, 17)


def test_references_are_random_and_unmistakable(database: Any) -> None:
    make_committee()

    references = {make_case().reference for _ in range(5)}

    assert len(references) == 5
    assert not set("".join(references)) & set("01OILU")


def test_events_are_only_ever_added(database: Any) -> None:
    make_committee()
    sent = make_case()

    with pytest.raises(TypeError, match="only ever added"), transaction():
        sent.case.events[0].stage = 7
    with pytest.raises(TypeError, match="only ever added"), transaction():
        db.session.delete(sent.case.events[0])

    assert sent.case.events[0].stage == 1


def test_a_submission_that_fails_half_way_leaves_nothing(app: Flask, database: Any) -> None:
    make_committee()
    statement = make_statement()
    first = send(statement)
    rows = {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in db.metadata.sorted_tables
    }

    with pytest.raises(AlreadyReceived):
        send(statement, nonce=first.nonce)

    for table in db.metadata.sorted_tables:
        assert (
            db.session.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()
            == rows[table.name]
        ), table.name
