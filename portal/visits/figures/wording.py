"""The words in which outcomes and evidence are shown to people."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from portal.i18n import gettext as _
from portal.visits.figures.figures import Dimension, Figure, round_half_up
from portal.visits.figures.group import NO_SLOT
from portal.visits.figures.indicators.measures import HOUR, N_, Indicator, Topic, Unit
from portal.visits.figures.parameters import DEFAULTS, Parameters
from portal.visits.figures.statuses import Evidence, NoAccessEvidence, Status
from portal.visits.records import Commissioner, ServiceType, Slot

STATUS_WORDS: dict[Status, str] = {
    Status.DELIVERED: N_("Delivered"),
    Status.PARTIAL_CARERS: N_("A carer was missing"),
    Status.DELIVERED_OTHER_SLOT: N_("Made at another visit's time"),
    Status.MISSED: N_("Missed"),
    Status.MISSED_MERGED: N_("Merged into another visit"),
    Status.NOT_ROSTERED: N_("Never put on the rota"),
    Status.CANCELLED_PROVIDER: N_("Cancelled by the provider"),
    Status.NO_ACCESS: N_("No access"),
    Status.REFUSED_AT_DOOR: N_("Declined at the door"),
    Status.CANCELLED_PERSON_NOTICE: N_("Cancelled by the person's side, in time"),
    Status.CANCELLED_PERSON_SHORT: N_("Cancelled by the person's side, at short notice"),
    Status.SUSPENDED: N_("Suspended (hospital, respite, away)"),
    Status.FORCE_MAJEURE: N_("Lost to weather or an emergency"),
    Status.UNKNOWN: N_("Not known: planned, and nothing recorded"),
}

EVIDENCE_WORDS: dict[Evidence, str] = {
    Evidence.EV2: N_("Both ends recorded at the address"),
    Evidence.EV1: N_("One end recorded at the address"),
    Evidence.EVM: N_("Written by hand, or recorded elsewhere"),
    Evidence.EV0: N_("Nothing recorded"),
}

NO_ACCESS_WORDS: dict[NoAccessEvidence, str] = {
    NoAccessEvidence.ELECTRONIC: N_("The carer was recorded at the address in time"),
    NoAccessEvidence.PROCEDURE: N_("The no-access procedure was followed"),
    NoAccessEvidence.SLIP: N_("Only a slip left at the door"),
    NoAccessEvidence.CARER_ONLY: N_("Only the carer's word"),
    NoAccessEvidence.CONTRADICTED: N_("Contradicted by other records"),
}

TOPIC_WORDS: dict[Topic, str] = {
    Topic.HOURS: N_("Hours"),
    Topic.SHORTFALL: N_("Why hours are lacking"),
    Topic.VISITS: N_("Visits"),
    Topic.NO_ACCESS: N_("No access"),
    Topic.PUNCTUALITY: N_("Punctuality"),
    Topic.LENGTH: N_("Length of visits"),
    Topic.CARERS: N_("Carers"),
    Topic.EVIDENCE: N_("How good the records are"),
}

UNIT_WORDS: dict[Unit, str] = {
    Unit.HOURS: N_("hours"),
    Unit.PERCENT: N_("percent"),
    Unit.PER_1000: N_("for every 1,000"),
    Unit.MINUTES: N_("minutes"),
    Unit.CARERS: N_("carers"),
}

DIMENSION_WORDS: dict[Dimension, str] = {
    Dimension.AREA_CODE: N_("Area"),
    Dimension.SERVICE_TYPE: N_("Kind of service"),
    Dimension.COMMISSIONER: N_("Who buys the care"),
    Dimension.SLOT: N_("Time of day"),
}

VALUE_WORDS: dict[str, str] = {
    ServiceType.PERSONAL_CARE: N_("Personal care"),
    ServiceType.DOMESTIC: N_("Help in the house"),
    ServiceType.REABLEMENT: N_("Reablement"),
    ServiceType.LIVE_IN: N_("Live-in care"),
    ServiceType.NIGHT: N_("Night care"),
    ServiceType.DAY_OPPORTUNITY: N_("Day opportunities"),
    Commissioner.LOCAL_AUTHORITY: N_("The council"),
    Commissioner.HEALTH: N_("The health service"),
    Commissioner.SELF_FUNDED: N_("The person"),
    Commissioner.DIRECT_PAYMENT: N_("The person, by direct payment"),
    ServiceType.OTHER: N_("Other"),
}

SLOT_WORDS: dict[str, str] = {
    Slot.MORNING: N_("Morning"),
    Slot.LUNCH: N_("Midday"),
    Slot.TEA: N_("Afternoon"),
    Slot.BED: N_("Evening"),
    Slot.NIGHT: N_("Night"),
    Slot.OTHER: N_("Other"),
    NO_SLOT: N_("No visit was agreed"),
}


def formula_words(indicator: Indicator, parameters: Parameters) -> str:
    """How a figure is made, with the thresholds that it is made with."""
    values = {
        "length_share": parameters.length_share,
        "notice": parameters.notice_hours,
        "day_end": _time_of_day(parameters.day_end_minute),
        "visits": parameters.continuity_visits,
        "days": parameters.continuity_days,
        "begins": _time_of_day(parameters.continuity_from_minute),
        "ends": _time_of_day(parameters.continuity_until_minute),
    }
    # A percent sign of its own stands in many formulas: only those with a place take values.
    return _(indicator.formula, **values) if "%(" in indicator.formula else _(indicator.formula)


def _time_of_day(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


_SIGNS = {Unit.PERCENT: " %"}


def shown_figure(figure: Figure) -> str:
    """A figure as a cell of a table; `[x]` where the files do not tell."""
    if not figure.is_supplied:
        return "[x]"
    return shown(figure.value, figure.indicator.unit)


def shown(value: Decimal | None, unit: Unit) -> str:
    """A value with its unit, as a cell of a table; `[z]` where there was nothing to count."""
    return "[z]" if value is None else f"{value:,}{_SIGNS.get(unit, '')}"


def shown_part(seconds_or_count: int | None, figure: Figure) -> str:
    """A numerator or denominator: seconds as hours, counts as they are."""
    if seconds_or_count is None:
        return ""
    if figure.indicator.topic is Topic.HOURS:
        return f"{round_half_up(Fraction(seconds_or_count, HOUR), 2):,}"
    return f"{seconds_or_count:,}"


def low_reliability(parameters: Parameters = DEFAULTS) -> str:
    """What the mark [u] says."""
    return _(
        "[u] means low reliability: fewer than %(share)s of every 100 records were made by a "
        "device at the home, at the beginning and at the end of the visit.",
        share=parameters.reliable_share,
    )
