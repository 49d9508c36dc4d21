"""Worlds that the protector found: what each shows, for whom, and what it would contradict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from portal.publication.disclosure.protector_layout import Array, Knowledge
from portal.publication.disclosure.protector_space import CLOSE


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What one world showed, and which shown figures it would contradict."""

    difference: Array
    outside: frozenset[int]

    def add_to(self, reached: Array) -> None:
        """What was reached before, and in this world: rises, then falls."""
        np.maximum(reached[0], self.difference, out=reached[0])
        np.maximum(reached[1], -self.difference, out=reached[1])


class Pool:
    """Worlds of counts, whoever they were found for: most of them serve everybody.

    Hours are not pooled: in a world that moves many of them each person knows their own.
    """

    def __init__(self, parts: Sequence[Array], knows: Sequence[Knowledge]) -> None:
        self._cells = np.concatenate([*parts, np.zeros(0, np.int64)]).astype(np.int64)
        self._knows = knows
        self._worlds: list[World] = []
        self._room = np.zeros((16, len(self._cells)))
        self._possible = [np.zeros(0, dtype=bool) for _ in knows]

    def take(self, world: World) -> None:
        """Keep a world, if it moves counts."""
        moved = world.difference[self._cells]
        if not moved.any():
            return
        count = len(self._worlds)
        if count == len(self._room):
            self._room = np.concatenate([self._room, np.zeros_like(self._room)])
        self._room[count] = moved
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
