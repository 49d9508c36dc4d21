"""Whether carers came when agreed (method page, "Every figure")."""

from __future__ import annotations

from portal.visits.figures.group import Group
from portal.visits.figures.indicators.measures import (
    N_,
    Indicator,
    Ratio,
    Topic,
    Unit,
    indicator,
)


@indicator(
    "T1",
    Topic.PUNCTUALITY,
    Unit.PERCENT,
    1,
    label=N_("On time"),
    formula=N_(
        "Of the delivered visits whose carers all checked in by a device, those that began within "
        "the agreed window. A visit begins when all required carers are there. Both ends of the "
        "window belong to it, to the second."
    ),
    needs=("in_method",),
)
def punctual(group: Group) -> Ratio:
    """-before <= start - agreed <= +after, over measurable visits."""
    known = group.punctuality_known
    on_time = sum(
        -visit.window_before <= late <= visit.window_after
        for visit, late in zip(known, group.lateness, strict=True)
    )
    return Ratio(on_time, len(known))


def _late_band(position: int, minutes: int, label: str, formula: str) -> Indicator:
    def measure(group: Group) -> Ratio:
        """Strictly later than the band; the bands are cumulative."""
        band = group.parameters.late_bands[position]
        return Ratio(sum(late > band for late in group.lateness), len(group.lateness))

    return indicator(
        f"T2_late{minutes}",
        Topic.PUNCTUALITY,
        Unit.PERCENT,
        1,
        label=label,
        formula=formula,
        needs=("in_method",),
    )(measure)


late_15 = _late_band(
    0,
    15,
    N_("More than 15 minutes late"),
    N_("Of the same visits, those that began more than 15 minutes after the agreed start."),
)
late_30 = _late_band(
    1,
    30,
    N_("More than 30 minutes late"),
    N_("Of the same visits, those that began more than 30 minutes after the agreed start."),
)
late_45 = _late_band(
    2,
    45,
    N_("More than 45 minutes late"),
    N_("Of the same visits, those that began more than 45 minutes after the agreed start."),
)
late_60 = _late_band(
    3,
    60,
    N_("More than 60 minutes late"),
    N_("Of the same visits, those that began more than 60 minutes after the agreed start."),
)


@indicator(
    "T2_early30",
    Topic.PUNCTUALITY,
    Unit.PERCENT,
    1,
    label=N_("More than 30 minutes early"),
    formula=N_(
        "Of the same visits, those that began more than 30 minutes before the agreed start."
    ),
    needs=("in_method",),
)
def early_30(group: Group) -> Ratio:
    """Strictly earlier than the band."""
    band = group.parameters.early_band
    return Ratio(sum(late < -band for late in group.lateness), len(group.lateness))


@indicator(
    "T3",
    Topic.PUNCTUALITY,
    Unit.PERCENT,
    1,
    label=N_("Time-critical visits on time"),
    formula=N_(
        "Of the same visits, those agreed as time-critical that began at most 30 minutes before "
        "or after the agreed start, whatever window was agreed."
    ),
    needs=("in_method",),
)
def critical_punctual(group: Group) -> Ratio:
    """Within the critical window, over measurable time-critical visits."""
    critical = [
        late
        for visit, late in zip(group.punctuality_known, group.lateness, strict=True)
        if visit.is_time_critical
    ]
    window = group.parameters.critical_window
    return Ratio(sum(abs(late) <= window for late in critical), len(critical))


PUNCTUALITY = (punctual, late_15, late_30, late_45, late_60, early_30, critical_punctual)
