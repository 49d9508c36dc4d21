"""Rule: whether more time may be taken for an answer, until when, and by which rule.

Source: the rule pack of the case. What is said here before anybody writes is refused by
`require_extension` afterwards as well.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from portal.cases.deadlines import Due, RulePack, latest_day
from portal.i18n import lazy_gettext as _l


class NoMoreTime(StrEnum):
    """Why no more time can be taken for an answer."""

    NO_CLOCK = "no_clock"
    NONE = "none"
    PASSED = "passed"
    TAKEN = "taken"


NO_MORE_TIME: Final[dict[NoMoreTime, Any]] = {
    NoMoreTime.NO_CLOCK: _l("no clock of the answer runs"),
    NoMoreTime.NONE: _l("the rules give none"),
    NoMoreTime.PASSED: _l("the day of the answer has passed"),
    NoMoreTime.TAKEN: _l("it was taken once"),
}


@dataclass(frozen=True, slots=True)
class Room:
    """Until which day more time can be taken, or why it cannot."""

    latest: date | None
    why_not: NoMoreTime | None = None
    running: Due | None = None
    """The clock of which it would be more."""

    @property
    def words(self) -> Any:
        """Why not, in few words; None where there is room."""
        return None if self.why_not is None else NO_MORE_TIME[self.why_not]


def room_for_more(
    pack: RulePack, stage: int, running: Due | None, *, extended: bool, today: date
) -> Room:
    """Whether the clock of the answer may be given more time today, and until when.

    `running` is the clock that nobody has met yet; `extended` whether it was given more once.
    """
    if running is None:
        return Room(None, NoMoreTime.NO_CLOCK)
    latest = latest_day(pack, stage, running)
    if latest is None or latest <= running.due_on:
        return Room(None, NoMoreTime.NONE)
    if extended:
        return Room(None, NoMoreTime.TAKEN)
    if today > running.due_on:
        return Room(None, NoMoreTime.PASSED)
    return Room(latest, running=running)
