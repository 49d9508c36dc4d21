"""Hours agreed, delivered, paid for and lacking (method page, "Every figure")."""

from __future__ import annotations

from portal.visits.figures.group import Group, contracted
from portal.visits.figures.indicators.measures import HOUR, N_, Ratio, Topic, Unit, indicator
from portal.visits.figures.statuses import CARED_FOR


@indicator(
    "D1_gross",
    Topic.HOURS,
    Unit.HOURS,
    1,
    label=N_("Hours agreed, all visits"),
    formula=N_(
        "For every contracted visit, its agreed length times the carers it requires; added up."
    ),
)
def contracted_gross(group: Group) -> Ratio:
    """Sum of C over V."""
    return Ratio(contracted(group.visits), HOUR)


@indicator(
    "D1_net",
    Topic.HOURS,
    Unit.HOURS,
    1,
    label=N_("Hours agreed"),
    formula=N_(
        "The same sum without the visits that were suspended or that the person, the family or "
        "the commissioner cancelled."
    ),
)
def contracted_net(group: Group) -> Ratio:
    """Sum of C over Vnet."""
    return Ratio(group.contracted_net, HOUR)


@indicator(
    "D2",
    Topic.HOURS,
    Unit.HOURS,
    1,
    label=N_("Hours delivered as agreed"),
    formula=N_(
        "For every visit, the time that all required carers were there together, at most the "
        "agreed length, times the carers required; added up. A visit that ran long never pays for "
        "another. Lowest: only visits with an electronic record at the address. Highest: unknown "
        "visits, and delivered visits with a missing check-in or check-out, counted in full."
    ),
)
def delivered(group: Group) -> Ratio:
    """Sum of c over Vnet; lower from evidence EV2 and EV1, upper with what is not known."""
    return Ratio(group.contribution, HOUR, *group.contribution_bounds)


@indicator(
    "D3",
    Topic.HOURS,
    Unit.PERCENT,
    1,
    label=N_("Of the hours agreed, delivered"),
    formula=N_("Hours delivered as agreed, divided by hours agreed."),
)
def delivery_rate(group: Group) -> Ratio:
    """D2 / D1 net, with the bounds of D2."""
    return Ratio(group.contribution, group.contracted_net, *group.contribution_bounds)


@indicator(
    "D4_capped",
    Topic.HOURS,
    Unit.HOURS,
    1,
    label=N_("Hours worked, each stay up to the agreed length"),
    formula=N_(
        "For every visit with care, the longest stays, one for each carer required, each at most "
        "as long as agreed; added up."
    ),
)
def worked_capped(group: Group) -> Ratio:
    """Sum of mc over DELIVERED and PARTIAL_CARERS in Vnet."""
    seconds = sum(visit.capped for visit in group.net if visit.status in CARED_FOR)
    return Ratio(seconds, HOUR)


@indicator(
    "D4_raw",
    Topic.HOURS,
    Unit.HOURS,
    1,
    label=N_("Hours recorded"),
    formula=N_("The length of every attendance with both ends, whatever it belongs to; added up."),
)
def worked_raw(group: Group) -> Ratio:
    """Sum of lengths of all closed attendances, each row once."""
    return Ratio(group.attended("recorded"), HOUR)


@indicator(
    "E_other_slot",
    Topic.HOURS,
    Unit.HOURS,
    1,
    label=N_("Hours recorded in another slot"),
    formula=N_(
        "The length of attendances that began at the person's next agreed visit or later, or "
        "after %(day_end)s; added up. They count for no visit."
    ),
)
def in_other_slot(group: Group) -> Ratio:
    """Length of closed attendances attached to a visit but outside its slot."""
    return Ratio(sum(visit.other_slot_recorded for visit in group.visits), HOUR)


@indicator(
    "E_extra",
    Topic.HOURS,
    Unit.HOURS,
    1,
    label=N_("Hours recorded outside the contract"),
    formula=N_("The length of attendances that belong to no contracted visit; added up."),
)
def extra(group: Group) -> Ratio:
    """Length of closed extras."""
    return Ratio(sum(extra.recorded for extra in group.extras), HOUR)


HOURS = (
    contracted_gross,
    contracted_net,
    delivered,
    delivery_rate,
    worked_capped,
    worked_raw,
    in_other_slot,
    extra,
)
