"""Whom pref_voting elects, contest by contest: JSON lines in, JSON lines out.

Runs under a Python that has pref_voting and nothing of ours (see winners.py).
"""

import json
import random
import sys

from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_scottish


def main() -> None:
    """Answer one line for each that is read."""
    for line in sys.stdin:
        contest = json.loads(line)
        profile = ProfileWithTies(
            [
                {candidate: place for place, candidate in enumerate(ranking, 1)}
                for ranking, _papers in contest["papers"]
            ],
            rcounts=[papers for _ranking, papers in contest["papers"]],
            candidates=list(range(1, contest["candidates"] + 1)),
        )
        elected = stv_scottish(profile, num_seats=contest["seats"], rng=random.Random(1))
        print(json.dumps(sorted(map(int, elected))), flush=True)


if __name__ == "__main__":
    main()
