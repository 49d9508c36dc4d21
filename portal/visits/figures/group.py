"""A group of contracted visits that figures are counted over: the whole co-operative, or a part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from portal.visits.figures.assessment import Assessment
from portal.visits.figures.facts import ExtraFacts, FactMaker, VisitFacts
from portal.visits.figures.parameters import DEFAULTS, MINUTE, Parameters
from portal.visits.figures.periods import Period
from portal.visits.figures.shortfall import Shortfall, shortfall
from portal.visits.figures.statuses import OUTSIDE_NET, WELL_EVIDENCED, Status
from portal.visits.figures.supplied import ALL_SUPPLIED, Supply
from portal.visits.records import Package, Slot

Facts = TypeVar("Facts", VisitFacts, ExtraFacts)


class Counted(NamedTuple):
    """All that the figures of a period are counted from."""

    visits: list[VisitFacts]
    """V: every contracted visit of the period that is final."""
    extras: list[ExtraFacts]
    window: Period | None
    """The last final days, over which different carers are counted."""
    packages: Mapping[str, Package]
    """Every care package by its reference, also those without a visit in the period."""
    parameters: Parameters = DEFAULTS
    supply: Supply = ALL_SUPPLIED
    """Where it came from, if that loses something."""


def counted_of(assessment: Assessment) -> Counted:
    """What the figures are counted from, of outcomes found a moment ago."""
    make = FactMaker(assessment.overlapping, assessment.clock, assessment.parameters)
    return Counted(
        [make.of_outcome(outcome) for outcome in assessment.outcomes],
        [make.of_extra(extra) for extra in assessment.extras],
        assessment.window,
        {package.package_ref: package for package in assessment.packages},
        assessment.parameters,
        assessment.supply,
    )


class Group:
    """The visits, attendances and people of one part, as the formulas name them."""

    def __init__(
        self,
        visits: list[VisitFacts],
        extras: list[ExtraFacts],
        *,
        window: Period | None,
        parameters: Parameters,
        lacking: frozenset[str] = frozenset(),
    ) -> None:
        self.visits = visits
        """V: every contracted visit that is final."""
        self.extras = extras
        self.window = window
        self.parameters = parameters
        self.lacking = lacking
        """What no row was supplied with."""

    @cached_property
    def status_counts(self) -> Counter[str]:
        """How many visits have each status."""
        return tally(self.visits, "status")

    def count(self, *statuses: Status) -> int:
        """How many visits have one of these statuses."""
        return sum(self.status_counts[status] for status in statuses)

    @cached_property
    def net(self) -> list[VisitFacts]:
        """Vnet: without those that the person's side called off."""
        return [visit for visit in self.visits if visit.status not in OUTSIDE_NET]

    @cached_property
    def contracted_net(self) -> int:
        """Carer-seconds agreed and owed."""
        return contracted(self.net)

    @cached_property
    def contribution(self) -> int:
        """Carer-seconds that count as delivered."""
        return sum(visit.contribution for visit in self.net)

    @cached_property
    def contribution_bounds(self) -> tuple[int, int]:
        """The same from visits that a device saw, and with all that is not known in full."""
        proven = sum(visit.contribution for visit in self.net if visit.evidence in WELL_EVIDENCED)
        unknown = [visit for visit in self.net if visit.status == Status.UNKNOWN]
        doubtful = [visit for visit in self.delivered if visit.has_open]
        lacking = sum(visit.contracted - visit.contribution for visit in chain(unknown, doubtful))
        return proven, self.contribution + lacking

    @cached_property
    def shortfall(self) -> Shortfall:
        """What is lacking, line by line."""
        lacking = [visit for visit in self.net if visit.contribution < visit.contracted]
        return Shortfall(*map(sum, zip(Shortfall(), *map(shortfall_of, lacking), strict=True)))

    @cached_property
    def delivered(self) -> list[VisitFacts]:
        """The delivered visits."""
        return [visit for visit in self.net if visit.status == Status.DELIVERED]

    @cached_property
    def measured(self) -> list[VisitFacts]:
        """Delivered visits whose length is known."""
        return [visit for visit in self.delivered if not visit.has_open]

    @cached_property
    def punctuality_known(self) -> list[VisitFacts]:
        """Delivered visits whose start every counted carer recorded by a device."""
        return [
            visit
            for visit in self.delivered
            if visit.is_start_recorded and visit.effective_start is not None
        ]

    @cached_property
    def lateness(self) -> list[int]:
        """Of these, the seconds between agreed and effective start; negative is early."""
        return [
            (visit.effective_start or 0) - visit.agreed_start for visit in self.punctuality_known
        ]

    @cached_property
    def lengths_kept(self) -> Counter[tuple[int, int]]:
        """Of the measured visits, how many kept so many seconds together of so many agreed."""
        return tally(self.measured, "together", "duration")

    @cached_property
    def whole_minutes(self) -> Counter[int]:
        """Of the measured visits, at how many somebody was there for so many whole minutes."""
        return Counter(visit.anyone // MINUTE for visit in self.measured)

    @cached_property
    def no_access(self) -> list[VisitFacts]:
        """The visits whose carer could not get in."""
        return [visit for visit in self.net if visit.status == Status.NO_ACCESS]

    @cached_property
    def planned(self) -> list[VisitFacts]:
        """The visits owed that were rostered."""
        return [visit for visit in self.net if visit.is_planned]

    def attended(self, number: str) -> int:
        """A number of the facts summed over every attendance, each once by row."""
        value: Callable[[VisitFacts | ExtraFacts], int] = attrgetter(number)
        return sum(map(value, self.visits)) + sum(map(value, self.extras))

    @cached_property
    def attendances(self) -> int:
        """How many attendances there are, each once by row."""
        return self.attended("attendances")

    @cached_property
    def unlogged_rows(self) -> int:
        """Rostered rows of a carer nobody saw: nothing recorded, nothing said, no reason given."""
        return sum(visit.unlogged for visit in self.net)

    @cached_property
    def in_window(self) -> list[VisitFacts]:
        """The visits of the days on which different carers are counted."""
        return _on_days(self.visits, self.window)

    @cached_property
    def extras_in_window(self) -> list[ExtraFacts]:
        """The extra attendances of these days."""
        return _on_days(self.extras, self.window)

    @cached_property
    def people(self) -> set[str]:
        """The people with a contracted visit."""
        return {visit.person_ref for visit in self.visits}


def tally(visits: Iterable[VisitFacts], *names: str) -> Counter[Any]:
    """How many of the visits have each value of a fact, or of several together.

    A month has far fewer different values than visits, so that what is asked of each value is
    asked of few.
    """
    return Counter(map(attrgetter(*names), visits))


def contracted(visits: Iterable[VisitFacts]) -> int:
    """Carer-seconds agreed for these visits."""
    lengths = tally(visits, "duration", "carers_required")
    return sum(count * duration * carers for (duration, carers), count in lengths.items())


def _on_days(facts: list[Facts], days: Period | None) -> list[Facts]:
    if days is None:
        return []
    first, last = days
    return [each for each in facts if first <= each.service_date <= last]


def shortfall_of(visit: VisitFacts) -> Shortfall:
    """What one visit lacks, line by line."""
    return shortfall(
        visit.status,
        duration=visit.duration,
        carers=visit.carers_required,
        anyone=visit.anyone,
        together=visit.together,
        planned_length=visit.planned_length,
        has_open=visit.has_open,
    )


def token_attendance(group: Group) -> int:
    """How many visits were delivered in name: their length is known, and next to nothing."""
    lengths = tally(group.measured, "anyone", "duration")
    return sum(count for (seconds, agreed), count in lengths.items() if is_token(seconds, agreed))


def is_token(seconds: int, agreed: int) -> bool:
    """Under five minutes, or under a third of a quarter of an hour or more."""
    return seconds < 5 * MINUTE or (agreed >= 15 * MINUTE and 3 * seconds < agreed)


def whole(counted: Counted) -> Group:
    """Every visit and attendance of the kinds of service that count."""
    return _group(counted, counted.visits, counted.extras)


def parts_by_package(counted: Counted, value_of: Callable[[Package], str]) -> dict[str, Group]:
    """One group for each value that a package of a service that counts has anywhere.

    A value without a visit in the period has a group without visits.
    """
    value_named = {ref: value_of(package) for ref, package in counted.packages.items()}
    service_types = counted.parameters.service_types
    values = {
        value_named[ref]
        for ref, package in counted.packages.items()
        if package.service_type in service_types
    }
    visits: dict[str, list[VisitFacts]] = defaultdict(list)
    extras: dict[str, list[ExtraFacts]] = defaultdict(list)
    for visit in counted.visits:
        visits[value_named[visit.package_ref]].append(visit)
    for extra in counted.extras:
        extras[value_named[extra.package_ref]].append(extra)
    return {value: _group(counted, visits[value], extras[value]) for value in sorted(values)}


NO_SLOT = "no_slot"
"""The part of attendances that belong to no agreed visit, where a split is by time of day."""


def parts_by_slot(counted: Counted) -> dict[str, Group]:
    """One group for each time of day that a visit was agreed for, and one for what was extra."""
    everything = whole(counted)
    visits: dict[str, list[VisitFacts]] = defaultdict(list)
    for visit in everything.visits:
        visits[visit.slot].append(visit)
    groups = {slot.value: _group(counted, visits[slot], []) for slot in Slot if slot in visits}
    if everything.extras:
        groups[NO_SLOT] = _group(counted, [], everything.extras)
    return groups


def _group(counted: Counted, visits: Iterable[VisitFacts], extras: Iterable[ExtraFacts]) -> Group:
    service_types = counted.parameters.service_types
    refs = {
        ref for ref, package in counted.packages.items() if package.service_type in service_types
    }
    return Group(
        [visit for visit in visits if visit.package_ref in refs],
        [extra for extra in extras if extra.package_ref in refs],
        window=counted.window,
        parameters=counted.parameters,
        lacking=counted.supply.lacking,
    )
