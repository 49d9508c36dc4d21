"""Rule: who is told of a clock, and when: before its day, and ever more people after it.

No law sets these days. What is promised is that a breach of a day passes itself on: to the chair,
to everybody who may read the case, and at last to the person, who is told who else can be asked.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from itertools import dropwhile
from typing import Final

from portal.cases.deadlines import DeadlineKind
from portal.cases.working_days import working_day_from
from portal.i18n import lazy_gettext as _l


class Call(StrEnum):
    """One step; in this order, each taken once."""

    REMINDER = "reminder"
    CHAIR = "chair"
    COMMITTEE = "committee"
    OUTSIDE = "outside"


CALLS: Final = {
    Call.REMINDER: _l("those who look into it are reminded"),
    Call.CHAIR: _l("the chair is told that it is overdue"),
    Call.COMMITTEE: _l("everybody who may read it is told that it is overdue"),
    Call.OUTSIDE: _l("the person is told that an outside body can be asked now"),
}

_AFTER: Final[Mapping[Call, int]] = {Call.CHAIR: 1, Call.COMMITTEE: 3, Call.OUTSIDE: 10}
"""So many working days after the day."""

_BEFORE: Final[Mapping[DeadlineKind, int]] = {
    DeadlineKind.ACKNOWLEDGE: 1,
    DeadlineKind.ANSWER: 3,
}
"""So many working days before the day those who look into it are reminded."""


def day_of_call(call: Call, kind: DeadlineKind, due_on: date, nation: str) -> date:
    """The day of that step.

    >>> str(day_of_call(Call.REMINDER, DeadlineKind.ANSWER, date(2026, 12, 29), "WAL"))
    '2026-12-22'
    >>> str(day_of_call(Call.CHAIR, DeadlineKind.ANSWER, date(2026, 12, 24), "WAL"))
    '2026-12-29'
    """
    if call is Call.REMINDER:
        return working_day_from(due_on, -_BEFORE[kind], nation)
    return working_day_from(due_on, _AFTER[call], nation)


def calls_due(
    kind: DeadlineKind, due_on: date, *, last: Call | None, today: date, nation: str
) -> list[Call]:
    """The steps that are to be taken now. Nobody is reminded of a day that has passed.

    >>> due_on, today = date(2026, 11, 9), date(2026, 11, 12)
    >>> calls_due(DeadlineKind.ANSWER, due_on, last=None, today=today, nation="ENG")
    [<Call.CHAIR: 'chair'>, <Call.COMMITTEE: 'committee'>]
    """
    return [
        call
        for call in _left(last)
        if day_of_call(call, kind, due_on, nation) <= today
        and (call is not Call.REMINDER or today <= due_on)
    ]


def without_chair(calls: Iterable[Call]) -> list[Call]:
    """The same where no chair may read the case: everybody is told in the chair's place.

    >>> without_chair([Call.CHAIR, Call.COMMITTEE])
    [<Call.COMMITTEE: 'committee'>]
    """
    return list(dict.fromkeys(Call.COMMITTEE if each is Call.CHAIR else each for each in calls))


def next_call(
    kind: DeadlineKind, due_on: date, *, last: Call | None, today: date, nation: str
) -> tuple[Call, date] | None:
    """The step that comes next and its day; None where every one was taken."""
    days = ((call, day_of_call(call, kind, due_on, nation)) for call in _left(last))
    return next((each for each in days if each[1] > today), None)


def _left(last: Call | None) -> list[Call]:
    if last is None:
        return list(Call)
    return list(dropwhile(lambda call: call is not last, Call))[1:]
