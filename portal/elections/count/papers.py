"""Ballot papers as people mark them: which preferences can be read off, and what is wrong.

Source: SSI 2011/399, article 2 ("non-transferable paper") and Schedule 1, rule 44. A paper needs a
first preference that is clear. From there its preferences count as long as each is the next number
and stands beside one candidate alone; at the first number that is left out or written twice the
rest of the paper says nothing, and nobody may guess it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.elections.count.contest import Ranking, require_ranking
from portal.i18n import gettext as _


class Flaw(StrEnum):
    """What can be wrong with the numbers on a paper."""

    NO_FIRST = "no_first"
    GAP = "gap"
    REPEAT = "repeat"
    NO_NUMBER = "no_number"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Trouble:
    """One flaw: at which number, and beside which candidates."""

    flaw: Flaw
    number: int | None = None
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True)
class Paper:
    """What one paper says: the preferences that count, and the troubles that were found."""

    ranking: Ranking
    troubles: tuple[Trouble, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether there is a clear first preference: such a paper counts."""
        return bool(self.ranking)


def read_marks(marks: Mapping[int, str], candidates: int) -> Paper:
    """Read the numbers that a voter wrote beside the candidates.

    `marks` says what stands beside each candidate; what is empty may be left out. Raises
    PaperRefused for a candidate who is not on the paper.

    >>> read_marks({1: "2", 2: "1", 3: ""}, candidates=3).ranking
    (2, 1)
    >>> paper = read_marks({1: "1", 2: "3", 3: "4"}, candidates=3)
    >>> paper.ranking, [trouble.flaw.value for trouble in paper.troubles]
    ((1,), ['gap', 'too_long'])
    >>> read_marks({1: "1", 2: "1"}, candidates=3).is_valid
    False
    """
    beside: dict[int, list[int]] = defaultdict(list)
    troubles: list[Trouble] = []
    for candidate in sorted(marks):
        require_ranking((candidate,), candidates)
        mark = marks[candidate].strip()
        if not mark:
            continue
        number = _number(mark)
        if number is None:
            troubles.append(Trouble(Flaw.NO_NUMBER, None, (candidate,)))
        else:
            beside[number].append(candidate)
    ranking: list[int] = []
    while len(beside[len(ranking) + 1]) == 1:
        ranking += beside[len(ranking) + 1]
    return Paper(tuple(ranking), (*_number_troubles(beside, candidates), *troubles))


def _number(mark: str) -> int | None:
    """The whole number from 1 that a mark is, written in plain figures; else none."""
    if not (mark.isascii() and mark.isdigit() and len(mark) <= 6):
        return None
    return int(mark) or None


def _number_troubles(beside: Mapping[int, list[int]], candidates: int) -> list[Trouble]:
    """Every flaw of the numbers, so that a voter can mend all of them at once."""
    used = sorted(number for number, names in beside.items() if names)
    found = [] if 1 in used else [Trouble(Flaw.NO_FIRST, 1)]
    previous = 0 if 1 in used else 1
    for number in used:
        if number > previous + 1:
            found.append(Trouble(Flaw.GAP, previous + 1, tuple(beside[number])))
        if len(beside[number]) > 1:
            found.append(Trouble(Flaw.REPEAT, number, tuple(beside[number])))
        if number > candidates:
            found.append(Trouble(Flaw.TOO_LONG, number, tuple(beside[number])))
        previous = number
    return found


def explain(trouble: Trouble, names: Mapping[int, str]) -> str:
    """What is wrong and what to do, in a sentence for the voter.

    >>> explain(Trouble(Flaw.GAP, 2, (3,)), {3: "Cyd"})
    'There is no number 2. Number the candidates 1, 2, 3 and so on without leaving one out: what \
stands after the gap, beside Cyd, cannot be counted.'
    """
    listed = ", ".join(names[each] for each in trouble.candidates)
    match trouble.flaw:
        case Flaw.NO_FIRST:
            return _("Nobody has the number 1. Write 1 beside the candidate you want most.")
        case Flaw.GAP:
            return _(
                "There is no number %(number)s. Number the candidates 1, 2, 3 and so on without"
                " leaving one out: what stands after the gap, beside %(names)s, cannot be counted.",
                number=trouble.number,
                names=listed,
            )
        case Flaw.REPEAT:
            return _(
                "The number %(number)s stands beside %(names)s. Give each candidate a number of"
                " their own: from this number on the paper cannot be counted.",
                number=trouble.number,
                names=listed,
            )
        case Flaw.NO_NUMBER:
            return _(
                "What stands beside %(names)s is not a number. Write 1, 2, 3 and so on in figures,"
                " or leave it empty.",
                names=listed,
            )
        case Flaw.TOO_LONG:
            return _(
                "The number %(number)s beside %(names)s is higher than there are candidates.",
                number=trouble.number,
                names=listed,
            )
