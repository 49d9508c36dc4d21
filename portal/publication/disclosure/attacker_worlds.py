"""Worlds: other truths that would have been published as the very same figures.

One world can show of many cells at once that they could be far higher or far lower. Four families
are tried, the smallest first: each owner's cells rise and fall together; all but those of the few
owners for whom that was not enough; every cell by itself; and, in the caller, one problem for each
cell and direction. A world is believed only after it was
checked against every limit and relation.
"""

from collections.abc import Collection, Iterator

import numpy as np

from portal.publication.disclosure.attacker_problem import (
    Effort,
    Floats,
    Limits,
    NotSolved,
    Problem,
    Rows,
)
from portal.publication.disclosure.attacker_views import Table, View

BEYOND = 1.001
"""Worlds go a little further than they have to, so that rounding errors decide nothing."""
MAIN = 6
"""Directions that every attacker tries, each from where it ended for the one before."""
FEW = 2000
"""Columns up to which a family also tries one column at a time."""
MISS = 1e-6
"""By how much of its size a checked world may miss a limit or a relation."""


class Reach:
    """How far below and above the truth each cell is in some world found so far."""

    def __init__(self, table: Table, view: View) -> None:
        self.table, self.view = table, view
        self.low = np.zeros(len(table.value))
        self.high = np.zeros(len(table.value))
        self.is_judged = table.judged & ~view.is_known
        self._size = np.maximum(1.0, np.abs(table.value))
        entries = np.abs(table.rows.factor) * self._size[table.rows.column]
        self._row_size = np.ones(table.rows.count)
        np.maximum.at(self._row_size, table.rows.row_of, entries)

    def wants_up(self) -> np.ndarray:
        """Cells of which no world shows yet that they could be high enough."""
        return np.asarray(self.is_judged & (self.high < self.view.above))

    def wants_down(self) -> np.ndarray:
        """Cells of which no world shows yet that they could be low enough."""
        return np.asarray(self.is_judged & (-self.low < self.view.below))

    def wants(self) -> np.ndarray:
        """Cells of which no world shows yet that they could be both."""
        return np.asarray(self.wants_up() | self.wants_down())

    def take(self, difference: Floats) -> None:
        """Believe a world after checking it. Raises NotSolved where it is none."""
        room = MISS * self._size
        outside = (difference < self.view.lower - room) | (difference > self.view.upper + room)
        missed = np.abs(self.table.rows.missed_by(difference)) > MISS * self._row_size
        if outside.any() or missed.any():
            raise NotSolved("The solver's world breaks what is published: nothing is known.")
        np.minimum(self.low, difference, out=self.low)
        np.maximum(self.high, difference, out=self.high)


class Family:
    """Worlds with one column for each owner, or (without owners) one for each cell.

    Counts stay as they are: their worlds have to be whole, which single problems see to.
    """

    def __init__(
        self,
        table: Table,
        *,
        by_owner: bool,
        apart: Collection[int] = (),
        limits: Limits,
        effort: Effort,
    ) -> None:
        """By owner, but for the owners whose cells are taken `apart`."""
        self._table, self._limits, self._effort = table, limits, effort
        self._scale = np.ones(len(table.value))
        column = np.full(len(table.value), -1, dtype=np.int64)
        moves = ~table.integral
        owned = moves & (table.owner >= 0) & by_owner & ~np.isin(table.owner, list(apart))
        column[owned] = table.owner[owned]
        self._scale[owned] = table.value[owned]
        owners = table.owners if by_owner else 0
        alone = moves & ~owned
        column[alone] = owners + np.arange(alone.sum())
        self._moves = np.flatnonzero(column >= 0)
        self._column = column[self._moves]
        self._factor = self._scale[self._moves]
        self.count = owners + int(alone.sum())
        self._rows = _collapsed(table.rows, column, self._scale, self.count)
        self._problem: Problem | None = None

    def search(self, reach: Reach) -> None:
        """Find worlds until every judged cell is shown to be safe, or no family member helps."""
        lower, upper = self._bounds(reach.view)
        problem = self._problem_of(lower, upper)
        for number, signs in enumerate(self._directions(reach)):
            up, down = self._needs(reach)
            wanted = np.where(signs > 0, up, np.where(signs < 0, down, 0.0))
            if not wanted.any():
                continue
            most = np.where((signs > 0) & (wanted > 0), np.minimum(upper, wanted * BEYOND), upper)
            least = np.where((signs < 0) & (wanted > 0), np.maximum(lower, -wanted * BEYOND), lower)
            problem.bound(least, most)
            cost = np.divide(signs, wanted, out=np.zeros(self.count), where=wanted > 0)
            found = problem.most(cost, like=min(number, MAIN)).difference
            difference = np.zeros(len(self._table.value))
            difference[self._moves] = self._factor * found[self._column]
            reach.take(difference)

    def _directions(self, reach: Reach) -> Iterator[Floats]:
        """Half up and half down, then the other way round, then what is left together."""
        alternating = np.where(np.arange(self.count) % 2 == 0, 1.0, -1.0)
        yield alternating
        yield -alternating
        halves = np.where(np.arange(self.count) // 2 % 2 == 0, 1.0, -1.0)
        yield from (halves, -halves, np.ones(self.count), -np.ones(self.count))
        if self.count > FEW:
            return
        for sign, needs in ((1.0, 0), (-1.0, 1)):
            for column in np.flatnonzero(self._needs(reach)[needs]):
                single = np.zeros(self.count)
                single[column] = sign
                yield single

    def _needs(self, reach: Reach) -> tuple[Floats, Floats]:
        """How far each column still has to rise and to fall."""
        found = []
        for wants, need in (
            (reach.wants_up(), reach.view.above),
            (reach.wants_down(), reach.view.below),
        ):
            far = np.zeros(self.count)
            size = np.abs(self._factor)
            asked = np.where(wants[self._moves], need[self._moves], 0.0)
            each = np.divide(asked, size, out=np.zeros(len(size)), where=size > 0)
            np.maximum.at(far, self._column, each)
            found.append(far)
        return found[0], found[1]

    def _bounds(self, view: View) -> tuple[Floats, Floats]:
        lower, upper = np.full(self.count, -np.inf), np.full(self.count, np.inf)
        counts = self._factor != 0
        column, factor = self._column[counts], self._factor[counts]
        ends = np.stack([
            view.lower[self._moves][counts] / factor, view.upper[self._moves][counts] / factor,
        ])  # fmt: skip
        np.maximum.at(lower, column, ends.min(axis=0))
        np.minimum.at(upper, column, ends.max(axis=0))
        # An owner without any hours has nothing that could move.
        idle = np.isinf(lower)
        lower[idle], upper[idle] = 0.0, 0.0
        return lower, upper

    def _problem_of(self, lower: Floats, upper: Floats) -> Problem:
        if self._problem is None:
            self._problem = Problem(
                self._rows, lower, upper, limits=self._limits, effort=self._effort
            )
        return self._problem


def _collapsed(rows: Rows, column: np.ndarray, scale: Floats, count: int) -> Rows:
    """The relations between columns, without those that every world of the family satisfies."""
    at = column[rows.column]
    kept = at >= 0
    row, at = rows.row_of[kept].astype(np.int64), at[kept]
    factor = rows.factor[kept] * scale[rows.column[kept]]
    places, place = np.unique(row * count + at, return_inverse=True)
    total, size = np.zeros(len(places)), np.zeros(len(places))
    np.add.at(total, place, factor)
    np.add.at(size, place, np.abs(factor))
    counts = np.abs(total) > 1e-9 * size
    places, total = places[counts], total[counts]
    row, at = places // count, places % count
    _, row = np.unique(row, return_inverse=True)
    number = int(row[-1]) + 1 if len(row) else 0
    start = np.zeros(number + 1, dtype=np.int32)
    np.cumsum(np.bincount(row, minlength=number), out=start[1:])
    return Rows(start, at.astype(np.int32), total)
