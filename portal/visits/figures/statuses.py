"""The one outcome that each contracted visit has, and how good its evidence is."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What became of a contracted visit. The values are the published codes."""

    DELIVERED = "DELIVERED"
    PARTIAL_CARERS = "PARTIAL_CARERS"
    DELIVERED_OTHER_SLOT = "DELIVERED_OTHER_SLOT"
    MISSED = "MISSED"
    MISSED_MERGED = "MISSED_MERGED"
    NOT_ROSTERED = "NOT_ROSTERED"
    CANCELLED_PROVIDER = "CANCELLED_PROVIDER"
    NO_ACCESS = "NO_ACCESS"
    REFUSED_AT_DOOR = "REFUSED_AT_DOOR"
    CANCELLED_PERSON_NOTICE = "CANCELLED_PERSON_NOTICE"
    CANCELLED_PERSON_SHORT = "CANCELLED_PERSON_SHORT"
    SUSPENDED = "SUSPENDED"
    FORCE_MAJEURE = "FORCE_MAJEURE"
    UNKNOWN = "UNKNOWN"


OUTSIDE_NET = frozenset(
    (Status.SUSPENDED, Status.CANCELLED_PERSON_NOTICE, Status.CANCELLED_PERSON_SHORT)
)
"""Visits that the person's side called off: they are contracted, but nobody owes them."""

CARED_FOR = frozenset((Status.DELIVERED, Status.PARTIAL_CARERS))
"""Visits whose minutes count as delivered."""

MISSED = frozenset(
    (Status.MISSED, Status.MISSED_MERGED, Status.DELIVERED_OTHER_SLOT, Status.NOT_ROSTERED)
)
"""Visits that count as missed whatever else is known of them."""


def is_missed(status: str, *, is_replaced: bool) -> bool:
    """Missed by the provider: also never on the rota, or cancelled and not replaced."""
    if status == Status.CANCELLED_PROVIDER:
        return not is_replaced
    return status in MISSED


class Evidence(StrEnum):
    """How well an attendance is shown by the record."""

    EV2 = "EV2"
    """Both ends recorded electronically at the address."""
    EV1 = "EV1"
    """One end recorded electronically at the address."""
    EVM = "EVM"
    """Written by hand, edited, or recorded somewhere else."""
    EV0 = "EV0"
    """Rostered, and nothing recorded."""


WELL_EVIDENCED = frozenset((Evidence.EV2, Evidence.EV1))
"""Evidence that no hand could write alone."""


class NoAccessEvidence(StrEnum):
    """How well it is shown that nobody let the carer in."""

    CONTRADICTED = "NA-X"
    ELECTRONIC = "NA-E"
    PROCEDURE = "NA-P"
    SLIP = "NA-S"
    CARER_ONLY = "NA-C"
