"""The instance: a table to publish, with its truth, what everybody knows, and what must be safe.

This is all that the protector and the attacker share: what a file says, and what a shown figure
tells its reader. Neither knows the other.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from portal.errors import RuleBroken

UNLIMITED = math.inf


class PatternRefused(RuleBroken):
    """A pattern that does not fit its instance."""


class Interval(NamedTuple):
    """What is known of a value: no less than this, no more than that."""

    lower: float
    upper: float

    def within(self, other: "Interval") -> "Interval":
        """What is known to somebody who knows both."""
        return Interval(max(self.lower, other.lower), min(self.upper, other.upper))

    def moved(self, by: float) -> "Interval":
        """What is known of a value that is so much larger, to somebody who knows by how much."""
        return Interval(self.lower + by, self.upper + by)

    def holding(self, value: float) -> "Interval":
        """As wide as it is, and moved no further than it takes to hold a value."""
        return self.moved(max(0.0, value - self.upper) + min(0.0, value - self.lower))


class Cell(NamedTuple):
    """One figure: published, hidden, or never meant to be shown (one person's hours)."""

    id: str
    value: float
    """The truth."""
    weight: float = 1
    """What hiding it costs."""
    lower: float = 0
    upper: float = UNLIMITED
    """What everybody knows of it beforehand."""
    primary: bool = False
    """It must be hidden."""
    below: float = 0
    above: float = 0
    """Nobody may be sure that it is not so much lower, nor so much higher."""
    width: float = 0
    """Nobody may know it to within this."""
    run: int = 0
    """So many consecutive whole numbers must all remain possible."""
    integer: bool = False
    """A count."""
    base: float = 0
    """Shown as a multiple of this; 0 where it is shown exactly."""
    small: int = 0
    """Whole numbers from 1 to this are always hidden, so what is shown is none of them."""
    never_shown: bool = False
    owner: str = ""
    """Whose it is: cells of one owner rise and fall together in the simplest worlds."""

    @property
    def is_target(self) -> bool:
        """Whether it has to be protected."""
        return bool(self.below or self.above or self.width or self.run)

    @property
    def may_be_shown(self) -> bool:
        """Whether the protector may decide about it."""
        return not (self.never_shown or self.primary)


class Relation(NamedTuple):
    """Terms that add up to a number, always and to everybody's knowledge."""

    terms: Mapping[str, float]
    equals: float = 0


class Known(NamedTuple):
    """What is known of one cell from an earlier release, or by one insider."""

    cell: str
    interval: Interval
    source: str = ""


class Need(NamedTuple):
    """What protection a cell needs from one insider, instead of what it needs from everybody."""

    below: float
    above: float


@dataclass(frozen=True, slots=True)
class Insider:
    """Somebody who knows a part: a person cared for, or a care worker."""

    id: str
    knows: tuple[Known, ...] = ()
    needs: Mapping[str, Need] = field(default_factory=dict)
    learns: bool = False
    """Whether they go on to learn what is not published: a care worker at work."""


@dataclass(frozen=True)
class Instance:
    """A table, all that is known of it, and who might unpick it."""

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...] = ()
    history: tuple[Known, ...] = ()
    insiders: tuple[Insider, ...] = ()

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each cell stands."""
        return {cell.id: at for at, cell in enumerate(self.cells)}

    def cell(self, name: str) -> Cell:
        """The cell of that name."""
        return self.cells[self.index[name]]

    @property
    def primaries(self) -> frozenset[str]:
        """The cells that must be hidden."""
        return frozenset(cell.id for cell in self.cells if cell.primary)

    def hidden_cost(self, hidden: Collection[str]) -> float:
        """What a pattern costs beyond the cells that must be hidden anyway."""
        return math.fsum(
            cell.weight for cell in self.cells if cell.id in hidden and cell.may_be_shown
        )


def figure_of(cell: Cell) -> float:
    """The figure as it is printed: the nearest multiple of the base, of two the larger."""
    if not cell.base:
        return cell.value
    return math.floor(cell.value / cell.base + 0.5) * cell.base


def told_by(figure: float, cell: Cell) -> Interval:
    """What a printed figure says of the truth, to a reader who knows how figures are made."""
    half = cell.base / 2
    lower, upper = figure - half, figure + half
    if cell.integer:
        lower, upper = math.ceil(lower), (math.ceil(upper) - 1 if half else upper)
        if 1 <= lower <= cell.small:
            lower = cell.small + 1
        if 1 <= upper <= cell.small:
            upper = 0
    return Interval(max(lower, cell.lower), min(upper, cell.upper))


def shown_intervals(instance: Instance, hidden: Collection[str]) -> dict[str, Interval]:
    """What a release tells of each cell it shows.

    Raises PatternRefused where it shows what must be hidden or hides what does not exist.
    """
    unknown = sorted(set(hidden) - set(instance.index))
    if unknown:
        raise PatternRefused(f"The pattern hides {unknown[0]!r}, which the instance does not have.")
    return {
        cell.id: told_by(figure_of(cell), cell)
        for cell in instance.cells
        if not cell.never_shown and cell.id not in hidden
    }
