"""Every indicator, in the order in which the method page explains them."""

from __future__ import annotations

from portal.visits.figures.indicators.carers import CARERS
from portal.visits.figures.indicators.hours import HOURS
from portal.visits.figures.indicators.lengths import LENGTH
from portal.visits.figures.indicators.measures import Indicator
from portal.visits.figures.indicators.no_access import NO_ACCESS
from portal.visits.figures.indicators.punctuality import PUNCTUALITY
from portal.visits.figures.indicators.records import EVIDENCE
from portal.visits.figures.indicators.shortfalls import SHORTFALL
from portal.visits.figures.indicators.visits import VISITS

INDICATORS: tuple[Indicator, ...] = (
    *HOURS,
    *SHORTFALL,
    *VISITS,
    *NO_ACCESS,
    *PUNCTUALITY,
    *LENGTH,
    *CARERS,
    *EVIDENCE,
)
INDICATOR: dict[str, Indicator] = {indicator.id: indicator for indicator in INDICATORS}
