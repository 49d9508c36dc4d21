"""What people told the committee of an invented co-operative, and how quickly it answered."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from audit.coops import Coop, month_names
from portal.cases.counting.facts import CaseFacts, ClockFacts, Ending, PromiseFacts, Stay
from portal.cases.deadlines import DeadlineKind
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.following.turns import PutRight
from portal.cases.workflow import CaseKind
from portal.publication.concerns.counting import case_counts
from portal.publication.disclosure.lattice import QUARTERS_OF_A_YEAR, quarter_of, quarters_before
from portal.publication.disclosure.running import CaseCounts

SUBJECTS = ("VIS-MISS", "VIS-LATE", "VIS-NOACC", "CAR-TASK", "ATT-RUDE", "COM-NOTOLD", "FIN-RATE")


def counts_of(coop: Coop) -> CaseCounts:
    """The cases of all quarters of a co-operative, and of the year before."""
    last = quarter_of(month_names(coop.months)[-1])
    count = QUARTERS_OF_A_YEAR + (coop.months + 2) // 3
    return case_counts(cases_of(coop), quarters_before(last, count))


def cases_of(coop: Coop) -> list[CaseFacts]:
    """About half a case a year for each person, more where people complain more."""
    dice = random.Random(f"cases of {coop.seed}")
    days = 30 * coop.months
    yearly = coop.people * dice.choice([0.1, 0.4, 0.8])
    first = date.fromisoformat(month_names(1)[0] + "-01")
    received = sorted(dice.randrange(days) for _ in range(round(yearly * coop.months / 12)))
    ends = first + timedelta(days=days)
    return [_case(dice, first + timedelta(days=day), ends) for day in received]


def _case(dice: random.Random, received_on: date, ends: date) -> CaseFacts:
    if dice.random() < 0.2:
        return CaseFacts(CaseKind.PRAISE, ["PRA-TEAM"], received_on, [Stay(received_on)])
    stays = [_stay(dice, received_on, ends)]
    reopened = stays[0].ended_on and dice.random() < 0.15
    if reopened and stays[0].ended_on:
        stays.append(_stay(dice, stays[0].ended_on + timedelta(days=dice.randrange(1, 60)), ends))
    ended = stays[-1].ended_on is not None
    return CaseFacts(
        CaseKind.CONCERN,
        dice.sample(SUBJECTS, dice.choice([1, 1, 1, 2, 3])),
        received_on,
        stays,
        [clock for stay in stays for clock in _clocks(dice, stay)],
        dice.choice(list(Finding)) if ended else None,
        dice.choice([*RecordMatch, None]) if ended else None,
        dice.choice([*NoAccessDispute, None, None]),
        [stay.began_on for stay in stays[1:]],
        [received_on] if dice.random() < 0.05 else [],
        [(stays[0].ended_on, dice.choice(list(PutRight)))]
        if stays[0].ended_on and dice.random() < 0.6
        else [],
        _promises(random.Random(f"promises of {received_on} {len(stays)}"), stays[-1]),
        _outside(random.Random(f"outside of {received_on} {len(stays)}"), stays[-1]),
    )


def _promises(dice: random.Random, stay: Stay) -> list[PromiseFacts]:
    """After every second answer something is promised, rarely several things."""
    if stay.ended_on is None or stay.ending is not Ending.RESOLVED:
        return []
    found = []
    for _ in range(dice.choice([0, 0, 0, 1, 1, 1, 2, 4])):
        due_on = stay.ended_on + timedelta(days=dice.randrange(7, 90))
        took = dice.choice([None, -5, -1, 0, 0, 0, 10, 60])
        found.append(PromiseFacts(due_on, None if took is None else due_on + timedelta(days=took)))
    return found


def _outside(dice: random.Random, stay: Stay) -> list[date]:
    """Some go to the ombudsman, while they wait or a year after."""
    if dice.random() >= 0.15:
        return []
    return [(stay.ended_on or stay.began_on) + timedelta(days=dice.randrange(1, 300))]


def _stay(dice: random.Random, began_on: date, ends: date) -> Stay:
    ended_on = began_on + timedelta(days=int(dice.expovariate(1 / 30)))
    if ended_on >= ends:
        return Stay(began_on)
    chosen = dice.choice([Ending.RESOLVED] * 8 + [Ending.WITHDRAWN, Ending.REFERRED])
    # Dice of its own, so that everything else stays as it was.
    if chosen is Ending.WITHDRAWN and random.Random(f"{began_on} {ended_on}").random() < 0.5:
        chosen = Ending.TOLD_TWICE
    return Stay(began_on, ended_on, chosen)


def _clocks(dice: random.Random, stay: Stay) -> Iterator[ClockFacts]:
    for kind, days in ((DeadlineKind.ACKNOWLEDGE, 4), (DeadlineKind.ANSWER, 28)):
        met_on = None
        if stay.ended_on is not None and stay.ending is Ending.RESOLVED:
            waited = min(dice.randrange(days + 3), (stay.ended_on - stay.began_on).days)
            met_on = stay.began_on + timedelta(days=waited)
        yield ClockFacts(kind, stay.began_on + timedelta(days=days), met_on, stay.ended_on)
