"""The lattice: which figures a release publishes at all, declared in lattice.toml."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("lattice.toml")
WHOLE = "all"
DIMENSIONS = ("area", "service", "commissioner", "band")
MONTH, QUARTER = "month", "quarter"
QUARTERS_OF_A_YEAR = 4


@dataclass(frozen=True, slots=True)
class Table:
    """One table of every release of its period."""

    id: str
    period: str
    by: tuple[str, ...]
    hours: bool
    bounds: bool
    causes: bool
    levels: bool
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """A table of counts over the last four quarters: a whole, and its parts."""

    id: str
    by: str
    whole: str
    """What the whole is called, if there is one."""
    values: tuple[str, ...]
    parts: str
    """How the parts belong to the whole: see lattice.toml."""
    inside: str = ""
    """The table within whose whole this one's lies."""
    least: int = 0
    """Hidden whole where the whole is less."""
    most: int = 100
    """Hidden whole where one part is more, in percent of the whole."""

    @property
    def cells(self) -> tuple[str, ...]:
        """Every count of it, the whole first."""
        return (self.whole, *self.values) if self.whole else self.values


@dataclass(frozen=True, slots=True)
class Lattice:
    """The declared schema."""

    version: str
    base: Mapping[str, int]
    whole: str
    part: str
    lower: str
    """What of the part is beyond doubt."""
    upper: str
    """What the part would be with all that is in doubt."""
    doubtful: tuple[str, ...]
    """The causes among which what is in doubt is counted."""
    causes: tuple[str, ...]
    whole_of: Mapping[str, str]
    """The count that each count is a part of."""
    tables: tuple[Table, ...]
    running: tuple[Running, ...]
    met: tuple[int, ...]
    """The largest number of each band of care workers met, but for the last band."""


class Unit(NamedTuple):
    """One published figure: a percent of two cells, or one cell."""

    name: str
    cells: tuple[str, ...]


class Coverage(NamedTuple):
    """How many of the lattice's figures are published."""

    shown: int
    units: int

    @property
    def share(self) -> float:
        """Shown of all; an empty lattice is shown whole."""
        return self.shown / self.units if self.units else 1.0

    def __add__(self, other: object) -> "Coverage":
        """Both together."""
        if not isinstance(other, Coverage):
            return NotImplemented
        return Coverage(self.shown + other.shown, self.units + other.units)

    def __str__(self) -> str:
        return f"{self.shown} of {self.units} figures published ({self.share:.0%})"


@cache
def declared() -> Lattice:
    """The lattice of this version of the program."""
    return read_lattice(_FILE.read_text("utf-8"))


def read_lattice(text: str) -> Lattice:
    """Read a declared schema."""
    top = tomllib.loads(text)
    return Lattice(
        top["version"],
        top["base"],
        top["hours"]["whole"],
        top["hours"]["part"],
        top["hours"]["lower"],
        top["hours"]["upper"],
        tuple(top["hours"]["doubtful"]),
        tuple(top["hours"]["causes"]),
        top["counts"],
        tuple(
            Table(**row | {"by": tuple(row["by"]), "counts": tuple(row["counts"])})
            for row in top["table"]
        ),
        tuple(Running(**row | {"values": tuple(row["values"])}) for row in top["running"]),
        tuple(top["met"]["most"]),
    )


def coverage_of(units: Sequence[Unit], hidden: Collection[str]) -> Coverage:
    """How many figures have all their parts shown."""
    shown = sum(1 for unit in units if not any(cell in hidden for cell in unit.cells))
    return Coverage(shown, len(units))


def quarter_of(month: str) -> str:
    """2026-Q1 of 2026-02."""
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def months_of(quarter: str) -> tuple[str, str, str]:
    """The three months of 2026-Q1."""
    year, number = quarter.split("-Q")
    first = 3 * int(number) - 2
    return f"{year}-{first:02}", f"{year}-{first + 1:02}", f"{year}-{first + 2:02}"


def quarters_before(quarter: str, count: int) -> list[str]:
    """So many quarters, of which this one is the last."""
    year, number = map(int, quarter.split("-Q"))
    last = 4 * year + number - 1
    return [f"{each // 4}-Q{each % 4 + 1}" for each in range(last - count + 1, last + 1)]


def periods_of(month: str) -> frozenset[str]:
    """What the release of a month is about: the month, and the quarter that it ends, if it does."""
    quarter = quarter_of(month)
    return frozenset({month, quarter} if month == months_of(quarter)[2] else {month})
