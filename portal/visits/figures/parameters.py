"""The choices behind the figures that a co-operative may make its own, shown with every figure."""

from __future__ import annotations

from dataclasses import dataclass

from portal.visits.records import ServiceType

MINUTE = 60
HOUR = 60 * MINUTE


@dataclass(frozen=True)
class Parameters:
    """Thresholds of the method page, in seconds where their name says nothing else."""

    final_days: int = 7
    """A visit is final this many days after its service day."""
    notice_hours: int = 24
    """A cancellation counts as given in time from this much notice on."""
    day_end_minute: int = 23 * 60
    """From this minute after local midnight on, a day call is in another slot."""
    match_penalty: int = 180 * MINUTE
    """What it costs, in seconds, to leave a contracted visit without an attendance."""
    merge_share: int = 50
    """A visit is merged into its neighbour that overran by this percentage of it."""
    together_share: int = 90
    """A two-carer visit is delivered when all carers are together for this percentage."""
    length_share: int = 90
    """The length is kept from this percentage of the agreed length on."""
    late_bands: tuple[int, int, int, int] = (15 * MINUTE, 30 * MINUTE, 45 * MINUTE, 60 * MINUTE)
    """Later than each of these after the agreed start is late in that band."""
    early_band: int = 30 * MINUTE
    """More than this much before the agreed start is early."""
    critical_window: int = 30 * MINUTE
    """The window of a time-critical visit, to both sides."""
    overlap_tolerance: int = 60
    """Two records of one carer may overlap by this many seconds."""
    continuity_days: int = 14
    """Days over which different carers are counted."""
    continuity_from_minute: int = 7 * 60
    """Continuity looks at visits from this minute after midnight on."""
    continuity_until_minute: int = 22 * 60
    """Continuity looks at visits up to this minute after midnight."""
    continuity_visits: int = 2
    """Visits a day from which continuity is counted."""
    max_length: int = 25 * HOUR
    """No record is longer than this."""
    reliable_share: int = 85
    """Below this percentage of fully verified records a series is marked as unreliable.

    Source: Central Bedfordshire's contract, at least 85 % of calls logged in the client's home.
    """
    service_types: frozenset[str] = frozenset(
        (ServiceType.PERSONAL_CARE, ServiceType.DOMESTIC, ServiceType.REABLEMENT)
    )
    """The kinds of service that the figures count."""


DEFAULTS = Parameters()
