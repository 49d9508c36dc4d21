"""`python -m audit.winners --python VENV/bin/python`: our winners beside those of pref_voting.

A cross-check while developing, never an oracle: contests counted by hand stand in the tests.
pref_voting has no place in our environment, so it runs under a Python of its own:

    python3 -m venv /tmp/other && /tmp/other/bin/pip install pref_voting==1.18.2

Contests that only a lot decides are left out, for each program draws its own. Ends with status 1
where winners differ; each such contest is printed as a ballot file, to be counted by hand.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from portal.elections.count.blt import write_blt
from portal.elections.count.contest import Contest, Ranking
from portal.elections.count.lots import LotNeeded
from portal.elections.count.stv import count_votes

CONTESTS = 2_000
OTHER = Path(__file__).with_name("other_winners.py")


def main() -> None:
    """Count as many contests as asked for with both, and say where the winners differ."""
    chosen = _arguments()
    ours: list[tuple[Contest, list[int]]] = []
    lots = 0
    for contest in contests(chosen.contests, chosen.seed):
        try:
            ours.append((contest, sorted(count_votes(contest).elected)))
        except LotNeeded:
            lots += 1
    theirs = other_winners([contest for contest, _elected in ours], chosen.python)
    differing = [
        (contest, mine, other)
        for (contest, mine), other in zip(ours, theirs, strict=True)
        if mine != other
    ]
    print(f"{len(ours)} contests counted by both, {lots} more need a lot: {len(differing)} differ.")
    for contest, mine, other in differing:
        print(f"\nours {mine}, pref_voting {other}:\n{write_blt(contest)}")
    sys.exit(1 if differing else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m audit.winners", description=__doc__)
    parser.add_argument("--python", required=True, help="a Python that has pref_voting")
    parser.add_argument("--contests", type=int, default=CONTESTS)
    parser.add_argument("--seed", type=int, default=2011)
    return parser.parse_args()


def contests(count: int, seed: int) -> Iterator[Contest]:
    """Half of the size of a co-operative, half of the size of a ward of a Scottish council."""
    chance = Random(seed)
    for number in range(count):
        papers = chance.randint(20, 140) if number % 2 else chance.randint(300, 3_000)
        candidates = chance.randint(4, 14)
        seats = chance.randint(1, min(candidates - 1, 9 if number % 2 else 4))
        names = tuple(f"Candidate {each}" for each in range(1, candidates + 1))
        rankings = Counter(_rankings(chance, candidates, papers))
        yield Contest(f"Contest {number}", seats, names, dict(rankings))


def _rankings(chance: Random, candidates: int, papers: int) -> Iterator[Ranking]:
    """Papers of people who know some candidates better than others and seldom name them all."""
    known = [chance.random() ** 2 + 0.02 for _each in range(candidates)]
    for _paper in range(papers):
        length = min(candidates, 1 + int(chance.expovariate(1 / 3)))
        order = sorted(
            range(candidates), key=lambda each: chance.random() ** (1 / known[each]), reverse=True
        )
        yield tuple(each + 1 for each in order[:length])


def other_winners(counted: list[Contest], python: str) -> list[list[int]]:
    """Whom pref_voting elects in each."""
    lines = [
        json.dumps(
            {
                "seats": each.seats,
                "candidates": len(each.candidates),
                "papers": [[list(ranking), papers] for ranking, papers in each.papers.items()],
            }
        )
        for each in counted
    ]
    done = subprocess.run(  # noqa: S603  the Python that was named on the command line
        [python, str(OTHER)], input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    main()
