"""The file of a report's running year."""

import csv
import io
from typing import Any

from portal.publication.concerns.rows import COLUMNS, rows_of_year
from portal.publication.files import File

_KINDS = {"period_start": "date", "period_end": "date", "value": "integer"}


def resource_of(file: File) -> dict[str, Any]:
    """What a Data Package says of the file."""
    return {
        "name": "complaints",
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(file.body),
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "fields": [{"name": name, "type": _KINDS.get(name, "string")} for name in COLUMNS],
            "primaryKey": ["period_start", "period_end", "table", "part"],
            "missingValues": [{"value": "", "label": "See obs_status"}],
        },
    }


def complaints_csv(figures: dict[str, Any]) -> list[File]:
    """The counts of the year as a table like the others; none in a month that ends no quarter."""
    rows = rows_of_year(figures)
    if not rows:
        return []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return [File("complaints.csv", "text/csv; charset=utf-8", out.getvalue().encode())]
