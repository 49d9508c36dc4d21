"""The files of counts: of a report's running year, and what a Data Package says of each."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from portal.publication.code_book import line_codes, table_codes, unit_codes, with_codes
from portal.publication.concerns.rows import COLUMNS, rows_of_year
from portal.publication.files import MARKS_TOLD, File, field_of, marked_revised

# Column of a table of counts: what it is, what it may hold.
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
KEY = ("period_start", "period_end", "table", "part")


def described_fields() -> list[dict[str, Any]]:
    """The columns, and what each code in them means."""
    units = {unit: words for unit, words in unit_codes().items() if unit != "percent"}
    return with_codes(
        FIELDS, codes={"table": table_codes(), "unit": units}, grouped={"part": line_codes()}
    )


def resource_of(file: File) -> dict[str, Any]:
    """What a Data Package says of the file."""
    return {
        "name": file.name.removesuffix(".csv"),
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(file.body),
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "fields": described_fields(),
            "primaryKey": list(KEY),
            "missingValues": [{"value": "", "label": "See obs_status"}],
        },
    }


def complaints_csv(figures: dict[str, Any], *, before: dict[str, Any] | None = None) -> list[File]:
    """The counts of the year as a table like the others; none in a month that ends no quarter.

    `before` are the figures that they correct: what differs from them is marked as revised.
    """
    rows = marked_revised(
        rows_of_year(figures), rows_of_year(before) if before else (), COLUMNS, KEY
    )
    return [table_file("complaints.csv", rows)] if rows else []


def table_file(name: str, rows: Iterable[tuple[Any, ...]]) -> File:
    """A table of counts: UTF-8, commas, one header row, ISO dates, marks apart."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return File(name, "text/csv; charset=utf-8", out.getvalue().encode())
