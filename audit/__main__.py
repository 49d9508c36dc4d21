"""`python -m audit`: many invented co-operatives, every release protected and attacked.

Every finished co-operative is a line in a file, and a later run goes on where an earlier one ended.
Lines of another lattice do not count: what was tried with other figures says nothing of these. What
was found with another state of the program is tried again; what was not found is not, and the last
lines say with which states it was tried. Ends with status 1 where an attacker found anything or did
not finish, and with 2 where co-operatives are left.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import Any

from audit.cases import counts_of
from audit.coops import Coop, also_of, met_of, month_names, shares_of
from portal.publication.disclosure.instances import Interval
from portal.publication.disclosure.lattice import Coverage, declared
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.releasing import Insiders, Judged, judged_release

SMALL, LARGE, MONTHS = 200, 5, 24


def main() -> None:
    """Audit what has not been audited yet, and say what was found in all."""
    chosen = _arguments()
    revision = _revision()
    done = finished(chosen.output, revision)
    left = [each for each in _plan(chosen.small, chosen.large) if _key(*each) not in done]
    ends = time.monotonic() + 3600 * chosen.hours
    with chosen.output.open("a", encoding="utf-8") as out:
        for row in audited(left, chosen.processes, ends):
            row["revision"] = revision
            out.write(json.dumps(row) + "\n")
            out.flush()
            done[row["key"]] = row
            print(_told(row), flush=True)
    wanted = {_key(*each) for each in _plan(chosen.small, chosen.large)}
    _sum_up([row for key, row in done.items() if key in wanted], len(wanted))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m audit", description=__doc__)
    parser.add_argument("--small", type=int, default=SMALL, help="co-operatives of 8 to 20 people")
    parser.add_argument("--large", type=int, default=LARGE, help="co-operatives of 100 people")
    parser.add_argument("--hours", type=float, default=8.0, help="begin nothing after so long")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--output", type=Path, default=Path("audit.jsonl"), help="goes on with it")
    return parser.parse_args()


def _plan(small: int, large: int) -> Iterator[tuple[Coop, bool]]:
    """Each co-operative, and whether only its last release is attacked by insiders."""
    for seed in range(max(small, large)):
        if seed < small:
            people = 8 + seed % 13
            yield Coop(people, 4 + seed % 7, MONTHS, 1 + seed % 3, seed), False
        if seed < large:
            yield Coop(100, 30, MONTHS, 3, 1000 + seed), True


def _key(coop: Coop, last_only: bool) -> str:
    return f"{coop.people}-{coop.workers}-{coop.months}-{coop.areas}-{coop.seed}-{last_only:d}"


def audited(left: list[tuple[Coop, bool]], processes: int, ends: float) -> Iterator[dict[str, Any]]:
    """Audit one after the other, so many at once, and begin none after the end."""
    waiting = iter(left)
    with ProcessPoolExecutor(processes) as pool:
        running = {pool.submit(audit_coop, *each) for each in islice(waiting, processes)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
                following = next(waiting, None) if time.monotonic() < ends else None
                if following is not None:
                    running.add(pool.submit(audit_coop, *following))


def audit_coop(coop: Coop, last_only: bool) -> dict[str, Any]:
    """Publish month after month; what the attackers found, and how much was published."""
    began = time.perf_counter()
    shares, months, cases = shares_of(coop), month_names(coop.months), counts_of(coop)
    earlier: dict[str, Interval] = {}
    coverage, problems, narrowest = Coverage(0, 0), 0, float("inf")
    found: list[str] = []
    learnt: list[str] = []
    whole: list[str] = []
    for month in months:
        judged = judged_release(
            shares,
            month=month,
            lattice=declared(),
            rules=Protection(),
            earlier=earlier,
            insiders=Insiders.HEEDED if last_only and month != months[-1] else Insiders.ATTACK,
            also=also_of(coop),
            cases=cases,
            met=met_of(shares, month),
        )
        earlier |= judged.told
        coverage += judged.coverage
        problems += sum(report.effort.problems for report in judged.reports.values())
        narrowest = min([narrowest, *_widths(judged)])
        found += [f"{month}: {each}" for each in _wrong(judged)]
        learnt += [month] if judged.learnt_since else []
        whole += [month] if judged.note else []
    return {
        "key": _key(coop, last_only),
        "lattice": declared().version,
        "people": coop.people,
        "releases": len(months),
        "shown": coverage.shown,
        "units": coverage.units,
        "problems": problems,
        "narrowest_hours": narrowest if narrowest < float("inf") else None,
        "found": found,
        "learnt": learnt,
        "hidden_whole": whole,
        "seconds": round(time.perf_counter() - began, 1),
    }


def _revision() -> str:
    """Which state of the program was tried: git's name for it."""
    asked = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()


def _widths(judged: Judged) -> Iterator[float]:
    for report in judged.reports.values():
        finding = report.narrowest
        if finding is not None:
            yield (finding.upper - finding.lower) / abs(finding.true)


def _wrong(judged: Judged) -> Iterator[str]:
    if judged.unfinished:
        yield judged.unfinished
    for name, report in judged.reports.items():
        if report.failure:
            yield f"{name}: {report.failure}"
        for finding in report.breaches:
            yield f"{name}, {finding.attacker}: {finding.cell} {finding.breach}"


def finished(path: Path, revision: str) -> dict[str, dict[str, Any]]:
    """The co-operatives that need not be tried again, by their key, as a file tells of them."""
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return {
        row["key"]: row
        for row in rows
        if row["lattice"] == declared().version
        and (not row["found"] or row["revision"] == revision)
    }


def _told(row: dict[str, Any]) -> str:
    found = f"{len(row['found'])} FOUND, {row['found'][0]}" if row["found"] else "nothing found"
    shown = Coverage(row["shown"], row["units"])
    width = _width(row["narrowest_hours"])
    return (
        f"{row['key']}: {row['releases']} releases, {shown}, {row['seconds']} s, {width}, {found}"
    )


def _width(narrowest: float | None) -> str:
    """How wide the hours of any person or care worker are to a stranger, of the true hours."""
    return "no hours" if narrowest is None else f"hours at least {100 * narrowest:.1f} % wide"


def _sum_up(rows: list[dict[str, Any]], wanted: int) -> None:
    for name, some in (
        ("small", [row for row in rows if row["people"] < 100]),
        ("of 100 people", [row for row in rows if row["people"] >= 100]),
    ):
        shown = Coverage(sum(row["shown"] for row in some), sum(row["units"] for row in some))
        problems = sum(row["problems"] for row in some)
        print(f"{len(some)} co-operatives {name}: {shown}, {problems} problems solved")
    learnt = sum(len(row["learnt"]) for row in rows)
    print(f"{learnt} releases after a care worker had learnt more than what came out allowed for.")
    whole = sum(len(row["hidden_whole"]) for row in rows)
    print(f"{whole} releases in which nothing less than hiding every figure protects somebody.")
    widths = [row["narrowest_hours"] for row in rows if row["narrowest_hours"] is not None]
    print(f"To a stranger: {_width(min(widths, default=None))}, in {len(widths)} that tell it.")
    states = sorted({row["revision"] for row in rows})
    print(f"Tried with these states of the program: {', '.join(states) or 'none'}.")
    found = sum(len(row["found"]) for row in rows)
    print(f"{len(rows)} of {wanted} co-operatives audited; {found} breaches.")
    if found or len(rows) < wanted:
        sys.exit(1 if found else 2)


if __name__ == "__main__":
    main()
