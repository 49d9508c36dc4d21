"""Running years: counts of the last four quarters, published anew each quarter.

Two years that follow one another share three quarters, so what was published last quarter is known
of this one. A concern counts once in the total and once under each subject it touches: subjects do
not add up to the total, and no relation says so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from portal.publication.disclosure.drafting import Draft
from portal.publication.disclosure.instances import Cell
from portal.publication.disclosure.lattice import Lattice
from portal.publication.disclosure.primary import Protection

QUARTERS = 4
RUN = 5
"""So many consecutive counts remain possible for a hidden small one: the promise."""


class Counted(NamedTuple):
    """How many cases of one kind there were in one quarter."""

    table: str
    value: str
    quarter: str
    cases: int


def add_running(
    draft: Draft,
    counted: Iterable[Counted],
    *,
    quarters: Sequence[str],
    new: Collection[str],
    lattice: Lattice,
    rules: Protection,
) -> None:
    """Add the running years that end with each quarter."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    tables = {table.id: table for table in lattice.running}
    for each in counted:
        found[each.table, each.value][each.quarter] = each.cases
    for (table, value), by_quarter in sorted(found.items()):
        place = f"{tables[table].by}={value}"
        parts: list[str] = []
        for quarter in quarters:
            count = by_quarter.get(quarter, 0)
            parts.append(
                draft.add(Cell(f"{table}|{quarter}|{place}", count, integer=True, never_shown=True))
            )
            year = parts[-QUARTERS:]
            total = sum(draft.value(name) for name in year)
            is_small = 0 < total < rules.smallest_count
            name = draft.add_figure(
                Cell(
                    f"{table}|year to {quarter}|{place}", total, weight=20, primary=is_small,
                    run=RUN if is_small else 0, integer=True, base=lattice.base["count"],
                    small=rules.smallest_count - 1,
                ),
                is_new=quarter in new,
            )  # fmt: skip
            draft.sums(name, year)
            if quarter in new:
                draft.publishes(name, name)
