"""What is hidden for others' sake without proof that less is too little, beside the least."""

import numpy as np

from portal.publication.disclosure.instances import Cell, Instance, Relation
from portal.publication.disclosure.protector import protect

DEARER = 1.10
"""By how much all together may cost more than the least."""


def table_of(rows: int, columns: int, seed: int) -> Instance:
    """Counts with totals both ways, three of which need a fifth of room to either side."""
    drawn = np.random.default_rng(seed)
    inner = drawn.integers(1, 80, (rows, columns))
    values = np.pad(inner, ((0, 1), (0, 1)))
    values[rows] = values.sum(axis=0)
    values[:, columns] = values[:, :columns].sum(axis=1)
    targets = {divmod(int(at), columns) for at in drawn.choice(rows * columns, 3, replace=False)}
    cells = [
        Cell(
            f"{row},{column}",
            int(value),
            weight=int(value),
            upper=4 * int(value) + 20,
            primary=(row, column) in targets,
            below=0.2 * value if (row, column) in targets else 0,
            above=0.2 * value if (row, column) in targets else 0,
        )
        for (row, column), value in np.ndenumerate(values)
    ]
    across = [
        Relation({f"{row},{columns}": -1, **{f"{row},{at}": 1 for at in range(columns)}})
        for row in range(rows + 1)
    ]
    down = [
        Relation({f"{rows},{column}": -1, **{f"{at},{column}": 1 for at in range(rows)}})
        for column in range(columns + 1)
    ]
    return Instance(tuple(cells), (*across, *down))


def test_without_proof_little_more_is_hidden_than_has_to_be() -> None:
    shapes = {(3, 3): 15, (3, 4): 10, (4, 4): 4}
    tables = [table_of(*shape, seed) for shape, many in shapes.items() for seed in range(many)]
    proven = [protect(table) for table in tables]
    found = [protect(table, may_be_exact=False) for table in tables]

    assert {pattern.method for pattern in proven} == {"exact"}
    assert {pattern.method for pattern in found} == {"shared"}
    assert all(ours.cost >= least.cost for ours, least in zip(found, proven, strict=True))
    ratio = sum(pattern.cost for pattern in found) / sum(pattern.cost for pattern in proven)
    assert ratio <= DEARER
