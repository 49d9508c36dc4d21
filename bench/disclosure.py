"""`python -m bench.disclosure`: what it costs to protect a month's figures and to attack them.

The co-operatives are the audit's. Each earlier release is protected against everyone, with what its
own quarter told before; the last release is protected and attacked with all that was ever told.
Seconds are the processor's, as the machine may be busy; only those of protecting are by the clock
of its solver. Prints its figures as JSON: the memory is that of this process alone.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from audit.cases import cases_of, counts_of
from audit.coops import Coop, also_of, met_of, month_names, shares_of
from bench.measures import Line
from bench.servers import ROOT
from portal.publication.disclosure.attacker import audit
from portal.publication.disclosure.building import Release, release_of
from portal.publication.disclosure.instances import Interval, shown_intervals
from portal.publication.disclosure.lattice import coverage_of, declared, quarter_of
from portal.publication.disclosure.primary import Protection
from portal.publication.disclosure.protector import protect
from portal.publication.disclosure.running import CaseCounts
from portal.publication.disclosure.shares import Share
from portal.publication.disclosure.workers import workers_of

FORTY_CASES, FEW_CASES, MANY_CASES = 1002, 1, 1001
"""Co-operatives of the audit by how often people complain: forty cases a year is what a hundred
people have; with ten, nearly every count of cases is under five."""


def last_release(coop: Coop, *, in_full: bool) -> tuple[Release, dict[str, Interval], float]:
    """A co-operative's last release, what was told before it, and the seconds to build it.

    If not in full, earlier releases are only as the primary rules leave them.
    """
    shares, months, cases = shares_of(coop), month_names(coop.months), counts_of(coop)
    earlier: dict[str, Interval] = {}
    for month in months[:-1]:
        own = [s for s in shares if quarter_of(s.month) == quarter_of(month) and s.month <= month]
        early = _release(own, month, earlier, coop, cases).instance
        hidden = protect(early).hidden if in_full else early.primaries
        earlier |= shown_intervals(early, hidden)
    began = time.process_time()
    release = _release(shares, months[-1], earlier, coop, cases)
    return release, earlier, time.process_time() - began


def _release(
    shares: list[Share],
    month: str,
    earlier: dict[str, Interval],
    coop: Coop,
    cases: CaseCounts,
    workers_in: str = "",
) -> Release:
    """With the workers' hours of a quarter in it, where one is named, and then without counts."""
    return release_of(
        shares, month=month, lattice=declared(), rules=Protection(), earlier=earlier, cases=cases,
        workers_in=workers_in, with_counts=not workers_in, also=also_of(coop),
        met=met_of(shares, month),
    )  # fmt: skip


def measured(coop: Coop) -> dict[str, Any]:
    """Everything about one co-operative's last release."""
    release, earlier, building = last_release(coop, in_full=True)
    instance = release.instance
    before = time.process_time()
    outsider = audit(instance, instance.primaries, with_insiders=False)
    outside = time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    # Both by the same clock: a machine that is busy is so inside the solver and outside.
    before = time.perf_counter()
    pattern = protect(instance)
    protecting = time.perf_counter() - before
    inside = audit(instance, pattern.hidden)
    shares, month = shares_of(coop), month_names(coop.months)[-1]
    quarter = quarter_of(month)
    workers = audit(workers_of(shares, quarter=quarter, measure=declared().part), ())
    if not workers.is_safe:
        # That attacker was given more than is published: one is attacked who has what is.
        both = _release(shares, month, earlier, coop, counts_of(coop), quarter).instance
        workers = audit(both, pattern.hidden & both.index.keys())
    # A figure is published whole or not at all: what goes with a hidden cell goes too.
    hidden = release.closed(pattern.hidden)
    coverage = coverage_of(release.units, hidden)
    # Counts under five are kept back whatever is done, and a year has few cases.
    of_visits = [unit for unit in release.units if "|year to " not in unit.name]
    visits = coverage_of(of_visits, hidden)
    return {
        "people": coop.people,
        "cells": len(instance.cells),
        "building": building,
        "outsider": outside,
        "outsider_failure": outsider.failure,
        "outsider_megabytes": memory,
        "protecting": protecting,
        "solver": pattern.work.seconds,
        "secondary": len(pattern.secondary),
        "attackers": inside.attackers,
        "slowest": max(inside.slowest, workers.slowest),
        "problems": inside.effort.problems + workers.effort.problems,
        "breaches": len(inside.breaches) + len(workers.breaches),
        "failure": inside.failure or workers.failure,
        "shown": coverage.shown,
        "units": coverage.units,
        "shown_of_visits": visits.shown,
        "units_of_visits": visits.units,
    }


def coverage(seed: int) -> dict[str, Any]:
    """How much is published where more or fewer people complain, as the primary rules leave it."""
    coop = Coop(100, 30, 12, 3, seed)
    release, _, _ = last_release(coop, in_full=False)
    found = coverage_of(release.units, release.closed(release.instance.primaries))
    yearly = len(cases_of(coop)) * 12 / coop.months
    return {"cases": yearly, "shown": found.shown, "units": found.units}


def growth(people: int) -> dict[str, Any]:
    """The outsider's audit alone."""
    release, _, _ = last_release(Coop(people, max(8, people * 3 // 10), 24, 3, 1), in_full=False)
    before = time.process_time()
    audit(release.instance, release.instance.primaries, with_insiders=False)
    return {
        "people": people,
        "cells": len(release.instance.cells),
        "outsider": time.process_time() - before,
    }


def lines(*, quick: bool) -> list[Line]:
    """The lines of the table; each co-operative in a process of its own, for its memory."""
    return [*_lines_of_last_release(quick=quick), *_lines_of_growth(quick=quick)]


def _lines_of_last_release(*, quick: bool) -> Iterator[Line]:
    people, months = (50, 6) if quick else (100, 24)
    found = _in_a_process("--people", str(people), "--months", str(months))
    about = f"{people} people, {months} months"
    ratio = found["protecting"] / found["solver"]
    share = found["shown"] / found["units"]
    what = f"protecting a release of {about}, times the solver"
    times = f"{ratio:.2f} ({found['protecting']:.1f} of {found['solver']:.1f} s)"
    yield Line(what, times, "<= 1.25", ratio <= 1.25)
    outsider = f"{found['outsider']:.2f} s of {found['cells']:,} cells (built in "
    outsider += f"{found['building']:.2f} s)"
    is_done = not found["outsider_failure"]
    yield Line(f"the outsider, {about}", outsider, "< 5 s", is_done and found["outsider"] < 5)
    memory = found["outsider_megabytes"]
    yield Line("    most memory", f"{memory:.0f} MB", "< 400 MB", memory < 400)
    slowest = f"{found['slowest']:.2f} s ({found['attackers']} attackers)"
    yield Line("    the slowest insider", slowest, "< 5 s", found["slowest"] < 5)
    wrong = found["failure"] or f"{found['breaches']} of {found['problems']} problems"
    is_safe = not found["failure"] and not found["breaches"]
    yield Line("    breaches, all attackers", wrong, "0", is_safe)
    shown = f"{share:.0%} ({found['shown']} of {found['units']})"
    yield Line("    figures of the lattice published", shown, ">= 85%", share >= 0.85)
    visits = f"{found['shown_of_visits']} of {found['units_of_visits']}"
    yield Line("    of them figures of visits", visits, "", met=True)
    for seed in () if quick else (FEW_CASES, MANY_CASES):
        other = _in_a_process("--coverage", str(seed))
        what = f"    published where {other['cases']:.0f} cases come a year"
        part = f"{other['shown'] / other['units']:.0%} ({other['shown']} of {other['units']})"
        yield Line(what, part, "", met=True)


def _lines_of_growth(*, quick: bool) -> Iterator[Line]:
    for size in (50, 100) if quick else (50, 100, 200, 300):
        grown = _in_a_process("--growth", "--people", str(size))
        measured = f"{grown['outsider']:.2f} s of {grown['cells']:,} cells"
        yield Line(f"    the outsider, {size} people, 24 months", measured, "", met=True)


def _in_a_process(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.disclosure", *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure one co-operative, or only how the outsider's time grows."""
    parser = argparse.ArgumentParser(prog="python -m bench.disclosure", description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--coverage", type=int, metavar="SEED")
    chosen = parser.parse_args()
    workers = max(8, chosen.people * 3 // 10)
    if chosen.growth:
        found = growth(chosen.people)
    elif chosen.coverage is not None:
        found = coverage(chosen.coverage)
    else:
        found = measured(Coop(chosen.people, workers, chosen.months, 3, FORTY_CASES))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
