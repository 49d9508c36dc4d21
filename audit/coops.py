"""Invented co-operatives: who is cared for, by whom, and what came of it, month by month.

Everything follows from a seed. Few people, steady packages, joiners and leavers, one person with
very many hours, a worker with only one person: what is awkward is meant to happen often.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from portal.publication.disclosure.shares import Share

BANDS = ("morning", "midday", "tea", "evening")
SERVICES = (("personal_care", 8), ("domestic", 3), ("reablement", 2))
COMMISSIONERS = (("local_authority", 6), ("self_funded", 3), ("health", 1))
TWICE_DAILY = 56
"""Visits of a month of four weeks."""
CAUSES = ("not_rostered", "missed_hours", "no_access_hours", "missing_carer", "short_time", "other")


@dataclass(frozen=True, slots=True)
class Coop:
    """How large a co-operative is and for how long it publishes."""

    people: int
    workers: int
    months: int
    areas: int
    seed: int


@dataclass(slots=True)
class _Person:
    name: str
    area: str
    service: str
    commissioner: str
    visits: dict[str, int]
    """Minutes of the daily visit, by time of day."""
    days: int
    """A week."""
    carers: list[str]
    first: int
    last: int


def month_names(count: int, *, first: str = "2024-01") -> list[str]:
    """So many months one after the other."""
    year, month = map(int, first.split("-"))
    ordinals = range(12 * year + month - 1, 12 * year + month - 1 + count)
    return [f"{each // 12}-{each % 12 + 1:02}" for each in ordinals]


def shares_of(coop: Coop) -> list[Share]:
    """All figures of a co-operative."""
    dice = random.Random(coop.seed)
    workers = [f"W{number:02}" for number in range(coop.workers)]
    people = [_person(dice, number, coop, workers) for number in range(coop.people)]
    found: list[Share] = []
    for at, month in enumerate(month_names(coop.months)):
        for person in people:
            if person.first <= at < person.last:
                if dice.random() < 0.01:
                    _change_package(dice, person)
                found += _month(dice, person, month)
    return found


def also_of(coop: Coop) -> dict[str, str]:
    """In every third co-operative a care worker is cared for as well."""
    dice = random.Random(f"both in {coop.seed}")
    if dice.random() > 1 / 3:
        return {}
    return {f"W{dice.randrange(coop.workers):02}": f"P{dice.randrange(coop.people):03}"}


def met_of(shares: list[Share], month: str) -> dict[str, frozenset[str]]:
    """The care workers who came in a month to each person with at least two visits every day."""
    visits: dict[str, int] = {}
    came: dict[str, set[str]] = {}
    for share in shares:
        if share.month == month:
            visits[share.person] = visits.get(share.person, 0) + share.amounts["visits"]
            came.setdefault(share.person, set()).update(share.by_worker)
    return {
        person: frozenset(came[person]) for person, count in visits.items() if count >= TWICE_DAILY
    }


def _person(dice: random.Random, number: int, coop: Coop, workers: list[str]) -> _Person:
    # Some areas are small: half of the people are drawn towards the first.
    area = dice.randrange(coop.areas)
    if dice.random() < 0.5:
        area = min(int(dice.expovariate(1.0)), coop.areas - 1)
    bands = dice.sample(BANDS, dice.choice([1, 1, 2, 2, 3, 4]))
    is_large = dice.random() < 0.03
    visits = {band: dice.choice([15, 30, 30, 45, 60]) * (4 if is_large else 1) for band in bands}
    # A round has its carers: those who serve an area know most of its people.
    round_of = [w for at, w in enumerate(workers) if at % coop.areas == area] or workers
    carers = dice.sample(round_of, min(len(round_of), dice.choice([1, 3, 4, 5, 6])))
    if dice.random() < 0.7:
        carers = sorted({*carers, dice.choice(workers)})
    joins = dice.random() < 0.3
    leaves = dice.random() < 0.3
    first = dice.randrange(coop.months) if joins else 0
    last = dice.randrange(first + 1, coop.months + 1) if leaves else coop.months
    return _Person(
        f"P{number:03}",
        f"area-{area}",
        _pick(dice, SERVICES),
        _pick(dice, COMMISSIONERS),
        visits,
        dice.choice([3, 5, 7, 7, 7]),
        carers,
        first,
        last,
    )


def _pick(dice: random.Random, choices: tuple[tuple[str, int], ...]) -> str:
    names, weights = zip(*choices, strict=True)
    return str(dice.choices(names, weights)[0])


def _change_package(dice: random.Random, person: _Person) -> None:
    band = dice.choice(list(person.visits))
    person.visits[band] = max(15, person.visits[band] + dice.choice([-30, -15, 15, 30]))


def _month(dice: random.Random, person: _Person, month: str) -> Iterator[Share]:
    for band, minutes in person.visits.items():
        count = round(person.days * dice.choice([28, 30, 31]) / 7)
        amounts = dict.fromkeys(("delivered", *CAUSES, "missed", "no_access", "punctual"), 0)
        amounts |= {"agreed": count * minutes * 60, "visits": count, "timed": 0}
        amounts |= {"measured": 0, "kept_length": 0, "proven": 0, "possible": 0}
        amounts |= {"recorded": 0, "evidenced": 0}
        by_worker: dict[str, dict[str, int]] = {}
        for _ in range(count):
            _visit(dice, person, minutes * 60, amounts, by_worker)
        yield Share(
            person.name, month, person.area, person.service, person.commissioner, band,
            amounts, by_worker,
        )  # fmt: skip


def _visit(
    dice: random.Random,
    person: _Person,
    length: int,
    amounts: dict[str, int],
    by_worker: dict[str, dict[str, int]],
) -> None:
    chance = dice.random()
    worker = person.carers[min(int(dice.expovariate(0.6)), len(person.carers) - 1)]
    own = by_worker.setdefault(worker, dict.fromkeys(("delivered", "visits"), 0))

    def count(measure: str, size: int = 1) -> None:
        amounts[measure] += size
        own[measure] = own.get(measure, 0) + size

    own["visits"] += 1
    if chance < 0.012:
        count("missed")
        cause = dice.choice(["missed_hours", "not_rostered", "other"])
        count(cause, length)
        if cause == "other":
            count("possible", length)
    elif chance < 0.02:
        count("no_access")
        count("no_access_hours", length)
    else:
        lost = length * dice.choice([0, 0, 0, 0, 0, 0, 0, 0, 5, 10]) // 100
        count("delivered", length - lost)
        count("possible", length - lost)
        count("recorded")
        if dice.random() < 0.9:
            count("proven", length - lost)
            count("evidenced")
        if lost:
            count("short_time", lost)
        count("timed")
        count("measured")
        if dice.random() < 0.9:
            count("punctual")
        if lost * 10 <= length:
            count("kept_length")
