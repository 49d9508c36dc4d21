"""The count by the single transferable vote, as Scotland counts: weighted inclusive Gregory.

Source: the Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, rules 46 to
53. The rules speak of councillors and wards; seats kept for classes are an addition of our own
(limits.py) and change nothing where there are none.

The count is a pure function of papers, seats, limits, withdrawn candidates and recorded lots. It
reckons in whole units of 0.00001 vote, and at every stage the votes of all candidates and the
non-transferable ones are together exactly the valid papers.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from portal.elections.count.contest import Contest, Ranking
from portal.elections.count.limits import NO_LIMITS, Seating, SeatLimits, require_fillable
from portal.elections.count.lots import Choice, Lot, RecordedLots, Why, decide
from portal.elections.count.sheet import UNIT, Closing, Parcel, Sheet, Stage, StageKind

Pile = dict[int, list[int]]
"""Papers by the value at which they came: places in the list of rankings."""


def quota_of(valid: int, seats: int) -> int:
    """The votes that are enough to be elected.

    Source: rule 47: the valid papers divided by one more than the seats, any decimals ignored, and
    one added.

    >>> quota_of(119, 3), quota_of(120, 3), quota_of(0, 3)
    (30, 31, 1)
    """
    return valid // (seats + 1) + 1


def transfer_value(surplus: int, value: int, total: int) -> int:
    """What each paper of a surplus is worth when it moves on, in units.

    Source: rule 49(3): the surplus times the value of the paper when it was received, divided by
    all votes of the candidate, to five decimals, any remainder being ignored.

    >>> transfer_value(2_000_000, 100_000, 4_800_000)  # 20 votes too many, of 48: 0.41666
    41666
    """
    return surplus * value // total


def count_votes(
    contest: Contest,
    limits: SeatLimits = NO_LIMITS,
    lots: Iterable[Lot] = (),
    *,
    sitting: Collection[int] = (),
) -> Sheet:
    """Count a contest to the end.

    `sitting` are members who keep their seats (see vacancies.py): they cannot be excluded.
    Raises LotNeeded where a tie is to be drawn, LotsRefused for lots of another count, SeatsRefused
    where the seats cannot be filled.

    >>> papers = {(1, 2): 5, (2,): 2, (3, 2): 2}
    >>> sheet = count_votes(Contest("One seat", 1, ("Ann", "Bob", "Cyd"), papers))
    >>> sheet.quota, sheet.elected
    (5, (1,))
    """
    require_fillable(limits, contest.seats, contest.standing, sitting)
    counter = _Counter(contest, limits, RecordedLots(lots), sitting)
    closing = counter.run()
    counter.lots.require_all_used()
    return Sheet(
        title=contest.title,
        seats=contest.seats,
        candidates=contest.candidates,
        valid=counter.valid,
        without_preference=sum(contest.papers.values()) - counter.valid,
        quota=counter.quota // UNIT,
        stages=tuple(counter.stages),
        elected=tuple(counter.seating.elected),
        closing=closing,
        withdrawn=contest.withdrawn,
        sitting=frozenset(sitting),
        limits=limits,
    )


class _Counter:
    """The table on which one count is made: the piles of papers, and what was written down."""

    def __init__(
        self, contest: Contest, limits: SeatLimits, lots: RecordedLots, sitting: Collection[int]
    ) -> None:
        self.lots = lots
        self.seating = Seating(limits, contest.seats, contest.standing, sitting)
        self.stages: list[Stage] = []
        self._rankings: list[Ranking] = list(contest.papers)
        self._papers: list[int] = list(contest.papers.values())
        self._piles: dict[int, Pile] = {each: {} for each in contest.standing}
        self._votes = [0] * len(contest.candidates)
        self._non_transferable = 0
        first = self._sorted(range(len(self._rankings)))
        first.pop(None, None)
        self.valid = sum(self._count(found) for found in first.values())
        self.quota = quota_of(self.valid, contest.seats) * UNIT
        self._first_stage(first)

    def run(self) -> Closing:
        """Elect, transfer and exclude until every seat is filled."""
        while True:
            self._elect()
            closing = self._last_vacancies()
            if closing is not None:
                return closing
            barred = [each for each in self._continuing if self.seating.is_barred(each)]
            if barred:
                closing = self._exclude(barred, is_barred=True)
            elif surpluses := [each for each in self.seating.elected if self._surplus(each) > 0]:
                self._transfer_surplus(surpluses)
            else:
                closing = self._exclude(self._continuing)
            if closing is not None:
                return closing

    @property
    def _continuing(self) -> list[int]:
        return sorted(self.seating.continuing)

    @property
    def _history(self) -> list[tuple[int, ...]]:
        """The votes after each stage before the last: what may decide a tie."""
        return [stage.votes for stage in self.stages[:-1]]

    def _surplus(self, candidate: int) -> int:
        return self._votes[candidate - 1] - self.quota

    def _first_stage(self, first: dict[int | None, list[int]]) -> None:
        """Source: rule 46: one vote for each paper, to the candidate of its first preference."""
        parcels = []
        for candidate in sorted(each for each in first if each is not None):
            parcels.append(Parcel(candidate, self._count(first[candidate]), UNIT))
            self._piles[candidate][UNIT] = first[candidate]
            self._votes[candidate - 1] = parcels[-1].votes
        self._write(StageKind.FIRST, None, parcels)

    def _elect(self) -> None:
        """Deem elected whoever has the quota, one at a time, the highest first.

        Source: rule 48(1). Where one election bars another candidate, who is first matters, and
        equal votes are decided as rule 50 decides them for surpluses.
        """
        elected: list[int] = []
        choices: list[Choice] = []
        while True:
            reached = [
                each
                for each in self._continuing
                if self._surplus(each) >= 0 and not self.seating.is_barred(each)
            ]
            if not reached:
                break
            tied = self._extreme(reached, max)
            next_one = tied[0]
            if len(tied) > 1 and not self.seating.may_elect_all(tied):
                choices.append(self._decide(tied, max, Why.ELECT, len(self.stages)))
                next_one = choices[-1].chosen
            self.seating.elect(next_one)
            elected.append(next_one)
        self._note_elected(elected, choices)

    def _note_elected(self, elected: list[int], choices: list[Choice]) -> None:
        if elected:
            self.stages[-1] = replace(
                self.stages[-1], elected=tuple(elected), elections=tuple(choices)
            )

    def _last_vacancies(self) -> Closing | None:
        """How the count ends, where it does.

        Source: rule 53: where there are as many continuing candidates as vacancies they are deemed
        elected, and no further transfer is made.
        """
        vacancies, continuing = self.seating.vacancies, self._continuing
        if not vacancies:
            return Closing()
        if len(continuing) > vacancies:
            return None
        filled = sorted(continuing, key=lambda each: (-self._votes[each - 1], each))
        for each in filled:
            self.seating.elect(each)
        return Closing(filled=tuple(filled))

    def _transfer_surplus(self, candidates: Sequence[int]) -> None:
        """Move the papers of the largest surplus; the candidate keeps exactly the quota.

        Source: rules 49 and 50.
        """
        tied = self._extreme(candidates, max)
        choice = self._decide(tied, max, Why.TRANSFER, len(self.stages) + 1)
        source = choice.chosen
        total, surplus = self._votes[source - 1], self._surplus(source)
        parcels = self._move(source, lambda value: transfer_value(surplus, value, total))
        moved = sum(each.votes for each in parcels)
        self._votes[source - 1] = self.quota
        self._non_transferable += surplus - moved
        self._write(
            StageKind.SURPLUS, source, parcels, lost=surplus - moved, surplus=surplus, choice=choice
        )

    def _exclude(self, candidates: Sequence[int], *, is_barred: bool = False) -> Closing | None:
        """Take out the lowest and move all papers at the value they came with, in one stage.

        Source: rules 51 and 52; where that leaves as many candidates as vacancies, rule 53(2): no
        further transfer is made.
        """
        free = [each for each in candidates if not self.seating.is_guarded(each)]
        choice = self._decide(self._extreme(free, min), min, Why.EXCLUDE, len(self.stages) + 1)
        source = choice.chosen
        guarded = tuple(
            each
            for each in candidates
            if each not in free and self._votes[each - 1] <= self._votes[source - 1]
        )
        self.seating.exclude(source)
        closing = self._last_vacancies()
        if closing is not None:
            return replace(
                closing, excluded=source, barred=is_barred, guarded=guarded, choice=choice
            )
        parcels = self._move(source, lambda value: value)
        self._votes[source - 1] = 0
        self._write(
            StageKind.EXCLUSION, source, parcels, choice=choice, barred=is_barred, guarded=guarded
        )
        return None

    def _decide(
        self, tied: Sequence[int], best: Callable[[Iterable[int]], int], why: Why, stage: int
    ) -> Choice:
        return decide(tied, best=best, history=self._history, stage=stage, why=why, lots=self.lots)

    def _extreme(
        self, candidates: Sequence[int], best: Callable[[Iterable[int]], int]
    ) -> list[int]:
        extreme = best(self._votes[each - 1] for each in candidates)
        return [each for each in candidates if self._votes[each - 1] == extreme]

    def _move(self, source: int, new_value: Callable[[int], int]) -> list[Parcel]:
        """Give each paper to the continuing candidate who comes next on it."""
        parcels: dict[tuple[int | None, int], int] = defaultdict(int)
        for value, pile in self._piles.pop(source).items():
            worth = new_value(value)
            for to, papers in self._sorted(pile).items():
                parcels[to, worth] += self._count(papers)
                if to is not None:
                    self._piles[to].setdefault(worth, []).extend(papers)
        found = [Parcel(to, papers, worth) for (to, worth), papers in parcels.items()]
        for each in found:
            if each.to is None:
                self._non_transferable += each.votes
            else:
                self._votes[each.to - 1] += each.votes
        return sorted(found, key=lambda each: (each.to is None, each.to or 0, -each.value))

    def _sorted(self, papers: Iterable[int]) -> dict[int | None, list[int]]:
        """Papers by the first continuing candidate on each; None for those that name none.

        Whoever stands before that candidate on a paper is elected, excluded or withdrawn, and will
        stay so: looking from the top each time finds the next available preference.
        """
        rankings, continuing = self._rankings, self.seating.continuing
        found: defaultdict[int | None, list[int]] = defaultdict(list)
        for paper in papers:
            for candidate in rankings[paper]:
                if candidate in continuing:
                    found[candidate].append(paper)
                    break
            else:
                found[None].append(paper)
        return found

    def _count(self, papers: Iterable[int]) -> int:
        counted = self._papers
        return sum([counted[paper] for paper in papers])

    def _write(
        self,
        kind: StageKind,
        source: int | None,
        parcels: Sequence[Parcel],
        **how: Any,
    ) -> None:
        self.stages.append(
            Stage(
                len(self.stages) + 1,
                kind,
                source,
                tuple(parcels),
                tuple(self._votes),
                self._non_transferable,
                **how,
            )
        )
