"""Later work: each once, by whoever takes the lease, also after a week away."""

from datetime import UTC, datetime, timedelta
from typing import Any

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
