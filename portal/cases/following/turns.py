"""Rule: when the person is asked again after an answer, and what they may say.

What the committee found and what the person says of it are two facts. Neither changes the other,
and both are counted.
"""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from portal.cases.working_days import months_after
from portal.errors import RuleBroken
from portal.i18n import lazy_gettext as _l


class FollowUpRefused(RuleBroken):
    """Nothing was asked, or it was answered already."""


class AlertOver(RuleBroken):
    """Somebody has looked into it already."""


class Turn(StrEnum):
    """How long after the answer the person is asked."""

    TWO_WEEKS = "two_weeks"
    THREE_MONTHS = "three_months"
    SIX_MONTHS = "six_months"


class PutRight(StrEnum):
    """Whether it was put right, as the person sees it."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class AlertFinding(StrEnum):
    """What a member found about something that got worse after somebody spoke up."""

    GOT_WORSE = "got_worse"
    NOT_SHOWN = "not_shown"
    PASSED_ON = "passed_on"


TURNS = {
    Turn.TWO_WEEKS: _l("Two weeks after the answer"),
    Turn.THREE_MONTHS: _l("Three months after the answer"),
    Turn.SIX_MONTHS: _l("Six months after the answer"),
}

PUT_RIGHT = {
    PutRight.YES: _l("Yes, it was put right"),
    PutRight.PARTLY: _l("In part"),
    PutRight.NO: _l("No"),
}

ALERT_FINDINGS = {
    AlertFinding.GOT_WORSE: _l("It did get worse, and something is done about it"),
    AlertFinding.NOT_SHOWN: _l("Nothing shows that it got worse"),
    AlertFinding.PASSED_ON: _l("It is passed to the safeguarding lead or to another body"),
}


def due_after(turn: Turn, answered_on: date) -> date:
    """The day on which the person is asked.

    >>> [str(due_after(turn, date(2026, 11, 30))) for turn in Turn]
    ['2026-12-14', '2027-02-28', '2027-05-30']
    """
    match turn:
        case Turn.TWO_WEEKS:
            return answered_on + timedelta(weeks=2)
        case Turn.THREE_MONTHS:
            return months_after(answered_on, 3)
        case Turn.SIX_MONTHS:
            return months_after(answered_on, 6)


def periods_beside(
    received_on: date, *, raised_on: date, last_on_record: date, most: timedelta
) -> tuple[tuple[date, date], tuple[date, date] | None]:
    """First and last day of the time before somebody spoke up, and of the time since.

    Both are as long as there is a record since, and at most `most`; the time since is the newest
    that had passed when the alert was raised. None for it where no record reaches that far; the
    time before ends with the record too.

    >>> periods_beside(date(2026, 11, 3), raised_on=date(2026, 11, 20),
    ...     last_on_record=date(2026, 11, 10), most=timedelta(28))[1]
    (datetime.date(2026, 11, 4), datetime.date(2026, 11, 10))
    """
    day = timedelta(days=1)
    before_ends = min(received_on - day, last_on_record)
    last = min(raised_on, last_on_record)
    days = min((last - received_on), most)
    if days < day:
        return (before_ends - most + day, before_ends), None
    return (before_ends - days + day, before_ends), (last - days + day, last)


def latest(due: Collection[tuple[Turn, date]], today: date) -> Turn | None:
    """Of the turns whose day has come, the one to ask: who was not asked in time is asked once."""
    come = [(on, turn) for turn, on in due if on <= today]
    return max(come)[1] if come else None
