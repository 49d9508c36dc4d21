"""What each attacker knows of a published table, as limits on every cell's difference from it.

The outsider knows what is published, now and before, what everybody knows, every relation and every
parameter. An insider knows a part of the truth as well. That differences are counted from the truth
is a way to write the problem, not knowledge: every world within the limits is considered.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from portal.publication.disclosure.attacker_problem import (
    Floats,
    NotSolved,
    Rows,
    rows_of,
)
from portal.publication.disclosure.instances import (
    Insider,
    Instance,
    shown_intervals,
)

OUTSIDER = "outsider"
FAR = 10.0
"""Where nothing limits a value it may differ by so many times the largest value, and no more:
a smaller world than the true one, so that what is found safe is safe."""


class Contradicted(NotSolved):
    """The published figures exclude the truth: a wrong bound makes everything look safe."""


@dataclass(frozen=True, slots=True)
class Table:
    """An instance as arrays."""

    instance: Instance
    value: Floats
    rows: Rows
    integral: np.ndarray
    owner: np.ndarray
    """The number of a cell's owner, or -1."""
    owners: int
    judged: np.ndarray
    """Cells that are hidden and have to be protected."""


@dataclass(frozen=True, slots=True)
class View:
    """One attacker: how far below and above the truth each cell could be, and what it needs."""

    name: str
    lower: Floats
    upper: Floats
    below: Floats
    above: Floats

    @property
    def is_known(self) -> np.ndarray:
        """Cells that this attacker knows exactly."""
        return np.asarray(self.lower >= self.upper)


def table_of(instance: Instance, hidden: Collection[str]) -> Table:
    """The arrays of an instance of which some cells are hidden."""
    names: dict[str, int] = {}
    owner = [
        names.setdefault(cell.owner, len(names)) if cell.owner else -1 for cell in instance.cells
    ]
    index = instance.index
    relations = [
        ([index[name] for name in relation.terms], list(relation.terms.values()))
        for relation in instance.relations
    ]
    return Table(
        instance,
        np.array([cell.value for cell in instance.cells], dtype=float),
        rows_of(relations),
        np.array([cell.integer for cell in instance.cells], dtype=bool),
        np.array(owner, dtype=np.int32),
        len(names),
        np.array([
            cell.is_target and (cell.never_shown or cell.id in hidden) for cell in instance.cells
        ]),
    )  # fmt: skip


def outsider_of(table: Table, hidden: Collection[str]) -> View:
    """Somebody who knows what is published. Raises Contradicted."""
    cells = table.instance.cells
    lower = np.array([cell.lower for cell in cells], dtype=float)
    upper = np.array([cell.upper for cell in cells], dtype=float)
    told = [(name, *interval) for name, interval in shown_intervals(table.instance, hidden).items()]
    told += [(known.cell, *known.interval) for known in table.instance.history]
    below = np.array([cell.below for cell in cells], dtype=float)
    above = np.array([cell.above for cell in cells], dtype=float)
    return _view(OUTSIDER, table, lower, upper, told, below, above)


def insider_of(insider: Insider, table: Table, outsider: View) -> View:
    """Somebody who knows what is published, and a part of the truth. Raises Contradicted."""
    index = table.instance.index
    below, above = outsider.below.copy(), outsider.above.copy()
    for name, need in insider.needs.items():
        below[index[name]], above[index[name]] = need
    told = [(known.cell, *known.interval) for known in insider.knows]
    lower, upper = table.value + outsider.lower, table.value + outsider.upper
    return _view(insider.id, table, lower, upper, told, below, above)


def _view(
    name: str,
    table: Table,
    lower: Floats,
    upper: Floats,
    told: list[tuple[str, float, float]],
    below: Floats,
    above: Floats,
) -> View:
    if told:
        at = np.array([table.instance.index[cell] for cell, _, _ in told])
        np.maximum.at(lower, at, [low for _, low, _ in told])
        np.minimum.at(upper, at, [high for _, _, high in told])
    whole = table.integral
    lower[whole], upper[whole] = np.ceil(lower[whole] - 1e-9), np.floor(upper[whole] + 1e-9)
    size = np.maximum(1.0, np.abs(table.value))
    excluded = (lower > table.value + 1e-6 * size) | (upper < table.value - 1e-6 * size)
    if excluded.any():
        cell = table.instance.cells[int(np.argmax(excluded))]
        raise Contradicted(
            f"What the {name} knows of {cell.id!r} excludes its true value: nothing can be said."
        )
    far = FAR * max(1.0, float(np.abs(table.value).max()))
    fall, rise = np.minimum(lower - table.value, 0.0), np.maximum(upper - table.value, 0.0)
    return View(
        name,
        np.where(np.isinf(fall), -far, fall),
        np.where(np.isinf(rise), far, rise),
        below,
        above,
    )
