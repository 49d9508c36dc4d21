"""Every person's hours as cells: never shown, and what all of it is there to protect.

Everybody is taken to know who is cared for, when and by whom. Hours agreed are taken to be steady
from month to month, so that only their size is unknown; that helps the attacker.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from portal.publication.disclosure.drafting import PERSON, WORKER, Draft, insider_of, name_of
from portal.publication.disclosure.instances import Cell
from portal.publication.disclosure.lattice import DIMENSIONS, WHOLE, Lattice, months_of
from portal.publication.disclosure.primary import HOUR
from portal.publication.disclosure.shares import Share

PROMISED = 0.2
"""Everybody's hours could be at least so much lower and so much higher: the promise."""
MOST_HOURS = 3000.0
"""More than anybody has in a month: four carers day and night."""
STEADY = 0.15
"""Hours agreed that differ from the month before by less are taken to be the same package; the
calendar alone (four or five Mondays) makes up to so much."""
LACKING = "lacking"


class People:
    """The cells of persons' hours, and where each belongs."""

    def __init__(self, draft: Draft, lattice: Lattice, shares: Sequence[Share]) -> None:
        self._draft, self._lattice = draft, lattice
        self._of: dict[tuple[str, str], list[Share]] = defaultdict(list)
        for share in shares:
            self._of[share.month, share.person].append(share)
        self.months = sorted({month for month, _ in self._of})
        self.measures = (lattice.whole, lattice.part, LACKING)
        self.parts: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        """Measure, period and place in the lattice: the cells that make it up."""
        self._spell: dict[tuple[str, str], str] = {}
        """The first month of the package that a person had in a month."""

    def add(self, quarters: Iterable[str], *, is_steady: bool) -> None:
        """Add every person's months and complete quarters, and what is known of them."""
        people = sorted({person for _, person in self._of})
        for person in people:
            before = ""
            for month in self.months:
                if (month, person) in self._of:
                    self._add_month(person, month)
                    is_same = is_steady and before and self._is_kept(person, before, month)
                    self._spell[person, month] = self._spell[person, before] if is_same else month
                    before = month
                else:
                    before = ""
            for quarter in quarters:
                self._add_quarter(person, quarter)
            self._need_what_is_unknown(person, quarters)

    def _add_month(self, person: str, month: str) -> None:
        shares = self._of[month, person]
        self._add_hours(person, month, shares, "", target=True)
        for measure in self.measures:
            self.parts[measure, month, WHOLE].append(name_of(measure, month, PERSON, person))

    def _is_kept(self, person: str, before: str, month: str) -> bool:
        """Whether a package is taken to go on: then only its size is unknown."""
        names = [name_of(self._lattice.whole, each, PERSON, person) for each in (before, month)]
        first, second = (self._draft.value(name) for name in names)
        if not (first and second and abs(second - first) <= STEADY * max(first, second)):
            return False
        # What the calendar makes of one package is known to everybody.
        self._draft.relate({names[0]: 1 / first, names[1]: -1 / second})
        return True

    def _need_what_is_unknown(self, person: str, quarters: Iterable[str]) -> None:
        """What a care worker does not know of a person's hours before anything is published.

        Who did nearly all of one month knows the package, and so nearly all that was agreed in
        every month of it.
        """
        whole, part = self._lattice.whole, self._lattice.part
        own: dict[str, dict[str, float]] = defaultdict(dict)
        for month in self.months:
            for worker, hours in _own(self._of.get((month, person), ()), part).items():
                own[worker][month] = hours
        for worker, by_month in own.items():
            insider = insider_of(WORKER, worker)
            unknown = self._unknown(person, by_month)
            for period in (*self.months, *quarters):
                months = months_of(period) if "Q" in period else (period,)
                mine = [month for month in months if (month, person) in self._of]
                for measure in (whole, part) if mine else ():
                    left = sum(unknown[measure, month] for month in mine)
                    # What rounding errors leave is nothing to protect.
                    size = PROMISED * left if left > 1e-6 else 0.0
                    name = name_of(measure, period, PERSON, person)
                    self._draft.needs(insider, name, size)

    def _unknown(self, person: str, own: Mapping[str, float]) -> dict[tuple[str, str], float]:
        """By measure and month, the hours that somebody who did `own` does not know."""
        whole, part = self._lattice.whole, self._lattice.part
        agreed, delivered = (
            {
                month: self._draft.value(name_of(measure, month, PERSON, person))
                for month in self.months
                if (month, person) in self._of
            }
            for measure in (whole, part)
        )
        known: dict[str, float] = defaultdict(float)
        for month, hours in own.items():
            spell = self._spell[person, month]
            known[spell] = max(known[spell], hours / agreed[month])
        found = {}
        for month in agreed:
            left = max(0.0, 1 - known[self._spell[person, month]])
            found[whole, month] = agreed[month] * left
            found[part, month] = max(0.0, delivered[month] - own.get(month, 0.0))
        return found

    def _add_quarter(self, person: str, quarter: str) -> None:
        months = [month for month in months_of(quarter) if (month, person) in self._of]
        shares = [share for month in months for share in self._of[month, person]]
        if not shares:
            return
        self._add_hours(person, quarter, shares, "", target=True)
        for measure in self.measures:
            name = name_of(measure, quarter, PERSON, person)
            self._draft.sums(name, [name_of(measure, each, PERSON, person) for each in months])
            self.parts[measure, quarter, WHOLE].append(name)
        for dimension in DIMENSIONS:
            self._split(person, quarter, shares, dimension)

    def _split(self, person: str, quarter: str, shares: Sequence[Share], dimension: str) -> None:
        values = sorted({share.value(dimension) for share in shares})
        for value in values:
            here = [share for share in shares if share.value(dimension) == value]
            suffix = f"|{dimension}={value}" if len(values) > 1 else ""
            if suffix:
                self._add_hours(person, quarter, here, suffix, target=False)
            for measure in self.measures:
                name = name_of(measure, quarter, PERSON, person) + suffix
                self.parts[measure, quarter, f"{dimension}={value}"].append(name)
        if len(values) > 1:
            for measure in self.measures:
                name = name_of(measure, quarter, PERSON, person)
                self._draft.sums(name, [f"{name}|{dimension}={value}" for value in values])

    def _add_hours(
        self, person: str, period: str, shares: Sequence[Share], suffix: str, *, target: bool
    ) -> None:
        whole, part = self._lattice.whole, self._lattice.part
        agreed = _hours((share.amounts for share in shares), whole)
        delivered = _hours((share.amounts for share in shares), part)
        values = {whole: agreed, part: delivered, LACKING: agreed - delivered}
        most = MOST_HOURS * (3 if "Q" in period else 1)
        names = {}
        for measure, value in values.items():
            names[measure] = name = name_of(measure, period, PERSON, person) + suffix
            need = PROMISED * value if target and measure != LACKING else 0.0
            self._draft.add(
                Cell(
                    name, max(0.0, value), upper=most, below=need, above=need,
                    never_shown=True, owner=person,
                )
            )  # fmt: skip
            self._draft.knows(insider_of(PERSON, person), name, max(0.0, value), max(0.0, value))
        self._draft.relate({names[whole]: 1, names[part]: -1, names[LACKING]: -1})
        for worker, own in _own(shares, part).items():
            self._draft.knows(insider_of(WORKER, worker), names[part], min(own, delivered))


def _hours(amounts: Iterable[Mapping[str, int]], measure: str) -> float:
    return sum(each.get(measure, 0) for each in amounts) / HOUR


def _own(shares: Iterable[Share], measure: str) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for share in shares:
        for worker, amounts in share.by_worker.items():
            if amounts.get(measure):
                found[worker] += amounts[measure] / HOUR
    return found
