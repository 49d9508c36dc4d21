"""Ballot papers as people mark them: gaps, repeats, no number, no candidate, too long."""

from itertools import product

import pytest

from portal.elections.count.contest import PaperRefused, add_up, require_ranking
from portal.elections.count.papers import Flaw, Trouble, explain, read_marks

NAMES = {1: "Ann", 2: "Bob", 3: "Cyd", 4: "Dai"}


def flaws(**marks: str) -> tuple[tuple[int, ...], list[str]]:
    """The preferences that count, and what is wrong: a="1" is what stands beside candidate 1."""
    paper = read_marks({"abcd".index(name) + 1: mark for name, mark in marks.items()}, 4)
    return paper.ranking, [f"{each.flaw} {each.number or ''}".strip() for each in paper.troubles]


def test_a_paper_that_is_marked_well_says_everything() -> None:
    assert flaws(a="2", b="1", c="", d=" 3 ") == ((2, 1, 4), [])


def test_a_paper_counts_up_to_the_first_gap() -> None:
    assert flaws(a="1", b="2", c="4") == ((1, 2), ["gap 3"])
    assert flaws(a="1", b="3", c="4") == ((1,), ["gap 2"])


def test_a_paper_counts_up_to_the_first_number_that_stands_twice() -> None:
    assert flaws(a="1", b="2", c="2", d="3") == ((1,), ["repeat 2"])


def test_without_a_clear_first_preference_a_paper_does_not_count() -> None:
    assert flaws(a="1", b="1", c="2") == ((), ["repeat 1"])
    assert flaws(a="2", b="3") == ((), ["no_first 1"])
    assert flaws() == ((), ["no_first 1"])
    assert not read_marks({}, 4).is_valid


@pytest.mark.parametrize("mark", ["x", "✓", "first", "1.", "-1", "0", "1 2", "١", "9999999", "½"])
def test_what_is_no_whole_number_is_named(mark: str) -> None:
    ranking, found = flaws(a="1", b=mark)

    assert ranking == (1,)
    assert "no_number" in found


def test_a_number_higher_than_there_are_candidates_is_named() -> None:
    assert flaws(a="1", b="2", c="3", d="5") == ((1, 2, 3), ["gap 4", "too_long 5"])


def test_a_candidate_who_is_not_on_the_paper_is_refused() -> None:
    with pytest.raises(PaperRefused, match="There is no candidate 5"):
        read_marks({5: "1"}, candidates=4)


def test_every_way_to_mark_three_candidates() -> None:
    for marks in product(["", "1", "2", "3", "4", "x"], repeat=3):
        paper = read_marks(dict(enumerate(marks, 1)), 3)

        require_ranking(paper.ranking, 3)
        assert all(marks[each - 1] == str(n) for n, each in enumerate(paper.ranking, 1))
        after = str(len(paper.ranking) + 1)
        assert marks.count(after) != 1
        clean = sorted(mark for mark in marks if mark) == [
            str(n) for n in range(1, 4 - marks.count(""))
        ]
        assert (not paper.troubles) == (clean and any(marks)), marks


def test_every_flaw_is_explained_with_what_to_do() -> None:
    for flaw in Flaw:
        said = explain(Trouble(flaw, 2, (1, 3)), NAMES)
        assert said.endswith(".")
        assert flaw is Flaw.NO_FIRST or "Ann, Cyd" in said


@pytest.mark.parametrize("ranking", [(5,), (0,), (-1,), (1, 2, 1), (1, 2, 3, 4, 4)])
def test_a_ranking_that_cannot_be_is_refused(ranking: tuple[int, ...]) -> None:
    with pytest.raises(PaperRefused):
        add_up([(1,), ranking], candidates=4)
