"""Visits whose carer could not get in, and what speaks for it (method page, "Every figure")."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from portal.visits.figures.facts import VisitFacts
from portal.visits.figures.group import Group
from portal.visits.figures.indicators.measures import (
    N_,
    Indicator,
    Middle,
    Ratio,
    Topic,
    Unit,
    indicator,
)
from portal.visits.figures.no_access import PROCEDURE
from portal.visits.figures.parameters import MINUTE
from portal.visits.figures.statuses import NoAccessEvidence


def _count(group: Group, wanted: Callable[[VisitFacts], bool]) -> int:
    return sum(map(wanted, group.no_access))


@indicator(
    "V3",
    Topic.NO_ACCESS,
    Unit.PER_1000,
    2,
    label=N_("No access"),
    formula=N_(
        "Visits whose carer reports not having been let in, for every 1,000 visits agreed less "
        "those suspended or cancelled by the person's side."
    ),
    needs=("status",),
)
def rate(group: Group) -> Ratio:
    """n(NO_ACCESS) / n(Vnet)."""
    return Ratio(len(group.no_access), len(group.net))


_AGAINST = ("status", "dispute_result", "reason_code", "in_location_ok", *sorted(PROCEDURE))
"""What may contradict a carer: where one of these is not told, no number of contradictions is true,
nor a number of those of whom nothing else is known."""


def _by_evidence(
    evidence: NoAccessEvidence, needs: tuple[str, ...], label: str, formula: str
) -> Indicator:
    def measure(group: Group) -> Ratio:
        """n(NO_ACCESS with this evidence) / n(Vnet)."""
        return Ratio(_count(group, lambda visit: visit.no_access == evidence), len(group.net))

    return indicator(
        f"V3_{evidence}",
        Topic.NO_ACCESS,
        Unit.PER_1000,
        2,
        label=label,
        formula=formula,
        needs=needs,
    )(measure)


electronic = _by_evidence(
    NoAccessEvidence.ELECTRONIC,
    ("status", "in_method"),
    N_("No access, carer recorded at the address"),
    N_("Those with an electronic check-in at the address within the agreed window."),
)
procedure = _by_evidence(
    NoAccessEvidence.PROCEDURE,
    ("status", *sorted(PROCEDURE)),
    N_("No access, procedure followed"),
    N_(
        "Of the others, those where the office was called and somebody established that the "
        "person is safe."
    ),
)
slip = _by_evidence(
    NoAccessEvidence.SLIP,
    ("status", "slip_time_written", *sorted(PROCEDURE)),
    N_("No access, only a slip"),
    N_("Of the others, those with a time written on a slip left at the door."),
)
carer_only = _by_evidence(
    NoAccessEvidence.CARER_ONLY,
    ("slip_time_written", "in_method", *_AGAINST),
    N_("No access, only the carer's word"),
    N_("Those with nothing else that speaks for or against it."),
)
contradicted = _by_evidence(
    NoAccessEvidence.CONTRADICTED,
    _AGAINST,
    N_("No access, contradicted"),
    N_(
        "Those found false after review, recorded by a device elsewhere, or with a key safe on "
        "file and the procedure not followed. They are in no other class."
    ),
)


@indicator(
    "V4",
    Topic.NO_ACCESS,
    Unit.PERCENT,
    1,
    label=N_("No-access procedure followed"),
    formula=N_(
        "Of the visits without access, those where the office was called and somebody established "
        "that the person is safe."
    ),
    needs=("status", "office_called_at", "welfare_confirmed_at"),
)
def followed(group: Group) -> Ratio:
    """n(NO_ACCESS with both times) / n(NO_ACCESS)."""
    return Ratio(_count(group, lambda visit: visit.is_procedure_followed), len(group.no_access))


@indicator(
    "V4_median_min",
    Topic.NO_ACCESS,
    Unit.MINUTES,
    1,
    label=N_("Minutes until the person was known to be safe"),
    formula=N_(
        "The middle value over visits without access, from the carer at the door (or the call to "
        "the office, or the agreed start) to the word that the person is safe."
    ),
    needs=("status", "welfare_confirmed_at"),
)
def minutes_to_welfare(group: Group) -> Middle:
    """Median over NO_ACCESS visits with a confirmation."""
    return Middle.of(
        [
            Fraction(visit.seconds_to_welfare, MINUTE)
            for visit in group.no_access
            if visit.seconds_to_welfare is not None
        ]
    )


@indicator(
    "V5_disputed",
    Topic.NO_ACCESS,
    Unit.PERCENT,
    1,
    label=N_("No access disputed"),
    formula=N_("Of the visits without access, those that somebody contests."),
    needs=("status", "disputed_by"),
)
def disputed(group: Group) -> Ratio:
    """n(disputed) / n(NO_ACCESS)."""
    return Ratio(_count(group, lambda visit: visit.is_disputed), len(group.no_access))


@indicator(
    "V5_upheld",
    Topic.NO_ACCESS,
    Unit.PERCENT,
    1,
    label=N_("Disputes upheld"),
    formula=N_("Of the contested visits without access, those where the record was found wrong."),
    needs=("status", "disputed_by", "dispute_result"),
)
def upheld(group: Group) -> Ratio:
    """n(upheld) / n(disputed)."""
    return Ratio(
        _count(group, lambda visit: visit.is_disputed and visit.is_upheld),
        _count(group, lambda visit: visit.is_disputed),
    )


NO_ACCESS = (
    rate,
    electronic,
    procedure,
    slip,
    carer_only,
    contradicted,
    followed,
    minutes_to_welfare,
    disputed,
    upheld,
)
