"""The long part: outcomes are worked out outside any transaction, then written in a short one.

A batch is thrown away if something was touched meanwhile; what is marked stays marked until it is
written, and figures of marked days are not shown as if they were settled.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from portal.collection import no_collection
from portal.database import reading, transaction
from portal.visits.outcomes import queries, services

BATCHES_AT_ONCE: Final = 20

Told = Callable[[int], None]


def renew_waiting(_at: datetime) -> None:
    """Work out some of what is marked: what the worker does at each round."""
    for _ in range(BATCHES_AT_ONCE):
        if not _renew_next():
            return


def renew_everything(told: Told = lambda days_left: None) -> None:
    """Work out all that is marked; `told` hears how many days are left after each batch."""
    while _renew_next():
        with reading():
            days_left = queries.count_days_left()
        told(days_left)


def work_out_again(*, at: datetime, told: Told = lambda days_left: None) -> None:
    """Forget every outcome and work all of them out again."""
    with transaction():
        services.mark_everything(at=at)
    renew_everything(told)


def _renew_next() -> bool:
    with no_collection():
        with reading():
            batch = queries.find_next_batch()
            if batch is None:
                return False
            facts = queries.work_out(batch)
        with transaction():
            services.keep_batch(batch, facts)
    return True
