"""The cheapest pattern of a small table, as one mixed-integer problem.

One yes-or-no column for each figure that may be hidden; two worlds for each target and
attacker. A figure that is shown keeps each world within what it tells, one that is hidden within
that cell's own bounds: with one large bound for all a solver's tolerance gives the secret away.
"""

import time
from collections.abc import Iterator, Sequence

import highspy
import numpy as np
from highspy._core import _Highs

from portal.publication.disclosure.protector_layout import Array, Knowledge, Layout
from portal.publication.disclosure.protector_space import Work

SMALL = 6000
"""The most columns (cells times worlds) that are solved exactly."""
NODES = 20_000


def cheapest(
    layout: Layout,
    knows: Sequence[Knowledge],
    judged: Sequence[Array],
    forced: Array,
    start: Array,
    work: Work,
    seconds: float,
) -> Array | None:
    """The hidden cells of the cheapest safe pattern; None where the table is too large for it.

    `start` is a safe pattern: where it is proven that nothing is cheaper, it is the answer.
    """
    if not np.any(start & ~forced):
        return start
    targets = [
        np.flatnonzero(cells & ((who.below > 0) | (who.above > 0)))
        for who, cells in zip(knows, judged, strict=True)
    ]
    if not 0 < 2 * sum(map(len, targets)) * len(layout.value) <= SMALL:
        return None
    wanted = [(who, int(cell)) for who, cells in zip(knows, targets, strict=True) for cell in cells]
    choices = np.flatnonzero(layout.may_be_shown & ~forced)
    highs = _Highs()
    for name, value in (
        ("output_flag", False), ("threads", 1), ("random_seed", 1), ("time_limit", seconds),
        ("mip_rel_gap", 0.0), ("mip_abs_gap", 1e-9), ("mip_feasibility_tolerance", 1e-9),
        ("primal_feasibility_tolerance", 1e-9), ("mip_max_nodes", NODES),
    ):  # fmt: skip
        highs.setOptionValue(name, value)
    _Model(layout, choices, wanted).give_to(highs)
    began = time.perf_counter()
    highs.run()
    work.problems += 1
    work.seconds += time.perf_counter() - began
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    chosen = forced.copy()
    chosen[choices] = np.array(highs.getSolution().col_value)[: len(choices)] > 0.5
    if layout.weight[chosen].sum() >= layout.weight[start].sum() - 1e-9:
        return start
    return chosen


class _Model:
    """Choices first, then world after world: column by column and row by row."""

    def __init__(
        self,
        layout: Layout,
        choices: Array,
        wanted: Sequence[tuple[Knowledge, int]],
    ) -> None:
        self.layout = layout
        self.choices = choices
        self.lower = [np.zeros(len(choices))]
        self.upper = [np.ones(len(choices))]
        self.whole = [np.ones(len(choices), dtype=bool)]
        self.rows: list[tuple[Sequence[int], Sequence[float], float, float]] = []
        self.count = len(choices)
        for who, cell in wanted:
            for sign in (1, -1):
                self._add_world(who, cell, sign)

    def _add_world(self, who: Knowledge, cell: int, sign: int) -> None:
        layout, first = self.layout, self.count
        low, high = who.lower.copy(), who.upper.copy()
        need = float((who.above if sign > 0 else who.below)[cell])
        if sign > 0:
            low[cell] = max(low[cell], min(need, high[cell]))
        else:
            high[cell] = min(high[cell], max(-need, low[cell]))
        self.lower.append(low)
        self.upper.append(high)
        self.whole.append(layout.integral)
        self.count += len(low)
        for entries in self._relations():
            self.rows.append(([first + c for c in entries[0]], entries[1], 0.0, 0.0))
        for choice, at in enumerate(self.choices):
            self.rows += self._soft(first + int(at), choice, low[at], high[at], int(at))

    def _relations(self) -> Iterator[tuple[list[int], list[float]]]:
        index = self.layout.instance.index
        for relation in self.layout.instance.relations:
            yield [index[name] for name in relation.terms], list(relation.terms.values())

    def _soft(
        self, column: int, choice: int, low: float, high: float, at: int
    ) -> Iterator[tuple[Sequence[int], Sequence[float], float, float]]:
        told_low = max(low, self.layout.told_lower[at])
        told_high = min(high, self.layout.told_upper[at])
        if high > told_high:
            yield (column, choice), (1.0, told_high - high), -np.inf, told_high
        if low < told_low:
            yield (column, choice), (1.0, told_low - low), told_low, np.inf

    def give_to(self, highs: _Highs) -> None:
        """Pass the model to the solver."""
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.count, len(self.rows)
        cost = np.zeros(self.count)
        cost[: len(self.choices)] = self.layout.weight[self.choices]
        model.col_cost_ = cost
        model.col_lower_ = np.concatenate(self.lower)
        model.col_upper_ = np.concatenate(self.upper)
        model.row_lower_ = np.array([row[2] for row in self.rows])
        model.row_upper_ = np.array([row[3] for row in self.rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        sizes = [len(row[0]) for row in self.rows]
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([c for row in self.rows for c in row[0]], np.int32)
        model.a_matrix_.value_ = np.array([f for row in self.rows for f in row[1]], float)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(whole)] for whole in np.concatenate(self.whole)]
        highs.passModel(model)
