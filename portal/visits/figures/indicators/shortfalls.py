"""Where the hours that were not delivered went; the lines add up (method page, "Every figure")."""

from __future__ import annotations

from portal.visits.figures.group import Group
from portal.visits.figures.indicators.measures import HOUR, N_, Ratio, Topic, Unit, indicator
from portal.visits.records import UNATTENDED


@indicator(
    "D5_rostering",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("Never put on the rota"),
    formula=N_(
        "Visits that were never planned, in full; of visits with care, what lacks up to the "
        "difference between the time agreed and the time planned."
    ),
    needs=(UNATTENDED,),
)
def rostering(group: Group) -> Ratio:
    """NOT_ROSTERED in full; of visits with care min(s, max(0, C - planned))."""
    return Ratio(group.shortfall.rostering, HOUR)


@indicator(
    "D5_missed",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("Missed or cancelled by the provider"),
    formula=N_(
        "Visits missed, merged into another, made in another slot, or cancelled by the provider, "
        "in full."
    ),
    needs=(UNATTENDED,),
)
def missed(group: Group) -> Ratio:
    """MISSED, MISSED_MERGED, DELIVERED_OTHER_SLOT, CANCELLED_PROVIDER, replaced or not."""
    return Ratio(group.shortfall.missed, HOUR)


@indicator(
    "D5_no_access",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("No access"),
    formula=N_("Visits whose carer could not get in, in full."),
    needs=("status",),
)
def no_access(group: Group) -> Ratio:
    """NO_ACCESS."""
    return Ratio(group.shortfall.no_access, HOUR)


@indicator(
    "D5_refused",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("Declined at the door"),
    formula=N_("Visits that the person declined at the door, in full."),
    needs=("status",),
)
def refused(group: Group) -> Ratio:
    """REFUSED_AT_DOOR."""
    return Ratio(group.shortfall.refused, HOUR)


@indicator(
    "D5_force_majeure",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("Weather and emergencies"),
    formula=N_("Visits lost to weather or a civil emergency, in full."),
    needs=("status",),
)
def force_majeure(group: Group) -> Ratio:
    """FORCE_MAJEURE."""
    return Ratio(group.shortfall.force_majeure, HOUR)


@indicator(
    "D5_unknown",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("Not known"),
    formula=N_(
        "Planned visits of which nothing was recorded, in full; of visits with a missing check-in "
        "or check-out, all that lacks beyond the rota."
    ),
    needs=(UNATTENDED,),
)
def unknown(group: Group) -> Ratio:
    """UNKNOWN; of visits with an open attendance, the rest after rostering."""
    return Ratio(group.shortfall.unknown, HOUR)


@indicator(
    "D5_missing_carer",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("A carer was missing"),
    formula=N_(
        "In visits for several carers, the time somebody was there but not all of them, up to the "
        "agreed length, times the carers required, as far as it lacks beyond the rota."
    ),
)
def missing_carer(group: Group) -> Ratio:
    """min(rest, k (min(d, m1) - min(d, mk)))."""
    return Ratio(group.shortfall.missing_carer, HOUR)


@indicator(
    "D5_short_time",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("Carers left early"),
    formula=N_("Of visits with care, all that lacks and is not on another line."),
)
def short_time(group: Group) -> Ratio:
    """What is left."""
    return Ratio(group.shortfall.short_time, HOUR)


@indicator(
    "D5_total",
    Topic.SHORTFALL,
    Unit.HOURS,
    1,
    label=N_("Hours lacking"),
    formula=N_(
        "The sum of the lines above. It equals hours agreed less hours delivered as agreed."
    ),
)
def total(group: Group) -> Ratio:
    """Sum of the lines = D1 net - D2."""
    return Ratio(sum(group.shortfall), HOUR)


SHORTFALL = (
    rostering,
    missed,
    no_access,
    refused,
    force_majeure,
    unknown,
    missing_carer,
    short_time,
    total,
)
