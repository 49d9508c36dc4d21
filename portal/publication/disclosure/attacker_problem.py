"""The attacker's linear problems: what differs from the truth and would look the same.

Columns are differences from the truth, so no difference at all is always a solution, and every
relation adds up to nothing. Anything the solver does not finish to proven optimality is an error:
what was not solved is not known to be safe.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from highspy._core import _Highs

from portal.errors import RuleBroken

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]

FEASIBILITY = 1e-9
"""How far the solver may miss a bound or a relation."""
LARGE_PROBLEM = 4000
"""Columns from which interior points are quicker than a simplex."""
SMALL_PROBLEM = 2000
"""Columns up to which a simplex is quicker without looking for a smaller problem first."""


class NotSolved(RuleBroken):
    """A problem that the solver did not finish: the release is refused."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When the solver gives up on one problem."""

    seconds: float = 120.0
    iterations: int = 2_000_000
    nodes: int = 200_000


@dataclass(slots=True)
class Effort:
    """How much has been solved, and how long it took."""

    problems: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Relations as a sparse matrix, row by row."""

    start: Integers
    column: Integers
    factor: Floats

    @property
    def count(self) -> int:
        """How many relations."""
        return len(self.start) - 1

    @property
    def row_of(self) -> Integers:
        """The row of each entry."""
        return np.repeat(np.arange(self.count, dtype=np.int32), np.diff(self.start))

    def missed_by(self, difference: Floats) -> Floats:
        """How far each relation is from adding up to nothing."""
        found = np.zeros(self.count)
        np.add.at(found, self.row_of, self.factor * difference[self.column])
        return found


@dataclass(frozen=True, slots=True)
class Solved:
    """The best value, the differences that reach it, and by how much it may be overrated."""

    value: float
    difference: Floats
    doubt: float


class Problem:
    """All worlds that one attacker cannot tell apart, as differences from the truth."""

    def __init__(
        self,
        rows: Rows,
        lower: Floats,
        upper: Floats,
        *,
        integral: npt.NDArray[np.bool_] | None = None,
        limits: Limits,
        effort: Effort,
    ) -> None:
        self._effort = effort
        self._lower, self._upper = lower, upper
        self._count = len(lower)
        self._rows, self._limits = rows, limits
        self._integral = integral if integral is not None and integral.any() else None
        # The plain class: `Highs` greets on standard output, where a pattern is to be written.
        self._highs = _Highs()
        for name, value in _options(limits, self._count).items():
            self._highs.setOptionValue(name, value)
        self._highs.passModel(_model(rows, lower, upper))
        self._everything = np.arange(self._count, dtype=np.int32)
        self._ended: dict[int, highspy.HighsBasis] = {}
        self._whole_at = 1.0

    def most(self, cost: Floats, *, like: int | None = None) -> Solved:
        """The largest value of a sum of differences. Raises NotSolved.

        Of problems that are alike the next begins where the one before ended.
        """
        self._highs.changeColsCost(self._count, self._everything, cost)
        if like in self._ended:
            self._highs.setBasis(self._ended[like])
        found = self._run()
        if like is not None and self._count <= LARGE_PROBLEM:
            self._ended[like] = self._highs.getBasis()
        return found

    def most_of(self, column: int, sign: int) -> Solved:
        """The largest rise (or with sign -1 fall) of one column. Raises NotSolved."""
        cost = np.zeros(self._count)
        cost[column] = sign
        return self.most(cost)

    def world_with(self, column: int, difference: float) -> Floats | None:
        """A world in which a column differs by exactly so much, or None. Raises NotSolved."""
        limits = self._lower[column], self._upper[column]
        if not limits[0] <= difference <= limits[1]:
            return None
        self._highs.changeColBounds(column, difference, difference)
        try:
            return self._whole_world()
        except _Impossible:
            return None
        finally:
            self._highs.changeColBounds(column, *limits)

    def raised(self, columns: Integers, by: float) -> Floats | None:
        """A world in which as many of these counts as can are higher by so much.

        None where no whole one is found at once; that says nothing. Raises NotSolved.
        """
        lower, upper = self._lower[columns], self._upper[columns]
        # The corners of low counts are whole more often.
        cost = np.full(self._count, -0.01)
        cost[columns] = 1.0
        self._highs.changeColsBounds(len(columns), columns, lower, np.minimum(upper, by))
        try:
            return self._whole_corner(cost)
        finally:
            self._highs.changeColsBounds(len(columns), columns, lower, upper)

    def bound(self, lower: Floats, upper: Floats) -> None:
        """Replace the bounds of all columns, and begin anew.

        A warm simplex takes far longer than a cold one after many bounds have changed.
        """
        self._highs.clearSolver()
        self._lower, self._upper = lower, upper
        self._highs.changeColsBounds(self._count, self._everything, lower, upper)

    def _run(self) -> Solved:
        found = self._run_once()
        # Corners of most tables of counts are whole, and found a hundred times quicker.
        if self._integral is None or self._is_whole(found.difference):
            return found
        columns = np.flatnonzero(self._integral).astype(np.int32)
        kinds = np.ones(len(columns), dtype=np.uint8)
        self._highs.changeColsIntegrality(len(columns), columns, kinds)
        self._highs.setOptionValue("presolve", "choose")
        try:
            found = self._run_once()
        finally:
            self._highs.changeColsIntegrality(len(columns), columns, 0 * kinds)
            self._highs.setOptionValue("presolve", _presolve(self._count))
        if not self._is_whole(found.difference):
            raise NotSolved("The solver's counts are not whole. Nothing is known to be safe.")
        return found

    def _whole_world(self) -> Floats:
        """Any world of whole counts. Raises NotSolved.

        Insiders know the least that a count can be, so a world of high counts serves more of them;
        but where rows overlap only the corners of low counts are whole.
        """
        for sign in (self._whole_at, -self._whole_at):
            found = self._whole_corner(np.full(self._count, sign))
            if found is not None:
                self._whole_at = sign
                return found
        return self.most(np.zeros(self._count)).difference

    def _whole_corner(self, cost: Floats) -> Floats | None:
        """Where the sum is largest, if counts are whole there."""
        self._highs.changeColsCost(self._count, self._everything, cost)
        found = self._run_once().difference
        return found if self._is_whole(found) else None

    def _run_once(self) -> Solved:
        status = self._ended_as()
        if status == highspy.HighsModelStatus.kUnknown:
            status = self._ended_the_other_way()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise _Impossible("What is published has no solution, although the truth is one.")
        if status != highspy.HighsModelStatus.kOptimal:
            said = self._highs.modelStatusToString(status)
            raise NotSolved(f"A problem was not solved: {said}. Nothing is known to be safe.")
        solution = self._highs.getSolution()
        value = self._highs.getInfo().objective_function_value
        difference = np.array(solution.col_value)
        if self._integral is None:
            return Solved(value, difference, self._doubt(solution))
        near = np.where(self._integral, np.rint(difference), difference)
        return Solved(value, np.where(np.abs(near - difference) < 1e-6, near, difference), 0.0)

    def _ended_as(self) -> highspy.HighsModelStatus:
        began = time.perf_counter()
        # The solver's clock goes on from one problem to the next.
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + self._limits.seconds)
        self._highs.run()
        self._effort.problems += 1
        self._effort.seconds += time.perf_counter() - began
        return self._highs.getModelStatus()

    def _ended_the_other_way(self) -> highspy.HighsModelStatus:
        """The same problem by interior points instead of a simplex, or the other way round.

        Either can lose its way in numbers that the other gets through.
        """
        usual = _options(self._limits, self._count)
        self._highs.clearSolver()
        self._highs.setOptionValue("solver", "simplex" if usual["solver"] == "ipm" else "ipm")
        self._highs.setOptionValue("presolve", "choose")
        try:
            return self._ended_as()
        finally:
            for name in ("solver", "presolve"):
                self._highs.setOptionValue(name, usual[name])

    def _is_whole(self, difference: Floats) -> bool:
        """Whether all counts of a world are whole and every relation holds."""
        integral = self._integral
        whole = (
            difference if integral is None else np.where(integral, np.rint(difference), difference)
        )
        missed = np.abs(self._rows.missed_by(whole)) > 1e-6
        return bool((whole == difference).all() and not missed.any())

    def _doubt(self, solution: Any) -> float:
        """By how much the value may exceed the true optimum.

        The solver may miss each bound and each relation by FEASIBILITY, and a dual value says how
        much the optimum gains for each unit that its limit gives way. Counts are checked exactly.
        """
        duals = np.abs(solution.row_dual).sum() + np.abs(solution.col_dual).sum()
        return float(duals) * FEASIBILITY


class _Impossible(NotSolved):
    pass


def _presolve(count: int) -> str:
    return "off" if count <= SMALL_PROBLEM else "choose"


def _options(limits: Limits, count: int) -> dict[str, Any]:
    return {
        # "choose" is the simplex; called by its name it would leave out that counts are whole.
        "solver": "choose" if count <= LARGE_PROBLEM else "ipm",
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "presolve": _presolve(count),
        "primal_feasibility_tolerance": FEASIBILITY,
        "dual_feasibility_tolerance": FEASIBILITY,
        "mip_feasibility_tolerance": 1e-9,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
        "simplex_iteration_limit": limits.iterations,
        "ipm_iteration_limit": min(limits.iterations, 10_000),
        "mip_max_nodes": limits.nodes,
    }


def _model(rows: Rows, lower: Floats, upper: Floats) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(lower), rows.count
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.zeros(len(lower))
    model.col_lower_, model.col_upper_ = lower, upper
    model.row_lower_ = model.row_upper_ = np.zeros(rows.count)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.start
    model.a_matrix_.index_ = rows.column
    model.a_matrix_.value_ = rows.factor
    return model


def rows_of(relations: Sequence[tuple[Sequence[int], Sequence[float]]]) -> Rows:
    """A sparse matrix from columns and factors, relation by relation."""
    start = np.zeros(len(relations) + 1, dtype=np.int32)
    np.cumsum([len(columns) for columns, _ in relations], out=start[1:])
    column = np.fromiter((c for columns, _ in relations for c in columns), np.int32, start[-1])
    factor = np.fromiter((f for _, factors in relations for f in factors), float, start[-1])
    return Rows(start, column, factor)
