"""Who changed one figure is not one of the many who changed another, whatever a year brings."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.permissions import Permission
from portal.database import db, reading, transaction
from portal.publication import queries
from portal.publication.amending.queries import touched_of
from portal.publication.amending.revising import Touched, differing
from portal.publication.amending.rounds import touched_together
from portal.publication.attack_queries import material_of
from portal.publication.disclosure.primary import Protection
from portal.publication.record_queries import imports_since
from portal.publication.services import prepare_release, sign_release
from portal.visits.figures.periods import Period
from portal.visits.importing.work_services import import_folder
from portal.visits.records import FileSet
from tests.accounts.factories import make_account
from tests.conftest import NOW, ON_SQLITE
from tests.publication.factories import make_attacked
from tests.publication.test_touched import Row, cut_short, share
from tests.snapshots import remembered
from tests.visits.importing.test_broken_sets import BRYNTEG

JANUARY = date(2027, 1, 12)
NOBODY, ONE = Touched(0, 0), Touched(1, 1)
RULES = Protection()


def rows_of(name: str) -> list[Row]:
    with (BRYNTEG / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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


def one_of_july() -> Row:
    """A visit of July of which less is on record than before."""
    july = [each for each in rows_of("visits.csv") if each["service_date"] == "2026-07-14"]
    found = next(each for each in july if each["in_at"] and each["out_at"])
    return found | {"out_at": f"{found['in_at'][:16]}:59Z", "adj_in_at": "", "adj_out_at": ""}


def publish_all() -> None:
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


@pytest.fixture
def published(app: Flask) -> Iterator[None]:
    """The four months of the sample, and a quarter with the third, all out."""
    with app.app_context():
        remembered("four months out", publish_all)
        db.session.commit()
        yield


@pytest.mark.slow
@ON_SQLITE
def test_many_who_count_in_another_area_now_do_not_hide_one(
    published: None, tmp_path: Path
) -> None:
    renamed = [row | {"area_code": f"N{row['area_code']}"} for row in rows_of("packages.csv")]
    contracts = {"packages.csv": renamed, "lines.csv": rows_of("lines.csv")}
    bring(tmp_path / "areas", contracts, made_on=date(2026, 12, 1))
    assert touched_of("2026-10") == NOBODY
    assert touched_of("2026-09") == NOBODY

    bring(tmp_path / "late", {"visits.csv": [cut_short(rows_of("visits.csv"), "2026-10-14")]})

    assert touched_of("2026-10") == ONE
    assert touched_together(JANUARY) == ONE


@pytest.mark.slow
@ON_SQLITE
def test_older_files_that_come_late_do_not_make_everybody_count_otherwise(
    published: None, tmp_path: Path
) -> None:
    before = material_of("2026-09")
    late = {"visits.csv": [cut_short(rows_of("visits.csv"), "2026-10-14")]}

    bring(tmp_path / "late", late, made_on=date(2026, 10, 20))

    assert touched_of("2026-10") == ONE
    assert touched_together(JANUARY) == ONE
    # The attackers know the whole of the month that those files saw only the half of.
    assert len(material_of("2026-09").shares) == len(before.shares)


@pytest.mark.slow
@ON_SQLITE
def test_a_quarter_is_touched_by_each_of_its_months(published: None, tmp_path: Path) -> None:
    bring(tmp_path / "late", {"visits.csv": [one_of_july()]})

    assert [touched_of(f"2026-{month}") for month in ("07", "08", "09")] == [ONE, NOBODY, ONE]
    assert imports_since(queries.get_release("2026-09")) == [2]
    assert imports_since(queries.get_release("2026-10")) == []


@pytest.mark.slow
@ON_SQLITE
def test_a_visit_that_belongs_to_another_month_now_changed_the_one_it_left(
    published: None, tmp_path: Path
) -> None:
    day = [row for row in rows_of("visits.csv") if row["service_date"] == "2026-10-14"]
    found = next(row for row in day if row["in_at"] and row["out_at"])
    moved = {name: text.replace("2026-10-14", "2026-08-14") for name, text in found.items()}

    bring(tmp_path / "late", {"visits.csv": [moved]})

    assert imports_since(queries.get_release("2026-10")) == [2]
    touched = touched_of("2026-10")
    assert touched and touched.people == 1


def test_the_figure_of_the_fewest_is_looked_at() -> None:
    month, rest = "2026-10", "2026-08"
    many = [share(f"P{number}", f"W{number}", 60) for number in range(30)]
    other = [each._replace(month=rest) for each in many]

    def fewest(now: list, *, tells_quarter: bool = True) -> Touched:
        found = differing([*many, *other], now, month=month, tells_quarter=tells_quarter)
        return found.fewest(RULES)

    fewer = [each._replace(amounts={"delivered": 50}) for each in other]
    moved = [each._replace(area="B") for each in many]
    one = [share("P0", "W0", 59), *many[1:]]

    assert fewest([*many, *other]) == NOBODY
    assert fewest([*many, *fewer]) == Touched(30, 0)
    assert fewest([*one, *fewer]) == ONE
    assert fewest([*moved, *other]) == Touched(30, 30)
    assert fewest([*moved, *other], tells_quarter=False) == NOBODY
    assert fewest([moved[0], *many[1:], *fewer]) == Touched(30, 0)
