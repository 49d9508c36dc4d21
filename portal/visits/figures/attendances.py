"""What a single row of the visit file shows: a plan, a presence, how well it is evidenced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from portal.visits.figures.statuses import Evidence
from portal.visits.records import DisputeResult, LogMethod, VisitRow

ELECTRONIC_METHODS = frozenset(
    (
        LogMethod.GPS_APP,
        LogMethod.NFC_TAG,
        LogMethod.QR,
        LogMethod.LANDLINE_IVR,
        LogMethod.FOB,
    )
)
_GPS = LogMethod.GPS_APP.value
_FOUND_FALSE = "D02"
_CLASSES = (Evidence.EVM, Evidence.EV1, Evidence.EV2)
_WORSE_FIRST = {Evidence.EVM: 0, Evidence.EV1: 1, Evidence.EV2: 2}


class Attendance(NamedTuple):
    """One carer's recorded presence. Open when one of its ends is missing."""

    row: VisitRow
    carer: str
    begins: int | None
    ends: int | None
    evidence: Evidence
    has_electronic_in: bool

    @property
    def is_closed(self) -> bool:
        """Both ends are known."""
        return self.begins is not None and self.ends is not None

    @property
    def start(self) -> int:
        """When it began, or when it ended if that is all there is."""
        return self.begins if self.begins is not None else (self.ends or 0)

    @property
    def length(self) -> int:
        """Seconds between the ends; an open attendance proves no length."""
        return 0 if self.begins is None or self.ends is None else self.ends - self.begins

    @property
    def is_edited(self) -> bool:
        """A time was changed by hand, or written where none was recorded."""
        row = self.row
        return (row.adj_in_at is not None and row.adj_in_at != row.in_at) or (
            row.adj_out_at is not None and row.adj_out_at != row.out_at
        )


def attendance_of(row: VisitRow) -> Attendance | None:
    """The presence that an ordinary row shows, none where it shows no time or was found false.

    A time edited by hand replaces the recorded one.
    """
    begins = row.in_at if row.adj_in_at is None else row.adj_in_at
    ends = row.out_at if row.adj_out_at is None else row.adj_out_at
    if (begins is None and ends is None) or row.status is not None or is_void(row):
        return None
    electronic_in = is_electronic(row.in_at, row.adj_in_at, row.in_method)
    electronic_out = is_electronic(row.out_at, row.adj_out_at, row.out_method)
    verified = (electronic_in and is_at_address(row.in_method, row.in_location_ok)) + (
        electronic_out and is_at_address(row.out_method, row.out_location_ok)
    )
    return Attendance(row, row.carer_ref or "", begins, ends, _CLASSES[verified], electronic_in)


def is_void(row: VisitRow) -> bool:
    """The record was found false: an upheld dispute or code D02 on an ordinary row."""
    return row.status is None and (
        row.reason_code == _FOUND_FALSE or row.dispute_result == DisputeResult.UPHELD
    )


def is_planned(row: VisitRow) -> bool:
    """Rostered: both planned times and a carer, whatever the row's status."""
    return (
        row.planned_start is not None and row.planned_end is not None and row.carer_ref is not None
    )


def planned_length(row: VisitRow) -> int:
    """Seconds between the planned times."""
    if row.planned_start is None or row.planned_end is None:
        return 0
    return row.planned_end - row.planned_start


def has_provider_reason(row: VisitRow) -> bool:
    """The provider's own reason for not coming (a P code)."""
    return row.reason_code is not None and row.reason_code.startswith("P")


def has_no_time(row: VisitRow) -> bool:
    """Nothing was recorded or written for either end."""
    return row.in_at is row.out_at is row.adj_in_at is row.adj_out_at is None


def is_unlogged(row: VisitRow) -> bool:
    """Rostered, and nothing recorded, nothing said, no reason given."""
    return (
        is_planned(row)
        and row.status is None
        and has_no_time(row)
        and not is_void(row)
        and not has_provider_reason(row)
    )


def is_electronic(raw: int | None, adjusted: int | None, method: str | None) -> bool:
    """Recorded by a device and not changed afterwards."""
    return (
        raw is not None and method in ELECTRONIC_METHODS and (adjusted is None or adjusted == raw)
    )


def is_at_address(method: str | None, location_ok: bool | None) -> bool:
    """The device was at the address: it said so, or it hangs there and did not deny it."""
    return location_ok is True or (location_ok is None and method != _GPS)


def has_verified_in(row: VisitRow) -> bool:
    """The check-in was recorded by a device at the address."""
    return is_electronic(row.in_at, row.adj_in_at, row.in_method) and is_at_address(
        row.in_method, row.in_location_ok
    )


def was_elsewhere(row: VisitRow) -> bool:
    """A device recorded a check-in or check-out away from the address."""
    return (row.in_method in ELECTRONIC_METHODS and row.in_location_ok is False) or (
        row.out_method in ELECTRONIC_METHODS and row.out_location_ok is False
    )


def worst(attendances: Sequence[Attendance]) -> Evidence | None:
    """The worst class among several, none of none."""
    if len(attendances) == 1:
        return attendances[0].evidence
    classes = (there.evidence for there in attendances)
    return min(classes, key=_WORSE_FIRST.__getitem__, default=None)
