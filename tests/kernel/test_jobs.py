"""Later work: each once, by whoever takes the lease, also after a week away."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import jobs
from portal.database import db, reading
from portal.jobs import Job, JobLease, run_due

AT = datetime(2026, 11, 9, 10, tzinfo=UTC)


def counted(name: str = "sweep", minutes: int = 10) -> tuple[Job, list[datetime]]:
    runs: list[datetime] = []
    return Job(name, timedelta(minutes=minutes), runs.append), runs


def test_does_what_is_due_and_not_again_too_soon(database: Any) -> None:
    job, runs = counted()

    assert run_due([job], AT) == ["sweep"]
    assert run_due([job], AT + timedelta(minutes=5)) == []
    assert run_due([job], AT + timedelta(minutes=10)) == ["sweep"]
    assert len(runs) == 2


def test_catches_up_once_after_a_week(database: Any) -> None:
    job, runs = counted()
    run_due([job], AT)

    run_due([job], AT + timedelta(days=7))
    run_due([job], AT + timedelta(days=7, minutes=1))

    assert len(runs) == 2


def test_a_lease_held_elsewhere_is_respected_until_it_ends(database: Any) -> None:
    job, runs = counted()
    db.session.add(JobLease(name="sweep", held_by="other", held_until=AT + timedelta(minutes=5)))
    db.session.commit()

    assert run_due([job], AT) == []
    assert run_due([job], AT + timedelta(minutes=6)) == ["sweep"]
    assert len(runs) == 1


def test_a_job_that_fails_is_tried_again_and_stops_no_other(database: Any) -> None:
    def fails(at: datetime) -> None:
        raise ZeroDivisionError

    other, runs = counted("other")

    done = run_due([Job("fails", timedelta(minutes=1), fails), other], AT)

    assert done == ["other"]
    assert len(runs) == 1
    with reading():
        lease = db.session.get(JobLease, "fails")
        assert lease is not None
        assert lease.held_by is None
        assert lease.done_at is None


@pytest.fixture
def short_leases(monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """Leases that end within a second, so that a job can outlast them."""
    lease = timedelta(seconds=0.3)
    monkeypatch.setattr(jobs, "LEASE", lease)
    monkeypatch.setattr(jobs, "EXTENDED_EVERY", lease / 10)
    return lease


def held_until() -> datetime:
    with reading():
        return db.session.scalars(select(JobLease.held_until).where(JobLease.name == "long")).one()


def test_a_lease_is_extended_for_as_long_as_its_job_takes(
    database: Any, short_leases: timedelta
) -> None:
    late = AT + 4 * short_leases
    elsewhere = []

    def work(_at: datetime) -> None:
        give_up = time.monotonic() + 20
        while held_until() <= late and time.monotonic() < give_up:
            time.sleep(0.02)
        elsewhere.extend(run_due([job], late, worker="other"))

    job = Job("long", timedelta(seconds=1), work, own_transactions=True)

    assert run_due([job], AT) == ["long"]
    assert elsewhere == []
    with reading():
        lease = db.session.get(JobLease, "long")
        assert lease is not None and (lease.held_by, lease.done_at) == (None, AT)


def test_a_lease_begins_when_its_job_does_not_when_the_round_began(
    database: Any, short_leases: timedelta
) -> None:
    seen = []
    before = Job("before", timedelta(minutes=1), lambda _at: time.sleep(0.5))
    job = Job("long", timedelta(minutes=1), lambda _at: seen.append(held_until()), True)

    run_due([before, job], AT)

    assert seen[0] >= AT + timedelta(seconds=0.5) + short_leases
