"""Small contests, and ways to compare a count with one that was made by hand."""

import string
from collections.abc import Mapping
from random import Random

from hypothesis import strategies as st

from portal.elections.count.contest import Contest, Ranking
from portal.elections.count.limits import Limit, SeatLimits
from portal.elections.count.lots import Lot, LotNeeded, draw
from portal.elections.count.sheet import Sheet, shown_votes
from portal.elections.count.stv import count_votes


def make_contest(papers: Mapping[str, int], seats: int, *, withdrawn: str = "") -> Contest:
    """A contest whose candidates are letters: {"AB": 5} is 5 papers for A first and B second."""
    letters = sorted({letter for ranking in papers for letter in ranking} | {*withdrawn})
    names = string.ascii_uppercase[: string.ascii_uppercase.index(letters[-1]) + 1]
    rankings = {
        tuple(names.index(letter) + 1 for letter in ranking): count
        for ranking, count in papers.items()
    }
    gone = frozenset(names.index(letter) + 1 for letter in withdrawn)
    return Contest("By hand", seats, tuple(names), rankings, gone)


def make_limits(
    contest: Contest, classes: Mapping[str, str], **limits: tuple[int, int]
) -> SeatLimits:
    """Limits of classes: classes={"worker": "AB"}, worker=(0, 1)."""
    found = {
        contest.candidates.index(letter) + 1: each
        for each, letters in classes.items()
        for letter in letters
    }
    return SeatLimits(
        tuple(
            Limit(frozenset(name.split("__")), least, most)
            for name, (least, most) in limits.items()
        ),
        found,
    )


def figures(sheet: Sheet) -> str:
    """The sheet as somebody would write it down: a line for each stage."""
    lines = []
    for stage in sheet.stages:
        whose = sheet.name(stage.source) if stage.source else "-"
        votes = " ".join(shown_votes(each) for each in stage.votes)
        elected = "".join(sheet.name(each) for each in stage.elected) or "-"
        lines.append(
            f"{stage.number} {stage.kind} {whose}: {votes} {shown_votes(stage.non_transferable)}"
            f" {elected}"
        )
    return "\n".join(lines)


def elected(sheet: Sheet) -> str:
    """The letters of those elected, in order."""
    return "".join(sheet.name(each) for each in sheet.elected)


def count_with_draws(
    contest: Contest, limits: SeatLimits, seed: str = "1", sitting: tuple[int, ...] = ()
) -> tuple[Sheet, list[Lot]]:
    """Count to the end, drawing every lot that is needed."""
    lots: list[Lot] = []
    while True:
        try:
            return count_votes(contest, limits, lots, sitting=sitting), lots
        except LotNeeded as needed:
            lots.append(needed.record(draw(needed, seed)))


@st.composite
def rankings(draw_: st.DrawFn, candidates: int) -> Ranking:
    """A ranking of some of the candidates."""
    numbers = draw_(st.permutations(range(1, candidates + 1)))
    return tuple(numbers[: draw_(st.integers(1, candidates))])


@st.composite
def contests(draw_: st.DrawFn, *, most_candidates: int = 7, most_papers: int = 40) -> Contest:
    """A small contest with no more seats than candidates."""
    count = draw_(st.integers(1, most_candidates))
    papers = draw_(
        st.dictionaries(rankings(count), st.integers(1, most_papers), min_size=1, max_size=12)
    )
    seats = draw_(st.integers(1, count))
    return Contest("Any", seats, tuple(string.ascii_uppercase[:count]), papers)


def random_contest(random: Random) -> tuple[Contest, SeatLimits, tuple[int, ...]]:
    """A small contest with limits, kept or not by what it has, and members who sit already."""
    count = random.randint(1, 6)
    papers = {
        tuple(random.sample(range(1, count + 1), random.randint(1, count))): random.randint(1, 9)
        for _each in range(random.randint(1, 12))
    }
    contest = Contest(
        "Any", random.randint(1, count), tuple(string.ascii_uppercase[:count]), papers
    )
    limits = []
    for name in random.sample(["u", "v", "w", "uv"], random.randint(0, 4)):
        least = random.choice([0, 0, 1, 1, 2, 3])
        limits.append(Limit(frozenset(name), least, least + random.choice([0, 0, 1, 2, 6])))
    classes = {number: random.choice("uvw") for number in range(1, count + 1)}
    sitting = random.sample(contest.standing, random.choice([0, 0, contest.seats - 1]))
    return contest, SeatLimits(tuple(limits), classes), tuple(sorted(sitting))
