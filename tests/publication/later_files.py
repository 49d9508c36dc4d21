"""Files of the demonstration that come in after its reports, and reports of what came before."""

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.publication import queries
from portal.publication.services import prepare_release, sign_release
from portal.visits.figures.periods import Period
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import make_account
from tests.conftest import NOW
from tests.publication.factories import make_attacked
from tests.visits.importing.test_broken_sets import BRYNTEG

Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    """The rows of one file of the demonstration."""
    with (BRYNTEG / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_day(rows: Iterable[Row], day: str) -> list[Row]:
    """The visits of one day."""
    return [row for row in rows if row["service_date"] == day]


def cut_short(rows: list[Row], day: str) -> Row:
    """A visit of one care worker on that day, ended a minute after it began."""
    that_day = of_day(rows, day)
    came = Counter(row["line_ref"] for row in that_day)
    found = next(
        row for row in that_day if row["in_at"] and row["out_at"] and came[row["line_ref"]] == 1
    )
    begun = datetime.fromisoformat(found["in_at"])
    ended = (begun + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return found | {"out_at": ended, "adj_in_at": "", "adj_out_at": ""}


def bring(folder: Path, files: dict[str, Iterable[Row]], *, made_on: date | None = None) -> None:
    """Import these rows, written on that day."""
    folder.mkdir()
    for name, rows in files.items():
        first, *others = rows
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(first))
            writer.writeheader()
            writer.writerows([first, *others])
    db.session.commit()
    import_folder(folder, default=FileSet(exported_on=made_on), at=NOW)
    db.session.commit()


def publish_all() -> None:
    """Import the demonstration, and publish its four months."""
    import_folder(BRYNTEG, default=FileSet(), at=NOW)
    first = make_account(Permission.PREPARE_RELEASES).account
    second = make_account(Permission.SIGN_RELEASES).account
    db.session.commit()
    for month in ("2026-07", "2026-08", "2026-09", "2026-10"):
        with reading():
            headline = queries.headline_of_period(Period.of_month(month))
        with transaction():
            release = prepare_release(headline, source="1", by=first, at=NOW)
            make_attacked(release)
            for one in (first, second):
                sign_release(release, source="1", by=one, at=NOW)
