"""Work that happens later: what is due is done once, by whichever worker takes its lease.

A lease is short, so that what a dead worker left is soon taken up; a worker that lives extends it
for as long as the job takes.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from flask import Flask, current_app
from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Model, db, reading, transaction

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=5)
EXTENDED_EVERY: Final = LEASE / 5


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again. `run` takes the present instant.

    A job with `own_transactions` begins its own; the others run inside one.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    own_transactions: bool = False


class JobLease(Model):
    """Who does one job, until when, and when it was last done. All clear: no content."""

    __tablename__ = "job_leases"

    name: Mapped[str] = mapped_column(primary_key=True, comment="clear: the job")
    held_by: Mapped[str | None] = mapped_column(comment="clear: a random name of a worker")
    held_until: Mapped[datetime | None] = mapped_column(comment="clear: end of the lease")
    done_at: Mapped[datetime | None] = mapped_column(comment="clear: last finished")


def run_due(jobs: Sequence[Job], at: datetime, *, worker: str | None = None) -> list[str]:
    """Do each job that is due and that no other worker holds; returns the names done.

    A job that fails is logged by name and tried again at the next round; the others still run.
    """
    worker = worker or secrets.token_hex(8)
    began, done = time.monotonic(), []
    for job in jobs:
        # A job before it may have taken long.
        moment = at + timedelta(seconds=time.monotonic() - began)
        if not _is_due(job, moment) or not _take(job, worker, moment):
            continue
        try:
            if job.own_transactions:
                with _extended(job, worker, moment):
                    job.run(at)
            else:
                with transaction():
                    job.run(at)
        except Exception:
            log.exception("The job %s failed; it will be tried again.", job.name)
            _give_back(job, worker, done_at=None)
        else:
            _give_back(job, worker, done_at=at)
            done.append(job.name)
        finally:
            db.session.remove()
    return done


def _is_due(job: Job, at: datetime) -> bool:
    """Look before asking for the write lock; the lease itself is decided in `_take`."""
    with reading():
        lease = db.session.get(JobLease, job.name)
        return lease is None or (
            (lease.done_at is None or lease.done_at <= at - job.every)
            and (lease.held_until is None or lease.held_until <= at)
        )


def _begin_record(job: Job) -> None:
    try:
        with transaction():
            if db.session.get(JobLease, job.name) is None:
                db.session.add(JobLease(name=job.name))
    except IntegrityError:
        # Another worker wrote the same row first: that is all that was wanted.
        log.debug("The lease of %s exists already.", job.name)


def _take(job: Job, worker: str, at: datetime) -> bool:
    _begin_record(job)
    with transaction():
        taken = db.session.execute(
            update(JobLease)
            .where(
                JobLease.name == job.name,
                or_(JobLease.held_until.is_(None), JobLease.held_until <= at),
                or_(JobLease.done_at.is_(None), JobLease.done_at <= at - job.every),
            )
            .values(held_by=worker, held_until=at + LEASE)
            .execution_options(synchronize_session=False)
        )
        return bool(getattr(taken, "rowcount", 0))


@contextmanager
def _extended(job: Job, worker: str, at: datetime) -> Iterator[None]:
    """Extend the lease that was taken at this instant again and again, until the block ends.

    Only for a job that leaves the store to others: one that holds it is not extended.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    ended, began = Event(), time.monotonic()

    def extend() -> None:
        while not ended.wait(EXTENDED_EVERY.total_seconds()):
            with app.app_context():
                try:
                    _extend(job, worker, at + timedelta(seconds=time.monotonic() - began))
                except Exception:
                    log.exception("The lease of %s was not extended; tried again soon.", job.name)

    extending = Thread(target=extend, name=f"lease of {job.name}", daemon=True)
    extending.start()
    try:
        yield
    finally:
        ended.set()
        extending.join()


def _extend(job: Job, worker: str, at: datetime) -> None:
    with transaction():
        db.session.execute(
            update(JobLease)
            .where(JobLease.name == job.name, JobLease.held_by == worker)
            .values(held_until=at + LEASE)
            .execution_options(synchronize_session=False)
        )


def _give_back(job: Job, worker: str, *, done_at: datetime | None) -> None:
    with transaction():
        values: dict[str, object] = {"held_by": None, "held_until": None}
        if done_at is not None:
            values["done_at"] = done_at
        db.session.execute(
            update(JobLease)
            .where(JobLease.name == job.name, JobLease.held_by == worker)
            .values(values)
            .execution_options(synchronize_session=False)
        )
