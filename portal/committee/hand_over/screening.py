"""What must be known of a case before its key is passed on, as plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from portal.committee.grants import Candidate, Confirmation
from portal.committee.interests import Parties
from portal.vault.sealing import OpenSafe


@dataclass(frozen=True)
class SafeFacts:
    """Whom a case is about or bars, and what a handler has confirmed of it."""

    parties: Parties = field(default_factory=Parties)
    confirmed: Confirmation = field(default_factory=Confirmation)
    only_to: tuple[Candidate, ...] | None = None
    """Who may have the case alone, where it is not the committee's; None where it is."""
    sleeps: bool = False
    """Whether nobody reads the case yet: its key is passed on asleep."""


# Cases stand above the committee, so the roof hands this question down: given open safes, what do
# they say? A safe that is left out is passed to nobody.
FactsOfSafes = Callable[[Mapping[UUID, OpenSafe], date], Mapping[UUID, SafeFacts]]
EXTENSION = "facts_of_safes"
