"""The attacker: what can be worked out of the hidden cells of a table about to be published.

It solves, as an outsider and as each insider, for the smallest and the largest value that a hidden
cell can have in any world that would have been published as the very same figures. It knows the
method, every parameter and everything published before. It fails closed: what is not solved to
proven optimality is not safe. It knows nothing of the protector.
"""

import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

import numpy as np

from portal.publication.disclosure.attacker_counts import Counts
from portal.publication.disclosure.attacker_findings import Finding, Report
from portal.publication.disclosure.attacker_parts import Parts, connected
from portal.publication.disclosure.attacker_problem import (
    Effort,
    Limits,
    NotSolved,
)
from portal.publication.disclosure.attacker_views import (
    Table,
    View,
    insider_of,
    outsider_of,
    table_of,
)
from portal.publication.disclosure.attacker_worlds import Family, Reach
from portal.publication.disclosure.instances import Cell, Instance

MARGIN = 1e-6
"""A need is met where no more than this part of the value is lacking.

Ends are first drawn in by all that the solver may have overrated, so this only forgives the last
digits of a binary fraction; counts are compared exactly.
"""
FEW_OWNERS = 8
"""So many owners are taken apart before everybody is."""


def attack(
    instance: Instance,
    hidden: Collection[str],
    *,
    with_insiders: bool = True,
    limits: Limits | None = None,
) -> Report:
    """The exact interval of every hidden cell, for the outsider and for every insider.

    Cells that are never shown are attacked where they need protection.
    """
    return _attacked(instance, hidden, _Exact, with_insiders, limits or Limits())


def audit(
    instance: Instance,
    hidden: Collection[str],
    *,
    with_insiders: bool = True,
    limits: Limits | None = None,
) -> Report:
    """Whether every cell that needs protection has it, for the outsider and for every insider.

    Worlds that serve many cells at once are tried before a cell is solved for by itself, so that
    intervals are only known to be at least so wide.
    """
    return _attacked(instance, hidden, _Shared, with_insiders, limits or Limits())


def _attacked(
    instance: Instance,
    hidden: Collection[str],
    method: "type[_Exact | _Shared]",
    with_insiders: bool,
    limits: Limits,
) -> Report:
    report = Report()
    try:
        shown = sorted(instance.primaries - set(hidden))
        report.findings += [_shown_although(instance.cell(name)) for name in shown]
        table = table_of(instance, hidden)
        outsider = outsider_of(table, hidden)
        judge = method(table, hidden, limits, report.effort)
        views = [outsider]
        if with_insiders:
            views += [insider_of(each, table, outsider) for each in instance.insiders]
        for view in views:
            began = time.thread_time()
            report.attackers += 1
            report.findings += judge.findings(view)
            report.slowest = max(report.slowest, time.thread_time() - began)
    except NotSolved as failure:
        report.failure = str(failure)
    return report


def _shown_although(cell: Cell) -> Finding:
    return Finding(
        "outsider", cell.id, cell.value, cell.value, cell.value, True, "shown, but must be hidden"
    )


class _Exact:
    """Every hidden cell by itself, as far down and as far up as it goes."""

    def __init__(
        self, table: Table, hidden: Collection[str], limits: Limits, effort: Effort
    ) -> None:
        self.table, self.limits, self.effort = table, limits, effort
        self.counts = Counts(table)
        attacked = [
            cell.id in hidden or (cell.never_shown and cell.is_target)
            for cell in table.instance.cells
        ]
        self.attacked = np.array(attacked)

    def findings(self, view: View) -> Iterator[Finding]:
        """What this attacker can say of every hidden cell that it does not know already."""
        yield from self.solved(view, np.flatnonzero(self.attacked & ~view.is_known))

    def solved(self, view: View, wanted: Iterable[int]) -> Iterator[Finding]:
        """The exact interval of each cell. Raises NotSolved."""
        parts = Parts(self.table, view, self.limits, self.effort)
        for at in wanted:
            problem, column = parts.problem_of(int(at))
            fall, rise = problem.most_of(column, -1), problem.most_of(column, 1)
            true = float(self.table.value[at])
            lower = true - max(0.0, fall.value - fall.doubt)
            upper = true + max(0.0, rise.value - rise.doubt)
            cell = self.table.instance.cells[at]
            if cell.integer:
                lower, upper = float(round(lower)), float(round(upper))
            breach = ""
            if self.table.judged[at]:
                breach = _breach(cell, lower, upper, view.below[at], view.above[at])
                if not breach and cell.run:
                    breach = self.counts.finding(int(at), view, parts).breach
            yield Finding(view.name, cell.id, true, lower, upper, True, breach, cell.owner)


class _Shared(_Exact):
    """Worlds that serve many cells; what they do not settle is solved for by itself."""

    def __init__(
        self, table: Table, hidden: Collection[str], limits: Limits, effort: Effort
    ) -> None:
        super().__init__(table, hidden, limits, effort)
        cells = table.instance.cells
        self.is_run = np.array(
            [bool(c.run) and not (c.width or c.below or c.above) for c in cells], dtype=bool
        )
        self.by_worlds = np.array([not (c.integer or c.width) for c in cells], dtype=bool)
        self.owned, self.alone = (
            Family(table, by_owner=kind, limits=limits, effort=effort) for kind in (True, False)
        )
        self.outsider: View | None = None
        self.part = np.zeros(0)
        self.known_to_all: list[Finding] = []

    def findings(self, view: View) -> Iterator[Finding]:
        """What this attacker can say of every cell that needs protection.

        Where an insider knows no more than the outsider, both can say the same.
        """
        if self.outsider is None:
            self.outsider = view
            self.part = connected(self.table, ~view.is_known)
            for finding in self._found(view, np.ones(len(self.part), dtype=bool)):
                if finding.breach:
                    self.known_to_all.append(finding)
                yield finding
            return
        is_new = self._knows_more(view, self.outsider)
        for finding in self.known_to_all:
            if not is_new[self.table.instance.index[finding.cell]]:
                yield replace(finding, attacker=view.name)
        yield from self._found(view, is_new)

    def _found(self, view: View, is_new: np.ndarray) -> Iterator[Finding]:
        reach = Reach(self.table, view)
        reach.is_judged &= is_new & self.by_worlds & ((view.below > 0) | (view.above > 0))
        for family in self._families(reach):
            family.search(reach)
        alone = reach.wants()
        for at in np.flatnonzero(reach.is_judged & ~alone):
            cell = self.table.instance.cells[at]
            lower = cell.value + float(reach.low[at])
            upper = cell.value + float(reach.high[at])
            yield Finding(view.name, cell.id, cell.value, lower, upper, False, owner=cell.owner)
        judged = self.table.judged & is_new & ~view.is_known & (self.is_run | ~self.by_worlds)
        parts = Parts(self.table, view, self.limits, self.effort)
        yield from self.counts.findings(np.flatnonzero(judged & self.is_run).tolist(), view, parts)
        alone |= judged & ~self.is_run
        yield from self.solved(view, np.flatnonzero(alone))

    def _families(self, reach: Reach) -> Iterator[Family]:
        """The families to try while some cell was not shown to be safe, the smallest first."""
        if self.table.owners and reach.wants().any():
            yield self.owned
            left = {int(owner) for owner in self.table.owner[reach.wants()]}
            if left and len(left) <= FEW_OWNERS:
                yield Family(
                    self.table, by_owner=True, apart=left, limits=self.limits, effort=self.effort
                )
        if reach.wants().any():
            yield self.alone

    def _knows_more(self, view: View, outsider: View) -> np.ndarray:
        """The cells of those parts of the table of which an insider knows what others do not."""
        differs = np.zeros(len(self.part), dtype=bool)
        for name in ("lower", "upper", "below", "above"):
            differs |= getattr(view, name) != getattr(outsider, name)
        return np.isin(self.part, self.part[differs])


def _breach(cell: Cell, lower: float, upper: float, below: float, above: float) -> str:
    room = 0.0 if cell.integer else MARGIN * max(1.0, abs(cell.value))
    if below and lower > cell.value - below + room:
        return f"surely more than {cell.value - below:g}"
    if above and upper < cell.value + above - room:
        return f"surely less than {cell.value + above:g}"
    if cell.width and upper - lower < cell.width - room:
        return f"known to within {upper - lower:g}, and {cell.width:g} is needed"
    return ""
