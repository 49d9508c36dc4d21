"""Rule: how long somebody stays signed in."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Self

IDLE: Final = timedelta(minutes=30)
WARNED_AFTER: Final = timedelta(minutes=25)
WHOLE: Final = timedelta(hours=12)
RECENT: Final = timedelta(minutes=10)
INVITED_FOR: Final = timedelta(days=14)
# Handing over keys may take so long; then the recovery ceremony opens what nobody took.
HAND_OVER_FOR: Final = timedelta(days=30)
KEPT_FOR: Final = timedelta(hours=24)
# The cookie is written again at most this often, so a busy reader is not sent one with each page.
_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clocks:
    """When somebody signed in, was last here, and last proved who they are."""

    began_at: datetime
    seen_at: datetime
    proved_at: datetime

    @classmethod
    def starting(cls, at: datetime) -> Self:
        """The clocks of somebody who signs in now."""
        return cls(at, at, at)

    @classmethod
    def from_seconds(cls, began: int, seen: int, proved: int) -> Self:
        """The clocks as the cookie carries them."""
        return cls(*(datetime.fromtimestamp(second, UTC) for second in (began, seen, proved)))

    @property
    def seconds(self) -> tuple[int, int, int]:
        """The clocks as the cookie carries them."""
        return (
            int(self.began_at.timestamp()),
            int(self.seen_at.timestamp()),
            int(self.proved_at.timestamp()),
        )

    @property
    def ends_at(self) -> datetime:
        """When the session is over if nothing more is done."""
        return min(self.seen_at + IDLE, self.began_at + WHOLE)

    def is_over(self, at: datetime) -> bool:
        """Whether the person has to sign in again."""
        return at >= self.ends_at

    def is_recent(self, at: datetime) -> bool:
        """Whether password and code were given so lately that a weighty step may be taken."""
        return at < self.proved_at + RECENT

    def is_worth_noting(self, at: datetime) -> bool:
        """Whether the last visit is so long ago that the cookie should say so anew."""
        return at >= self.seen_at + _NOTED_EVERY

    def seen(self, at: datetime) -> Self:
        """The person was here."""
        return replace(self, seen_at=at)

    def proved(self, at: datetime) -> Self:
        """The person gave password and code again."""
        return replace(self, seen_at=at, proved_at=at)
