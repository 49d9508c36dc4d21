"""A group of contracted visits that figures are counted over: the whole co-operative, or a part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from itertools import chain

from portal.visits.figures.assessment import Assessment, Extra
from portal.visits.figures.attendances import (
    Attendance,
    has_no_time,
    has_provider_reason,
    is_planned,
    is_void,
)
from portal.visits.figures.outcomes import Outcome
from portal.visits.figures.parameters import MINUTE, Parameters
from portal.visits.figures.periods import Period
from portal.visits.figures.shortfall import Shortfall, shortfall
from portal.visits.figures.statuses import OUTSIDE_NET, Status
from portal.visits.figures.wall_time import WallClock
from portal.visits.records import Package


class Group:
    """The visits, attendances and people of one part, as the formulas name them."""

    def __init__(
        self,
        outcomes: Iterable[Outcome],
        extras: Iterable[Extra],
        *,
        overlapping: frozenset[str],
        window: Period | None,
        clock: WallClock,
        parameters: Parameters,
    ) -> None:
        self.outcomes = list(outcomes)
        """V: every contracted visit that is final."""
        self.extras = list(extras)
        self.overlapping = overlapping
        self.window = window
        self.clock = clock
        self.parameters = parameters

    @cached_property
    def status_counts(self) -> Counter[Status]:
        """How many visits have each status."""
        return Counter(outcome.status for outcome in self.outcomes)

    def count(self, *statuses: Status) -> int:
        """How many visits have one of these statuses."""
        return sum(self.status_counts[status] for status in statuses)

    @cached_property
    def net(self) -> list[Outcome]:
        """Vnet: without those that the person's side called off."""
        return [outcome for outcome in self.outcomes if outcome.status not in OUTSIDE_NET]

    @cached_property
    def contracted_net(self) -> int:
        """Carer-seconds agreed and owed."""
        return sum(outcome.visit.contracted for outcome in self.net)

    @cached_property
    def contribution(self) -> int:
        """Carer-seconds that count as delivered."""
        return sum(outcome.contribution for outcome in self.net)

    @cached_property
    def shortfall(self) -> Shortfall:
        """What is lacking, line by line."""
        return Shortfall(*map(sum, zip(Shortfall(), *map(shortfall_of, self.net), strict=True)))

    @cached_property
    def delivered(self) -> list[Outcome]:
        """The delivered visits."""
        return [outcome for outcome in self.net if outcome.status is Status.DELIVERED]

    @cached_property
    def measured(self) -> list[Outcome]:
        """Delivered visits whose length is known."""
        return [outcome for outcome in self.delivered if not outcome.has_open]

    @cached_property
    def punctuality_known(self) -> list[Outcome]:
        """Delivered visits whose start every counted carer recorded by a device."""
        return [
            outcome
            for outcome in self.delivered
            if outcome.effective_start is not None
            and all(there.has_electronic_in for there in outcome.counted)
        ]

    @cached_property
    def lateness(self) -> list[int]:
        """Of these, the seconds between agreed and effective start; negative is early."""
        return [
            (outcome.effective_start or 0) - outcome.visit.agreed_start
            for outcome in self.punctuality_known
        ]

    @cached_property
    def lengths_kept(self) -> list[tuple[int, int]]:
        """Of the measured visits, a hundred times the seconds together, and the agreed seconds."""
        return [
            (100 * outcome.presence.together, outcome.visit.duration) for outcome in self.measured
        ]

    @cached_property
    def whole_minutes(self) -> list[int]:
        """Of the measured visits, the whole minutes that somebody was there."""
        return [outcome.presence.anyone // MINUTE for outcome in self.measured]

    @cached_property
    def no_access(self) -> list[Outcome]:
        """The visits whose carer could not get in."""
        return [outcome for outcome in self.net if outcome.no_access is not None]

    @cached_property
    def planned(self) -> list[Outcome]:
        """The visits owed that were rostered."""
        return [outcome for outcome in self.net if outcome.is_planned]

    @cached_property
    def other_slot(self) -> list[Attendance]:
        """Attendances that came in somebody else's time."""
        return [there for outcome in self.outcomes for there in outcome.other_slot]

    @cached_property
    def attendances(self) -> list[Attendance]:
        """Every attendance, once by row."""
        counted = chain.from_iterable(outcome.counted for outcome in self.outcomes)
        extra = (extra.attendance for extra in self.extras)
        return [*counted, *self.other_slot, *extra]

    @cached_property
    def unlogged_rows(self) -> int:
        """Rostered rows of a carer nobody saw: nothing recorded, nothing said, no reason given."""
        return sum(
            is_planned(row)
            and row.status is None
            and has_no_time(row)
            and not is_void(row)
            and not has_provider_reason(row)
            for outcome in self.net
            if outcome.status in (Status.UNKNOWN, Status.PARTIAL_CARERS)
            for row in outcome.rows
        )

    def is_in_window(self, day: date) -> bool:
        """Whether different carers are counted on this day."""
        return self.window is not None and self.window.has(day)

    @cached_property
    def people(self) -> set[str]:
        """The people with a contracted visit."""
        return {outcome.visit.package.person_ref for outcome in self.outcomes}


def shortfall_of(outcome: Outcome) -> Shortfall:
    """What one visit lacks, line by line."""
    visit = outcome.visit
    return shortfall(
        outcome.status,
        duration=visit.duration,
        carers=visit.line.carers_required,
        anyone=outcome.presence.anyone,
        together=outcome.presence.together,
        planned_length=outcome.planned_length,
        has_open=outcome.has_open,
    )


def is_token(outcome: Outcome) -> bool:
    """Delivered in name: under five minutes, or under a third of a quarter of an hour or more."""
    if outcome.status is not Status.DELIVERED or outcome.has_open:
        return False
    seconds, agreed = outcome.presence.anyone, outcome.visit.duration
    return seconds < 5 * 60 or (agreed >= 15 * 60 and 3 * seconds < agreed)


def whole(assessment: Assessment) -> Group:
    """Every visit and attendance of the kinds of service that count."""
    return _group(assessment, lambda package: True)


def part(assessment: Assessment, wanted: Callable[[Package], bool]) -> Group:
    """Those of the packages wanted."""
    return _group(assessment, wanted)


def parts(assessment: Assessment, value_of: Callable[[Package], str]) -> dict[str, Group]:
    """One group for each value that a package of a service that counts has anywhere.

    A value without a visit in the period has a group without visits.
    """
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    extras: dict[str, list[Extra]] = defaultdict(list)
    for outcome in assessment.outcomes:
        outcomes[value_of(outcome.visit.package)].append(outcome)
    for extra in assessment.extras:
        extras[value_of(extra.package)].append(extra)
    counted = assessment.parameters.service_types
    values = {
        value_of(package) for package in assessment.packages if package.service_type in counted
    }
    return {
        value: _group(
            assessment._replace(outcomes=outcomes[value], extras=extras[value]), lambda _: True
        )
        for value in sorted(values)
    }


def _group(assessment: Assessment, wanted: Callable[[Package], bool]) -> Group:
    counted = assessment.parameters.service_types
    return Group(
        [
            outcome
            for outcome in assessment.outcomes
            if outcome.visit.package.service_type in counted and wanted(outcome.visit.package)
        ],
        [
            extra
            for extra in assessment.extras
            if extra.package.service_type in counted and wanted(extra.package)
        ],
        overlapping=assessment.overlapping,
        window=assessment.window,
        clock=assessment.clock,
        parameters=assessment.parameters,
    )
