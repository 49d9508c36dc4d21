"""Measures outcomes and figures: against what the bare driver takes, and as people and months grow.

`python -m bench.outcome_rows` needs no test to pass. The sample's October is copied for so many
people and so many months of four weeks. What is compared is processor time, on PostgreSQL that of
the server too.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table, insert, select, update

from bench.import_rows import engines
from bench.measures import Line
from bench.outcome_store import AT, FIRST, LAST, Sample, fill, sample
from bench.processor import Spending
from portal.app import create_app
from portal.config import Settings
from portal.database import Model, db, is_sqlite, reading, transaction
from portal.visits import queries as visits
from portal.visits.figures.facts import ExtraFacts, VisitFacts
from portal.visits.figures.periods import Period
from portal.visits.importing.models import Import
from portal.visits.importing.states import ImportState
from portal.visits.models import VisitVersion
from portal.visits.outcomes import services
from portal.visits.outcomes.models import ExtraAttendance, VisitOutcome
from portal.visits.outcomes.work_services import work_out_again
from portal.visits.records import VisitRow

FEW = 200_000
PEOPLE, HISTORIES, GROWTH = 2_000, (1, 12, 36), (100, 500, 2_000)
PEOPLE_OF_HISTORY = 100
MOST_FOR_OUTCOMES, MOST_FOR_FIGURES, MOST_GROWTH = 10, 5, 1.5


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    with Spending() as spending:
        work()
    return spending.seconds


def executemany_seconds(model: type[Model], columns: tuple[str, ...]) -> float:
    """Processor time of inserting a table's rows again by the bare driver, with its indexes."""
    source: Any = model.__table__
    table = _bare_copy(source)
    spending = Spending()
    with transaction():
        connection = db.session.connection()
        table.create(connection)
        driver: Any = connection.connection.dbapi_connection
        place = "?" if is_sqlite() else "%s"
        command = (
            f"INSERT INTO raw_rows ({', '.join(columns)}) "
            f"VALUES ({', '.join([place] * len(columns))})"
        )
        asked = f"SELECT {', '.join(columns)} FROM {source.name}"
        for batch in _batches(driver, asked):
            with spending:
                driver.cursor().executemany(command, batch)
        table.drop(connection)
    return spending.seconds


def _bare_copy(source: Table) -> Table:
    bare = [Column(each.name, each.type, primary_key=each.primary_key) for each in source.columns]
    table = Table("raw_rows", MetaData(), *bare, **_rowid(source))
    for index in source.indexes:
        options = index.dialect_options
        Index(
            f"raw_{index.name}",
            *(table.c[column.name] for column in index.columns),
            unique=index.unique,
            sqlite_where=options["sqlite"]["where"],
            postgresql_where=options["postgresql"]["where"],
        )
    return table


def _rowid(source: Table) -> dict[str, Any]:
    with_rowid = source.dialect_options["sqlite"]["with_rowid"]
    return {} if with_rowid else {"sqlite_with_rowid": False}


def _batches(driver: Any, asked: str, size: int = 5_000) -> Iterator[list[tuple[Any, ...]]]:
    cursor = driver.cursor()
    cursor.execute(asked)
    rows = cursor.fetchall()
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def scan_seconds(period: Period) -> float:
    """Processor time of the bare driver fetching the columns that figures are counted from."""
    with reading():
        driver: Any = db.session.connection().connection.dbapi_connection
        place = "?" if is_sqlite() else "%s"
        days = [day.isoformat() if is_sqlite() else day for day in period]
        best = float("inf")
        for _ in range(3):
            with Spending() as spending:
                for model, names in (
                    (VisitOutcome, VisitFacts._fields),
                    (ExtraAttendance, ExtraFacts._fields),
                ):
                    cursor = driver.cursor()
                    cursor.execute(
                        f"SELECT {', '.join(names)} FROM {model.__tablename__} "
                        f"WHERE service_date BETWEEN {place} AND {place}",
                        days,
                    )
                    cursor.fetchall()
            best = min(best, spending.seconds)
    return best


def figures_seconds(period: Period) -> float:
    """Processor time of every indicator of a month for the whole co-operative, from the store."""
    best = float("inf")
    for _ in range(3):
        with reading():
            best = min(best, spent(lambda: visits.figures_of_period(period)))
    return best


def correction_seconds() -> float:
    """Processor time of one corrected check-out: marked, and its outcomes renewed."""
    best = float("inf")
    for turn in range(15):
        with transaction():
            found = db.session.execute(
                select(VisitVersion.__table__).where(
                    VisitVersion.replaced_in_id.is_(None),
                    VisitVersion.service_date == LAST - timedelta(days=7 + turn),
                    VisitVersion.out_at.is_not(None),
                    VisitVersion.status.is_(None),
                )
            ).first()
            assert found is not None
            corrected = Import(
                state=ImportState.ACCEPTED, tz="Europe/London", exported_on=date(2026, 11, 9),
                begun_at=AT, checked_at=AT, ended_at=AT,
            )  # fmt: skip
            db.session.add(corrected)
            db.session.flush()
            values = {**found._mapping, "out_at": found.out_at + 60, "import_id": corrected.id}
            values.pop("id")
            db.session.execute(
                update(VisitVersion)
                .where(VisitVersion.id == found.id)
                .values(replaced_in_id=corrected.id)
            )
            db.session.execute(insert(VisitVersion), [values])
            with Spending() as spending:
                services.mark_import(corrected.id, at=AT)
                assert services.renew_if_few()
            best = min(best, spending.seconds)
    return best


def measure(people: int, rows: int) -> dict[str, Any]:
    """Everything, one after the other, in an empty store each time."""
    made_of = sample()
    found: dict[str, Any] = {"growth": [], "corrections": []}
    month = Period(FIRST, LAST)
    for size in [each for each in GROWTH if each < people] + [people]:
        months = (
            1
            if size < people
            else max(1, -(-rows // (len(made_of.records.visits) * -(-people // made_of.people))))
        )
        total = _begin(made_of, size, months)
        seconds = spent(lambda: work_out_again(at=AT))
        found["growth"].append(
            {
                "people": size,
                "rows": total,
                "outcomes": seconds / months,
                "figures": figures_seconds(month),
            }
        )
    found["rows"], found["outcomes_seconds"] = total, seconds
    found["scan_seconds"] = scan_seconds(month)
    found["figures_seconds"] = found["growth"][-1]["figures"]
    columns = ("import_id", *VisitRow._fields)
    found["raw_seconds"] = executemany_seconds(VisitVersion, columns)
    found["raw_outcome_seconds"] = executemany_seconds(VisitOutcome, VisitFacts._fields)
    for months in HISTORIES:
        _begin(made_of, PEOPLE_OF_HISTORY, months)
        work_out_again(at=AT)
        found["corrections"].append({"months": months, "seconds": correction_seconds()})
    return found


def _begin(made_of: Sample, people: int, months: int) -> int:
    db.session.remove()
    Model.metadata.drop_all(db.engine)
    Model.metadata.create_all(db.engine)
    return fill(made_of, people, months)


def compare(url: str, people: int, rows: int) -> dict[str, Any]:
    """Measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as instance:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "bench.outcome_rows", "one"),
                *(instance, url, str(people), str(rows)),
            ],
            stdout=subprocess.PIPE,
            check=True,
        )
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def one(instance: str, url: str, people: str, rows: str) -> None:
    """What the process of its own does: measure, and say so as JSON."""
    app = create_app(Settings(environment="test", instance=instance, database_url=url))
    with app.app_context():
        print(json.dumps(measure(int(people), int(rows))))


def lines(found: dict[str, Any]) -> list[Line]:
    """What was measured, as lines of the table."""
    rows, people = found["rows"], found["growth"][-1]["people"]
    outcomes = found["outcomes_seconds"] / found["raw_seconds"]
    written = found["outcomes_seconds"] / found["raw_outcome_seconds"]
    figures = found["figures_seconds"] / found["scan_seconds"]
    corrections = found["corrections"]
    longest = corrections[-1]["seconds"] / corrections[0]["seconds"]
    shown = ", ".join(f"{each['seconds'] * 1000:.0f} ms" for each in corrections)
    months = ", ".join(str(each["months"]) for each in corrections)
    return [
        Line(
            f"outcomes of {rows:,} rows, times executemany of these",
            f"{outcomes:.2f} ({found['outcomes_seconds']:.1f} of {found['raw_seconds']:.1f} s)",
            f"<= {MOST_FOR_OUTCOMES}",
            outcomes <= MOST_FOR_OUTCOMES,
        ),
        Line("    the same, times executemany of what is written", f"{written:.2f}", "", met=True),
        Line(
            f"indicators of a month, {people:,} people, times a scan",
            f"{figures:.2f} ({found['figures_seconds']:.2f} of {found['scan_seconds']:.2f} s)",
            f"< {MOST_FOR_FIGURES}",
            figures < MOST_FOR_FIGURES,
        ),
        Line(
            f"one corrected day, after {months} months",
            shown,
            f"last <= {MOST_GROWTH} of first",
            longest <= MOST_GROWTH,
        ),
        *(_growth(what, found["growth"]) for what in ("outcomes", "figures")),
    ]


def _growth(what: str, growth: list[dict[str, Any]]) -> Line:
    """For each person the same, however many there are."""
    each = [size[what] / size["people"] * 1000 for size in growth]
    people = ", ".join(f"{size['people']:,}" for size in growth)
    return Line(
        f"{what} of a month, ms a person, for {people} people",
        ", ".join(f"{spent:.2f}" for spent in each),
        f"last <= {MOST_GROWTH} of first",
        each[-1] <= MOST_GROWTH * each[0],
    )


def main() -> None:
    """Measure on both engines and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as made:
        for engine, url, stop in engines(chosen.engine, Path(made) / "postgresql"):
            print(json.dumps({"outcome_rows": engine, **compare(url, chosen.people, chosen.rows)}))
            stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(*sys.argv[2:])
    else:
        main()
