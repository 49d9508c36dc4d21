"""The protector: which figures to hide so that nobody can know another's too well.

For every hidden target and everyone who may unpick the table it finds a world that moves the target
far enough up, and one far enough down. Worlds are shared between targets; what stands in the way is
hidden, cheapest first; then each figure is given back, dearest first, where other worlds can be
found. Small tables are solved exactly. Whether a pattern is safe is not for the protector to say:
the attacker judges it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from portal.publication.disclosure import protector_exact
from portal.publication.disclosure.instances import Instance
from portal.publication.disclosure.protector_asking import Asking
from portal.publication.disclosure.protector_layout import (
    Array,
    Knowledge,
    Layout,
    knowledge_of,
    layout_of,
)
from portal.publication.disclosure.protector_parts import Spaces, directions
from portal.publication.disclosure.protector_space import (
    CLOSE,
    FURTHER,
    CannotProtect,
    Space,
    Work,
)
from portal.publication.disclosure.protector_worlds import Pool, World

ALONE = 3000
"""Columns up to which shared worlds are also sought with every cell by itself."""
FEW_OWNERS = 8
"""So many owners' cells are taken apart before all are."""
NEAR = 6.0
"""How far from the truth the first worlds of counts are that are tried: few insiders know that
such a world is none."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which cells of an instance are hidden, and what that cost."""

    hidden: frozenset[str]
    primary: frozenset[str]
    secondary: frozenset[str]
    cost: float
    method: str
    """exact: nothing cheaper is safe; shared: worlds shared between targets."""
    work: Work = field(default_factory=Work, compare=False)


def protect(
    instance: Instance,
    *,
    hidden: Collection[str] = (),
    may_be_exact: bool = True,
    seconds: float = 120.0,
) -> Pattern:
    """Hide what must be hidden, and as little more as protects it.

    `hidden` is hidden whatever it costs. Raises CannotProtect where even hiding everything that may
    be hidden is too little, and Unfinished where the solver gives up.
    """
    work = Work()
    layout = layout_of(instance)
    search = _Search(layout, hidden, work, seconds)
    search.hide_what_stands_in_the_way()
    search.give_back()
    method, chosen = "shared", search.hidden
    if may_be_exact:
        exact = protector_exact.cheapest(
            layout, search.knows, search.judged, search.forced, chosen, work, seconds
        )
        if exact is not None and (exact is chosen or search.is_enough(exact)):
            method, chosen = "exact", exact
    cells = instance.cells
    names = frozenset(cells[at].id for at in np.flatnonzero(chosen) if not cells[at].never_shown)
    return Pattern(
        names,
        instance.primaries,
        names - instance.primaries,
        instance.hidden_cost(names),
        method,
        work,
    )


class _Search:
    def __init__(self, layout: Layout, hidden: Collection[str], work: Work, seconds: float) -> None:
        cells = layout.instance.cells
        self.layout = layout
        self.knows = knowledge_of(layout)
        self.forced = np.array([cell.primary or cell.id in hidden for cell in cells])
        self.hidden = self.forced.copy()
        self.judged = [layout.target & (who.lower < who.upper) for who in self.knows]
        self.worlds: list[list[World]] = [[] for _ in self.knows]
        self.reached = [np.zeros((2, len(cells))) for _ in self.knows]
        self.size = CLOSE * np.maximum(1.0, np.abs(layout.value))
        self.decided = np.flatnonzero(layout.may_be_shown)
        self.least = (layout.told_lower - self.size)[self.decided]
        self.most = (layout.told_upper + self.size)[self.decided]
        """What the figures tell that may be shown, with room for the solver."""
        self.spaces = Spaces(layout, work, seconds)
        self.asking = Asking(cells, self.knows)
        self.pool = Pool(self.spaces.with_counts, self.knows)

    def hide_what_stands_in_the_way(self) -> None:
        """Find worlds for every target of everyone, at the price of hiding figures."""
        for at, who in enumerate(self.knows):
            self._share(at)
            left = self._left(at)
            for cell, sign in left:
                while self._is_left(at, cell, sign):
                    world = self._near_world(who, cell, sign)
                    if world is None:
                        world = self._cheapest_world(who, cell, sign)
                    if world is not None:
                        self.hidden[list(self._take(at, world))] = True
                        break
                    if self.asking.less(at, cell, sign):
                        continue
                    if self.asking.elsewhere(at, cell, sign):
                        left.append((cell, -sign))
                    else:
                        name = self.layout.instance.cells[cell].id
                        raise CannotProtect(f"{name!r} cannot be protected from the {who.name}.")

    def give_back(self) -> None:
        """Show each figure again for which other worlds can be found, the dearest first."""
        cells = self.layout.instance.cells
        added = np.flatnonzero(self.hidden & ~self.forced)
        for cell in sorted(added, key=lambda at: (-self.layout.weight[at], cells[at].id)):
            kept, reached = self.worlds, [each.copy() for each in self.reached]
            self.hidden[cell] = False
            self._keep([[w for w in found if cell not in w.outside] for found in kept])
            if not all(self._holds(at) for at in range(len(self.knows))):
                self.hidden[cell] = True
                self.worlds, self.reached = kept, reached

    def is_enough(self, hidden: Array) -> bool:
        """Whether a pattern has worlds for every target: a solver's optimum is not believed."""
        self.hidden = hidden.copy()
        shown = frozenset(np.flatnonzero(~hidden).tolist())
        self._keep([[w for w in found if not w.outside & shown] for found in self.worlds])
        return all(self._holds(at) for at in range(len(self.knows)))

    def _holds(self, at: int) -> bool:
        """Whether worlds are found for every target of one attacker without hiding more."""
        if not self._left(at):
            return True
        self._share(at)
        for cell, sign in self._left(at):
            if not self._is_left(at, cell, sign):
                continue
            world = self._near_world(self.knows[at], cell, sign)
            for space in self.spaces.all if world is None else ():
                world = self._single(space, self.knows[at], cell, sign, None)
                if world is not None:
                    break
            if world is None:
                return False
            self._take(at, world)
        return True

    def _left(self, at: int) -> list[tuple[int, int]]:
        """Targets without a world, the largest need first."""
        who = self.knows[at]
        rises, falls = self.reached[at]
        up = np.flatnonzero(self.judged[at] & (rises < who.above - self.size))
        down = np.flatnonzero(self.judged[at] & (falls < who.below - self.size))
        found = [(int(c), 1, who.above[c]) for c in up] + [(int(c), -1, who.below[c]) for c in down]
        return [(cell, sign) for cell, sign, _ in sorted(found, key=lambda f: (-f[2], f[0], f[1]))]

    def _is_left(self, at: int, cell: int, sign: int) -> bool:
        need = self._need(self.knows[at], cell, sign) - self.size[cell]
        return bool(self.reached[at][0 if sign > 0 else 1, cell] < need)

    def _keep(self, worlds: list[list[World]]) -> None:
        """Go on with these worlds only."""
        for at, (old, new) in enumerate(zip(self.worlds, worlds, strict=True)):
            if len(old) != len(new):
                self.reached[at] = np.zeros_like(self.reached[at])
                self.pool.add_to(self.reached[at], new)
        self.worlds = worlds

    def _take(self, at: int, difference: Array) -> frozenset[int]:
        """Keep a world; the shown figures that it contradicts."""
        here = difference[self.decided]
        outside = (here < self.least) | (here > self.most)
        found: frozenset[int] = frozenset(self.decided[outside].tolist())
        rises, falls = self.reached[at]
        np.maximum(rises, difference, out=rises)
        np.maximum(falls, -difference, out=falls)
        self.worlds[at].append(self.pool.take(difference, found))
        return found

    def _share(self, at: int) -> None:
        """Worlds that were found for others, then those that move many targets at once.

        None of them contradicts a figure that is shown.
        """
        known = set(self.worlds[at])
        new = [each for each in self.pool.possible_to(at, self.hidden) if each not in known]
        self.pool.add_to(self.reached[at], new)
        self.worlds[at] += new
        for space in self.spaces.all:
            if not space.is_whole and space.count <= ALONE:
                self._share_in(space, at)
        left = {int(self.layout.owner[cell]) for cell, _ in self._left(at)} - {-1}
        if 0 < len(left) <= FEW_OWNERS:
            self._share_in(self.spaces.apart(left), at)

    def _share_in(self, space: Space, at: int) -> None:
        low, high = space.limits(self.knows[at])
        for number, signs in enumerate(directions(space.count)):
            wants = [self._wanted(at, space, sign) for sign in (1, -1)]
            if not any(each.any() for each in wants):
                return
            wanted = np.where(signs > 0, wants[0], wants[1])
            moves = wanted > 0
            if not moves.any():
                continue
            far = wanted * FURTHER
            most = np.where(moves & (signs > 0), np.minimum(high, far), high)
            least = np.where(moves & (signs < 0), np.maximum(low, -far), low)
            cost = np.divide(-signs, wanted, out=np.zeros(space.count), where=moves)
            world = space.world(least, most, cost, self.hidden, None, like=number)
            if world is not None:
                self._take(at, world)

    def _wanted(self, at: int, space: Space, sign: int) -> Array:
        who, cells = self.knows[at], space.targets
        reached = self.reached[at][0 if sign > 0 else 1, cells]
        need = (who.above if sign > 0 else who.below)[cells]
        lacks = self.judged[at][cells] & (reached < need - self.size[cells])
        found = np.zeros(space.count)
        np.maximum.at(found, space.target_column[lacks], (need / space.target_size)[lacks])
        return found

    def _need(self, who: Knowledge, cell: int, sign: int) -> float:
        return float((who.above if sign > 0 else who.below)[cell])

    def _cheapest_world(self, who: Knowledge, cell: int, sign: int) -> Array | None:
        """The world that contradicts the cheapest figures, of those that the spaces offer."""
        best, best_cost = None, np.inf
        weight = np.maximum(self.layout.weight, 1e-6)
        for space in self.spaces.all:
            soft = space.cells[space.soft]
            price = np.where(self.hidden[soft], 0.0, weight[soft] / weight.max())
            for _ in range(3):
                world = self._single(space, who, cell, sign, price)
                if world is None:
                    break
                beyond = np.maximum(
                    self.layout.told_lower[soft] - world[soft],
                    world[soft] - self.layout.told_upper[soft],
                )
                beyond = np.where(self.hidden[soft] | (beyond <= self.size[soft]), 0.0, beyond)
                cost = float(weight[soft[beyond > 0]].sum())
                if cost < best_cost:
                    best, best_cost = world, cost
                if not cost:
                    return best
                # What leaves its interval only a little becomes dear: next time it may stay.
                least = float(beyond[beyond > 0].min())
                price = np.where(self.hidden[soft], 0.0, weight[soft] / (beyond + least))
                price /= price.max()
        return best

    def _near_world(self, who: Knowledge, cell: int, sign: int) -> Array | None:
        """A world of counts close to the truth that contradicts no shown figure."""
        for space in self.spaces.all:
            if space.is_whole and space.place_of(cell) is not None:
                return self._single(space, who, cell, sign, None, near=True)
        return None

    def _single(
        self,
        space: Space,
        who: Knowledge,
        cell: int,
        sign: int,
        price: Array | None,
        *,
        near: bool = False,
    ) -> Array | None:
        """A world that moves one target far enough, or None where this space has none."""
        place = space.place_of(cell)
        if place is None or space.scale[place] == 0:
            return None
        low, high = space.limits(who)
        if near:
            low, high = np.maximum(low, -NEAR), np.minimum(high, NEAR)
        column, size = space.column[place], abs(space.scale[place])
        need = self._need(who, cell, sign) / size
        sign = sign if space.scale[place] > 0 else -sign
        limit = high[column] if sign > 0 else -low[column]
        if limit < need * (1 - CLOSE):
            return None
        if sign > 0:
            low[column] = min(need, limit)
        else:
            high[column] = -min(need, limit)
        if near:
            return space.any_world(low, high, self.hidden)
        return space.world(low, high, np.zeros(space.count), self.hidden, price)
