"""Worlds that the protector found: what each shows, for whom, and what it would contradict."""

from collections.abc import Sequence
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
    row: int
    """Where the pool has it; less than nothing: nowhere."""

    def add_to(self, reached: Array) -> None:
        """What was reached before, and in this world: rises, then falls."""
        rises, falls = reached
        rises[self.cells] = np.maximum(rises[self.cells], self.by)
        falls[self.cells] = np.maximum(falls[self.cells], -self.by)


class Pool:
    """Worlds of counts, whoever they were found for: most of them serve everybody.

    Hours are not pooled: in a world that moves many of them each person knows their own.
    """

    def __init__(self, parts: Sequence[Array], knows: Sequence[Knowledge]) -> None:
        self._cells = np.concatenate([*parts, np.zeros(0, np.int64)]).astype(np.int64)
        self._place = np.full(len(knows[0].lower), -1)
        self._place[self._cells] = np.arange(len(self._cells))
        self._knows = knows
        self._worlds: list[World] = []
        self._room = np.zeros((16, len(self._cells)))
        self._possible = [np.zeros(0, dtype=bool) for _ in knows]

    def take(self, difference: Array, outside: frozenset[int]) -> World:
        """The world in which each cell differs by so much, kept for others if it moves counts."""
        cells = np.flatnonzero(difference)
        by, place = difference[cells], self._place[cells]
        # The parts of a table have nothing to do with each other: a world moves one kind or other.
        if not (place >= 0).any():
            return World(cells, by, outside, -1)
        row = len(self._worlds)
        if row == len(self._room):
            self._room = np.concatenate([self._room, np.zeros_like(self._room)])
        self._room[row, place] = by
        self._worlds.append(World(cells, by, outside, row))
        return self._worlds[-1]

    def add_to(self, reached: Array, worlds: Sequence[World]) -> None:
        """What was reached before, and in these worlds: rises, then falls."""
        pooled = self._room[[world.row for world in worlds if world.row >= 0]]
        if len(pooled):
            rises, falls = reached
            rises[self._cells] = np.maximum(rises[self._cells], pooled.max(axis=0))
            falls[self._cells] = np.maximum(falls[self._cells], -pooled.min(axis=0))
        for world in worlds:
            if world.row < 0:
                world.add_to(reached)

    def possible_to(self, at: int, hidden: Array) -> list[World]:
        """The worlds that an attacker cannot exclude, and that contradict nothing shown."""
        who, done = self._knows[at], self._possible[at]
        rest = self._room[len(done) : len(self._worlds)]
        inside = (rest >= who.lower[self._cells] - CLOSE) & (rest <= who.upper[self._cells] + CLOSE)
        self._possible[at] = np.concatenate([done, inside.all(axis=1)])
        possible = [self._worlds[row] for row in np.flatnonzero(self._possible[at])]
        return [each for each in possible if not each.outside or hidden[list(each.outside)].all()]
