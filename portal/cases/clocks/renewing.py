"""Rule: the days of running clocks, worked out anew from the rules and days off of today."""

import hashlib
from collections.abc import Mapping
from datetime import date

from portal.cases.deadlines import DeadlineKind, Due, RulePack, StartEvent
from portal.cases.rule_packs import held_editions, rule_editions
from portal.cases.working_days import NATIONS, days_off_between


def due_anew(pack: RulePack, stage: int, running: Mapping[DeadlineKind, Due]) -> list[Due]:
    """What the rules make of the clocks that run, in the order in which they are due.

    An answer that counts from an acknowledgement which is still to come counts from its new day.
    """
    rules, found = pack.stage(stage), []
    acknowledge, answer = map(running.get, (DeadlineKind.ACKNOWLEDGE, DeadlineKind.ANSWER))
    if acknowledge is not None:
        day = rules.acknowledge.due_after(acknowledge.starts_on, pack.nation)
        found.append(Due(DeadlineKind.ACKNOWLEDGE, acknowledge.starts_on, day))
    if answer is not None:
        follows = rules.answer.starts is StartEvent.ACKNOWLEDGEMENT
        started = found[0].due_on if found and follows else answer.starts_on
        found.append(
            Due(DeadlineKind.ANSWER, started, rules.answer.due_after(started, pack.nation))
        )
    return found


def start_anew(starts: StartEvent, acknowledgement: Due, acknowledged_on: date | None) -> date:
    """From which day an answer counts under rules that count it from something else than before.

    Who acknowledged late wins no time: then it counts from the last day for it.

    >>> from datetime import date as d
    >>> owed = Due(DeadlineKind.ACKNOWLEDGE, d(2026, 11, 9), d(2026, 11, 16))
    >>> str(start_anew(StartEvent.RECEIPT, owed, d(2026, 11, 10)))
    '2026-11-09'
    >>> [str(start_anew(StartEvent.ACKNOWLEDGEMENT, owed, d(2026, 11, day))) for day in (10, 18)]
    ['2026-11-10', '2026-11-16']
    """
    if starts is StartEvent.RECEIPT:
        return acknowledgement.starts_on
    return min(acknowledged_on or acknowledgement.due_on, acknowledgement.due_on)


def may_move(old: Due, new: Due, *, today: date) -> bool:
    """Whether the new day takes the place of the old one.

    A day that has passed stays: what was late stays late. And no change makes late what was not.

    >>> from datetime import date as d
    >>> old = Due(DeadlineKind.ANSWER, d(2026, 11, 9), d(2026, 11, 23))
    >>> new = Due(DeadlineKind.ANSWER, d(2026, 11, 9), d(2026, 11, 24))
    >>> may_move(old, new, today=d(2026, 11, 23)), may_move(old, new, today=d(2026, 11, 24))
    (True, False)
    """
    return old != new and today <= min(old.due_on, new.due_on)


def rules_in_force(today: date) -> str:
    """A fingerprint of everything that days are worked out from: another one, other days."""
    first, last = date(today.year, 1, 1), date(today.year + 1, 12, 31)
    off = {nation: days_off_between(first, last, nation) for nation in NATIONS}
    begun = {
        code: [each for each in editions if each.valid_from <= today] or editions[:1]
        for code, editions in {**rule_editions(), **held_editions()}.items()
    }
    packs = sorted(begun.items())
    return hashlib.sha256(repr((packs, off)).encode()).hexdigest()
