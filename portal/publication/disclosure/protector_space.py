"""The protector's problems: how a target can move, and which shown figures stand in the way.

A space has one column for each owner of cells, or one for each cell. A figure that is shown is
soft: a world may leave what the figure tells, at a price; where it does, the figure is hidden.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass

import highspy
import numpy as np
from highspy._core import _Highs

from portal.errors import RuleBroken
from portal.publication.disclosure.protector_layout import Array, Knowledge, Layout

CLOSE = 1e-7
"""Relative to its size: a cell that leaves its interval by less has not left it."""
SMALL_PROBLEM = 2000
"""Columns up to which a simplex is quicker without looking for a smaller problem first."""
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


class Space:
    """Worlds as columns: of the owners' cells together, or of each cell by itself."""

    def __init__(
        self,
        layout: Layout,
        cells: Array,
        *,
        by_owner: bool,
        apart: Collection[int] = (),
        work: Work,
        seconds: float,
    ) -> None:
        """By owner, but for the owners whose cells are taken `apart`."""
        self.layout, self.cells, self._work, self._seconds = layout, cells, work, seconds
        owner = layout.owner[cells]
        together = by_owner & (owner >= 0) & ~np.isin(owner, list(apart))
        together &= ~layout.may_be_shown[cells]
        owners = layout.owners if by_owner else 0
        self.column = np.where(together, layout.owner[cells], 0)
        self.column[~together] = owners + np.arange(int((~together).sum()))
        self.scale = np.where(together, layout.value[cells], 1.0)
        self.count = owners + int((~together).sum())
        # A figure that may be shown has a column to itself, whoever owns it.
        self.soft = np.flatnonzero(layout.may_be_shown[cells])
        self.soft_column = self.column[self.soft]
        # What may have to move, and how much of it a column is.
        targets = np.flatnonzero(layout.target[cells] & (self.scale != 0))
        self.targets, self.target_column = cells[targets], self.column[targets]
        self.target_size = np.abs(self.scale[targets])
        self._counts = np.flatnonzero(layout.integral[cells])
        self.is_whole = bool(len(self._counts))
        self._presolve = "off" if self.count <= SMALL_PROBLEM else "choose"
        self._highs = _Highs()
        for name, value in (
            ("output_flag", False), ("threads", 1), ("random_seed", 1),
            ("primal_feasibility_tolerance", 1e-9), ("dual_feasibility_tolerance", 1e-9),
            ("mip_feasibility_tolerance", 1e-9), ("mip_rel_gap", 1e-6),
            ("presolve", self._presolve),
        ):  # fmt: skip
            self._highs.setOptionValue(name, value)
        self._pass_model()
        self._ended: dict[int, highspy.HighsBasis] = {}
        self._limits: tuple[Knowledge, Array, Array] | None = None
        """Of whom was asked last: most is asked of one after the other."""
        self._whole_at = -1.0

    def place_of(self, cell: int) -> int | None:
        """Where a cell stands in this space."""
        place = int(np.searchsorted(self.cells, cell))
        return place if place < len(self.cells) and self.cells[place] == cell else None

    def _pass_model(self) -> None:
        """Columns, then for each soft figure what is within what it tells, below it and above."""
        soft = np.arange(len(self.soft))
        row, column, factor = self._summed = self._relations()
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
        if self._limits is None or self._limits[0] is not knows:
            self._limits = (knows, *self._limits_of(knows))
        return self._limits[1].copy(), self._limits[2].copy()

    def _limits_of(self, knows: Knowledge) -> tuple[Array, Array]:
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
        self,
        low: Array,
        high: Array,
        cost: Array,
        hidden: Array,
        price: Array | None,
        *,
        like: int | None = None,
    ) -> Array | None:
        """The differences of the cheapest world, or None where there is none.

        Without a price shown figures are hard. Of problems that are alike the next begins where the
        one before ended. Raises Unfinished.
        """
        self._limit(low, high, hidden, is_hard=price is None)
        self._charge(cost, price)
        if like in self._ended:
            self._highs.setBasis(self._ended[like])
        found = self._solved()
        if like is not None and found is not None:
            self._ended[like] = self._highs.getBasis()
        return found

    def any_world(self, low: Array, high: Array, hidden: Array) -> Array | None:
        """A world that contradicts no shown figure, or None. Raises Unfinished.

        Insiders know the least that a count can be, so a world of high counts serves more of them;
        but where rows overlap only the corners of low counts are whole.
        """
        self._limit(low, high, hidden, is_hard=True)
        for sign in (self._whole_at, -self._whole_at):
            self._charge(np.full(self.count, sign), None)
            found = self._solved_once()
            if found is None or self._has_whole_counts(found):
                self._whole_at = sign
                return found
        self._charge(np.zeros(self.count), None)
        return self._solved()

    def _limit(self, low: Array, high: Array, hidden: Array, *, is_hard: bool) -> None:
        cells = self.cells[self.soft]
        free = hidden[cells]
        within_low = np.where(free, -np.inf, self.layout.told_lower[cells])
        within_high = np.where(free, np.inf, self.layout.told_upper[cells])
        nothing = np.zeros(len(cells))
        beyond = nothing if is_hard else np.where(free, 0.0, np.inf)
        lower = np.concatenate([low, within_low, nothing, nothing])
        upper = np.concatenate([high, within_high, beyond, beyond])
        self._highs.clearSolver()
        everything = np.arange(len(lower), dtype=np.int32)
        self._highs.changeColsBounds(len(lower), everything, lower, upper)

    def _charge(self, cost: Array, price: Array | None) -> None:
        nothing = np.zeros(len(self.soft))
        paid = nothing if price is None else price
        costs = np.concatenate([cost, nothing, paid, paid])
        self._highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)

    def _solved(self) -> Array | None:
        found = self._solved_once()
        # Corners of most tables of counts are whole, and found a hundred times quicker.
        if not self.is_whole or found is None or self._has_whole_counts(found):
            return found
        columns = np.unique(self.column[self._counts]).astype(np.int32)
        kinds = np.ones(len(columns), dtype=np.uint8)
        self._highs.changeColsIntegrality(len(columns), columns, kinds)
        self._highs.setOptionValue("presolve", "choose")
        try:
            return self._solved_once()
        finally:
            self._highs.changeColsIntegrality(len(columns), columns, 0 * kinds)
            self._highs.setOptionValue("presolve", self._presolve)

    def _has_whole_counts(self, difference: Array) -> bool:
        here = difference[self.cells]
        counts = here[self._counts]
        if (counts != np.rint(counts)).any():
            return False
        row, column, factor = self._summed
        sums = np.bincount(row, factor * here[column])
        return bool((np.abs(sums) < 1e-6).all())

    def _solved_once(self) -> Array | None:
        status = self._ended_as()
        if status == highspy.HighsModelStatus.kUnknown:
            status = self._ended_the_other_way()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            said = self._highs.modelStatusToString(status)
            raise Unfinished(f"The protector's problem was not solved: {said}.")
        columns = np.array(self._highs.getSolution().col_value)[: self.count]
        here = self.scale * columns[self.column]
        counts = here[self._counts]
        near = np.rint(counts)
        here[self._counts] = np.where(np.abs(near - counts) < 1e-6, near, counts)
        difference = np.zeros(len(self.layout.value))
        difference[self.cells] = here
        return difference

    def _ended_as(self) -> highspy.HighsModelStatus:
        began = time.perf_counter()
        # The solver's clock goes on from one problem to the next.
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self._seconds)
        self._highs.run()
        self._work.problems += 1
        self._work.seconds += time.perf_counter() - began
        return self._highs.getModelStatus()

    def _ended_the_other_way(self) -> highspy.HighsModelStatus:
        """The same problem by interior points, where the simplex has lost its way."""
        self._highs.clearSolver()
        self._highs.setOptionValue("solver", "ipm")
        self._highs.setOptionValue("presolve", "choose")
        try:
            return self._ended_as()
        finally:
            self._highs.setOptionValue("solver", "choose")
            self._highs.setOptionValue("presolve", self._presolve)
