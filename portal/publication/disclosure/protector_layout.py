"""An instance as the protector's arrays, and what everybody and each insider knows beforehand."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from portal.publication.disclosure.instances import Insider, Instance, figure_of, told_by

Array = np.ndarray[Any, Any]
AHEAD = 1.25
"""By how much more than they need cells are protected from those who learn, where that can be done:
what is published stays, and with what they know a year later it must not tell too much. From the
audit (docs/decisions/0128)."""


@dataclass(frozen=True)
class Layout:
    """An instance as arrays; all limits are differences from the truth."""

    instance: Instance
    value: Array
    weight: Array
    integral: Array
    owner: Array
    owners: int
    row: Array
    column: Array
    factor: Array
    rows: int
    lower: Array
    upper: Array
    """What everybody knows, earlier releases included."""
    told_lower: Array
    told_upper: Array
    """What its figure tells where a cell is shown."""
    below: Array
    above: Array
    width: Array
    may_be_shown: Array
    target: Array
    """What has to be protected."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the outsider or an insider knows before anything is published now."""

    name: str
    lower: Array
    upper: Array
    below: Array
    above: Array
    """How far each cell is to fall and to rise for them: AHEAD of what they need if they learn."""
    now_below: Array
    now_above: Array
    """What they need by what they know now."""


def layout_of(instance: Instance) -> Layout:
    """The arrays of an instance."""
    cells, index = instance.cells, instance.index
    value = np.array([cell.value for cell in cells], dtype=float)
    numbers: dict[str, int] = {}
    owner = [numbers.setdefault(c.owner, len(numbers)) if c.owner else -1 for c in cells]
    lower = np.array([cell.lower for cell in cells], dtype=float)
    upper = np.array([cell.upper for cell in cells], dtype=float)
    for known in instance.history:
        at = index[known.cell]
        lower[at] = max(lower[at], known.interval.lower)
        upper[at] = min(upper[at], known.interval.upper)
    told = [
        (cell.lower, cell.upper) if cell.never_shown else told_by(figure_of(cell), cell)
        for cell in cells
    ]
    needs = np.array([_needs(cell, cell.lower) for cell in cells], dtype=float).reshape(-1, 2)
    sizes = [len(relation.terms) for relation in instance.relations]
    far = 10 * max(1.0, float(np.abs(value).max()))
    told_lower, told_upper = np.array(told, dtype=float).T
    return Layout(
        instance,
        value,
        np.array([cell.weight for cell in cells], dtype=float),
        np.array([cell.integer for cell in cells], dtype=bool),
        np.array(owner, dtype=np.int64),
        len(numbers),
        np.repeat(np.arange(len(sizes)), sizes),
        np.array([index[n] for relation in instance.relations for n in relation.terms], np.int64),
        np.array([f for relation in instance.relations for f in relation.terms.values()], float),
        len(sizes),
        np.clip(lower - value, -far, 0.0),
        np.clip(upper - value, 0.0, far),
        np.clip(told_lower - value, -far, 0.0),
        np.clip(told_upper - value, 0.0, far),
        needs[:, 0],
        needs[:, 1],
        np.array([cell.width for cell in cells], dtype=float),
        np.array([cell.may_be_shown for cell in cells], dtype=bool),
        np.array([cell.is_target for cell in cells], dtype=bool),
    )


def _needs(cell: Any, least: float) -> tuple[float, float]:
    """How far a cell has to be able to fall and to rise; widths and runs are turned into both.

    `least` is what somebody knows it to be at least.
    """
    below, above = cell.below, cell.above
    if cell.run and not below and not above:
        above = max(0, cell.small + 1 - cell.value)
        below = max(0, min(cell.value - least, cell.run - 1 - above))
        above = max(above, cell.run - 1 - below)
    lacking = cell.width - below - above
    if lacking > 0:
        up = min(lacking, cell.upper - cell.value - above)
        above, below = above + up, below + lacking - up
    return below, above


def knowledge_of(layout: Layout) -> list[Knowledge]:
    """The outsider's, then each insider's."""
    start = Knowledge(
        "outsider", layout.lower, layout.upper,
        layout.below.copy(), layout.above.copy(), layout.below, layout.above,
    )  # fmt: skip
    return [start, *(_insider(each, layout) for each in layout.instance.insiders)]


def _insider(insider: Insider, layout: Layout) -> Knowledge:
    index = layout.instance.index
    lower, upper = layout.lower.copy(), layout.upper.copy()
    below, above = layout.below.copy(), layout.above.copy()
    for known in insider.knows:
        at = index[known.cell]
        lower[at] = min(0.0, max(lower[at], known.interval.lower - layout.value[at]))
        upper[at] = max(0.0, min(upper[at], known.interval.upper - layout.value[at]))
        cell = layout.instance.cells[at]
        if cell.run:
            below[at], above[at] = _needs(cell, cell.value + lower[at])
    for name, need in insider.needs.items():
        below[index[name]], above[index[name]] = need
    ahead = np.where(layout.integral, 1.0, AHEAD if insider.learns else 1.0)
    return Knowledge(insider.id, lower, upper, below * ahead, above * ahead, below, above)
