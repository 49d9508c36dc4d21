"""Counts of large polls, each in a process of its own: from the ballot file to the count sheet.

`python -m bench --part count` makes polls, writes their ballot files, and counts each for nine
seats. Two times are told: of the count alone, and with reading the file, hashing the papers and
making the sheet; both in seconds of processor. Memory is the most that the counting process ever
had.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measures import Line
from portal.elections.count.blt import ballots_hash, decode_blt, read_blt
from portal.elections.count.sheet_json import write_sheet
from portal.elections.count.stv import count_votes

CANDIDATES, SEATS = 24, 9
PAPERS = {10_000: 0.3, 1_000_000: 20.0}
MOST_MEMORY = 1_000


def make_file(path: Path, papers: int) -> int:
    """Write the ballot file of a poll; returns how many rankings are different.

    Some candidates are better known, and most people rank a few, so that a million papers show
    about 590,000 rankings.
    """
    chance = random.Random(2026)
    known = [1 / (number + 2) ** 0.5 for number in range(CANDIDATES)]
    numbers = range(CANDIDATES)
    counted: dict[tuple[int, ...], int] = {}
    for _paper in range(papers):
        length = min(CANDIDATES, 1 + int(chance.expovariate(1 / 5.9)))
        order = sorted(numbers, key=lambda each: chance.random() ** (1 / known[each]), reverse=True)
        ranking = tuple(number + 1 for number in order[:length])
        counted[ranking] = counted.get(ranking, 0) + 1
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{CANDIDATES} {SEATS}\n")
        for ranking, count in counted.items():
            file.write(f"{count} {' '.join(map(str, ranking))} 0\n")
        file.write("0\n")
        file.writelines(f'"Candidate {number + 1}"\n' for number in numbers)
        file.write(f'"{papers} papers"\n')
    return len(counted)


def measure(path: Path) -> dict[str, float]:
    """Count one file, and tell what it took."""
    begun = time.process_time()
    contest = read_blt(decode_blt(path.read_bytes()))
    read = time.process_time()
    sheet = count_votes(contest)
    counted = time.process_time()
    write_sheet(sheet, ballots=ballots_hash(contest), language="en")
    return {
        "stages": len(sheet.stages),
        "rankings": len(contest.papers),
        "count_seconds": counted - read,
        "whole_seconds": time.process_time() - begun,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def lines() -> list[Line]:
    """The lines of the table: both sizes, time and memory."""
    found = []
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        for papers, most in PAPERS.items():
            path = Path(folder) / f"{papers}.blt"
            make_file(path, papers)
            done = subprocess.run(
                [sys.executable, "-m", "bench.count_ballots", str(path)],
                stdout=subprocess.PIPE,
                check=True,
            )
            told: dict[str, float] = json.loads(done.stdout)
            seconds, memory = told["whole_seconds"], told["megabytes"]
            what = f"{papers:,} papers, {told['rankings']:,} rankings, {told['stages']} stages"
            shown = f"{seconds:.2f} s ({told['count_seconds']:.2f} s the count alone)"
            found.append(Line(what, shown, f"< {most} s", seconds < most))
            met = memory < MOST_MEMORY
            found.append(Line("    most memory", f"{memory:.0f} MB", f"< {MOST_MEMORY} MB", met))
    return found


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
