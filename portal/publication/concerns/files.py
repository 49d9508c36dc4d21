"""The file of a report's running year, complaints.csv; levels.csv has the same columns."""

from typing import Any

from portal.publication.code_book import line_codes, table_codes, unit_codes, with_codes
from portal.publication.files import (
    MARKS_TOLD,
    File,
    field_of,
    marked_revised,
    table_file,
    table_resource,
    written,
)

# Each column of a table of counts: what it is, what it may hold.
FIELDS = (
    field_of("period_start", "date", "First day of the quarter, or year", required=True),
    field_of("period_end", "date", "Last day of the quarter, or year", required=True),
    field_of("table", "string", "Which table", required=True),
    field_of("part", "string", "Which line of it", required=True),
    field_of("unit", "string", "What is counted", required=True),
    field_of("value", "number", "The count, rounded; empty where hidden"),
    field_of("obs_status", "string", MARKS_TOLD),
    field_of("methodology_version", "string", "Version of the method page", required=True),
)
COLUMNS = tuple(field["name"] for field in FIELDS)
KEY = ("period_start", "period_end", "table", "part")


def described_fields() -> list[dict[str, Any]]:
    """The columns, and what each code in them means."""
    units = {unit: words for unit, words in unit_codes().items() if unit != "percent"}
    return with_codes(
        FIELDS, codes={"table": table_codes(), "unit": units}, grouped={"part": line_codes()}
    )


def resource_of(file: File) -> dict[str, Any]:
    """What a Data Package says of a table of counts."""
    return table_resource(file, fields=described_fields(), key=KEY)


def complaints_csv(figures: dict[str, Any], *, before: dict[str, Any] | None = None) -> list[File]:
    """The counts of the year as a table like the others; none in a month that ends no quarter.

    `before` are the figures that they correct: what differs from them is marked as revised.
    """
    rows = marked_revised(
        rows_of_year(figures), rows_of_year(before) if before else (), COLUMNS, KEY
    )
    return [table_file("complaints.csv", COLUMNS, rows)] if rows else []


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
        (*period, table, part, "cases", written(count["value"]), count["status"], version)
        for table, counts in year["tables"].items()
        for part, count in counts.items()
    ]
    found += [
        (*period, "rates", part, "concerns", written(rate["value"]), rate["status"], version)
        for part, rate in year.get("rates", {}).items()
    ]
    for part in ("overdue", "unkept"):
        # Reports from before promises were counted, and those of few people, do not tell.
        if (told := year.get(part)) is not None:
            found.append((*period, part, "at_the_end", "at_least", str(int(told)), "", version))
    return found
