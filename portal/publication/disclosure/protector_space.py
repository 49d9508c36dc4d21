"""The protector's problems: how a target can move, and which shown figures stand in the way.

A space has one column for each owner of cells, or one for each cell. A figure that is shown is
soft: a world may leave what the figure tells, at a price; where it does, the figure is hidden.
"""

import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs

from portal.errors import RuleBroken
from portal.publication.disclosure.instances import Insider, Instance, figure_of, told_by

Array = np.ndarray[Any, Any]

CLOSE = 1e-7
"""Relative to its size: a cell that leaves its interval by less has not left it."""
FURTHER = 1.0005
"""Targets are moved a little further than they have to be: rounding errors decide nothing."""


class CannotProtect(RuleBroken):
    """No pattern protects this cell: the text says which and from whom."""


class Unfinished(RuleBroken):
    """The solver gave up, so that no pattern is known to be safe."""


@dataclass(slots=True)
class Work:
    """What the protector spent in the solver."""

    problems: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Layout:
    """An instance as arrays; all limits are differences from the truth."""

    instance: Instance
    value: Array
    weight: Array
    integral: Array
    owner: Array
    owners: int
    row: Array
    column: Array
    factor: Array
    rows: int
    lower: Array
    upper: Array
    """What everybody knows, earlier releases included."""
    told_lower: Array
    told_upper: Array
    """What its figure tells where a cell is shown."""
    below: Array
    above: Array
    width: Array
    may_be_shown: Array


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the outsider or an insider knows before anything is published now."""

    name: str
    lower: Array
    upper: Array
    below: Array
    above: Array


def layout_of(instance: Instance) -> Layout:
    """The arrays of an instance."""
    cells, index = instance.cells, instance.index
    value = np.array([cell.value for cell in cells], dtype=float)
    numbers: dict[str, int] = {}
    owner = [numbers.setdefault(c.owner, len(numbers)) if c.owner else -1 for c in cells]
    lower = np.array([cell.lower for cell in cells], dtype=float)
    upper = np.array([cell.upper for cell in cells], dtype=float)
    for known in instance.history:
        at = index[known.cell]
        lower[at] = max(lower[at], known.interval.lower)
        upper[at] = min(upper[at], known.interval.upper)
    told = [
        (cell.lower, cell.upper) if cell.never_shown else told_by(figure_of(cell), cell)
        for cell in cells
    ]
    needs = np.array([_needs(cell, cell.lower) for cell in cells], dtype=float).reshape(-1, 2)
    sizes = [len(relation.terms) for relation in instance.relations]
    far = 10 * max(1.0, float(np.abs(value).max()))
    told_lower, told_upper = np.array(told, dtype=float).T
    return Layout(
        instance,
        value,
        np.array([cell.weight for cell in cells], dtype=float),
        np.array([cell.integer for cell in cells], dtype=bool),
        np.array(owner, dtype=np.int64),
        len(numbers),
        np.repeat(np.arange(len(sizes)), sizes),
        np.array([index[n] for relation in instance.relations for n in relation.terms], np.int64),
        np.array([f for relation in instance.relations for f in relation.terms.values()], float),
        len(sizes),
        np.clip(lower - value, -far, 0.0),
        np.clip(upper - value, 0.0, far),
        np.clip(told_lower - value, -far, 0.0),
        np.clip(told_upper - value, 0.0, far),
        needs[:, 0],
        needs[:, 1],
        np.array([cell.width for cell in cells], dtype=float),
        np.array([cell.may_be_shown for cell in cells], dtype=bool),
    )


def _needs(cell: Any, least: float) -> tuple[float, float]:
    """How far a cell has to be able to fall and to rise; widths and runs are turned into both.

    `least` is what somebody knows it to be at least.
    """
    below, above = cell.below, cell.above
    if cell.run and not below and not above:
        above = max(0, cell.small + 1 - cell.value)
        below = max(0, min(cell.value - least, cell.run - 1 - above))
        above = max(above, cell.run - 1 - below)
    lacking = cell.width - below - above
    if lacking > 0:
        up = min(lacking, cell.upper - cell.value - above)
        above, below = above + up, below + lacking - up
    return below, above


def knowledge_of(layout: Layout) -> list[Knowledge]:
    """The outsider's, then each insider's."""
    start = Knowledge("outsider", layout.lower, layout.upper, layout.below, layout.above)
    return [start, *(_insider(each, layout) for each in layout.instance.insiders)]


def _insider(insider: Insider, layout: Layout) -> Knowledge:
    index = layout.instance.index
    lower, upper = layout.lower.copy(), layout.upper.copy()
    below, above = layout.below.copy(), layout.above.copy()
    for known in insider.knows:
        at = index[known.cell]
        lower[at] = min(0.0, max(lower[at], known.interval.lower - layout.value[at]))
        upper[at] = max(0.0, min(upper[at], known.interval.upper - layout.value[at]))
        cell = layout.instance.cells[at]
        if cell.run:
            below[at], above[at] = _needs(cell, cell.value + lower[at])
    for name, need in insider.needs.items():
        below[index[name]], above[index[name]] = need
    return Knowledge(insider.id, lower, upper, below, above)


class Space:
    """Worlds as columns: of the owners' cells together, or of each cell by itself."""

    def __init__(
        self, layout: Layout, cells: Array, *, by_owner: bool, work: Work, seconds: float
    ) -> None:
        self.layout, self.cells, self._work, self._seconds = layout, cells, work, seconds
        together = by_owner & (layout.owner[cells] >= 0) & ~layout.may_be_shown[cells]
        owners = layout.owners if by_owner else 0
        self.column = np.where(together, layout.owner[cells], 0)
        self.column[~together] = owners + np.arange(int((~together).sum()))
        self.scale = np.where(together, layout.value[cells], 1.0)
        self.count = owners + int((~together).sum())
        # A figure that may be shown has a column to itself, whoever owns it.
        self.soft = np.flatnonzero(layout.may_be_shown[cells])
        self.soft_column = self.column[self.soft]
        self.is_whole = bool(layout.integral[cells].any())
        self._highs = _Highs()
        for name, value in (
            ("output_flag", False), ("threads", 1), ("random_seed", 1),
            ("primal_feasibility_tolerance", 1e-9), ("dual_feasibility_tolerance", 1e-9),
            ("mip_feasibility_tolerance", 1e-9), ("mip_rel_gap", 1e-6),
        ):  # fmt: skip
            self._highs.setOptionValue(name, value)
        self._pass_model()

    def place_of(self, cell: int) -> int | None:
        """Where a cell stands in this space."""
        place = int(np.searchsorted(self.cells, cell))
        return place if place < len(self.cells) and self.cells[place] == cell else None

    def _pass_model(self) -> None:
        """Columns, then for each soft figure what is within what it tells, below it and above."""
        soft = np.arange(len(self.soft))
        row, column, factor = self._relations()
        first = int(row.max(initial=-1)) + 1
        parts = [self.count + offset * len(soft) + soft for offset in range(3)]
        row = np.concatenate([row, np.repeat(first + soft, 4)])
        own = np.stack([self.soft_column, *parts], axis=1).ravel()
        column = np.concatenate([column, own])
        # column = within - below + above
        factor = np.concatenate([factor, np.tile([1.0, -1.0, 1.0, -1.0], len(soft))])
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.count + 3 * len(soft), first + len(soft)
        model.col_cost_ = np.zeros(model.num_col_)
        model.col_lower_, model.col_upper_ = np.zeros(model.num_col_), np.zeros(model.num_col_)
        model.row_lower_, model.row_upper_ = np.zeros(model.num_row_), np.zeros(model.num_row_)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts = np.zeros(model.num_row_ + 1, dtype=np.int32)
        np.cumsum(np.bincount(row, minlength=model.num_row_), out=starts[1:])
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = column.astype(np.int32)
        model.a_matrix_.value_ = factor
        if self.is_whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            whole = np.zeros(model.num_col_, dtype=bool)
            whole[self.column] = self.layout.integral[self.cells]
            model.integrality_ = [kinds[int(each)] for each in whole]
        self._highs.passModel(model)

    def _relations(self) -> tuple[Array, Array, Array]:
        """The relations between columns, without those that hold in every world of the space."""
        layout = self.layout
        place = np.full(len(layout.value), -1)
        place[self.cells] = np.arange(len(self.cells))
        kept = place[layout.column] >= 0
        at = place[layout.column[kept]]
        parts = layout.factor[kept] * self.scale[at]
        keys = layout.row[kept] * self.count + self.column[at]
        keys, entry = np.unique(keys, return_inverse=True)
        sums = np.bincount(entry, parts, len(keys))
        kept = np.abs(sums) > 1e-9 * np.bincount(entry, np.abs(parts), len(keys))
        _, row = np.unique(keys[kept] // self.count, return_inverse=True)
        return row, keys[kept] % self.count, sums[kept]

    def limits(self, knows: Knowledge) -> tuple[Array, Array]:
        """How far each column may fall and rise by what somebody knows already."""
        low, high = np.full(self.count, -np.inf), np.full(self.count, np.inf)
        counts = self.scale != 0
        scale, cells = self.scale[counts], self.cells[counts]
        ends = np.stack([knows.lower[cells] / scale, knows.upper[cells] / scale])
        np.maximum.at(low, self.column[counts], ends.min(axis=0))
        np.minimum.at(high, self.column[counts], ends.max(axis=0))
        idle = np.isinf(low)
        low[idle], high[idle] = 0.0, 0.0
        return low, high

    def world(
        self, low: Array, high: Array, cost: Array, hidden: Array, price: Array | None
    ) -> Array | None:
        """The differences of the cheapest world, or None where there is none.

        Without a price shown figures are hard. Raises Unfinished.
        """
        cells = self.cells[self.soft]
        free = hidden[cells]
        within_low = np.where(free, -np.inf, self.layout.told_lower[cells])
        within_high = np.where(free, np.inf, self.layout.told_upper[cells])
        nothing = np.zeros(len(cells))
        beyond = nothing if price is None else np.where(free, 0.0, np.inf)
        paid = nothing if price is None else price
        lower = np.concatenate([low, within_low, nothing, nothing])
        upper = np.concatenate([high, within_high, beyond, beyond])
        everything = np.arange(len(lower), dtype=np.int32)
        self._highs.clearSolver()
        self._highs.changeColsBounds(len(lower), everything, lower, upper)
        costs = np.concatenate([cost, nothing, paid, paid])
        self._highs.changeColsCost(len(lower), everything, costs)
        return self._solved()

    def _solved(self) -> Array | None:
        if not self.is_whole:
            return self._solved_once()
        # Corners of most tables of counts are whole, and found a hundred times quicker.
        self._highs.setOptionValue("solve_relaxation", True)
        found = self._solved_once()
        if found is None or self._has_whole_counts(found):
            return found
        self._highs.setOptionValue("solve_relaxation", False)
        return self._solved_once()

    def _has_whole_counts(self, difference: Array) -> bool:
        layout = self.layout
        if (difference != np.rint(difference))[layout.integral].any():
            return False
        sums = np.bincount(layout.row, layout.factor * difference[layout.column], layout.rows)
        return bool((np.abs(sums) < 1e-6).all())

    def _solved_once(self) -> Array | None:
        began = time.perf_counter()
        # The solver's clock goes on from one problem to the next.
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self._seconds)
        self._highs.run()
        self._work.problems += 1
        self._work.seconds += time.perf_counter() - began
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            said = self._highs.modelStatusToString(status)
            raise Unfinished(f"The protector's problem was not solved: {said}.")
        columns = np.array(self._highs.getSolution().col_value)[: self.count]
        difference = np.zeros(len(self.layout.value))
        difference[self.cells] = self.scale * columns[self.column]
        whole = self.layout.integral
        near = np.rint(difference)
        difference = np.where(whole & (np.abs(near - difference) < 1e-6), near, difference)
        return difference
