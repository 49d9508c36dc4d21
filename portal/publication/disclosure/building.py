"""The instance of a month's release, made from figures.

Cells of the release are to be decided about; those of earlier releases are what they told; persons'
hours are never shown. Every sum that a reader could work out is a relation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.publication.disclosure.drafting import PERSON, WORKER, Draft, insider_of, name_of
from portal.publication.disclosure.instances import Cell, Instance, Interval
from portal.publication.disclosure.lattice import (
    MONTH,
    WHOLE,
    Lattice,
    Table,
    Unit,
    months_of,
    quarter_of,
)
from portal.publication.disclosure.people import LACKING, PROMISED, People
from portal.publication.disclosure.primary import (
    HOUR,
    Amount,
    Protection,
    is_safe_part,
    is_safe_population,
)
from portal.publication.disclosure.running import RUN, Counted, add_running
from portal.publication.disclosure.shares import Share, amount_of, by_value
from portal.publication.disclosure.workers import add_workers, insiders_of

WEIGHTS = {WHOLE: 100.0}
"""Hiding a figure of the whole co-operative costs much more than one of a part of it."""


@dataclass(frozen=True, slots=True)
class Release:
    """What a month's release would publish, as a table to protect."""

    instance: Instance
    units: tuple[Unit, ...]
    """The figures of this release."""


def release_of(
    shares: Sequence[Share],
    *,
    month: str,
    lattice: Lattice,
    rules: Protection,
    earlier: Mapping[str, Interval],
    is_steady: bool = True,
    with_counts: bool = True,
    workers_in: str = "",
    also: Mapping[str, str] | None = None,
    counted: Sequence[Counted] = (),
) -> Release:
    """The instance of a month's release from all figures up to it.

    `earlier` is what earlier releases tell of each cell they show. Packages are taken to be steady
    or not. No relation joins hours to counts, so either can be attacked without the other; the
    workers' hours of one quarter may be added to the persons'. `also` names the person
    that a worker is as well, `counted` the cases of the running years.
    """
    shares = [share for share in shares if share.month <= month]
    building = _Building(shares, month, lattice, rules, Draft(earlier))
    building.people.add(building.quarters, is_steady=is_steady)
    for table in lattice.tables:
        for period in building.months if table.period == MONTH else building.quarters:
            for dimension in table.by:
                building.add_table(table, period, dimension, with_counts=with_counts)
    building.relate_totals()
    if with_counts:
        add_running(
            building.draft, counted, quarters=building.quarters, new=building.new,
            lattice=lattice, rules=rules,
        )  # fmt: skip
    if workers_in:
        add_workers(building.draft, shares, quarter=workers_in, measure=lattice.part)
    for worker, person in (also or {}).items():
        building.draft.joins(insider_of(WORKER, worker), insider_of(PERSON, person))
    insiders = insiders_of(shares)
    return Release(building.draft.instance(insiders), tuple(building.draft.units))


class _Building:
    def __init__(
        self,
        shares: Sequence[Share],
        month: str,
        lattice: Lattice,
        rules: Protection,
        draft: Draft,
    ) -> None:
        self.lattice, self.rules, self.draft = lattice, rules, draft
        self.people = People(draft, lattice, shares)
        self.months = self.people.months
        complete = {quarter_of(each) for each in self.months}
        self.quarters = sorted(
            quarter for quarter in complete if set(months_of(quarter)) <= set(self.months)
        )
        self.new = {month} | (
            {quarter_of(month)} if month == months_of(quarter_of(month))[2] else set()
        )
        self.shares = by_value(shares, "month")
        self.counted: dict[tuple[str, str], list[tuple[str, list[str]]]] = {}

    def shares_of(self, period: str) -> list[Share]:
        """The figures of a month or a quarter."""
        months = months_of(period) if "Q" in period else (period,)
        return [share for month in months for share in self.shares.get(month, [])]

    def add_table(self, table: Table, period: str, dimension: str, *, with_counts: bool) -> None:
        """Add the figures of one breakdown of one period."""
        for value, shares in by_value(self.shares_of(period), dimension).items():
            place = WHOLE if dimension == WHOLE else f"{dimension}={value}"
            amounts: dict[str, Amount] = {}
            if table.hours:
                self._add_hours(table, period, place, shares)
            if table.causes:
                self._add_causes(period, place, shares)
            for part in table.counts if with_counts else ():
                self._add_counts(table, period, place, part, shares, amounts)

    def _add_hours(self, table: Table, period: str, place: str, shares: Sequence[Share]) -> None:
        whole, part = self.lattice.whole, self.lattice.part
        agreed, delivered = amount_of(shares, whole), amount_of(shares, part)
        # Agreed hours are nobody's of the carers: those who came stand behind them as well.
        agreed = agreed._replace(by_worker=delivered.by_worker)
        is_hidden = not is_safe_population(agreed, self.rules)
        cells = {}
        for measure, amount in ((whole, agreed), (part, delivered)):
            cells[measure] = self._hours_cell(
                measure, period, place, amount, is_hidden, self.lattice.base[table.period]
            )
        cells[LACKING] = self.draft.add(
            Cell(
                _place(LACKING, period, place), (agreed.total - delivered.total) / HOUR,
                never_shown=True,
            )
        )  # fmt: skip
        for measure, cell in cells.items():
            self.draft.sums(cell, self.people.parts[measure, period, place])
        if period in self.new:
            self.draft.publishes(f"{part}/{whole}|{period}|{place}", cells[part], cells[whole])
            if table.levels:
                self.draft.publishes(cells[whole], cells[whole])
                self.draft.publishes(cells[part], cells[part])

    def _hours_cell(
        self, measure: str, period: str, place: str, amount: Amount, is_hidden: bool, base: int
    ) -> str:
        is_hidden = is_hidden or not is_safe_part(amount, self.rules)
        cell = Cell(
            _place(measure, period, place), amount.total / HOUR, weight=_weight(place),
            primary=is_hidden, base=base,
        )  # fmt: skip
        return self.draft.add_figure(cell, is_new=period in self.new)

    def _add_causes(self, period: str, place: str, shares: Sequence[Share]) -> None:
        """The causes of the shortfall, which add up to it."""
        whole = _place(self.lattice.whole, period, place)
        agreed = amount_of(shares, self.lattice.whole)._replace(
            by_worker=amount_of(shares, self.lattice.part).by_worker
        )
        is_unsafe = not is_safe_population(agreed, self.rules)
        names = []
        for cause in self.lattice.causes:
            amount = amount_of(shares, cause)
            is_hidden = is_unsafe or not is_safe_part(amount, self.rules)
            need = PROMISED * _largest(amount) / HOUR if is_hidden else 0.0
            value = amount.total / HOUR
            cell = Cell(
                _place(cause, period, place), value, weight=_weight(place) / 10,
                primary=is_hidden, below=min(need, value), above=need,
                base=self.lattice.base["cause"],
            )  # fmt: skip
            names.append(self.draft.add_figure(cell, is_new=period in self.new))
            self._know_own_part(names[-1], amount, is_hidden=is_hidden)
            if period in self.new:
                self.draft.publishes(f"{cause}|{period}|{place}", names[-1], whole)
        self.draft.sums(_place(LACKING, period, place), names)

    def _know_own_part(self, name: str, amount: Amount, *, is_hidden: bool) -> None:
        """An insider knows what is their own: the largest of the others' has to be protected."""
        for kind, parts in ((PERSON, amount.by_person), (WORKER, amount.by_worker)):
            for owner, own in parts.items():
                insider = insider_of(kind, owner)
                self.draft.knows(insider, name, min(own, amount.total) / HOUR)
                if is_hidden:
                    need = PROMISED * _largest(amount, without=(kind, owner)) / HOUR
                    left = max(0.0, (amount.total - own) / HOUR)
                    self.draft.needs(insider, name, need, below=min(need, left))

    def _add_counts(
        self,
        table: Table,
        period: str,
        place: str,
        part: str,
        shares: Sequence[Share],
        amounts: dict[str, Amount],
    ) -> None:
        """A count, what it is a part of, and the rest: every reader can subtract."""
        whole = self.lattice.whole_of[part]
        for measure in (part, whole):
            if measure not in amounts:
                amounts[measure] = amount_of(shares, measure)
        is_unsafe = not is_safe_population(amounts[whole], self.rules)
        part_cell = self._count_cell(part, period, place, amounts[part], is_unsafe)
        whole_cell = _place(whole, period, place)
        if not self.draft.has(whole_cell):
            self._count_cell(whole, period, place, amounts[whole], is_unsafe)
        rest = amounts[whole].total - amounts[part].total
        run = RUN if 1 <= rest < self.rules.smallest_count else 0
        rest_cell = self.draft.add(
            Cell(
                _place(f"{whole} without {part}", period, place), rest, integer=True,
                never_shown=True, run=run, small=self.rules.smallest_count - 1,
            )
        )  # fmt: skip
        self.draft.sums(whole_cell, [part_cell, rest_cell])
        if period in self.new:
            self.draft.publishes(f"{part}/{whole}|{period}|{place}", part_cell, whole_cell)

    def _count_cell(
        self, measure: str, period: str, place: str, amount: Amount, is_unsafe: bool
    ) -> str:
        is_small = 0 < amount.total < self.rules.smallest_count
        name = self.draft.add_figure(
            Cell(
                _place(measure, period, place), amount.total, weight=_weight(place),
                primary=is_unsafe or is_small or not is_safe_part(amount, self.rules),
                run=RUN if is_small else 0, integer=True, base=self.lattice.base["count"],
                small=self.rules.smallest_count - 1,
            ),
            is_new=period in self.new,
        )  # fmt: skip
        for kind, parts in ((PERSON, amount.by_person), (WORKER, amount.by_worker)):
            for owner, own in parts.items():
                self.draft.knows(insider_of(kind, owner), name, min(own, amount.total))
        dimension = place.split("=")[0]
        self.counted.setdefault((measure, period), []).append((dimension, [name]))
        return name

    def relate_totals(self) -> None:
        """Counts of a quarter are those of its months, and of its areas, services and so on."""
        for (measure, period), found in self.counted.items():
            total = _place(measure, period, WHOLE)
            if not self.draft.has(total):
                continue
            for dimension in sorted({each for each, _ in found} - {WHOLE}):
                parts = [name for each, names in found if each == dimension for name in names]
                self.draft.sums(total, parts)
            if period in self.quarters:
                months = [_place(measure, each, WHOLE) for each in months_of(period)]
                if all(self.draft.has(each) for each in months):
                    self.draft.sums(total, months)
        for quarter in self.quarters:
            for measure in (self.lattice.whole, self.lattice.part, LACKING):
                self._relate_months(measure, quarter)

    def _relate_months(self, measure: str, quarter: str) -> None:
        names: Iterable[str] = [_place(measure, month, WHOLE) for month in months_of(quarter)]
        if all(self.draft.has(name) for name in names):
            self.draft.sums(_place(measure, quarter, WHOLE), names)


def _place(measure: str, period: str, place: str) -> str:
    return name_of(measure, period, place)


def _weight(place: str) -> float:
    return WEIGHTS.get(place, 10.0)


def _largest(amount: Amount, *, without: tuple[str, str] = ("", "")) -> int:
    """The largest part of any person or worker, but for one of them."""
    return max(
        (
            part
            for kind, parts in ((PERSON, amount.by_person), (WORKER, amount.by_worker))
            for owner, part in parts.items()
            if (kind, owner) != without
        ),
        default=0,
    )
