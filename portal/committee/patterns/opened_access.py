"""The pass of an opened pattern: for half an hour this session may read whom it is about.

Opening is a POST that writes the ledger entry; reading never writes, so no link or reload opens
anything without a trace.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask import session

LASTS: Final = timedelta(minutes=30)
_PASSES: Final = "pattern_passes"
# They travel in the cookie, which has no room for many.
_MOST: Final = 6


def begin_pass(alert_id: UUID, at: datetime) -> None:
    """Let this session read the pattern for half an hour."""
    running = {name: until for name, until in _passes().items() if until > at.timestamp()}
    running.pop(alert_id.hex, None)
    kept = dict(list(running.items())[-(_MOST - 1) :])
    session[_PASSES] = {**kept, alert_id.hex: int((at + LASTS).timestamp())}


def has_pass(alert_id: UUID, at: datetime) -> bool:
    """Whether this session may read the pattern now."""
    return _passes().get(alert_id.hex, 0) > at.timestamp()


def _passes() -> dict[str, int]:
    kept = session.get(_PASSES)
    return kept if isinstance(kept, dict) else {}
