"""Small tables, and every world of them counted out by hand: slow, and not to be mistaken."""

from collections.abc import Collection, Iterator
from itertools import combinations, product

import numpy as np
from hypothesis import strategies as st

from portal.publication.disclosure.instances import (
    Cell,
    Insider,
    Instance,
    Interval,
    Known,
    Relation,
    figure_of,
)


@st.composite
def small_tables(draw: st.DrawFn, *, rounded: bool = False, columns: int = 2) -> Instance:
    """Two rows with totals, counted in whole numbers; one or two cells need protection."""
    most = 4 if columns == 2 else 2
    integer = draw(st.booleans())
    inner = [
        [draw(st.integers(0, most)) for _ in range(columns)] for _ in range(2)
    ]  # fmt: skip
    values = {f"{row}{column}": inner[row][column] for row in range(2) for column in range(columns)}
    relations = []
    for row in range(2):
        names = [f"{row}{column}" for column in range(columns)]
        values[f"{row}t"] = sum(values[name] for name in names)
        relations.append(Relation({f"{row}t": -1, **dict.fromkeys(names, 1)}))
    for column in [*map(str, range(columns)), "t"]:
        values[f"t{column}"] = values[f"0{column}"] + values[f"1{column}"]
        relations.append(Relation({f"t{column}": -1, f"0{column}": 1, f"1{column}": 1}))
    targets = draw(st.sets(st.sampled_from(sorted(values)[: 2 * columns]), min_size=1, max_size=2))
    cells = []
    for name, value in values.items():
        is_total = "t" in name
        limit = most * (2 if is_total else 1) * (columns if name == "tt" or "t" in name else 1)
        needs = {
            "primary": True,
            "below": draw(st.integers(0, min(2, value))),
            "above": draw(st.integers(0, min(2, limit - value))),
        }
        cells.append(
            Cell(
                name,
                value,
                weight=draw(st.integers(1, 9)),
                upper=limit,
                integer=integer,
                base=draw(st.sampled_from([0, 0, 3])) if rounded else 0,
                **(needs if name in targets else {}),
            )
        )
    insiders = ()
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(values)))
        own = draw(st.integers(0, values[name]))
        insiders = (Insider("insider", (Known(name, Interval(own, np.inf)),)),)
    return Instance(tuple(cells), tuple(relations), (), insiders)


def worlds_of(instance: Instance) -> np.ndarray:
    """Every whole-numbered world of a table that satisfies bounds and relations, as rows."""
    free = [cell for cell in instance.cells if "t" not in cell.id]
    found = np.array(list(product(*(range(int(cell.upper) + 1) for cell in free))))
    place = {cell.id: at for at, cell in enumerate(free)}
    columns = []
    for cell in instance.cells:
        row, column = cell.id
        parts = [
            at for name, at in place.items() if row in ("t", name[0]) and column in ("t", name[1])
        ]
        columns.append(found[:, parts].sum(axis=1))
    return np.stack(columns, axis=1)


def same_as_published(
    instance: Instance, hidden: Collection[str], worlds: np.ndarray, insider: Insider | None
) -> np.ndarray:
    """The worlds that would have been published as the very same figures."""
    keeps = np.ones(len(worlds), dtype=bool)
    for at, cell in enumerate(instance.cells):
        if cell.id not in hidden:
            values = np.unique(worlds[:, at])
            same = [v for v in values if figure_of(cell._replace(value=v)) == figure_of(cell)]
            keeps &= np.isin(worlds[:, at], same)
    for known in insider.knows if insider else ():
        column = worlds[:, instance.index[known.cell]]
        keeps &= (column >= known.interval.lower) & (column <= known.interval.upper)
    return worlds[keeps]


def attackers_of(instance: Instance) -> list[Insider | None]:
    """The outsider, and each insider."""
    return [None, *instance.insiders]


def is_safe(instance: Instance, hidden: Collection[str], worlds: np.ndarray) -> bool:
    """Whether every target can be far enough below and above for everybody."""
    for insider in attackers_of(instance):
        left = same_as_published(instance, hidden, worlds, insider)
        for at, cell in enumerate(instance.cells):
            lower, upper = left[:, at].min(), left[:, at].max()
            is_met = lower <= cell.value - cell.below and upper >= cell.value + cell.above
            if cell.is_target and not is_met and not _is_known(cell, insider):
                return False
    return True


def _is_known(cell: Cell, insider: Insider | None) -> bool:
    """An insider who knows that a cell is at its own upper bound knows it."""
    return any(
        known.cell == cell.id and known.interval.lower >= cell.upper
        for known in (insider.knows if insider else ())
    )


def cheapest_cost(instance: Instance, worlds: np.ndarray) -> float | None:
    """The cost of the cheapest safe pattern, by trying every pattern."""
    choices = [cell for cell in instance.cells if not cell.primary]
    costs: list[tuple[float, tuple[Cell, ...]]] = [
        (sum(cell.weight for cell in chosen), chosen)
        for size in range(len(choices) + 1)
        for chosen in combinations(choices, size)
    ]
    for cost, chosen in sorted(costs, key=lambda each: each[0]):
        if is_safe(instance, instance.primaries | {cell.id for cell in chosen}, worlds):
            return cost
    return None


def patterns_of(instance: Instance) -> Iterator[frozenset[str]]:
    """Every pattern that hides what must be hidden."""
    choices = [cell.id for cell in instance.cells if not cell.primary]
    for size in range(len(choices) + 1):
        for chosen in combinations(choices, size):
            yield instance.primaries | set(chosen)
