"""An instance while it is being put together from figures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from portal.publication.disclosure.instances import (
    UNLIMITED,
    Cell,
    Insider,
    Instance,
    Interval,
    Known,
    Need,
    Relation,
)
from portal.publication.disclosure.lattice import Unit

PERSON, WORKER, COMPLAINANT = "person", "worker", "complainant"


class Draft:
    """Cells, relations, knowledge and published figures, in the order in which they are added."""

    def __init__(
        self,
        earlier: Mapping[str, Interval],
        changed: Collection[str] = (),
        was: Mapping[str, float] | None = None,
    ) -> None:
        self.earlier, self.changed, self.was = earlier, changed, was or {}
        self.units: list[Unit] = []
        self.together: list[tuple[str, ...]] = []
        self._cells: dict[str, Cell] = {}
        self._relations: list[Relation] = []
        self._history: list[Known] = []
        self._knows: dict[str, list[Known]] = defaultdict(list)
        self._needs: dict[str, dict[str, Need]] = defaultdict(dict)

    def add(self, cell: Cell) -> str:
        """Add a cell; its name."""
        self._cells[cell.id] = cell
        return cell.id

    def add_figure(self, cell: Cell, *, is_new: bool) -> str:
        """Add a figure of the lattice: one to decide about now, or one of an earlier release.

        What was told of it before is known, and needs no protection any more.
        """
        told = self.earlier.get(cell.id)
        if told is not None:
            self._history.append(Known(cell.id, self._told_of(cell, told), "earlier"))
            cell = cell._replace(below=0, above=0, width=0, run=0)
        if is_new:
            return self.add(cell)
        return self.add(cell._replace(primary=False, never_shown=True))

    def _told_of(self, cell: Cell, told: Interval) -> Interval:
        """What was told, as it speaks of what is true now.

        Where records have changed since, the figure was true of other records. Readers are taken to
        know by how much: as if who brought the change told them all of it. They then know the new
        truth as closely as they knew the old one. Where the old truth was not kept, what was told
        is moved as far as it takes. Anywhere else a figure that excludes the truth stays as it is,
        and the attacker refuses everything.
        """
        was = self.was.get(cell.id)
        if was is not None:
            moved = told.moved(cell.value - was)
            held = moved.holding(cell.value)
            # Sums of hours may differ in their last digits. Whatever misses by more is a fault.
            return held if abs(held.lower - moved.lower) < 1e-6 else moved
        if cell.id.split("|")[1] in self.changed:
            return told.holding(cell.value)
        return told

    def has(self, name: str) -> bool:
        """Whether there is such a cell."""
        return name in self._cells

    @property
    def values(self) -> dict[str, float]:
        """The truth of every cell."""
        return {name: cell.value for name, cell in self._cells.items()}

    def value(self, name: str) -> float:
        """A cell's truth."""
        return self._cells[name].value

    def sums(self, total: str, parts: Iterable[str]) -> None:
        """Everybody knows that the parts add up to the total."""
        self._relations.append(Relation({total: -1, **dict.fromkeys(parts, 1)}))

    def relate(self, terms: Mapping[str, float]) -> None:
        """Everybody knows that the terms add up to nothing."""
        self._relations.append(Relation(terms))

    def knows(self, insider: str, cell: str, lower: float, upper: float = UNLIMITED) -> None:
        """An insider knows that a value lies in an interval."""
        self._knows[insider].append(Known(cell, Interval(lower, upper)))

    def needs(self, insider: str, cell: str, size: float, *, below: float | None = None) -> None:
        """What this insider does not know of a cell has to be protected, and no more can be."""
        self._needs[insider][cell] = Need(size if below is None else below, size)

    def joins(self, insider: str, other: str) -> None:
        """One insider is another as well: knows what both know, and needs no more than either."""
        self._knows[insider] += self._knows[other]
        mine = self._needs[insider]
        for cell, need in self._needs[other].items():
            had = mine.get(cell, need)
            mine[cell] = Need(min(had.below, need.below), min(had.above, need.above))

    def publishes(self, name: str, *cells: str) -> None:
        """These cells together are one published figure."""
        self.units.append(Unit(name, cells))

    def shows_together(self, cells: Iterable[str]) -> None:
        """All of these cells are shown, or none."""
        self.together.append(tuple(cells))

    def instance(self, insiders: Iterable[str]) -> Instance:
        """What has been put together, with these insiders."""
        return Instance(
            tuple(self._cells.values()),
            tuple(self._relations),
            tuple(self._history),
            tuple(self._insider(name) for name in insiders),
        )

    def _insider(self, name: str) -> Insider:
        is_worker = name.startswith(insider_of(WORKER, ""))
        return Insider(name, tuple(self._knows[name]), self._needs[name], learns=is_worker)


def name_of(measure: str, period: str, dimension: str, value: str = "") -> str:
    """The name of a cell: delivered|2026-Q1|area=north."""
    return f"{measure}|{period}|{dimension}={value}" if value else f"{measure}|{period}|{dimension}"


def insider_of(kind: str, name: str) -> str:
    """The name of an insider: person P1, worker W2."""
    return f"{kind} {name}"
