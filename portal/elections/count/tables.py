"""The count sheet as tables that fit on paper: some stages side by side, everybody below."""

from dataclasses import dataclass

from portal.elections.count.sheet import Fate, Sheet, Stage, shown_votes
from portal.i18n import gettext as _

SIDE_BY_SIDE = 3


@dataclass(frozen=True)
class Cell:
    """The votes at the end of a stage, what came or went, and what was decided."""

    votes: str
    moved: str = ""
    outcome: Fate | None = None


@dataclass(frozen=True)
class Row:
    """One candidate, or what is not transferable, over some stages."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Some stages side by side."""

    stages: tuple[Stage, ...]
    rows: tuple[Row, ...]


def sheet_tables(sheet: Sheet) -> list[Table]:
    """The whole sheet, a few stages in each table."""
    return [
        _table(sheet, sheet.stages[begin : begin + SIDE_BY_SIDE])
        for begin in range(0, len(sheet.stages), SIDE_BY_SIDE)
    ]


def _table(sheet: Sheet, stages: tuple[Stage, ...]) -> Table:
    rows = [
        Row(name, tuple(_cell(sheet, stage, number) for stage in stages))
        for number, name in enumerate(sheet.candidates, 1)
        if number not in sheet.withdrawn
    ]
    lost = [
        Cell(shown_votes(stage.non_transferable), _moved(stage.non_transferable - before))
        for stage in stages
        for before in [_before(sheet, stage).non_transferable if stage.number > 1 else 0]
    ]
    rows.append(Row(_("Not transferable"), tuple(lost)))
    together = [Cell(shown_votes(sum(each.votes) + each.non_transferable)) for each in stages]
    rows.append(Row(_("Together"), tuple(together)))
    return Table(stages, tuple(rows))


def _cell(sheet: Sheet, stage: Stage, number: int) -> Cell:
    votes = stage.votes[number - 1]
    before = _before(sheet, stage).votes[number - 1] if stage.number > 1 else votes
    return Cell(
        shown_votes(votes),
        _moved(votes - before),
        sheet.outcome(number, stage),
    )


def _before(sheet: Sheet, stage: Stage) -> Stage:
    return sheet.stages[stage.number - 2]


def _moved(units: int) -> str:
    """What came (+) or went (a minus sign that is read aloud)."""
    if not units:
        return ""
    return f"+{shown_votes(units)}" if units > 0 else f"\u2212{shown_votes(-units)}"
