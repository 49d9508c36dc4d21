"""The running year of a report, as it is kept: rounded, or marked."""

from collections.abc import Collection
from typing import Any

from portal.publication.concerns.counting import first_day_of, last_day_of
from portal.publication.disclosure.building import Release as Table
from portal.publication.disclosure.instances import figure_of
from portal.publication.disclosure.lattice import (
    QUARTERS_OF_A_YEAR,
    Lattice,
    months_of,
    quarter_of,
    quarters_before,
)
from portal.publication.disclosure.primary import Shown
from portal.publication.disclosure.running import CaseCounts, cell_of, year_to


def year_of(
    table: Table, hidden: Collection[str], cases: CaseCounts, *, month: str, lattice: Lattice
) -> dict[str, Any] | None:
    """The counts of the year that a month ends; none in a month that ends no quarter."""
    quarter = quarter_of(month)
    if month != months_of(quarter)[2]:
        return None
    return {
        "period": year_to(quarter),
        "period_start": first_day_of(quarters_before(quarter, QUARTERS_OF_A_YEAR)[0]).isoformat(),
        "period_end": last_day_of(quarter).isoformat(),
        "tables": {
            running.id: {
                value: _count(table, hidden, cell_of(running, year_to(quarter), value))
                for value in running.cells
            }
            for running in lattice.running
        },
        "overdue": bool(sum(cases.overdue.get(quarter, {}).values())),
    }


def _count(table: Table, hidden: Collection[str], name: str) -> dict[str, Any]:
    if name in hidden:
        return {"value": None, "status": Shown.HIDDEN.value}
    return {"value": round(figure_of(table.instance.cell(name))), "status": Shown.VALUE.value}
