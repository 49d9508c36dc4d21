"""Where the protector looks for worlds: the parts of a table, by owner and cell by cell."""

from collections.abc import Collection, Iterator

import numpy as np

from portal.publication.disclosure.protector_layout import Array, Layout
from portal.publication.disclosure.protector_space import Space, Work


class Spaces:
    """The spaces of a table, the smallest first.

    The table falls into parts; those with counts need whole worlds, each by itself.
    """

    def __init__(self, layout: Layout, work: Work, seconds: float) -> None:
        self._layout, self._work, self._seconds = layout, work, seconds
        part = _parts(layout)
        whole = np.unique(part[layout.integral])
        self.with_counts = [np.flatnonzero(part == each) for each in whole]
        self._rest = np.flatnonzero(~np.isin(part, whole))
        self._apart: dict[frozenset[int], Space] = {}
        self.all = list(self._spaces())

    def apart(self, owners: Collection[int]) -> Space:
        """All hours by owner, but for the cells of these owners."""
        key = frozenset(owners)
        if key not in self._apart:
            self._apart[key] = self._space(self._rest, by_owner=True, apart=key)
        return self._apart[key]

    def _spaces(self) -> Iterator[Space]:
        if len(self._rest) and self._layout.owners:
            yield self._space(self._rest, by_owner=True)
        if len(self._rest):
            yield self._space(self._rest, by_owner=False)
        for cells in self.with_counts:
            yield self._space(cells, by_owner=False)

    def _space(self, cells: Array, *, by_owner: bool, apart: Collection[int] = ()) -> Space:
        return Space(
            self._layout, cells, by_owner=by_owner, apart=apart,
            work=self._work, seconds=self._seconds,
        )  # fmt: skip


def directions(count: int) -> Iterator[Array]:
    """Half up and half down, the other way round, other halves, and all together."""
    number = np.arange(count)
    for step in (1, 2):
        halves = np.where(number // step % 2 == 0, 1.0, -1.0)
        yield halves
        yield -halves
    yield np.ones(count)
    yield -np.ones(count)


def _parts(layout: Layout) -> Array:
    """The number of the part that each cell lies in."""
    part = np.arange(len(layout.value))
    order = np.argsort(layout.row, kind="stable")
    row, column = layout.row[order], layout.column[order]
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    while len(starts):
        least = np.minimum.reduceat(part[column], starts)
        joined = part.copy()
        np.minimum.at(joined, column, np.repeat(least, np.diff(np.append(starts, len(row)))))
        if (joined == part).all():
            break
        part = joined[joined]
    return part
