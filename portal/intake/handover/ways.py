"""Rule: how something reached us, how somebody wants to be reached, and what is to be done next."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from portal.cases.events import MessageKind
from portal.cases.workflow import CaseStatus
from portal.i18n import lazy_gettext as _l

ADDS_FOR: Final = timedelta(days=14)
"""So long an unused handover code adds. Its first use by the person is bound to no day."""

MOST_ADDITIONS: Final = 10
"""So often one code adds: it begins a new key each time."""

WITHIN: Final = timedelta(days=366)
"""Nothing is taken down that reached us longer ago: a year was mistyped."""


class Channel(StrEnum):
    """How it reached us."""

    TELEPHONE = "telephone"
    LETTER = "letter"
    IN_PERSON = "in_person"


class Wish(StrEnum):
    """What somebody without a computer asked for."""

    RING_BACK = "ring_back"
    LETTER = "letter"


class NextStep(StrEnum):
    """What a handler has to do for a person who was promised a call or a letter."""

    ANSWER = "answer"
    NEWS = "news"
    ACKNOWLEDGE = "acknowledge"
    FOLLOW_UP = "follow_up"
    NOTHING = "nothing"


CHANNELS: Final = {
    Channel.TELEPHONE: _l("By telephone"),
    Channel.LETTER: _l("By letter"),
    Channel.IN_PERSON: _l("In person"),
}

WISHES: Final = {
    Wish.RING_BACK: _l("Ring them back"),
    Wish.LETTER: _l("Write them a letter"),
}

STEPS: Final = {
    (Wish.RING_BACK, NextStep.ANSWER): _l("Ring, and read out the answer"),
    (Wish.RING_BACK, NextStep.NEWS): _l("Ring, and say what we wrote"),
    (Wish.RING_BACK, NextStep.ACKNOWLEDGE): _l("Acknowledge the case, then ring and say so"),
    (Wish.RING_BACK, NextStep.FOLLOW_UP): _l("Ring, and ask whether it was put right"),
    (Wish.RING_BACK, NextStep.NOTHING): _l("Nothing to say at present"),
    (Wish.LETTER, NextStep.ANSWER): _l("Print the letter with the answer, and post it"),
    (Wish.LETTER, NextStep.NEWS): _l("Print the letter with what we wrote, and post it"),
    (Wish.LETTER, NextStep.ACKNOWLEDGE): _l("Acknowledge the case, then print and post a letter"),
    (Wish.LETTER, NextStep.FOLLOW_UP): _l("Write, and ask whether it was put right"),
    (Wish.LETTER, NextStep.NOTHING): _l("Nothing to write at present"),
}


def may_add(given_on: date, additions: int, *, today: date) -> bool:
    """Whether an unused code still adds.

    >>> may_add(date(2026, 11, 9), 0, today=date(2026, 11, 23))
    True
    >>> may_add(date(2026, 11, 9), 0, today=date(2026, 11, 24))
    False
    >>> may_add(date(2026, 11, 9), 10, today=date(2026, 11, 9))
    False
    """
    return today <= given_on + ADDS_FOR and additions < MOST_ADDITIONS


def next_step(
    status: CaseStatus, unsaid: Collection[MessageKind], *, is_asked: bool = False
) -> NextStep:
    """What has to be done, given what the committee wrote since the person was last reached.

    `is_asked` is whether the portal asked what became of it, and nobody has told the person so.

    >>> next_step(CaseStatus.RECEIVED, [])
    <NextStep.ACKNOWLEDGE: 'acknowledge'>
    >>> next_step(CaseStatus.CLOSED, [MessageKind.MESSAGE, MessageKind.ANSWER])
    <NextStep.ANSWER: 'answer'>
    >>> next_step(CaseStatus.ASSIGNED, [])
    <NextStep.NOTHING: 'nothing'>
    >>> next_step(CaseStatus.CLOSED, [], is_asked=True)
    <NextStep.FOLLOW_UP: 'follow_up'>
    """
    if MessageKind.ANSWER in unsaid:
        return NextStep.ANSWER
    if unsaid:
        return NextStep.NEWS
    if status in (CaseStatus.RECEIVED, CaseStatus.REOPENED):
        return NextStep.ACKNOWLEDGE
    return NextStep.FOLLOW_UP if is_asked else NextStep.NOTHING
