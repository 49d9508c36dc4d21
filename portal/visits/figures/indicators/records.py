"""How good the records behind the figures are (method page, "Every figure")."""

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
from portal.visits.figures.statuses import Evidence
from portal.visits.records import UNATTENDED


def _records(group: Group) -> int:
    """Attendances, and the rostered rows of which nothing was recorded."""
    return group.attendances + group.unlogged_rows


def _of_class(evidence: Evidence, number: str, label: str, formula: str) -> Indicator:
    def measure(group: Group) -> Ratio:
        """Attendances of this class / attendance records."""
        return Ratio(group.attended(number), _records(group))

    return indicator(
        f"Q1_{evidence}",
        Topic.EVIDENCE,
        Unit.PERCENT,
        1,
        label=label,
        formula=formula,
        needs=("in_method", "out_method"),
    )(measure)


both_ends = _of_class(
    Evidence.EV2,
    "ev2",
    N_("Both ends recorded at the address"),
    N_(
        "Of all attendance records, those whose check-in and check-out were recorded by a device "
        "at the address. A record is an attendance, or a planned row of which nothing was "
        "recorded."
    ),
)
one_end = _of_class(
    Evidence.EV1,
    "ev1",
    N_("One end recorded at the address"),
    N_("Of all attendance records, those with one such end."),
)
by_hand = _of_class(
    Evidence.EVM,
    "evm",
    N_("Written by hand, or recorded elsewhere"),
    N_("Of all attendance records, those with a time but no such end."),
)


@indicator(
    "Q1_EV0",
    Topic.EVIDENCE,
    Unit.PERCENT,
    1,
    label=N_("Nothing recorded"),
    formula=N_(
        "Of all attendance records, planned rows with no time, no status and no reason of the "
        "provider's own, on visits that are unknown or lacked a carer."
    ),
    needs=(UNATTENDED,),
)
def nothing(group: Group) -> Ratio:
    """Unlogged planned rows / attendance records."""
    return Ratio(group.unlogged_rows, _records(group))


@indicator(
    "Q1_edited",
    Topic.EVIDENCE,
    Unit.PERCENT,
    1,
    label=N_("Edited by hand"),
    formula=N_(
        "Of all attendance records, attendances with a time that was changed afterwards or "
        "written in for a missing one."
    ),
    needs=("adj_in_at", "adj_out_at"),
)
def edited(group: Group) -> Ratio:
    """Attendances with an adjusted time that differs / attendance records."""
    return Ratio(group.attended("edited"), _records(group))


EVIDENCE = (both_ends, one_end, by_hand, nothing, edited)
