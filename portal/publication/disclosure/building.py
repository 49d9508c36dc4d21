"""The instance of a month's release, made from figures.

Cells of the release are to be decided about; those of earlier releases are what they told; persons'
hours are never shown. Every sum that a reader could work out is a relation.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from portal.publication.disclosure.building_counts import add_counts, add_levels
from portal.publication.disclosure.building_hours import add_causes, add_hours
from portal.publication.disclosure.building_row import Row
from portal.publication.disclosure.drafting import PERSON, WORKER, Draft, insider_of, name_of
from portal.publication.disclosure.instances import Instance, Interval
from portal.publication.disclosure.lattice import (
    MONTH,
    WHOLE,
    Lattice,
    Table,
    Unit,
    months_of,
    periods_of,
    quarter_of,
)
from portal.publication.disclosure.meeting import Met, add_met
from portal.publication.disclosure.people import LACKING, People
from portal.publication.disclosure.primary import Protection, is_safe_population
from portal.publication.disclosure.running import CaseCounts, add_running
from portal.publication.disclosure.shares import Share, amount_of, by_value
from portal.publication.disclosure.workers import add_workers, insiders_of


@dataclass(frozen=True, slots=True)
class Release:
    """What a month's release would publish, as a table to protect."""

    instance: Instance
    units: tuple[Unit, ...]
    """The figures of this release."""
    together: tuple[tuple[str, ...], ...] = ()
    """Cells of which all are shown, or none."""

    @property
    def everything(self) -> frozenset[str]:
        """Every cell that could be shown."""
        return frozenset(cell.id for cell in self.instance.cells if not cell.never_shown)

    def closed(self, hidden: Collection[str]) -> frozenset[str]:
        """A pattern and all that comes with it: what belongs together, what no figure shows."""
        found = set(hidden)
        for cells in self.together:
            if found.intersection(cells):
                found.update(cells)
        shown = {
            cell for unit in self.units if not found.intersection(unit.cells) for cell in unit.cells
        }
        return self.everything - shown


def release_of(
    shares: Sequence[Share],
    *,
    month: str,
    lattice: Lattice,
    rules: Protection,
    earlier: Mapping[str, Interval],
    changed: Collection[str] = (),
    was: Mapping[str, float] | None = None,
    until: str = "",
    is_steady: bool = True,
    with_counts: bool = True,
    workers_in: str = "",
    also: Mapping[str, str] | None = None,
    cases: CaseCounts | None = None,
    met: Met | None = None,
) -> Release:
    """The instance of a month's release from all figures up to it.

    `earlier` is what other releases tell of each cell they show; those of `changed` periods told it
    of records that are others now, and `was` is the truth of each cell then, as far as it was kept.
    Figures are known up to `until`, where a month before the newest is published again. Packages
    are taken to be steady or not. No relation joins hours to counts, so either can be attacked
    without the other; the workers' hours of one quarter may be added to the persons'. `also` names
    the person that a worker is as well, `cases` are those of the running years, `met` the care
    workers whom people met at the end of the quarter.
    """
    shares = [share for share in shares if share.month <= (until or month)]
    building = _Building(shares, month, lattice, rules, Draft(earlier, changed, was))
    building.people.add(building.quarters, is_steady=is_steady)
    for table in lattice.tables:
        for period in building.months if table.period == MONTH else building.quarters:
            for dimension in table.by:
                building.add_table(table, period, dimension, with_counts=with_counts)
    building.relate_totals()
    insiders = insiders_of(shares)
    if with_counts and cases is not None:
        insiders += add_running(
            building.draft, cases, new=building.new, is_unsafe=building.is_unsafe,
            lattice=lattice, rules=rules,
        )  # fmt: skip
    ends = quarter_of(month)
    if with_counts and met is not None and ends in building.quarters and ends in building.new:
        insiders += add_met(building.draft, met, ends, lattice=lattice, rules=rules)
    if workers_in:
        add_workers(building.draft, shares, quarter=workers_in, measure=lattice.part)
    for worker, person in (also or {}).items():
        building.draft.joins(insider_of(WORKER, worker), insider_of(PERSON, person))
    whole = building.draft.instance(dict.fromkeys(insiders))
    return Release(whole, tuple(building.draft.units), tuple(building.draft.together))


class _Building:
    def __init__(
        self,
        shares: Sequence[Share],
        month: str,
        lattice: Lattice,
        rules: Protection,
        draft: Draft,
    ) -> None:
        self.month, self.lattice, self.rules, self.draft = month, lattice, rules, draft
        self.people = People(draft, lattice, shares)
        self.months = self.people.months
        self.quarters = sorted(
            quarter
            for quarter in {quarter_of(each) for each in self.months}
            if set(months_of(quarter)) <= set(self.months)
        )
        self.new = periods_of(month)
        self.shares = by_value(shares, "month")
        self.counted: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        """Measure and period of counts: each breakdown and the cell in it."""

    @property
    def is_unsafe(self) -> bool:
        """Whether too few people or care workers stand behind all of the month."""
        here = self.shares.get(self.month, [])
        agreed = amount_of(here, self.lattice.whole)
        by_worker = amount_of(here, self.lattice.part).by_worker
        return not is_safe_population(agreed._replace(by_worker=by_worker), self.rules)

    def add_table(self, table: Table, period: str, dimension: str, *, with_counts: bool) -> None:
        """Add the figures of one breakdown of one period."""
        months = months_of(period) if "Q" in period else (period,)
        here = [share for month in months for share in self.shares.get(month, [])]
        for value, shares in by_value(here, dimension).items():
            place = WHOLE if dimension == WHOLE else f"{dimension}={value}"
            row = Row(
                self.draft, self.lattice, self.rules, period, place, shares, period in self.new
            )
            if table.hours:
                add_hours(row, table, self.people)
            if table.causes:
                add_causes(row, table)
            if with_counts:
                for measure in add_counts(row, table):
                    self.counted[measure, period].append((dimension, row.name(measure)))
                if table.levels:
                    add_levels(row)

    def relate_totals(self) -> None:
        """Counts of a quarter are those of its months, and of its areas, services and so on."""
        for (measure, period), found in self.counted.items():
            total = name_of(measure, period, WHOLE)
            if not self.draft.has(total):
                continue
            for dimension in sorted({each for each, _ in found} - {WHOLE}):
                self.draft.sums(total, [name for each, name in found if each == dimension])
            if period in self.quarters:
                self._relate_months(measure, period)
        lattice = self.lattice
        for quarter in self.quarters:
            for measure in (lattice.whole, lattice.part, LACKING, lattice.lower, lattice.upper):
                self._relate_months(measure, quarter)

    def _relate_months(self, measure: str, quarter: str) -> None:
        names = [name_of(measure, month, WHOLE) for month in months_of(quarter)]
        if all(self.draft.has(name) for name in [*names, name_of(measure, quarter, WHOLE)]):
            self.draft.sums(name_of(measure, quarter, WHOLE), names)
