"""The figures of a period: counted exactly, rounded once, for the whole and for each part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from operator import attrgetter
from typing import Any

from portal.visits.figures.assessment import assess
from portal.visits.figures.group import (
    Counted,
    Group,
    counted_of,
    parts_by_package,
    parts_by_slot,
    token_attendance,
    whole,
)
from portal.visits.figures.indicators.catalogue import INDICATOR, INDICATORS
from portal.visits.figures.indicators.measures import SCALE, Indicator, Middle, Ratio
from portal.visits.figures.parameters import DEFAULTS, Parameters
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.figures.statuses import Status
from portal.visits.figures.supplied import ALL_SUPPLIED, Supply
from portal.visits.records import VisitRecords

NOTHING_TO_COUNT = "z"
NOT_SUPPLIED = "x"
UNRELIABLE = "u"


class Dimension(StrEnum):
    """What figures can be split by."""

    AREA_CODE = "area_code"
    SERVICE_TYPE = "service_type"
    COMMISSIONER = "commissioner"
    SLOT = "slot"
    """The time of day a visit was agreed for: the one thing that is not the package's."""

    def parts_of(self, counted: Counted) -> dict[str, Group]:
        """The groups of this split."""
        if self is Dimension.SLOT:
            return parts_by_slot(counted)
        return parts_by_package(counted, attrgetter(self.value))


BY_PACKAGE = (Dimension.AREA_CODE, Dimension.SERVICE_TYPE, Dimension.COMMISSIONER)
"""The splits of the exchange format."""


@dataclass(frozen=True)
class Figure:
    """One indicator counted for one group; values are rounded half up, once."""

    indicator: Indicator
    numerator: int | None
    denominator: int
    value: Decimal | None
    lower_numerator: int | None = None
    lower: Decimal | None = None
    upper_numerator: int | None = None
    upper: Decimal | None = None
    is_supplied: bool = True
    """Whether the files say what it is counted from."""

    @property
    def obs_status(self) -> str:
        """`x` where the files do not tell, `z` where nothing was to be counted, or empty."""
        if not self.is_supplied:
            return NOT_SUPPLIED
        return NOTHING_TO_COUNT if self.value is None else ""

    def not_supplied(self) -> Figure:
        """The same where the files do not tell: neither a value nor the parts of one."""
        return Figure(self.indicator, None, self.denominator, None, is_supplied=False)

    @property
    def has_bounds(self) -> bool:
        """The figure comes with a lowest and a highest value."""
        return self.lower_numerator is not None

    def as_json(self) -> dict[str, Any]:
        """The figure as programs exchange it."""
        found: dict[str, Any] = {
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unit": self.indicator.unit.value,
            "decimals": self.indicator.decimals,
            "value": _number(self.value),
            "obs_status": self.obs_status,
        }
        if self.has_bounds:
            found["lower_numerator"] = self.lower_numerator
            found["lower"] = _number(self.lower)
            found["upper_numerator"] = self.upper_numerator
            found["upper"] = _number(self.upper)
        return found


@dataclass(frozen=True)
class GroupFigures:
    """Everything counted for one group of visits."""

    people: int
    contracted_visits: int
    net_visits: int
    status_counts: dict[Status, int]
    token_attendance: int
    other_slot_attendances: int
    extra_attendances: int
    reliability: str
    indicators: dict[str, Figure]

    def as_json(self) -> dict[str, Any]:
        """The group as programs exchange it."""
        return {
            "people": self.people,
            "contracted_visits": self.contracted_visits,
            "net_visits": self.net_visits,
            "status_counts": {status.value: count for status, count in self.status_counts.items()},
            "token_attendance": self.token_attendance,
            "other_slot_attendances": self.other_slot_attendances,
            "extra_attendances": self.extra_attendances,
            "reliability": self.reliability,
            "indicators": {key: figure.as_json() for key, figure in self.indicators.items()},
        }


@dataclass(frozen=True)
class PeriodFigures:
    """The figures of one period, true for the day `as_of`."""

    period: Period
    as_of: date
    tz: str
    whole: GroupFigures
    split: dict[Dimension, dict[str, GroupFigures]]
    supply: Supply = ALL_SUPPLIED
    """Where the month came from, if that loses something."""

    def as_json(self) -> dict[str, Any]:
        """The figures as programs exchange them; `split` only where one was asked for.

        `sources` and `not_supplied` are there only where a source loses something.
        """
        found: dict[str, Any] = {
            "period": self.period.name,
            "period_start": self.period.first_on.isoformat(),
            "period_end": self.period.last_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "tz": self.tz,
            "whole": self.whole.as_json(),
        }
        if self.supply.sources:
            found["sources"] = [
                {"name": source.name, "title": source.title, "lost": list(source.lost)}
                for source in self.supply.sources
            ]
            found["not_supplied"] = sorted(self.supply.lacking)
        if self.split:
            found["split"] = {
                dimension.value: {value: part.as_json() for value, part in groups.items()}
                for dimension, groups in self.split.items()
            }
        return found


def figures_of(
    records: VisitRecords,
    *,
    period: Period,
    as_of: date | None = None,
    by: Iterable[Dimension] = (),
    parameters: Parameters = DEFAULTS,
) -> PeriodFigures:
    """Count every indicator of the period, for the whole and split by the dimensions asked for."""
    true_on = as_of_or_default(as_of, records.fileset.exported_on, period)
    assessment = assess(records, period=period, as_of=true_on, parameters=parameters)
    return figures_of_counted(
        counted_of(assessment), period=period, as_of=true_on, tz=records.fileset.tz, by=by
    )


def figures_of_counted(
    counted: Counted, *, period: Period, as_of: date, tz: str, by: Iterable[Dimension] = ()
) -> PeriodFigures:
    """Count every indicator from facts that are known: made a moment ago, or stored."""
    return PeriodFigures(
        period=period,
        as_of=as_of,
        tz=tz,
        whole=group_figures(whole(counted)),
        split={
            dimension: {
                value: group_figures(group) for value, group in dimension.parts_of(counted).items()
            }
            for dimension in by
        },
        supply=counted.supply,
    )


def group_figures(group: Group, indicators: Sequence[Indicator] = INDICATORS) -> GroupFigures:
    """Count a group."""
    return GroupFigures(
        people=len(group.people),
        contracted_visits=len(group.visits),
        net_visits=len(group.net),
        status_counts={status: group.count(status) for status in Status},
        token_attendance=token_attendance(group),
        other_slot_attendances=sum(visit.other_slot for visit in group.visits),
        extra_attendances=len(group.extras),
        reliability=UNRELIABLE if is_unreliable(group) else "",
        indicators={indicator.id: figure(indicator, group) for indicator in indicators},
    )


def is_unreliable(group: Group) -> bool:
    """Too small a share of the attendance records was made at the address at both ends."""
    share = INDICATOR["Q1_EV2"](group).value()
    return share is not None and share < Fraction(group.parameters.reliable_share, 100)


def figure(indicator: Indicator, group: Group) -> Figure:
    """One indicator of a group, rounded."""
    found = _figure(indicator, group)
    return found.not_supplied() if indicator.needs & group.lacking else found


def _figure(indicator: Indicator, group: Group) -> Figure:
    measure = indicator(group)
    match measure:
        case Middle(number=number):
            return Figure(indicator, None, number, _rounded(measure.value(), indicator))
        case Ratio(numerator, denominator, lower, upper):
            return Figure(
                indicator,
                numerator,
                denominator,
                _rounded(measure.value(), indicator),
                lower,
                _rounded_ratio(lower, denominator, indicator),
                upper,
                _rounded_ratio(upper, denominator, indicator),
            )


def _rounded_ratio(numerator: int | None, denominator: int, indicator: Indicator) -> Decimal | None:
    if numerator is None or denominator == 0:
        return None
    return _rounded(Fraction(numerator, denominator), indicator)


def _rounded(value: Fraction | None, indicator: Indicator) -> Decimal | None:
    return (
        None if value is None else round_half_up(value * SCALE[indicator.unit], indicator.decimals)
    )


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """The nearest number with so many decimals; of two equally near the larger: 2.25 is 2.3."""
    steps = (2 * value * 10**decimals + 1) // 2
    return Decimal(int(steps)).scaleb(-decimals)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
