"""The count sheet: every stage of a count with every figure, as plain values.

Votes are whole numbers of the unit, 0.00001 of a vote: 100,000 units are one vote.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from portal.elections.count.limits import NO_LIMITS, SeatLimits
from portal.elections.count.lots import Choice, Lot

UNIT = 100_000
PLACES = 5


class StageKind(StrEnum):
    """What was transferred at a stage."""

    FIRST = "first"
    SURPLUS = "surplus"
    EXCLUSION = "exclusion"


class Fate(StrEnum):
    """What became of a candidate."""

    ELECTED = "elected"
    NOT_ELECTED = "not_elected"
    EXCLUDED = "excluded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Parcel:
    """Ballot papers of one value that went the same way; `to` is None for non-transferable ones."""

    to: int | None
    papers: int
    value: int

    @property
    def votes(self) -> int:
        """What the papers are worth together."""
        return self.papers * self.value


@dataclass(frozen=True)
class Stage:
    """One stage: what moved, and how many votes everybody has at its end.

    `source` is whose papers moved (none at the first stage), `barred` says that the candidate was
    excluded because no seat was left that they could have had. `choice` tells how a tie was
    decided, `guarded` who had fewer votes and could not be excluded. `elected` are those deemed
    elected at the end of the stage, in order; `elections` the ties decided to find that order.
    """

    number: int
    kind: StageKind
    source: int | None
    parcels: tuple[Parcel, ...]
    votes: tuple[int, ...]
    non_transferable: int
    lost: int = 0
    surplus: int = 0
    barred: bool = False
    guarded: tuple[int, ...] = ()
    choice: Choice | None = None
    elected: tuple[int, ...] = ()
    elections: tuple[Choice, ...] = ()

    def received(self, candidate: int) -> int:
        """The votes that came to a candidate at this stage."""
        return sum(each.votes for each in self.parcels if each.to == candidate)


@dataclass(frozen=True)
class Closing:
    """How the last seats were filled without a transfer.

    `excluded` left as many candidates as seats; where that took a decision, `choice` tells how.
    """

    filled: tuple[int, ...] = ()
    excluded: int | None = None
    barred: bool = False
    guarded: tuple[int, ...] = ()
    choice: Choice | None = None


@dataclass(frozen=True)
class Sheet:
    """A whole count."""

    title: str
    seats: int
    candidates: tuple[str, ...]
    valid: int
    without_preference: int
    quota: int
    stages: tuple[Stage, ...]
    elected: tuple[int, ...]
    closing: Closing
    withdrawn: frozenset[int] = frozenset()
    sitting: frozenset[int] = frozenset()
    limits: SeatLimits = field(default=NO_LIMITS)

    @property
    def excluded(self) -> tuple[int, ...]:
        """Who was excluded, in order; the papers of the last one need not have moved."""
        found = [stage.source for stage in self.stages if stage.kind is StageKind.EXCLUSION]
        return tuple(each for each in (*found, self.closing.excluded) if each is not None)

    @property
    def lots(self) -> tuple[Lot, ...]:
        """Every lot that the count needed, in order."""
        choices: list[Choice | None] = []
        for stage in self.stages:
            choices += [stage.choice, *stage.elections]
        choices.append(self.closing.choice)
        return tuple(each.lot for each in choices if each is not None and each.lot is not None)

    def name(self, number: int) -> str:
        """What the candidate with that number is called."""
        return self.candidates[number - 1]

    def fate(self, number: int) -> Fate:
        """What became of the candidate with that number."""
        if number in self.withdrawn:
            return Fate.WITHDRAWN
        if number in self.elected:
            return Fate.ELECTED
        return Fate.EXCLUDED if number in self.excluded else Fate.NOT_ELECTED

    def outcome(self, number: int, stage: Stage) -> Fate | None:
        """What was decided about a candidate at a stage; the closing belongs to the last one."""
        is_last = stage.number == len(self.stages)
        if number in stage.elected or (is_last and number in self.closing.filled):
            return Fate.ELECTED
        moved_out = stage.kind is StageKind.EXCLUSION and stage.source == number
        if moved_out or (is_last and number == self.closing.excluded):
            return Fate.EXCLUDED
        return None


def shown_votes(units: int) -> str:
    """Votes with all five decimals.

    >>> shown_votes(1_250_000), shown_votes(7), shown_votes(-100_001)
    ('12.50000', '0.00007', '-1.00001')
    """
    whole, part = divmod(abs(units), UNIT)
    return f"{'-' if units < 0 else ''}{whole}.{part:0{PLACES}}"
