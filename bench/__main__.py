"""`python -m bench`: what the portal costs, as ratios, on both engines.

Each pair is measured in turns in the same run, by the same kind of server with the same number of
threads; a ratio is the median of the turns. Nothing here is a test: the machine may be busy.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import (
    case_pages,
    clock_rows,
    count_ballots,
    disclosure,
    import_rows,
    lives,
    measures,
    outcome_rows,
    poll_rows,
)
from bench.measures import Effort, Line
from bench.servers import DURABLE, ROOT, WORKERS, WebServer, postgresql, web_server
from portal.config import THREADS

QUICK, WHOLE = Effort(seconds=0.7, rounds=3), Effort(seconds=2.0, rounds=7)
PARTS = (
    "pages", "submissions", "look-ups", "import", "outcomes", "clocks", "polls", "count",
    "disclosure", "cases", "queue",
)  # fmt: skip
SERVED = {"pages", "submissions", "look-ups", "queue"}
"""Parts that need the two web servers."""
ALONE = {"count", "disclosure"}
"""Parts that need neither servers nor a database."""
SITE = {
    "CANDOUR_ENVIRONMENT": "demonstration",
    "CANDOUR_COOP_NAME": "Bryn Teg Care Co-operative",
    "CANDOUR_ALLOWANCES": "false",
    "CANDOUR_NATION": "WAL",
    "CANDOUR_RULE_PACK": "WAL-SS-2014",
    "CANDOUR_OFFICE_PHONE": "01248 555 0100",
    "CANDOUR_INTAKE_PHONE": "01248 555 0199",
}


def main() -> None:
    """Measure what was asked for and print a table for each engine."""
    chosen = _arguments()
    effort = QUICK if chosen.quick else WHOLE
    rows = chosen.rows or (50_000 if chosen.quick else 1_000_000)
    parts = chosen.part or PARTS
    if "count" in parts:
        _print_table("count, without a database", _told("count", count_ballots.lines()))
    if "disclosure" in parts:
        found = _told("disclosure", disclosure.lines(quick=chosen.quick))
        _print_table("disclosure, without a database", found)
    if set(parts) <= ALONE:
        return
    for engine in ("sqlite", "postgresql") if chosen.engine == "both" else (chosen.engine,):
        with (
            tempfile.TemporaryDirectory(prefix="candour-bench-") as folder,
            _databases(engine, Path(folder)) as addresses,
        ):
            lines = list(_measured(Path(folder), addresses, parts, effort, rows))
        _print_table(engine, lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter turns, fewer rows")
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this; may be repeated")
    parser.add_argument("--rows", type=int, help="attendance rows of the import")
    return parser.parse_args()


@contextmanager
def _databases(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """The addresses for the bare application, for the portal and for the import."""
    print(f"\n{engine}: {WORKERS} web process, {THREADS} threads, for each application", flush=True)
    if engine == "sqlite":
        print("  both write with journal_mode=WAL and synchronous=FULL")
        yield {
            "bare": f"sqlite:///{folder / 'bare.sqlite'}",
            "portal": "",
            "rows": "",
            "few": "",
            "many": "",
        }
        return
    with postgresql(folder / "postgresql") as addresses:
        print(f"  one server for both; on: {', '.join(DURABLE)}")
        yield addresses


def _measured(
    folder: Path, addresses: dict[str, str], parts: tuple[str, ...], effort: Effort, rows: int
) -> Iterator[Line]:
    if SERVED & set(parts):
        yield from _served(folder, addresses, parts, effort)
    if "outcomes" in parts:
        found = outcome_rows.compare(addresses["rows"], _people(rows), rows)
        yield from _told("outcomes", outcome_rows.lines(found))
    if "clocks" in parts:
        cases = clock_rows.QUICK if effort is QUICK else clock_rows.OPEN
        yield from _told("clocks", clock_rows.lines(addresses["rows"], cases))
    if "cases" in parts:
        yield from _told("cases", lives.lines(addresses["rows"], quick=effort is QUICK))
    if "polls" in parts:
        yield from _told("polls", poll_rows.lines(addresses["rows"], quick=effort is QUICK))
    if "import" in parts:
        rounds = 1 if effort is QUICK else 2
        yield from _told("import", _import_lines(folder, addresses["rows"], rows, rounds))


def _served(
    folder: Path, addresses: dict[str, str], parts: tuple[str, ...], effort: Effort
) -> Iterator[Line]:
    codes: list[str] = []
    with _servers(folder, addresses) as (bare, portal):
        if "pages" in parts:
            yield from _told("pages", measures.pages(bare, portal, effort))
        if "submissions" in parts:
            yield from _told("submissions", measures.submissions(bare, portal, effort, codes))
        if "look-ups" in parts:
            if not codes:
                measures.submit_some(portal, codes)
            yield from _told("look-ups", measures.look_ups(bare, portal, effort, codes))
        if "queue" in parts:
            places = [addresses["few"], addresses["many"]]
            found = case_pages.lines(bare, places, effort, quick=effort is QUICK)
            yield from _told("queue", found)


def _people(rows: int) -> int:
    """Of how many people so few rows can be."""
    return 200 if rows < outcome_rows.FEW else outcome_rows.PEOPLE


def _told(part: str, lines: list[Line]) -> list[Line]:
    print(f"  measured: {part}", flush=True)
    return lines


@contextmanager
def _servers(folder: Path, addresses: dict[str, str]) -> Iterator[tuple[WebServer, WebServer]]:
    site = SITE | {
        "CANDOUR_INSTANCE": str(folder / "instance"),
        "CANDOUR_DATABASE_URL": addresses["portal"],
    }
    subprocess.run(
        [sys.executable, "-m", "bench.stage"], cwd=ROOT, env={**os.environ, **site}, check=True
    )
    bare = {"BENCH_DATABASE_URL": addresses["bare"]}
    with (
        web_server("bench.bare:app", bare, folder / "bare.log") as first,
        web_server("wsgi:app", site, folder / "portal.log") as second,
    ):
        yield first, second


def _import_lines(folder: Path, address: str, rows: int, rounds: int) -> list[Line]:
    files = folder / "set"
    files.mkdir()
    import_rows.make_files(files, rows, _people(rows))
    found = import_rows.compare(files, address, rounds)
    ratio, memory = found["ratio"], found["megabytes"]
    most, room = import_rows.MOST_RATIO, import_rows.MOST_MEMORY
    costs = import_rows.growth(folder, address, rows)
    worst = max(costs.values()) / costs[min(costs)]
    return [
        Line(
            f"import of {rows:,} rows, times the bare driver",
            f"{ratio:.2f} ({found['import_seconds']} of {found['raw_seconds']} s of processor)",
            f"<= {most}",
            ratio <= most,
        ),
        Line("    most memory", f"{memory:.0f} MB", f"< {room} MB", memory < room),
        Line(
            f"    a row of {', '.join(f'{people:,}' for people in costs)} people",
            f"{', '.join(map(str, costs.values()))} us",
            f"<= {import_rows.MOST_GROWTH} of the first",
            worst <= import_rows.MOST_GROWTH,
        ),
    ]


def _print_table(engine: str, lines: list[Line]) -> None:
    heads = ("what", "measured", "by processor", "wanted", "")
    rows = [
        (each.what, each.measured, each.by_processor, each.wanted, _verdict(each)) for each in lines
    ]
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    print(f"\n{engine}")
    for row in [heads, *rows]:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    missed = [each.what.strip() for each in lines if not each.met]
    print(f"  NOT MET: {'; '.join(missed)}" if missed else "  Everything wanted is met.")
    sys.stdout.flush()


def _verdict(line: Line) -> str:
    if not line.wanted:
        return ""
    return "met" if line.met else "NOT MET"


if __name__ == "__main__":
    main()
