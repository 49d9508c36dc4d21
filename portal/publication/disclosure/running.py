"""Running years: counts of the last four quarters, published anew each quarter.

Two years that follow one another share three quarters, so what was published last quarter is known
of this one. How counts belong together is known to everybody: outcomes add up, a concern counts
under each subject that it touches, and whoever is not answered is carried forward.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.publication.disclosure.drafting import COMPLAINANT, Draft, insider_of
from portal.publication.disclosure.instances import UNLIMITED, Cell
from portal.publication.disclosure.lattice import QUARTERS_OF_A_YEAR, Lattice, Running
from portal.publication.disclosure.primary import Protection

RUN = 5
"""So many consecutive counts remain possible for a hidden small one: the promise."""


class Place(NamedTuple):
    """One count of one table."""

    table: str
    value: str


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases there were in each of some quarters that follow one another."""

    quarters: Sequence[str] = ()
    counted: Mapping[Place, Mapping[str, int]] = field(default_factory=dict)
    """By quarter; what is not there is none."""
    stock: Mapping[str, int] = field(default_factory=dict)
    """How many nobody had answered at the end of each quarter."""
    overdue: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How many answers were overdue at the end of a quarter, by the quarter they were due in."""
    unkept: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """The same of promises that were not done by their day."""
    own: Sequence["CaseCounts"] = ()
    """Each case by itself: what whoever told the committee of it knows of these counts."""

    def of(self, table: str, value: str, quarter: str) -> int:
        """One count."""
        return self.counted.get(Place(table, value), {}).get(quarter, 0)


def year_to(quarter: str) -> str:
    """The period of a running year, as cells are named for it."""
    return f"year to {quarter}"


def cell_of(table: Running, period: str, value: str) -> str:
    """The name of one count: concerns|year to 2026-Q3|subject=visits."""
    return f"{table.id}|{period}|{table.by}={value}"


def add_running(
    draft: Draft,
    cases: CaseCounts,
    *,
    new: Collection[str],
    is_unsafe: bool,
    lattice: Lattice,
    rules: Protection,
) -> list[str]:
    """Add the running years that end with each quarter that is told of, now or before.

    All of them is hidden in an unsafe population. Returns the insiders: everybody who told the
    committee something knows how their own case counts.
    """
    adding = _Adding(draft, cases, lattice, rules, is_unsafe)
    years = [each for each in cases.quarters if each in new or adding.is_told(each)]
    adding.add(years, new)
    known: dict[tuple[tuple[str, float], ...], str] = {}
    for own in cases.own:
        alone = _Adding(Draft({}), own, lattice, rules, is_unsafe)
        alone.add(years, new)
        parts = tuple((name, size) for name, size in alone.draft.values.items() if size > 0)
        # Two whose cases count alike know the same.
        if parts and parts not in known:
            known[parts] = insider = insider_of(COMPLAINANT, str(len(known) + 1))
            for name, size in parts:
                draft.knows(insider, name, min(size, draft.value(name)))
    return list(known.values())


@dataclass(frozen=True, slots=True)
class _Adding:
    draft: Draft
    cases: CaseCounts
    lattice: Lattice
    rules: Protection
    is_unsafe: bool

    def add(self, years: Sequence[str], new: Collection[str]) -> None:
        """Add every quarter, and the years that end with some of them."""
        for at, quarter in enumerate(self.cases.quarters):
            self.add_quarter(quarter, self.cases.quarters[at - 1] if at else "")
        for at, quarter in enumerate(self.cases.quarters):
            if quarter in years:
                year = self.cases.quarters[max(0, at + 1 - QUARTERS_OF_A_YEAR) : at + 1]
                self.add_year(quarter, year, is_new=quarter in new)
                self.add_overdue("overdue", "answers", self.cases.overdue.get(quarter, {}), quarter)
                if not self.is_unsafe or quarter not in new:
                    unkept = self.cases.unkept.get(quarter, {})
                    self.add_overdue("unkept", "promises", unkept, quarter)

    def add_quarter(self, quarter: str, before: str) -> None:
        """Add what nobody is told: the counts of one quarter, and how they belong together."""
        for table in self.lattice.running:
            for value in table.cells:
                self._add(cell_of(table, quarter, value), self._count(table, value, quarter))
        for table in self.lattice.running:
            self._relate(table, quarter)
        flow = {value: self._flow(quarter, value) for value in self._table("flow").values}
        arrived = [self._whole("concerns", quarter), flow["reopened"], flow["brought_forward"]]
        went = [flow["resolved"], flow["left"], flow["carried_forward"]]
        self.draft.relate(dict.fromkeys(arrived, 1) | dict.fromkeys(went, -1))
        if before:
            self.draft.sums(flow["brought_forward"], [self._flow(before, "carried_forward")])
        # Whatever has an outcome went that way in the same quarter.
        self._within([self._whole("outcomes", quarter)], went[:2], f"went without|{quarter}")
        twice = cell_of(self._table("leaving"), quarter, "told_twice")
        self._within([twice], [flow["left"]], f"left once told|{quarter}")
        said = cell_of(self._table("voices"), quarter, "not_resolved")
        self._within([flow["reopened"]], [said], f"said without|{quarter}")

    def is_told(self, quarter: str) -> bool:
        """Whether something of that year was published before."""
        period = year_to(quarter)
        return any(
            cell_of(table, period, value) in self.draft.earlier
            for table in self.lattice.running
            for value in table.cells
        )

    def add_year(self, quarter: str, year: Sequence[str], *, is_new: bool) -> None:
        """Add the figures of the year that ends with a quarter."""
        for table in self.lattice.running:
            is_hidden = self.is_unsafe or self._is_one_sided(table, year)
            for value in table.cells:
                over = _quarters_of(value, year)
                parts = [cell_of(table, each, value) for each in over]
                total = sum(self.draft.value(name) for name in parts)
                # None is hidden as one to four are: a hidden figure may then be any of the five.
                is_small = total < self.rules.smallest_count
                name = self.draft.add_figure(
                    Cell(
                        cell_of(table, year_to(quarter), value), total, weight=20,
                        primary=is_small or is_hidden, integer=True,
                        run=RUN if 0 < total < self.rules.smallest_count else 0,
                        base=self.lattice.base["count"], small=self.rules.smallest_count - 1,
                    ),
                    is_new=is_new,
                )  # fmt: skip
                self.draft.sums(name, parts)
                if is_new:
                    self.draft.publishes(name, name)

    def add_overdue(self, name: str, table: str, counted: Mapping[str, int], quarter: str) -> None:
        """Whether an answer, or a promise, was overdue at the end of a quarter is told as it is."""
        late = {each: count for each, count in counted.items() if count}
        known = [each for each in self.cases.quarters if each <= quarter]
        told = Cell(
            f"{name}|{quarter}|all", sum(late.values()), integer=True, never_shown=True,
            lower=1 if late else 0, upper=UNLIMITED if late else 0,
        )  # fmt: skip
        older = sum(count for each, count in late.items() if each not in known)
        # Where none is older, readers are taken to know it: more than they do.
        before = Cell(
            f"{name} since before|{quarter}|all", older, integer=True, never_shown=True,
            upper=UNLIMITED if older else 0,
        )  # fmt: skip
        parts = [self.draft.add(before)]
        for each in known:
            part = self._add(f"{name} since {each}|{quarter}|all", late.get(each, 0))
            whole = cell_of(self._table(table), each, "late")
            self._within([part], [whole], f"late and not {name}|{quarter}|{each}")
            parts.append(part)
        self.draft.sums(self.draft.add(told), parts)

    def _relate(self, table: Running, quarter: str) -> None:
        whole = self._whole(table.id, quarter) if table.whole else ""
        parts = [cell_of(table, quarter, value) for value in table.values]
        match table.parts:
            case "exactly":
                self.draft.sums(whole, parts)
            case "each":
                for part in parts:
                    self._within([part], [whole], f"without {part}")
                self._within([whole], parts, f"more than once {whole}")
            case "within":
                for part in parts:
                    self._within([part], [whole], f"without {part}")
        if table.inside:
            other = self._whole(table.inside, quarter)
            self._within([whole], [other], f"outside {whole}")

    def _within(self, less: Sequence[str], more: Sequence[str], rest: str) -> None:
        """The one adds up to no more than the other."""
        size = sum(map(self.draft.value, more)) - sum(map(self.draft.value, less))
        name = self._add(rest, size)
        self.draft.relate(dict.fromkeys([*less, name], 1) | dict.fromkeys(more, -1))

    def _is_one_sided(self, table: Running, year: Sequence[str]) -> bool:
        if not table.whole:
            return False
        whole = self._total(table, table.whole, year)
        largest = max(self._total(table, value, year) for value in table.values)
        return whole < table.least or 100 * largest > table.most * whole

    def _total(self, table: Running, value: str, year: Sequence[str]) -> int:
        return sum(self._count(table, value, quarter) for quarter in year)

    def _count(self, table: Running, value: str, quarter: str) -> int:
        if value == "carried_forward":
            return self.cases.stock.get(quarter, 0)
        return self.cases.of(table.id, value, quarter)

    def _table(self, name: str) -> Running:
        return next(table for table in self.lattice.running if table.id == name)

    def _whole(self, name: str, quarter: str) -> str:
        table = self._table(name)
        return cell_of(table, quarter, table.whole)

    def _flow(self, quarter: str, value: str) -> str:
        return cell_of(self._table("flow"), quarter, value)

    def _add(self, name: str, value: float) -> str:
        return self.draft.add(Cell(name, value, integer=True, never_shown=True))


def _quarters_of(value: str, year: Sequence[str]) -> Iterable[str]:
    """What is brought forward is the first quarter's, what is carried forward the last one's."""
    if value == "brought_forward":
        return year[:1]
    return year[-1:] if value == "carried_forward" else year
