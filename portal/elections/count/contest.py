"""What is counted: the candidates, the seats, and the ballot papers added up by ranking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.errors import RuleBroken
from portal.i18n import gettext as _

Ranking = tuple[int, ...]
"""Numbers of candidates, the first preference first. Candidates are numbered from 1."""


class PaperRefused(RuleBroken):
    """A ranking that cannot stand on a ballot paper of this contest."""


@dataclass(frozen=True)
class Contest:
    """Everything the count needs to know of a poll, but for the seats kept for classes.

    `papers` says how many ballot papers show each ranking. Candidates who have withdrawn stay in
    the rankings, so that the papers remain as they were; the count passes over their names.
    """

    title: str
    seats: int
    candidates: tuple[str, ...]
    papers: Mapping[Ranking, int]
    withdrawn: frozenset[int] = field(default_factory=frozenset)

    def name(self, number: int) -> str:
        """What the candidate with that number is called."""
        return self.candidates[number - 1]

    @property
    def standing(self) -> tuple[int, ...]:
        """The numbers of the candidates who have not withdrawn."""
        numbers = range(1, len(self.candidates) + 1)
        return tuple(number for number in numbers if number not in self.withdrawn)


def require_ranking(ranking: Sequence[int], candidates: int) -> None:
    """Refuse a ranking that names nobody, or somebody twice. Raises PaperRefused.

    >>> require_ranking((2, 1), candidates=3)
    >>> require_ranking((2, 4), candidates=3)
    Traceback (most recent call last):
    ...
    portal.elections.count.contest.PaperRefused: There is no candidate 4. There are 3 candidates: \
take this number out.
    """
    if len({*ranking}) == len(ranking) and all(1 <= each <= candidates for each in ranking):
        return
    for place, number in enumerate(ranking):
        if not 1 <= number <= candidates:
            raise PaperRefused(
                _(
                    "There is no candidate %(number)s. There are %(count)s candidates: take this"
                    " number out.",
                    number=number,
                    count=candidates,
                )
            )
        if number in ranking[:place]:
            raise PaperRefused(
                _(
                    "Candidate %(number)s is named twice. Keep the preferences before the second"
                    " time, and take out the rest.",
                    number=number,
                )
            )


def add_up(rankings: Iterable[Sequence[int]], candidates: int) -> dict[Ranking, int]:
    """How many papers show each ranking, in an order that says nothing of who came when.

    Raises PaperRefused for a ranking that cannot be.

    >>> add_up([(2, 1), (1,), (2, 1)], candidates=2)
    {(1,): 1, (2, 1): 2}
    """
    counted: dict[Ranking, int] = {}
    for each in rankings:
        ranking = tuple(each)
        if ranking not in counted:
            require_ranking(ranking, candidates)
        counted[ranking] = counted.get(ranking, 0) + 1
    return dict(sorted(counted.items()))
