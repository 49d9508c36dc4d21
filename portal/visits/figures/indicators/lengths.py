"""Whether carers stayed as long as agreed (method page, "Every figure")."""

from __future__ import annotations

from collections.abc import Callable

from portal.visits.figures.group import Group
from portal.visits.figures.indicators.measures import (
    N_,
    Indicator,
    Ratio,
    Topic,
    Unit,
    indicator,
)
from portal.visits.figures.parameters import MINUTE

HALF_HOUR = 30 * MINUTE


@indicator(
    "L1",
    Topic.LENGTH,
    Unit.PERCENT,
    1,
    label=N_("Length kept"),
    formula=N_(
        "Of the delivered visits with every check-in and check-out, those where all required "
        "carers were there together for at least %(length_share)s %% of the agreed length."
    ),
)
def kept(group: Group) -> Ratio:
    """mk >= 0.9 d."""
    share = group.parameters.length_share
    return _of_measured(group, lambda stayed, agreed: 100 * stayed >= share * agreed)


def _of_measured(group: Group, within: Callable[[int, int], bool]) -> Ratio:
    count = sum(
        count for (stayed, agreed), count in group.lengths_kept.items() if within(stayed, agreed)
    )
    return Ratio(count, len(group.measured))


def _share_band(
    name: str, within: Callable[[int, int], bool], label: str, formula: str
) -> Indicator:
    def measure(group: Group) -> Ratio:
        """Band of mk / d, compared unrounded."""
        return _of_measured(group, lambda stayed, agreed: within(100 * stayed, agreed))

    return indicator(f"L1_{name}", Topic.LENGTH, Unit.PERCENT, 1, label=label, formula=formula)(
        measure
    )


under_50 = _share_band(
    "lt50",
    lambda stayed, agreed: stayed < 50 * agreed,
    N_("Under half of the agreed length"),
    N_("Of the same visits, those below 50 % of the agreed length."),
)
from_50 = _share_band(
    "50_75",
    lambda stayed, agreed: 50 * agreed <= stayed < 75 * agreed,
    N_("Half to three quarters"),
    N_("Of the same visits, those from 50 % to below 75 % of the agreed length."),
)
from_75 = _share_band(
    "75_90",
    lambda stayed, agreed: 75 * agreed <= stayed < 90 * agreed,
    N_("Three quarters to nine tenths"),
    N_("Of the same visits, those from 75 % to below 90 % of the agreed length."),
)
from_90 = _share_band(
    "90_110",
    lambda stayed, agreed: 90 * agreed <= stayed <= 110 * agreed,
    N_("About the agreed length"),
    N_("Of the same visits, those from 90 % to 110 % of the agreed length, both included."),
)
over_110 = _share_band(
    "gt110",
    lambda stayed, agreed: stayed > 110 * agreed,
    N_("Longer than agreed"),
    N_("Of the same visits, those above 110 % of the agreed length."),
)


def _minutes_band(name: str, within: Callable[[int], bool], label: str, formula: str) -> Indicator:
    def measure(group: Group) -> Ratio:
        """Band of the whole minutes of m1."""
        count = sum(count for minutes, count in group.whole_minutes.items() if within(minutes))
        return Ratio(count, len(group.measured))

    return indicator(f"L2_{name}", Topic.LENGTH, Unit.PERCENT, 1, label=label, formula=formula)(
        measure
    )


up_to_15 = _minutes_band(
    "le15",
    lambda minutes: minutes <= 15,
    N_("Up to 15 minutes"),
    N_("Of the same visits, those where somebody was there for 15 whole minutes or less."),
)
up_to_30 = _minutes_band(
    "16_30",
    lambda minutes: 15 < minutes <= 30,
    N_("16 to 30 minutes"),
    N_("Of the same visits, those where somebody was there for 16 to 30 whole minutes."),
)
over_30 = _minutes_band(
    "gt30",
    lambda minutes: minutes > 30,
    N_("Over 30 minutes"),
    N_("Of the same visits, those where somebody was there for more than 30 whole minutes."),
)


@indicator(
    "L3_contract",
    Topic.LENGTH,
    Unit.PERCENT,
    1,
    label=N_("Agreed for under 30 minutes without the person's agreement"),
    formula=N_(
        "Of the visits agreed for less than 30 minutes, those for which a short visit was not "
        "agreed in advance."
    ),
)
def short_without_agreement(group: Group) -> Ratio:
    """Not short_visit_agreed, over Vnet with d < 30 minutes."""
    short = [visit for visit in group.net if visit.duration < HALF_HOUR]
    return Ratio(sum(not visit.is_short_agreed for visit in short), len(short))


@indicator(
    "L3_actual",
    Topic.LENGTH,
    Unit.PERCENT,
    1,
    label=N_("Cut below 30 minutes"),
    formula=N_(
        "Of the delivered visits with every check-in and check-out that were agreed for 30 "
        "minutes or more, those where somebody was there for less than 30 minutes."
    ),
)
def cut_short(group: Group) -> Ratio:
    """m1 < 30 minutes among those with d >= 30 minutes."""
    long = [visit for visit in group.measured if visit.duration >= HALF_HOUR]
    return Ratio(sum(visit.anyone < HALF_HOUR for visit in long), len(long))


LENGTH = (
    kept,
    under_50,
    from_50,
    from_75,
    from_90,
    over_110,
    up_to_15,
    up_to_30,
    over_30,
    short_without_agreement,
    cut_short,
)
