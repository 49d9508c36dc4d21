"""Delivering what is due. The one step with transactions of its own: mail leaves between them."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from portal.config import settings
from portal.database import reading, transaction
from portal.jobs import Job
from portal.notices.carriers import Carrier, carrier_of
from portal.notices.patience import Problem
from portal.notices.queries import is_any_due
from portal.notices.services import (
    Taken,
    forget_given_up,
    note_delivered,
    note_failed,
    take_due,
)

# A run ends at some time, so that other work gets its turn; the next one goes on.
_ROUNDS: Final = 50


def deliver_due(at: datetime) -> int:
    """Deliver the letters that are due; returns how many left.

    Any number of workers may do it at once. A worker that dies between handing a letter over and
    noting it sends that letter once more, under the same name, after its lease.
    """
    worker = secrets.token_hex(8)
    left = 0
    for _round in range(_ROUNDS):
        with reading():
            if not is_any_due(at):
                break
        with transaction():
            taken = take_due(worker, at=at)
        if not taken:
            break
        with carrier_of(settings()) as carrier:
            for one in taken:
                left += _deliver(one, carrier, worker, at)
    return left


def _deliver(taken: Taken, carrier: Carrier, worker: str, at: datetime) -> bool:
    if taken.letter is None:
        problem: Problem | None = Problem.NOT_READABLE
    else:
        mail = taken.letter.as_mail(taken.id, sender=settings().mail_sender, at=at)
        problem = carrier.carry(f"{taken.made_at:%Y%m%dT%H%M%S}-{taken.id.hex}", mail)
    with transaction():
        if problem is None:
            note_delivered(taken, by=worker)
        else:
            note_failed(taken, problem, by=worker, at=at)
    return problem is None


JOBS: Final = (
    Job("deliver letters", timedelta(seconds=10), deliver_due, own_transactions=True),
    Job("forget letters given up", timedelta(hours=6), forget_given_up),
)
