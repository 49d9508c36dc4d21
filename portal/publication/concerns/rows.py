"""The running year as a tidy table of its own: complaints.csv."""

from typing import Any

COLUMNS = (
    "period_start",
    "period_end",
    "table",
    "part",
    "unit",
    "value",
    "obs_status",
    "methodology_version",
)


def rows_of_year(figures: dict[str, Any]) -> list[tuple[Any, ...]]:
    """One row for each count, in the order of COLUMNS; none where no year is told.

    Whether an answer was overdue, and a promise not kept, is a row as well: 0 for none, 1 for at
    least one.
    """
    year = figures.get("year")
    if year is None:
        return []
    period = year["period_start"], year["period_end"]
    version = figures["method_version"]
    found: list[tuple[Any, ...]] = [
        (*period, table, part, "cases", _cell(count["value"]), count["status"], version)
        for table, counts in year["tables"].items()
        for part, count in counts.items()
    ]
    found += [
        (*period, "rates", part, "concerns", _cell(rate["value"]), rate["status"], version)
        for part, rate in year.get("rates", {}).items()
    ]
    for part in ("overdue", "unkept"):
        # Reports from before promises were counted, and those of few people, do not tell.
        if (told := year.get(part)) is not None:
            found.append((*period, part, "at_the_end", "at_least", str(int(told)), "", version))
    return found


def _cell(value: float | None) -> str:
    return "" if value is None else str(value)
