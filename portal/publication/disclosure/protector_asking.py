"""What the protector asks of a target when no world moves it far enough: less, or elsewhere."""

from collections.abc import Sequence

import numpy as np

from portal.publication.disclosure.instances import Cell
from portal.publication.disclosure.protector_layout import Knowledge


class Asking:
    """How far targets are to move, made less where that is as far as they can."""

    def __init__(self, cells: Sequence[Cell], knows: Sequence[Knowledge]) -> None:
        self._cells, self._knows = cells, knows
        self._furthest: dict[tuple[int, int, int], float] = {}
        """How far a count can go for an attacker, where that is less than was asked first."""

    def less(self, at: int, cell: int, sign: int) -> bool:
        """Ask for what is needed now alone, where there was no room for what may be learnt."""
        who = self._knows[at]
        asked, needed = (who.above, who.now_above) if sign > 0 else (who.below, who.now_below)
        if asked[cell] <= needed[cell]:
            return False
        asked[cell] = needed[cell]
        return True

    def elsewhere(self, at: int, cell: int, sign: int) -> bool:
        """Ask one number more of a run on the other side, where a count can go no further on this.

        A run has to leave the small counts: above them, or at none.
        """
        count, who = self._cells[cell], self._knows[at]
        if not count.run or count.below or count.above:
            return False
        need = (who.above if sign > 0 else who.below)[cell]
        self._furthest[at, cell, sign] = need - 1
        below, above = who.below[cell] + sign, who.above[cell] - sign
        while sign > 0 and above < count.small + 1 - count.value and below < count.value:
            below, above = below + 1, above - 1
        most = [self._furthest.get((at, cell, each), np.inf) for each in (-1, 1)]
        if min(below, above) < 0 or below > min(most[0], -who.lower[cell]) or above > most[1]:
            return False
        who.below[cell], who.above[cell] = below, above
        return True
