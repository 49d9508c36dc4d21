"""Records written as the files of a set."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from portal.visits.importing.tables import TABLES
from portal.visits.records import WEEKDAYS, VisitRecords


def write_set(records: VisitRecords, folder: Path, *, exported_on: date) -> Path:
    """Every row of the records, in a folder made for them."""
    folder.mkdir()
    said = {"format": "care-visits/1", "exported_on": exported_on.isoformat()}
    (folder / "fileset.json").write_text(json.dumps(said), "utf-8")
    _, packages, lines, suspensions, visits, _ = records
    for name, rows in zip(TABLES, (packages, lines, suspensions, visits), strict=True):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(TABLES[name].names)
            writer.writerows(map(_cells, rows))
    return folder


def _cells(row: Any) -> list[str]:
    return [_cell(name, value) for name, value in row._asdict().items()]


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if name in ("agreed_start", "slip_time_written"):
        return f"{value // 60:02}:{value % 60:02}"
    if name.endswith("_at") or name in ("planned_start", "planned_end"):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if name == "weekdays":
        return ";".join(day for place, day in enumerate(WEEKDAYS) if value >> place & 1)
    return str(value)
