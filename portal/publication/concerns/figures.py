"""The running year of a report, as it is kept: rounded, or marked."""

from collections.abc import Collection, Mapping
from typing import Any

from portal.publication.concerns.counting import first_day_of, last_day_of
from portal.publication.concerns.rates import Count, rates_of
from portal.publication.disclosure.building import Release as Table
from portal.publication.disclosure.drafting import name_of
from portal.publication.disclosure.lattice import (
    QUARTERS_OF_A_YEAR,
    WHOLE,
    Lattice,
    months_of,
    quarter_of,
    quarters_before,
)
from portal.publication.disclosure.meeting import PEOPLE
from portal.publication.disclosure.running import CaseCounts, cell_of, year_to
from portal.publication.headline import level_of


def year_of(
    table: Table,
    hidden: Collection[str],
    cases: CaseCounts,
    *,
    month: str,
    lattice: Lattice,
    visits: Mapping[str, Count] | None = None,
) -> dict[str, Any] | None:
    """The counts of the year that a month ends; none in a month that ends no quarter.

    `visits` are the published numbers of visits of the quarters before.
    """
    quarter = quarter_of(month)
    if month != months_of(quarter)[2]:
        return None
    tables = {
        running.id: {
            value: level_of(table, hidden, cell_of(running, year_to(quarter), value))
            for value in running.cells
        }
        for running in lattice.running
    }
    visits = dict(visits or {}) | {
        quarter: level_of(table, hidden, name_of("visits", quarter, WHOLE))
    }
    people = level_of(table, hidden, name_of(PEOPLE, quarter, WHOLE))
    year = quarters_before(quarter, QUARTERS_OF_A_YEAR)
    return {
        "period": year_to(quarter),
        "period_start": first_day_of(year[0]).isoformat(),
        "period_end": last_day_of(quarter).isoformat(),
        "tables": tables,
        "rates": rates_of(tables["concerns"]["all"], [visits.get(each) for each in year], people),
        "overdue": bool(sum(cases.overdue.get(quarter, {}).values())),
        # Of few people nothing is told but whether an answer was overdue: see add_running.
        "unkept": bool(sum(cases.unkept.get(quarter, {}).values()))
        if name_of("unkept", quarter, WHOLE) in table.instance.index
        else None,
    }
