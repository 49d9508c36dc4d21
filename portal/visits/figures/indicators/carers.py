"""Both carers, carers in two places, and how many different ones (method page, "Carers")."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import chain

from portal.visits.figures.group import Group
from portal.visits.figures.indicators.measures import (
    N_,
    Middle,
    Ratio,
    Topic,
    Unit,
    indicator,
)
from portal.visits.figures.parameters import MINUTE
from portal.visits.figures.statuses import CARED_FOR, Status

REGULAR_CARERS = 3


@indicator(
    "X1",
    Topic.CARERS,
    Unit.PERCENT,
    1,
    label=N_("Two-carer visits with both carers"),
    formula=N_(
        "Of the visits that require two carers or more, those where all of them were there "
        "together for at least 90 % of the agreed length."
    ),
)
def all_carers(group: Group) -> Ratio:
    """Care given and mk >= 0.9 d, over Vnet with k >= 2 of any status."""
    shared = [outcome for outcome in group.net if outcome.visit.line.carers_required >= 2]
    share = group.parameters.length_share
    together = sum(
        outcome.status in CARED_FOR
        and 100 * outcome.presence.together >= share * outcome.visit.duration
        for outcome in shared
    )
    return Ratio(together, len(shared))


@indicator(
    "X2",
    Topic.CARERS,
    Unit.PER_1000,
    2,
    label=N_("Records in two places at once"),
    formula=N_(
        "For every 1,000 attendances with both ends, those that overlap an attendance of the same "
        "carer at another person by more than a minute."
    ),
)
def overlapping(group: Group) -> Ratio:
    """Both rows of a pair count; the other one may lie in any period."""
    closed = [there for there in group.attendances if there.is_closed]
    return Ratio(sum(there.row.visit_ref in group.overlapping for there in closed), len(closed))


@indicator(
    "K1",
    Topic.CARERS,
    Unit.CARERS,
    1,
    label=N_("Different carers in two weeks"),
    formula=N_(
        "For each person with at least two visits agreed between 07:00 and 22:00 on each of the "
        "last 14 final days of the period and none suspended, the number of different carers who "
        "came between 07:00 and 22:00; the middle value."
    ),
)
def different_carers(group: Group) -> Middle:
    """Median over the people seen daily in the window."""
    carers = {person: set[str]() for person in _seen_daily(group)}
    from_second = group.parameters.continuity_from_minute * MINUTE
    until_second = group.parameters.continuity_until_minute * MINUTE
    attended = chain(
        (
            (outcome.visit.package.person_ref, there)
            for outcome in group.outcomes
            for there in chain(outcome.counted, outcome.other_slot)
        ),
        ((extra.package.person_ref, extra.attendance) for extra in group.extras),
    )
    for person, there in attended:
        if person not in carers or not group.is_in_window(there.row.service_date):
            continue
        if from_second <= group.clock.second_of_day(there.start) <= until_second:
            carers[person].add(there.carer)
    return Middle.of([Fraction(len(names)) for names in carers.values()])


def _seen_daily(group: Group) -> list[str]:
    """People with enough daytime visits agreed on every day of the window, none suspended."""
    wanted = group.parameters
    agreed: Counter[tuple[str, int]] = Counter()
    away: set[str] = set()
    for outcome in group.outcomes:
        visit = outcome.visit
        if not group.is_in_window(visit.service_date):
            continue
        if visit.is_suspended:
            away.add(visit.package.person_ref)
        minute = visit.line.agreed_start
        if wanted.continuity_from_minute <= minute <= wanted.continuity_until_minute:
            agreed[visit.package.person_ref, visit.service_date.toordinal()] += 1
    days = Counter(
        person for (person, _), count in agreed.items() if count >= wanted.continuity_visits
    )
    return [
        person
        for person, count in days.items()
        if count == wanted.continuity_days and person not in away
    ]


@indicator(
    "K2",
    Topic.CARERS,
    Unit.PERCENT,
    1,
    label=N_("Visits by the three most frequent carers"),
    formula=N_(
        "For each person, of all pairs of a visit made and a carer who came to it, the share of "
        "the three carers who came most often; the middle value."
    ),
)
def regular_carers(group: Group) -> Middle:
    """Median over people with at least one pair."""
    visits_by: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in group.net:
        if outcome.status in CARED_FOR:
            came = outcome.counted
        elif outcome.status is Status.DELIVERED_OTHER_SLOT:
            came = outcome.other_slot
        else:
            continue
        visits_by[outcome.visit.package.person_ref].update({there.carer for there in came})
    return Middle.of(
        [
            Fraction(sum(count for _, count in carers.most_common(REGULAR_CARERS)), carers.total())
            for carers in visits_by.values()
        ]
    )


CARERS = (all_carers, overlapping, different_carers, regular_carers)
