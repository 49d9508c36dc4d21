"""The same count made slowly: each paper by itself, and every committee that is still possible.

For tests alone. It shares nothing with the portal's counter but the sheet of values it is compared
with: papers are moved one by one, and who is guarded or barred is found by trying every way to fill
the seats.
"""

from itertools import combinations

from portal.elections.count.contest import Contest
from portal.elections.count.limits import SeatLimits
from portal.elections.count.lots import Lot

ONE = 100_000


def ways_to_fill(
    limits: SeatLimits, seats: int, elected: list[int], continuing: list[int], sitting: set[int]
) -> list[set[int]]:
    """Every committee that keeps the limits and holds all who are elected or sit."""
    found = []
    for others in combinations(continuing, seats - len(elected)):
        committee = {*elected, *others}
        if not sitting <= committee:
            continue
        classes = [limits.classes.get(each, "") for each in committee]
        if all(
            limit.least <= sum(each in limit.classes for each in classes) <= limit.most
            for limit in limits.limits
        ):
            found.append(committee)
    return found


def slow_count(
    contest: Contest, limits: SeatLimits, lots: list[Lot], sitting: set[int]
) -> tuple[list[int], list[list[int]]]:
    """Who is elected, and everybody's votes (the non-transferable last) after each stage."""
    continuing = list(contest.standing)
    elected: list[int] = []
    papers = [
        [list(ranking), ONE, None]
        for ranking, count in contest.papers.items()
        for _each in range(count)
    ]
    for paper in papers:
        paper[2] = _next(paper[0], continuing)
    papers = [paper for paper in papers if paper[2] is not None]
    quota = (len(papers) // (contest.seats + 1) + 1) * ONE
    votes = dict.fromkeys(range(1, len(contest.candidates) + 1), 0)
    for paper in papers:
        votes[paper[2]] += ONE
    lost = 0
    history = [[*votes.values(), lost]]

    def choose(names: list[int], highest: bool, why: str, stage: int) -> int:
        for past in reversed(history):
            best = (max if highest else min)(past[each - 1] for each in names)
            names = [each for each in names if past[each - 1] == best]
        if len(names) == 1:
            return names[0]
        [lot] = [
            lot
            for lot in lots
            if (lot.stage, lot.why, lot.candidates) == (stage, why, tuple(sorted(names)))
        ]
        return lot.chosen

    while True:
        while True:
            ways = ways_to_fill(limits, contest.seats, elected, continuing, sitting)
            possible = set().union(*ways)
            over = [each for each in continuing if votes[each] >= quota and each in possible]
            if not over:
                break
            top = [each for each in over if votes[each] == max(votes[one] for one in over)]
            together = any(set(top) <= way for way in ways)
            one = top[0] if together else choose(top, True, "elect", len(history))
            elected.append(one)
            continuing.remove(one)
        if len(elected) == contest.seats:
            return elected, history
        if len(continuing) == contest.seats - len(elected):
            return elected + sorted(continuing, key=lambda e: (-votes[e], e)), history
        certain = set.intersection(*ways)
        barred = [each for each in continuing if each not in possible]
        surpluses = [each for each in elected if votes[each] > quota]
        stage = len(history) + 1
        if not barred and surpluses:
            source = choose(surpluses, True, "transfer", stage)
            surplus, total = votes[source] - quota, votes[source]
            votes[source] = quota
            for paper in papers:
                if paper[2] == source:
                    paper[1] = paper[1] * surplus // total
        else:
            free = barred or [each for each in continuing if each not in certain]
            source = choose(free, False, "exclude", stage)
            continuing.remove(source)
            if len(continuing) == contest.seats - len(elected):
                return elected + sorted(continuing, key=lambda e: (-votes[e], e)), history
            votes[source] = 0
        for paper in papers:
            if paper[2] == source:
                paper[2] = _next(paper[0], continuing)
                if paper[2] is not None:
                    votes[paper[2]] += paper[1]
        lost = len(papers) * ONE - sum(votes.values())
        history.append([*votes.values(), lost])


def _next(ranking: list[int], continuing: list[int]) -> int | None:
    return next((each for each in ranking if each in continuing), None)
