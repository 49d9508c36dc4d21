"""Hidden counts: how many whole numbers in a row remain possible.

What one world shows of one count it shows of all, and often to every attacker: worlds are kept, and
tried against what the next attacker knows before anything is solved.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from portal.publication.disclosure.attacker_findings import Finding
from portal.publication.disclosure.attacker_parts import Parts
from portal.publication.disclosure.attacker_problem import Floats
from portal.publication.disclosure.attacker_views import Table, View

NEAR = 6.0
"""How far from the truth the first worlds that are tried may be."""


class Counts:
    """Worlds of whole counts found so far, as differences from the truth."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._room = np.zeros((16, len(table.value)))
        self._count = 1
        self._near: tuple[View, Parts] | None = None
        self._known_to: tuple[View | None, np.ndarray] = (None, np.zeros(0, dtype=bool))

    def findings(self, wanted: Sequence[int], view: View, parts: Parts) -> Iterator[Finding]:
        """The run of possible numbers of each of these counts."""
        self._raise_together(wanted, view, parts)
        for at in wanted:
            yield self.finding(at, view, parts)

    def _raise_together(self, wanted: Sequence[int], view: View, parts: Parts) -> None:
        """Worlds in which as many counts as can are higher by one, by two and so on."""
        cells, near = self._table.instance.cells, self._near_parts(view, parts)
        for step in range(1, max((cells[at].run for at in wanted), default=0)):
            possible = self._room[: self._count][self._possible_to(view)]
            lacking = [
                at
                for at in wanted
                if step < cells[at].run
                and step <= near.view.upper[at]
                and not (possible[:, at] == step).any()
            ]
            together: dict[int, list[int]] = defaultdict(list)
            for at in lacking:
                together[near.part_of(at)].append(at)
            for each in together.values():
                self._raise(each, step, near)

    def _raise(self, counts: Sequence[int], step: int, near: Parts) -> None:
        problem = near.problem_of(counts[0])[0]
        columns = np.array([near.problem_of(at)[1] for at in counts], dtype=np.int32)
        found = problem.raised(columns, step)
        if found is not None:
            self._take(found, near.cells_beside(counts[0]))

    def finding(self, at: int, view: View, parts: Parts) -> Finding:
        """The run of possible numbers around the truth, as far as it is needed."""
        cell = self._table.instance.cells[at]
        possible = self._possible_to(view)
        seen = set(np.unique(self._room[: self._count, at][possible]).tolist())
        first = last = 0

        def is_enough() -> bool:
            least, most = cell.value + first, cell.value + last
            return last - first + 1 >= cell.run and not 1 <= least <= most <= cell.small

        def is_possible(difference: int) -> bool:
            return difference in seen or self._is_found(at, difference, view, parts)

        while not is_enough() and is_possible(last + 1):
            last += 1
        while not is_enough() and is_possible(first - 1):
            first -= 1
        breach = ""
        if last - first + 1 < cell.run:
            breach = f"only {last - first + 1} whole numbers in a row are possible"
        elif not is_enough():
            breach = f"surely one of 1 to {cell.small}"
        return Finding(
            view.name, cell.id, cell.value, cell.value + first, cell.value + last, False, breach
        )

    def _world_with(self, at: int, difference: int, view: View, parts: Parts) -> Floats | None:
        """A world close to the truth, which few insiders can exclude; otherwise any world."""
        for some in (self._near_parts(view, parts), parts):
            problem, column = some.problem_of(at)
            found = problem.world_with(column, difference)
            if found is not None:
                return found
        return None

    def _near_parts(self, view: View, parts: Parts) -> Parts:
        if self._near is None or self._near[0] is not view:
            near = replace(
                view, lower=np.maximum(view.lower, -NEAR), upper=np.minimum(view.upper, NEAR)
            )
            self._near = view, parts.of(near)
        return self._near[1]

    def _possible_to(self, view: View) -> np.ndarray:
        """Which of the worlds an attacker cannot exclude."""
        known_to, possible = self._known_to
        if known_to is not view or len(possible) < self._count:
            done = len(possible) if known_to is view else 0
            rest = self._room[done : self._count]
            inside = ((rest >= view.lower) & (rest <= view.upper)).all(axis=1)
            possible = np.concatenate([possible[:done], inside])
            self._known_to = view, possible
        return possible

    def _is_found(self, at: int, difference: int, view: View, parts: Parts) -> bool:
        found = self._world_with(at, difference, view, parts)
        if found is None:
            return False
        self._take(found, parts.cells_beside(at))
        return True

    def _take(self, world: Floats, cells: np.ndarray) -> None:
        # Beyond its own part a world is as the truth, which everybody thinks possible.
        if self._count == len(self._room):
            self._room = np.concatenate([self._room, np.zeros_like(self._room)])
        self._room[self._count, cells] = world
        self._count += 1
