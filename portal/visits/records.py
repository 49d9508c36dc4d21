"""The rows of the visit files as plain values: the reader makes them, the figures count them.

Instants are whole seconds since 1970-01-01T00:00Z, days are dates, times of day are minutes after
local midnight. What a file left empty is None, except where the file format names a default.
Codes are plain strings: the enums list what they may be, and compare equal to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Commissioner(StrEnum):
    """Who buys the care."""

    LOCAL_AUTHORITY = "local_authority"
    HEALTH = "health"
    SELF_FUNDED = "self_funded"
    DIRECT_PAYMENT = "direct_payment"
    OTHER = "other"


class ServiceType(StrEnum):
    """What kind of care a package gives."""

    PERSONAL_CARE = "personal_care"
    DOMESTIC = "domestic"
    REABLEMENT = "reablement"
    LIVE_IN = "live_in"
    NIGHT = "night"
    DAY_OPPORTUNITY = "day_opportunity"
    OTHER = "other"


class Slot(StrEnum):
    """The part of the day a visit was agreed for."""

    MORNING = "morning"
    LUNCH = "lunch"
    TEA = "tea"
    BED = "bed"
    NIGHT = "night"
    OTHER = "other"


class SuspensionReason(StrEnum):
    """Why a package rests."""

    HOSPITAL = "hospital"
    RESPITE = "respite"
    HOLIDAY = "holiday"
    OTHER = "other"


class LogMethod(StrEnum):
    """How a check-in or check-out was recorded."""

    GPS_APP = "gps_app"
    NFC_TAG = "nfc_tag"
    QR = "qr"
    LANDLINE_IVR = "landline_ivr"
    FOB = "fob"
    MANUAL_OFFICE = "manual_office"
    MANUAL_CARER = "manual_carer"
    PAPER = "paper"
    NONE = "none"


class RowStatus(StrEnum):
    """What the source system says of a row that is not an ordinary one."""

    CANCELLED = "cancelled"
    NO_ACCESS = "no_access"
    REFUSED = "refused"
    FORCE_MAJEURE = "force_majeure"


class CancelledBy(StrEnum):
    """Who gave notice."""

    PERSON = "person"
    FAMILY = "family"
    COMMISSIONER = "commissioner"
    PROVIDER = "provider"


class DisputedBy(StrEnum):
    """Who contests a row."""

    SERVICE_USER = "service_user"
    FAMILY_OR_FRIEND = "family_or_friend"
    ATTORNEY_OR_DEPUTY = "attorney_or_deputy"
    ADVOCATE = "advocate"
    NEIGHBOUR = "neighbour"
    WORKER = "worker"
    VOLUNTEER = "volunteer"
    MEMBER_OTHER = "member_other"
    PROFESSIONAL = "professional"
    COMMISSIONER = "commissioner"
    ANONYMOUS = "anonymous"


class DisputeResult(StrEnum):
    """How a contested row was settled."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    INCONCLUSIVE = "inconclusive"
    WITHDRAWN = "withdrawn"


REASON_CODES = (
    *(f"P{number:02}" for number in range(1, 9)),
    *(f"U{number:02}" for number in range(1, 7)),
    *(f"H{number:02}" for number in range(1, 5)),
    *(f"E{number:02}" for number in range(1, 5)),
    *(f"S{number:02}" for number in range(1, 8)),
    "D01",
    "D02",
    "Z99",
)

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Package(NamedTuple):
    """One care package of one person; `end_date` is its last day."""

    package_ref: str
    person_ref: str
    provider_unit: str
    commissioner: str
    service_type: str
    area_code: str
    start_date: date
    end_date: date | None
    keysafe_on_file: bool | None


class Line(NamedTuple):
    """One version of one contracted visit line; `valid_to` is its last day.

    `weekdays` is a set of bits, Monday the lowest; `agreed_start` is minutes after local midnight.
    """

    line_ref: str
    package_ref: str
    valid_from: date
    valid_to: date | None
    weekdays: int
    week_interval: int
    anchor_date: date | None
    slot: str
    agreed_start: int
    window_before_min: int
    window_after_min: int
    duration_min: int
    carers_required: int
    time_critical: bool
    short_visit_agreed: bool


class Suspension(NamedTuple):
    """One suspension of one package, from `from_at` until just before `to_at`."""

    package_ref: str
    from_at: int
    to_at: int | None
    reason: str


UNKNOWN_CARER: Final = "unknown:"
"""How a care worker's reference begins where the source names none: a row apart, nobody apart."""


class VisitRow(NamedTuple):
    """The part of one carer in one planned or delivered visit."""

    visit_ref: str
    line_ref: str | None
    person_ref: str | None
    service_date: date
    planned_start: int | None
    planned_end: int | None
    carer_ref: str | None
    in_at: int | None
    out_at: int | None
    in_method: str | None
    out_method: str | None
    in_location_ok: bool | None
    out_location_ok: bool | None
    adj_in_at: int | None
    adj_out_at: int | None
    status: str | None
    reason_code: str | None
    cancelled_at: int | None
    cancelled_by: str | None
    replacement_visit_ref: str | None
    slip_time_written: int | None
    office_called_at: int | None
    welfare_confirmed_at: int | None
    waited_min: int | None
    disputed_by: str | None
    dispute_result: str | None
    memo: str | None


class FileSet(NamedTuple):
    """What a set says of itself: its time zone, and the local day it was written."""

    tz: str = "Europe/London"
    exported_on: date | None = None
    provider: str | None = None


UNATTENDED: Final = "unattended"
"""No column: the rows of visits to which nobody came, which some files leave out."""


class Source(NamedTuple):
    """A shape of files that loses something of what the portal's own format says."""

    name: str
    title: str
    lost: tuple[str, ...]
    """What is lost, in sentences."""
    not_supplied: frozenset[str]
    """The columns of visits.csv that it never says anything of, or `UNATTENDED`."""


NO_SOURCES: Final[Mapping[str, Source]] = MappingProxyType({})


class VisitRecords(NamedTuple):
    """The current version of every row of a set, and the set they came in."""

    fileset: FileSet
    packages: list[Package]
    lines: list[Line]
    suspensions: list[Suspension]
    visits: list[VisitRow]
    sources: Mapping[str, Source] = NO_SOURCES
    """By `visit_ref` the rows that came in another shape than the portal's own."""
