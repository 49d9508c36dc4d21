"""The attacker: what can be worked out of the hidden cells of a table about to be published.

It solves, as an outsider and as each insider, for the smallest and the largest value that a hidden
cell can have in any world that would have been published as the very same figures. It knows the
method, every parameter and everything published before. It fails closed: what is not solved to
proven optimality is not safe. It knows nothing of the protector.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from portal.publication.disclosure.attacker_problem import (
    Effort,
    Limits,
    NotSolved,
    Problem,
    rows_of,
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


@dataclass(frozen=True, slots=True)
class Finding:
    """What one attacker can say of one cell."""

    attacker: str
    cell: str
    true: float
    lower: float
    upper: float
    is_exact: bool
    """Whether these are the ends; otherwise at least so much is possible."""
    breach: str = ""
    """Why this is too much to know, or nothing."""


@dataclass(slots=True)
class Report:
    """All that the attackers found, and how much work it was."""

    findings: list[Finding] = field(default_factory=list)
    attackers: int = 0
    effort: Effort = field(default_factory=Effort)
    failure: str = ""
    """Why the attack could not be finished: then nothing is known to be safe."""

    @property
    def breaches(self) -> list[Finding]:
        """The cells that somebody can know too well."""
        return [finding for finding in self.findings if finding.breach]

    @property
    def is_safe(self) -> bool:
        """Whether every problem was solved and nothing was found."""
        return not self.failure and not self.breaches

    @property
    def narrowest(self) -> Finding | None:
        """The judged cell whose interval is narrowest for its size."""
        return min(
            (finding for finding in self.findings if finding.true),
            key=lambda found: (found.upper - found.lower) / abs(found.true),
            default=None,
        )


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
            report.attackers += 1
            report.findings += judge.findings(view)
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
        parts = _Parts(self.table, view)
        for at in wanted:
            problem, column = parts.problem_of(int(at), self.limits, self.effort)
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
                    breach = _broken_run(cell, lower, upper, problem, column)
            yield Finding(view.name, cell.id, true, lower, upper, True, breach)


class _Shared(_Exact):
    """Worlds that serve many cells; what they do not settle is solved for by itself."""

    def __init__(
        self, table: Table, hidden: Collection[str], limits: Limits, effort: Effort
    ) -> None:
        super().__init__(table, hidden, limits, effort)
        cells = table.instance.cells
        self.by_worlds = np.array(
            [not (cell.integer or cell.width or cell.run) for cell in cells], dtype=bool
        )
        kinds = [True, False] if table.owners else [False]
        self.families = [
            Family(table, by_owner=kind, limits=limits, effort=effort) for kind in kinds
        ]

    def findings(self, view: View) -> Iterator[Finding]:
        """What this attacker can say of every cell that needs protection."""
        reach = Reach(self.table, view)
        reach.is_judged &= self.by_worlds
        for family in self.families:
            if (reach.wants_up() | reach.wants_down()).any():
                family.search(reach)
        alone = reach.wants_up() | reach.wants_down()
        for at in np.flatnonzero(reach.is_judged & ~alone):
            cell = self.table.instance.cells[at]
            lower = cell.value + float(reach.low[at])
            upper = cell.value + float(reach.high[at])
            yield Finding(view.name, cell.id, cell.value, lower, upper, False)
        alone |= self.table.judged & ~self.by_worlds & ~view.is_known
        yield from self.solved(view, np.flatnonzero(alone))


def _breach(cell: Cell, lower: float, upper: float, below: float, above: float) -> str:
    room = 0.0 if cell.integer else MARGIN * max(1.0, abs(cell.value))
    if below and lower > cell.value - below + room:
        return f"surely more than {cell.value - below:g}"
    if above and upper < cell.value + above - room:
        return f"surely less than {cell.value + above:g}"
    if cell.width and upper - lower < cell.width - room:
        return f"known to within {upper - lower:g}, and {cell.width:g} is needed"
    return ""


def _broken_run(cell: Cell, lower: float, upper: float, problem: Problem, column: int) -> str:
    """Whether too few whole numbers in a row are possible, or only small ones."""
    if upper - lower + 1 < cell.run:
        return f"only {int(upper - lower) + 1} whole numbers are possible"
    first = last = int(cell.value)
    while last < upper and problem.is_possible(column, last + 1 - cell.value):
        last += 1
    while first > lower and problem.is_possible(column, first - 1 - cell.value):
        first -= 1
    if last - first + 1 < cell.run:
        return f"only {last - first + 1} consecutive whole numbers are possible"
    if cell.small and first >= 1 and last <= cell.small:
        return f"surely one of 1 to {cell.small}"
    return ""


class _Parts:
    """What one attacker sees, in parts that have nothing to do with each other."""

    def __init__(self, table: Table, view: View) -> None:
        self.table, self.view = table, view
        self.free = ~view.is_known
        self.part = _connected(table, self.free)
        self._problems: dict[int, tuple[Problem, dict[int, int]]] = {}

    def problem_of(self, at: int, limits: Limits, effort: Effort) -> tuple[Problem, int]:
        """The problem of the part in which a cell lies, and its column there."""
        part = int(self.part[at])
        if part not in self._problems:
            inside = np.flatnonzero(self.free & (self.part == part))
            column = {int(cell): number for number, cell in enumerate(inside)}
            problem = Problem(
                rows_of(self._relations(part, column)),
                self.view.lower[inside],
                self.view.upper[inside],
                integral=self.table.integral[inside],
                limits=limits,
                effort=effort,
            )
            self._problems = {part: (problem, column)}
        problem, column = self._problems[part]
        return problem, column[at]

    def _relations(self, part: int, column: dict[int, int]) -> list[tuple[list[int], list[float]]]:
        rows = self.table.rows
        entries = np.flatnonzero(self.free[rows.column] & (self.part[rows.column] == part))
        found: dict[int, tuple[list[int], list[float]]] = {}
        row_of = rows.row_of
        for entry in entries:
            columns, factors = found.setdefault(int(row_of[entry]), ([], []))
            columns.append(column[int(rows.column[entry])])
            factors.append(float(rows.factor[entry]))
        return list(found.values())


def _connected(table: Table, free: np.ndarray) -> np.ndarray:
    """The number of the part that each cell lies in."""
    part = np.arange(len(free))
    rows = table.rows
    kept = free[rows.column]
    row, column = rows.row_of[kept], rows.column[kept]
    while True:
        least = np.full(rows.count, len(free))
        np.minimum.at(least, row, part[column])
        joined = part.copy()
        np.minimum.at(joined, column, least[row])
        joined = joined[joined]
        if (joined == part).all():
            return part
        part = joined
