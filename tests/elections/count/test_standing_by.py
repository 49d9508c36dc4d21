"""Who is left over when the seats are filled, in the order in which they are called in."""

from portal.elections.count.contest import Contest
from portal.elections.count.standing_by import standing_by
from portal.elections.count.stv import count_votes
from tests.elections.count.factories import make_contest


def called(contest: Contest) -> str:
    sheet = count_votes(contest)
    names = "".join(sheet.name(number)[0] for number in standing_by(sheet))
    assert len(set(names)) == len(names)
    return names


def test_who_stayed_longest_is_called_first() -> None:
    # Quota 40 // 3 + 1 = 14. A is elected with 20, then D is excluded and C passes the quota: B is
    # left with 11.8 and was never excluded.
    assert called(make_contest({"AB": 16, "AC": 4, "B": 7, "C": 8, "DC": 5}, seats=2)) == "BD"


def test_of_those_still_there_the_later_stage_decides_then_the_earlier() -> None:
    # A fills the only seat at once (quota 10): nobody is excluded. C has more votes than B.
    assert called(make_contest({"A": 11, "B": 3, "C": 4}, seats=1)) == "CB"
    # Nothing parts B from C: the order of the paper, which was drawn by lot.
    assert called(make_contest({"A": 11, "C": 4, "B": 4}, seats=1)) == "BC"
    # Quota 31 // 3 + 1 = 11. A's surplus of 1 brings B 0.99990 and D is elected beside A at stage
    # 1: at the end B has 3.99990 and C 4.
    assert called(make_contest({"AB": 12, "B": 3, "C": 4, "D": 12}, seats=2)) == "CB"


def test_whoever_withdrew_stands_by_no_more() -> None:
    contest = make_contest({"A": 11, "B": 3, "C": 4}, seats=1)
    assert called(Contest(contest.title, 1, contest.candidates, contest.papers,
                          withdrawn=frozenset({3}))) == "B"  # fmt: skip
