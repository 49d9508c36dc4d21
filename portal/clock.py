"""The only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.config import settings

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _stopped.get() or datetime.now(UTC) + timedelta(seconds=settings().clock_shift)


def zone() -> ZoneInfo:
    """The co-operative's own time zone."""
    return ZoneInfo(settings().tz)


def local(instant: datetime) -> datetime:
    """The same instant on the co-operative's wall clock."""
    return instant.astimezone(zone())


def today() -> date:
    """The present day where the co-operative is."""
    return local(now()).date()


@contextmanager
def stopped_at(instant: datetime) -> Iterator[None]:
    """Hold the clock still, for tests and for loading the demonstration."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs its zone.")
    token = _stopped.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)
