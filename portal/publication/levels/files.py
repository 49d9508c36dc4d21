"""The file of a quarter's levels, in the columns of complaints.csv."""

from typing import Any

from portal.publication.concerns.files import COLUMNS, KEY
from portal.publication.files import File, marked_revised, table_file, written

_UNITS = {"agreed": "hours", "delivered": "hours", "visits": "visits", "people": "people"}


def levels_csv(figures: dict[str, Any], *, before: dict[str, Any] | None = None) -> list[File]:
    """Hours, visits, people and whom they met; none in a month that ends no quarter.

    `before` are the figures that they correct: what differs from them is marked as revised.
    """
    old = rows_of_quarter(before) if before else ()
    rows = marked_revised(rows_of_quarter(figures), old, COLUMNS, KEY)
    return [table_file("levels.csv", COLUMNS, rows)] if rows else []


def rows_of_quarter(figures: dict[str, Any]) -> list[tuple[Any, ...]]:
    """One row for each level, then one for each band of care workers met."""
    quarter = figures.get("quarter") or {}
    period = quarter.get("period_start"), quarter.get("period_end")
    version = figures["method_version"]
    found = [
        ("levels", name, _UNITS[name], told) for name, told in quarter.get("levels", {}).items()
    ]
    found += [("met", band, "people", told) for band, told in quarter.get("met", {}).items()]
    return [
        (*period, table, part, unit, written(told["value"]), told["status"], version)
        for table, part, unit, told in found
    ]
