"""The ledger in the store: recorded with the thing, linked once, erased without a hole."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.database import db, transaction
from portal.ledger import queries, services
from portal.ledger.copies import write_copy
from portal.ledger.entries import commit_to
from portal.ledger.kinds import EntryKind
from portal.ledger.models import LedgerEntry, LedgerFact, LedgerHead, LedgerLink
from portal.ledger.verifying import verify

MONDAY = datetime(2026, 11, 9, 10, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def record(at: datetime = MONDAY, **fact: Any) -> LedgerEntry:
    with transaction():
        return services.record(EntryKind.CASE_RECEIVED, fact or {"n": 1}, at=at)


def close(at: datetime) -> list[date]:
    with transaction():
        return [head.day for head in services.close_days(at)]


def download() -> bytes:
    key = services.signing_key().public
    return "".join(write_copy(key, queries.closed_days())).encode()


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_entry_is_a_commitment_to_its_fact(database: Any) -> None:
    subject = uuid4()

    with transaction():
        entry = services.record(
            EntryKind.CASE_RECEIVED, {"case": subject}, at=MONDAY, subject=subject
        )

    [(found, fact)] = queries.facts_about(subject)
    assert found.commitment == entry.commitment
    assert found.day == date(2026, 11, 9)
    assert commit_to(fact.salt, fact.kind, fact.fact) == entry.commitment
    assert fact.fact == {"case": str(subject)}


def test_the_day_is_the_co_operatives_own(database: Any) -> None:
    late_in_summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    assert record(late_in_summer).day == date(2026, 7, 2)


def test_a_fact_that_json_cannot_hold_is_refused_and_nothing_is_entered(database: Any) -> None:
    with pytest.raises(ValueError, match="float"):
        record(value=0.5)

    assert count(LedgerEntry) == count(LedgerFact) == 0


def test_what_is_rolled_back_was_never_entered(database: Any) -> None:
    with pytest.raises(RuntimeError), transaction():
        services.record(EntryKind.CASE_RECEIVED, {}, at=MONDAY)
        raise RuntimeError

    assert count(LedgerEntry) == count(LedgerFact) == 0


def test_a_day_is_closed_when_it_has_ended(database: Any) -> None:
    record()

    assert close(MONDAY + timedelta(hours=13)) == []
    assert close(MONDAY + DAY) == [date(2026, 11, 9)]
    assert close(MONDAY + DAY) == []
    assert count(LedgerLink) == 32


def test_nothing_is_closed_before_the_first_entry(database: Any) -> None:
    assert close(MONDAY) == []
    assert count(LedgerHead) == 0


def test_a_worker_that_was_down_catches_up_day_by_day(database: Any) -> None:
    record()
    record(MONDAY + 3 * DAY)

    closed = close(MONDAY + 7 * DAY)

    assert closed == [date(2026, 11, day) for day in range(9, 16)]
    assert len(queries.commitments_of(date(2026, 11, 10))) == 32
    assert {head.signed_on for head in queries.heads()} == {date(2026, 11, 16)}
    assert verify(download(), on=date(2026, 11, 16)).is_good


def test_what_was_entered_late_is_linked_with_the_next_day(database: Any) -> None:
    record()
    close(MONDAY + DAY)

    late = record(MONDAY)

    close(MONDAY + 2 * DAY)
    assert late.commitment in queries.commitments_of(date(2026, 11, 10))
    assert late.commitment not in queries.commitments_of(date(2026, 11, 9))


def test_a_busy_day_takes_the_next_multiple(database: Any) -> None:
    entered = {record(n=n).commitment for n in range(33)}

    close(MONDAY + DAY)

    linked = queries.commitments_of(date(2026, 11, 9))
    assert len(linked) == 64
    assert entered <= set(linked)


def test_the_download_is_whole_and_opens_only_what_is_public(database: Any) -> None:
    record()
    with transaction():
        services.record(EntryKind.RELEASE_PUBLISHED, {"period": "2026-10"}, at=MONDAY)
        services.record(EntryKind.IMPORT_ACCEPTED, {"rows": 7}, at=MONDAY)
    close(MONDAY + DAY)

    text = download()

    report = verify(text, on=date(2026, 11, 10), keys=[services.signing_key().public])
    assert (report.problems, report.openings) == ([], 1)
    assert b"release_published" in text
    for hidden in (b"case_received", b"import_accepted", b'"rows"'):
        assert hidden not in text


def test_a_public_fact_is_opened_only_when_its_day_is_closed(database: Any) -> None:
    with transaction():
        services.record(EntryKind.RELEASE_PUBLISHED, {"period": "2026-10"}, at=MONDAY)

    assert queries.public_facts() == []
    close(MONDAY + DAY)
    assert [public.fact.fact for public in queries.public_facts()] == [{"period": "2026-10"}]


def test_a_promise_is_kept_by_the_next_closing(database: Any) -> None:
    written = services.promise(record())

    before = verify(download(), on=date(2026, 11, 9), promise=written)
    close(MONDAY + DAY)
    after = verify(download(), on=date(2026, 11, 30), promise=written)

    assert before.is_good
    assert any("was kept" in notice for notice in after.notices)


def test_an_entry_removed_before_its_day_was_closed_breaks_its_promise(database: Any) -> None:
    entry = record()
    written = services.promise(entry)
    with transaction():
        db.session.delete(db.session.get_one(LedgerFact, entry.sequence))
        db.session.flush()
        db.session.delete(db.session.get_one(LedgerEntry, entry.sequence))
    record()

    close(MONDAY + DAY)

    assert not verify(download(), on=date(2026, 11, 30), promise=written).is_good


def test_erasing_leaves_the_commitment_and_the_chain(database: Any) -> None:
    subject = uuid4()
    with transaction():
        kept = services.record(EntryKind.CASE_RECEIVED, {"n": 1}, at=MONDAY, subject=uuid4())
        gone = services.record(EntryKind.CASE_RECEIVED, {"n": 2}, at=MONDAY, subject=subject)
    close(MONDAY + DAY)
    before = download()

    with transaction():
        services.erase_facts_about(subject)

    assert db.session.get(LedgerFact, gone.sequence) is None
    assert db.session.get(LedgerFact, kept.sequence) is not None
    assert gone.commitment in queries.commitments_of(date(2026, 11, 9))
    assert download() == before


def test_what_is_open_to_everyone_is_not_erased_and_says_no_more_of_what(database: Any) -> None:
    subject, kind = uuid4(), EntryKind.RECOVERY_USED
    with transaction():
        services.record(EntryKind.CASE_RECEIVED, {"n": 1}, at=MONDAY, subject=subject)
        services.record(kind, {"reason": "rehearsal"}, at=MONDAY, subject=subject)
    close(MONDAY + DAY)
    before = download()

    with transaction():
        services.erase_facts_about(subject)

    assert queries.facts_about(subject) == []
    assert [each.fact.fact for each in queries.public_facts()] == [{"reason": "rehearsal"}]
    assert download() == before
    assert verify(before, on=date(2026, 11, 11)).is_good


def test_erasing_one_fact_leaves_the_others(database: Any) -> None:
    kept, gone = record(n=1), record(n=2)

    with transaction():
        services.erase_fact(gone)

    assert db.session.get(LedgerFact, gone.sequence) is None
    assert db.session.get(LedgerFact, kept.sequence) is not None


def test_what_was_changed_in_the_store_is_found_in_the_download(database: Any) -> None:
    record()
    close(MONDAY + 2 * DAY)
    with transaction():
        link = db.session.get_one(LedgerLink, 7)
        link.commitment = b"\xff" * 32

    assert not verify(download(), on=date(2026, 11, 12)).is_good


def test_two_workers_at_once_close_each_day_once(app: Flask) -> None:
    with app.app_context():
        for number in range(5):
            record(MONDAY + (number % 3) * DAY, n=number)
        db.session.remove()
    start = threading.Barrier(4)
    closed: list[date] = []
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with app.app_context():
                start.wait()
                closed.extend(close(MONDAY + 5 * DAY))
                db.session.remove()
        except BaseException as failure:
            failures.append(failure)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert sorted(closed) == [date(2026, 11, day) for day in range(9, 14)]
    with app.app_context():
        assert verify(download(), on=date(2026, 11, 14)).problems == []
        db.session.remove()


def test_entries_made_while_a_day_is_closed_are_lost_to_nobody(app: Flask) -> None:
    start = threading.Barrier(3)
    entered: list[bytes] = []
    failures: list[BaseException] = []
    with app.app_context():
        entered.append(record().commitment)
        db.session.remove()

    def write(number: int) -> None:
        try:
            with app.app_context():
                start.wait()
                for turn in range(5):
                    entered.append(record(MONDAY, n=number, turn=turn).commitment)
                db.session.remove()
        except BaseException as failure:
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for writer in writers:
        writer.start()
    with app.app_context():
        start.wait()
        close(MONDAY + DAY)
        for writer in writers:
            writer.join()
        close(MONDAY + 2 * DAY)
        linked = set(db.session.scalars(select(LedgerLink.commitment)))
        db.session.remove()

    assert failures == []
    assert len(entered) == 11
    assert set(entered) <= linked
