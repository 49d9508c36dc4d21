"""What one attacker sees, in parts that have nothing to do with each other."""

import numpy as np

from portal.publication.disclosure.attacker_problem import Effort, Limits, Problem, rows_of
from portal.publication.disclosure.attacker_views import Table, View


class Parts:
    """Cells that are known exactly part the others from each other; each part is a problem."""

    def __init__(self, table: Table, view: View, limits: Limits, effort: Effort) -> None:
        self.table, self.view = table, view
        self._limits, self._effort = limits, effort
        self._free = ~view.is_known
        self._part: np.ndarray | None = None
        self._problems: dict[int, tuple[Problem, np.ndarray]] = {}

    def of(self, view: View) -> "Parts":
        """The same, as somebody else sees it."""
        return Parts(self.table, view, self._limits, self._effort)

    def part_of(self, at: int) -> int:
        """The number of the part in which a cell lies."""
        if self._part is None:
            self._part = connected(self.table, self._free)
        return int(self._part[at])

    def problem_of(self, at: int) -> tuple[Problem, int]:
        """The problem of the part in which a cell lies, and its column there."""
        problem, inside = self._found(at)
        return problem, int(np.searchsorted(inside, at))

    def cells_beside(self, at: int) -> np.ndarray:
        """The cells of that problem, column by column."""
        return self._found(at)[1]

    def _found(self, at: int) -> tuple[Problem, np.ndarray]:
        part = self.part_of(at)
        if part not in self._problems:
            inside = np.flatnonzero(self._free & (self._part == part))
            problem = Problem(
                rows_of(self._relations(inside)),
                self.view.lower[inside],
                self.view.upper[inside],
                integral=self.table.integral[inside],
                limits=self._limits,
                effort=self._effort,
            )
            self._problems[part] = problem, inside
        return self._problems[part]

    def _relations(self, inside: np.ndarray) -> list[tuple[list[int], list[float]]]:
        rows = self.table.rows
        place = np.full(len(self._free), -1)
        place[inside] = np.arange(len(inside))
        entries = np.flatnonzero(place[rows.column] >= 0)
        found: dict[int, tuple[list[int], list[float]]] = {}
        row_of = rows.row_of[entries].tolist()
        columns = place[rows.column[entries]].tolist()
        for row, column, factor in zip(row_of, columns, rows.factor[entries].tolist(), strict=True):
            there, factors = found.setdefault(row, ([], []))
            there.append(column)
            factors.append(factor)
        return list(found.values())


def connected(table: Table, free: np.ndarray) -> np.ndarray:
    """The number of the part that each cell lies in."""
    part = np.arange(len(free))
    rows = table.rows
    kept = free[rows.column]
    row, column = rows.row_of[kept], rows.column[kept]
    while True:
        least = np.full(rows.count, len(free))
        np.minimum.at(least, row, part[column])
        joined = part.copy()
        np.minimum.at(joined, column, least[row])
        joined = joined[joined]
        if (joined == part).all():
            return part
        part = joined
