"""Worlds that the protector found: what each shows, for whom, and what it would contradict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from portal.publication.disclosure.protector_layout import Array, Knowledge
from portal.publication.disclosure.protector_space import CLOSE


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What one world moved and how far, and which shown figures it would contradict."""

    cells: Array
    by: Array
    outside: frozenset[int]

    @classmethod
    def of(cls, difference: Array, outside: frozenset[int]) -> "World":
        """The world in which each cell differs by so much. Most cells do not."""
        cells = np.flatnonzero(difference)
        return cls(cells, difference[cells], outside)


def add_to(reached: Array, worlds: Sequence[World]) -> None:
    """What was reached before, and in these worlds: rises, then falls."""
    if worlds:
        cells = np.concatenate([world.cells for world in worlds])
        by = np.concatenate([world.by for world in worlds])
        np.maximum.at(reached[0], cells, by)
        np.maximum.at(reached[1], cells, -by)


class Pool:
    """Worlds of counts, whoever they were found for: most of them serve everybody.

    Hours are not pooled: in a world that moves many of them each person knows their own.
    """

    def __init__(self, parts: Sequence[Array], knows: Sequence[Knowledge]) -> None:
        self._cells = np.sort(np.concatenate([*parts, np.zeros(0, np.int64)]).astype(np.int64))
        self._knows = knows
        self._worlds: list[World] = []
        self._room = np.zeros((16, len(self._cells)))
        self._possible = [np.zeros(0, dtype=bool) for _ in knows]

    def take(self, world: World) -> None:
        """Keep a world, if it moves counts."""
        is_count = np.isin(world.cells, self._cells)
        if not is_count.any():
            return
        count = len(self._worlds)
        if count == len(self._room):
            self._room = np.concatenate([self._room, np.zeros_like(self._room)])
        self._room[count, np.searchsorted(self._cells, world.cells[is_count])] = world.by[is_count]
        self._worlds.append(world)

    def possible_to(self, at: int, hidden: Array) -> Iterator[World]:
        """The worlds that an attacker cannot exclude, and that contradict nothing shown."""
        who, done = self._knows[at], self._possible[at]
        rest = self._room[len(done) : len(self._worlds)]
        inside = (rest >= who.lower[self._cells] - CLOSE) & (rest <= who.upper[self._cells] + CLOSE)
        self._possible[at] = np.concatenate([done, inside.all(axis=1)])
        for number in np.flatnonzero(self._possible[at]):
            world = self._worlds[number]
            if all(hidden[cell] for cell in world.outside):
                yield world
