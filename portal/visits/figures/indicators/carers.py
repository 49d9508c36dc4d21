"""Both carers, carers in two places, and how many different ones (method page, "Every figure")."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from itertools import chain

from portal.visits.figures.facts import ExtraFacts, VisitFacts, refs_in
from portal.visits.figures.group import Group, tally
from portal.visits.figures.indicators.measures import (
    N_,
    Middle,
    Ratio,
    Topic,
    Unit,
    indicator,
)
from portal.visits.figures.statuses import CARED_FOR, Status

REGULAR_CARERS = 3
_VISITED = CARED_FOR | {Status.DELIVERED_OTHER_SLOT}


@indicator(
    "X1",
    Topic.CARERS,
    Unit.PERCENT,
    1,
    label=N_("Two-carer visits with both carers"),
    formula=N_(
        "Of the visits that require two carers or more, those where all of them were there "
        "together for at least %(length_share)s %% of the agreed length."
    ),
)
def all_carers(group: Group) -> Ratio:
    """Care given and mk >= 0.9 d, over Vnet with k >= 2 of any status."""
    shared = [visit for visit in group.net if visit.carers_required >= 2]
    share = group.parameters.length_share
    together = sum(
        visit.status in CARED_FOR and 100 * visit.together >= share * visit.duration
        for visit in shared
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
    needs=("carer_ref",),
)
def overlapping(group: Group) -> Ratio:
    """Both rows of a pair count; the other one may lie in any period."""
    return Ratio(group.attended("overlapping"), group.attended("closed"))


@indicator(
    "K1",
    Topic.CARERS,
    Unit.CARERS,
    1,
    label=N_("Different carers in two weeks"),
    formula=N_(
        "For each person with at least %(visits)s visits agreed between %(begins)s and %(ends)s on "
        "each of the last %(days)s final days of the period and none suspended, the number of "
        "different carers who came between %(begins)s and %(ends)s; the middle value."
    ),
    needs=("carer_ref",),
)
def different_carers(group: Group) -> Middle:
    """Median over the people seen daily in the window."""
    return Middle.of([Fraction(len(names)) for names in carers_met(group).values()])


def carers_met(group: Group) -> dict[str, set[str]]:
    """Who came in daytime in the window to each of the people seen daily."""
    carers = {person: set[str]() for person in _seen_daily(group)}
    everything: Iterable[VisitFacts | ExtraFacts]
    everything = chain(group.in_window, group.extras_in_window)
    for facts in everything:
        if facts.person_ref in carers:
            carers[facts.person_ref].update(refs_in(facts.daytime_carers))
    return carers


def _seen_daily(group: Group) -> list[str]:
    """People with enough daytime visits agreed on every day of the window, none suspended."""
    wanted = group.parameters
    first, last = wanted.continuity_from_minute, wanted.continuity_until_minute
    away = {visit.person_ref for visit in group.in_window if visit.status == Status.SUSPENDED}
    by_day = (visit for visit in group.in_window if first <= visit.agreed_minute <= last)
    agreed = tally(by_day, "person_ref", "service_date")
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
    needs=("carer_ref",),
)
def regular_carers(group: Group) -> Middle:
    """Median over people with at least one pair."""
    visits_by: dict[str, Counter[str]] = defaultdict(Counter)
    came = tally((visit for visit in group.net if visit.status in _VISITED), "person_ref", "carers")
    for (person, carers), count in came.items():
        for carer in refs_in(carers):
            visits_by[person][carer] += count
    return Middle.of(
        [
            Fraction(sum(count for _, count in carers.most_common(REGULAR_CARERS)), carers.total())
            for carers in visits_by.values()
        ]
    )


CARERS = (all_carers, overlapping, different_carers, regular_carers)
