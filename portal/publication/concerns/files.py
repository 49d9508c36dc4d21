"""The file of a report's running year."""

import csv
import io
from typing import Any

from portal.publication.concerns.rows import COLUMNS, rows_of_year
from portal.publication.files import File


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
