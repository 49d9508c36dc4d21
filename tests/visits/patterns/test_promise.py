"""The stated rate of false alarms, tried on a co-operative where all goes wrong by chance alone."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest

from portal.visits.figures.assessment import assess
from portal.visits.figures.periods import Period
from portal.visits.patterns.exact import Rate
from portal.visits.patterns.kinds import MonthTallies, PatternKind, Yardstick, totals_of
from portal.visits.patterns.search import FALSE_ALARM_MONTHS, search_month, tallies_of
from portal.visits.records import VisitRow
from tests.visits.figures.examples import attended, make_line, make_package, make_records, planned

MONTHS = 200
HISTORY = 2
"""Months before: few, so that what they tell is uncertain itself."""

DAYS = [date(2026, 9, 1) + timedelta(days=n) for n in range(28)]
CARERS = [f"W{n}" for n in range(6)]
HOURS = (8, 9, 10)
PACKAGES = [
    make_package(f"PK{carer}.{hour}", person_ref=f"pers.{carer}.{hour}", provider_unit="R01")
    for carer in CARERS
    for hour in HOURS
]
LINES = [
    make_line(f"L{package.package_ref[2:]}", f"{hour:02}:00", package_ref=package.package_ref)
    for package, hour in zip(PACKAGES, HOURS * len(CARERS), strict=True)
]


def month_of(chance: Random) -> MonthTallies:
    """A month in which each thing goes wrong by itself, as often as in any other."""
    rows: list[VisitRow] = []
    late: set[str] = set()
    for day in DAYS:
        for carer in CARERS:
            came = list(visits_of(carer, day, chance))
            rows += came
            if chance.random() < 0.02:
                late |= {row.visit_ref for row in came}
    records = make_records(LINES, rows, packages=PACKAGES)
    found = assess(records, period=Period(DAYS[0], DAYS[-1]), as_of=date(2026, 12, 1))
    return tallies_of(found, late=late)


def visits_of(carer: str, day: date, chance: Random) -> Iterator[VisitRow]:
    """Three visits of a carer on a day, each at another home."""
    clipped, in_two_places = chance.random() < 0.02, chance.random() < 0.005
    for hour in HOURS:
        facts: dict[str, Any] = {
            "visit_ref": f"V{carer}.{hour}.{day.day}",
            "line_ref": f"L{carer}.{hour}",
            "carer_ref": carer,
            "service_date": day,
        }
        begins, ends = f"{hour:02}:00", f"{hour:02}:30"
        if chance.random() < 0.03:
            yield planned(begins, ends, reason_code="P06", **facts)
            continue
        if in_two_places and hour == HOURS[0]:
            ends = f"{hour + 1:02}:20"
        elif clipped:
            ends = f"{hour:02}:10"
        row = attended(begins, ends, **facts)
        if chance.random() < 0.02:
            row = row._replace(adj_in_at=int(row.in_at or 0) - 60)
        yield row


@cache
def months() -> list[MonthTallies]:
    chance = Random(20260928)
    return [month_of(chance) for _ in range(MONTHS)]


def months_with_an_alert(*kinds: PatternKind) -> tuple[int, int]:
    """In how many of so many months something was shown, and every bit of it by chance alone."""
    before: list[Mapping[Yardstick, Rate]] = []
    shown = searched = 0
    for month in months():
        of_kinds: MonthTallies = {kind: month[kind] for kind in kinds}
        if len(before) >= HISTORY:
            search = search_month(of_kinds, before[-HISTORY:])
            assert search.tests > 0
            assert not search.silent
            searched += 1
            shown += bool(search.alerts)
        before.append(totals_of(of_kinds))
    return shown, searched


PROMISED = [kind for kind in PatternKind if kind is not PatternKind.CONTRADICTED]


@pytest.mark.parametrize("kind", PROMISED)
def test_chance_alone_shows_no_more_of_each_kind_than_is_stated(kind: PatternKind) -> None:
    shown, searched = months_with_an_alert(kind)

    assert any(tally.rate.seen for month in months() for tally in month[kind].values())
    assert shown * FALSE_ALARM_MONTHS <= searched


def test_chance_alone_shows_no_more_of_all_kinds_together_than_is_stated() -> None:
    shown, searched = months_with_an_alert(*PROMISED)

    assert shown * FALSE_ALARM_MONTHS <= searched
