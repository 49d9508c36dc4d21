"""The attacker's problems: what happens where the solver ends without an answer.

`simplex_gets_lost.npz` is a problem of an invented co-operative of a hundred people: with every
bound and relation held to 1e-9, the simplex misses one by 1e-8 and ends in doubt.
"""

from pathlib import Path

import numpy as np

from portal.publication.disclosure.attacker_problem import (
    LARGE_PROBLEM,
    Effort,
    Limits,
    Problem,
    Rows,
    rows_of,
)

COLUMNS = LARGE_PROBLEM + 100
LIMITS = np.full(COLUMNS, -50.0), np.full(COLUMNS, 70.0)


def a_large_problem(effort: Effort) -> Problem:
    """Overlapping sums of forty columns each, with factors that are the same in every run."""
    drawn = np.random.default_rng(1)
    sums = [
        (list(range(first, first + 40)), list(drawn.normal(size=40)))
        for first in range(0, COLUMNS - 40, 20)
    ]
    return Problem(rows_of(sums), *LIMITS, limits=Limits(), effort=effort)


def test_where_interior_points_end_without_an_answer_the_simplex_is_asked() -> None:
    right = a_large_problem(Effort()).most(np.ones(COLUMNS)).value
    effort = Effort()
    problem = a_large_problem(effort)
    # Points that stop far from the corners, and nothing that leads on from there: the solver itself
    # says of what it has then that nothing is known of it.
    problem._highs.setOptionValue("ipm_optimality_tolerance", 0.01)
    problem._highs.setOptionValue("run_crossover", "off")
    assert abs(problem.most(np.ones(COLUMNS)).value - right) < 1e-6 * right
    assert effort.problems == 2, "if the first ended with an answer, this shows nothing"
    problem.bound(*LIMITS)
    problem.most(np.ones(COLUMNS))
    assert effort.problems == 4, "of the next problem interior points are asked first as before"


def test_where_a_simplex_ends_without_an_answer_interior_points_are_asked() -> None:
    kept = np.load(Path(__file__).with_name("simplex_gets_lost.npz"))
    effort = Effort()
    problem = Problem(
        Rows(kept["start"], kept["column"], kept["factor"]),
        kept["lower"],
        kept["upper"],
        limits=Limits(),
        effort=effort,
    )
    assert abs(problem.most(kept["cost"]).value - 25.0136700) < 1e-6
    assert effort.problems == 2, "if the first ended with an answer, this shows nothing"
    assert problem.most(kept["cost"]).doubt < 1e-3
    assert problem.most(-kept["cost"]).value > 0
