"""Visits delivered, missed and cancelled (method page, "Every figure")."""

from __future__ import annotations

from collections.abc import Iterable

from portal.visits.figures.facts import VisitFacts
from portal.visits.figures.group import Group, tally
from portal.visits.figures.indicators.measures import N_, Ratio, Topic, Unit, indicator
from portal.visits.figures.statuses import WELL_EVIDENCED, Status, is_missed
from portal.visits.records import UNATTENDED


@indicator(
    "V1",
    Topic.VISITS,
    Unit.PERCENT,
    1,
    label=N_("Visits delivered"),
    formula=N_(
        "Visits to which the required carers came, divided by visits agreed less those suspended "
        "or cancelled by the person's side. Lowest: only visits with an electronic record at the "
        "address. Highest: visits of which nothing was recorded counted as delivered."
    ),
)
def delivered(group: Group) -> Ratio:
    """n(DELIVERED) / n(Vnet); lower from evidence EV2 and EV1, upper with UNKNOWN."""
    count = len(group.delivered)
    classes = tally(group.delivered, "evidence")
    lower = sum(classes[evidence] for evidence in WELL_EVIDENCED)
    return Ratio(count, len(group.net), lower, count + group.count(Status.UNKNOWN))


@indicator(
    "V2",
    Topic.VISITS,
    Unit.PERCENT,
    2,
    label=N_("Visits missed"),
    formula=N_(
        "Visits missed, merged into another, made in another slot, never planned, or cancelled by "
        "the provider without a visit agreed and made instead; divided by visits agreed less "
        "those suspended or cancelled by the person's side. Highest: visits of which nothing was "
        "recorded counted as missed."
    ),
    needs=(UNATTENDED,),
)
def missed(group: Group) -> Ratio:
    """Missed / Vnet; lower is the figure itself, upper adds UNKNOWN."""
    count = _missed(group.net)
    return Ratio(count, len(group.net), count, count + group.count(Status.UNKNOWN))


@indicator(
    "V2_planned",
    Topic.VISITS,
    Unit.PERCENT,
    2,
    label=N_("Visits missed, of those planned"),
    formula=N_("The same, counting only visits that were on the rota, above and below the line."),
    needs=(UNATTENDED, "status", "reason_code"),
)
def missed_of_planned(group: Group) -> Ratio:
    """Missed among planned / planned."""
    return Ratio(_missed(group.planned), len(group.planned))


def _missed(visits: Iterable[VisitFacts]) -> int:
    outcomes = tally(visits, "status", "is_replaced")
    return sum(
        count
        for (status, is_replaced), count in outcomes.items()
        if is_missed(status, is_replaced=is_replaced)
    )


@indicator(
    "N1",
    Topic.VISITS,
    Unit.PER_1000,
    2,
    label=N_("Cancelled by the provider at short notice"),
    formula=N_(
        "Visits that the provider cancelled less than %(notice)s hours before the agreed start, or "
        "without saying when; for every 1,000 visits agreed less those suspended or cancelled by "
        "the person's side."
    ),
    needs=("status", "cancelled_by", "cancelled_at"),
)
def short_notice(group: Group) -> Ratio:
    """CANCELLED_PROVIDER under notice / Vnet."""
    return Ratio(sum(visit.is_short_notice for visit in group.net), len(group.net))


VISITS = (delivered, missed, missed_of_planned, short_notice)
