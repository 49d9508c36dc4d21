"""Seats kept for classes of members: who can still be elected, and who must be.

Each candidate stands for one class. A limit says how many seats at least and at most go to the
classes it names; limits lie inside one another or apart. Rule: at every moment of the count the
seats can still be filled as the limits ask. A candidate without whom they could not is *guarded*
and cannot be excluded; one with whom they could not is *barred* and cannot be elected.

Source: the co-operative's own rules, for which the portal proposes nine seats; the test of what can
still be filled is exact, because limits that lie inside one another or apart allow every number of
seats between the least and the most that they leave to their classes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.errors import RuleBroken
from portal.i18n import gettext as _


class SeatsRefused(RuleBroken):
    """The seats cannot be filled as the limits ask."""


@dataclass(frozen=True)
class Limit:
    """How many seats some classes have together: at least, and at most."""

    classes: frozenset[str]
    least: int
    most: int
    title: str = ""

    @property
    def words(self) -> str:
        """What the limit is called on a page."""
        return str(self.title) or ", ".join(sorted(self.classes))


@dataclass(frozen=True)
class SeatLimits:
    """All limits of a contest, and the class of each candidate. Without limits: only the seats."""

    limits: tuple[Limit, ...] = ()
    classes: Mapping[int, str] = field(default_factory=dict)

    def class_of(self, candidate: int) -> str:
        """The class that a candidate stands for; empty where the contest has none."""
        return self.classes.get(candidate, "")


NO_LIMITS = SeatLimits()


@dataclass(frozen=True)
class Standing:
    """Where the candidates of a contest stand at one moment, class by class.

    `sitting` are those who sit already and have to be elected again (a countback); they may stand
    among the continuing, and count as well as elected ones.
    """

    elected: Counter[str]
    continuing: Counter[str]
    sitting: Counter[str] = field(default_factory=Counter)


def shortcoming(limits: Sequence[Limit], standing: Standing, seats: int) -> Limit | None:
    """The first limit that cannot be kept; one of no classes for the seats themselves; or None.

    >>> family = Limit(frozenset({"family"}), least=0, most=1)
    >>> both = Limit(frozenset({"family", "user"}), least=2, most=2)
    >>> candidates = Counter(family=3, user=1, worker=1)
    >>> shortcoming([family, both], Standing(Counter(), candidates), seats=3)
    >>> shortcoming([family, both], Standing(Counter(), candidates - Counter(user=1)), 3) is both
    True
    """
    floors, roofs = _spans(standing)
    groups: list[tuple[frozenset[str], int, int]] = [
        (frozenset({each}), floors[each], roofs[each]) for each in roofs
    ]
    for limit in sorted(limits, key=lambda each: len(each.classes)):
        inside = [each for each in groups if each[0] <= limit.classes]
        floor = max(limit.least, sum(low for _names, low, _high in inside))
        roof = min(limit.most, sum(high for _names, _low, high in inside))
        if floor > roof:
            return limit
        groups = [each for each in groups if each not in inside]
        groups.append((limit.classes, floor, roof))
    floor, roof = sum(low for _names, low, _high in groups), sum(each[2] for each in groups)
    if floor <= seats <= roof:
        return None
    return Limit(frozenset(), floor, roof)


def _spans(standing: Standing) -> tuple[Counter[str], Counter[str]]:
    """The fewest and the most seats that each class can have from here."""
    return standing.elected + standing.sitting, standing.elected + standing.continuing


class Seating:
    """The seats of one count as they are filled: asks the limits before each step."""

    def __init__(
        self,
        limits: SeatLimits,
        seats: int,
        candidates: Iterable[int],
        sitting: Collection[int] = (),
    ) -> None:
        self._limits, self._seats = limits, seats
        self._class = {number: limits.class_of(number) for number in candidates}
        self._sitting = frozenset(sitting)
        self.continuing = set(self._class)
        self.elected: list[int] = []
        self._known: dict[tuple[str, bool, bool], bool] = {}

    @property
    def vacancies(self) -> int:
        """Seats that nobody has yet."""
        return self._seats - len(self.elected)

    def elect(self, candidate: int) -> None:
        """Give a candidate a seat."""
        self.continuing.discard(candidate)
        self.elected.append(candidate)
        self._known.clear()

    def exclude(self, candidate: int) -> None:
        """Take a candidate out."""
        self.continuing.discard(candidate)
        self._known.clear()

    def is_barred(self, candidate: int) -> bool:
        """Whether the seats could not be filled any more were this candidate elected."""
        return self._breaks(candidate, electing=True)

    def is_guarded(self, candidate: int) -> bool:
        """Whether the seats could not be filled any more without this candidate."""
        return candidate in self._sitting or self._breaks(candidate, electing=False)

    def may_elect_all(self, candidates: Collection[int]) -> bool:
        """Whether these could all be elected, so that it does not matter who is first."""
        return self._is_feasible([*self.elected, *candidates], self.continuing - {*candidates})

    def _breaks(self, candidate: int, *, electing: bool) -> bool:
        # Candidates of one class are alike to the limits: each class is asked about once a stage.
        key = self._class[candidate], candidate in self._sitting, electing
        if key not in self._known:
            elected = [*self.elected, candidate] if electing else self.elected
            self._known[key] = not self._is_feasible(elected, self.continuing - {candidate})
        return self._known[key]

    def _is_feasible(self, elected: Sequence[int], continuing: Collection[int]) -> bool:
        standing = Standing(
            Counter(self._class[each] for each in elected),
            Counter(self._class[each] for each in continuing),
            Counter(self._class[each] for each in continuing if each in self._sitting),
        )
        return shortcoming(self._limits.limits, standing, self._seats) is None


def require_fillable(
    limits: SeatLimits, seats: int, candidates: Collection[int], sitting: Collection[int] = ()
) -> None:
    """Refuse candidates with whom the seats cannot be filled, naming the class.

    Asked when nominations close, and by the count before it begins. Raises SeatsRefused.
    """
    if seats < 1:
        raise SeatsRefused(_("There has to be at least one seat to fill."))
    _require_tree(limits.limits)
    classes = Counter(limits.class_of(each) for each in candidates)
    held = Counter(limits.class_of(each) for each in sitting)
    short = shortcoming(limits.limits, Standing(Counter(), classes, held), seats)
    if short is None:
        return
    if short.classes:
        raise SeatsRefused(_class_sentence(short, sum(classes[each] for each in short.classes)))
    raise SeatsRefused(_seats_sentence(short, seats, sum(classes.values())))


def _require_tree(limits: Sequence[Limit]) -> None:
    for place, one in enumerate(limits):
        if not 0 <= one.least <= one.most:
            raise SeatsRefused(
                _(
                    "%(group)s: at least %(least)s and at most %(most)s seats cannot be. Correct"
                    " the two numbers.",
                    group=one.words,
                    least=one.least,
                    most=one.most,
                )
            )
        for other in limits[:place]:
            common = one.classes & other.classes
            if common and common not in (one.classes, other.classes):
                raise SeatsRefused(
                    _(
                        "The limits for %(one)s and for %(other)s share some classes and not"
                        " others. Put one inside the other, or keep them apart.",
                        one=one.words,
                        other=other.words,
                    )
                )


def _class_sentence(limit: Limit, candidates: int) -> str:
    if candidates < limit.least:
        return _(
            "%(group)s: at least %(least)s of the seats are kept, candidates there are %(count)s."
            " Find more candidates, or keep fewer seats.",
            group=limit.words,
            least=limit.least,
            count=candidates,
        )
    return _(
        "%(group)s: at least %(least)s and at most %(most)s seats do not go together with the"
        " limits of the classes in it. Correct the limits.",
        group=limit.words,
        least=limit.least,
        most=limit.most,
    )


def _seats_sentence(reach: Limit, seats: int, candidates: int) -> str:
    if seats > candidates:
        return _(
            "There are %(seats)s seats and %(count)s candidates. Count for as many seats as there"
            " are candidates; the others stay empty until the next election.",
            seats=seats,
            count=candidates,
        )
    if reach.least > seats:
        return _(
            "The limits keep at least %(least)s seats, and there are %(seats)s. Correct the limits"
            " or the number of seats.",
            least=reach.least,
            seats=seats,
        )
    return _(
        "There are %(seats)s seats, and with these limits and candidates only %(most)s of them can"
        " be filled. Correct the limits, or find candidates of other classes.",
        seats=seats,
        most=reach.most,
    )
