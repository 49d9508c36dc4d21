"""Why the hours of a visit fall short of what was agreed; the lines add up exactly."""

from __future__ import annotations

from typing import NamedTuple

from portal.visits.figures.statuses import CARED_FOR, OUTSIDE_NET, Status


class Shortfall(NamedTuple):
    """Carer-seconds agreed and not delivered, by where they were lost."""

    rostering: int = 0
    missed: int = 0
    no_access: int = 0
    refused: int = 0
    force_majeure: int = 0
    unknown: int = 0
    missing_carer: int = 0
    short_time: int = 0


_NOTHING = Shortfall()

_LINE_OF: dict[str, str] = {
    Status.NOT_ROSTERED: "rostering",
    Status.MISSED: "missed",
    Status.MISSED_MERGED: "missed",
    Status.DELIVERED_OTHER_SLOT: "missed",
    Status.CANCELLED_PROVIDER: "missed",
    Status.NO_ACCESS: "no_access",
    Status.REFUSED_AT_DOOR: "refused",
    Status.FORCE_MAJEURE: "force_majeure",
    Status.UNKNOWN: "unknown",
}


def shortfall(
    status: str,
    *,
    duration: int,
    carers: int,
    anyone: int,
    together: int,
    planned_length: int,
    has_open: bool,
) -> Shortfall:
    """Split what one visit lacks.

    A visit without care lacks everything, on the line of its status. Where carers came, first what
    was never rostered; then, if a check-out or check-in is missing, all the rest is unknown;
    otherwise the time that some carer was there but not all of them, and the time nobody was.
    """
    contracted = duration * carers
    if status in OUTSIDE_NET:
        return _NOTHING
    if status not in CARED_FOR:
        return Shortfall(**{_LINE_OF[status]: contracted})
    lacking = contracted - carers * min(duration, together)
    if not lacking:
        return _NOTHING
    rostering = min(lacking, max(0, contracted - planned_length))
    rest = lacking - rostering
    if has_open:
        return Shortfall(rostering=rostering, unknown=rest)
    missing = min(rest, carers * (min(duration, anyone) - min(duration, together)))
    return Shortfall(rostering=rostering, missing_carer=missing, short_time=rest - missing)
