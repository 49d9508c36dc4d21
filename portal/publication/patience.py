"""Rule: how often an attack that stopped before it was done is begun again, and after how long."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

# A new start of the server mends the first; what lacks memory or is wrong in itself stops again.
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=15))
MOST_TRIES: Final = len(PAUSES) + 1


def may_begin(stopped: Sequence[datetime | None], at: datetime) -> bool:
    """Whether to attack now, after tries that stopped at these instants; none for one that goes on.

    The last one was begun last.
    """
    if not stopped:
        return True
    last = stopped[-1]
    return last is not None and len(stopped) < MOST_TRIES and last + PAUSES[len(stopped) - 1] <= at


def is_given_up(stopped: Sequence[datetime | None]) -> bool:
    """Whether nothing begins again by itself."""
    return len(stopped) >= MOST_TRIES and stopped[-1] is not None
