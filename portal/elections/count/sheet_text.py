"""The count sheet as lines of text, for a terminal or a printer."""

from collections.abc import Iterator

from portal.elections.count.sheet import Sheet, Stage, shown_votes
from portal.elections.count.wording import (
    FATES,
    closing_words,
    heading,
    lost_words,
    parcel_words,
    stage_words,
    summary,
)
from portal.i18n import gettext as _


def sheet_lines(sheet: Sheet) -> Iterator[str]:
    """The whole sheet, from what was counted to who is elected."""
    yield sheet.title
    yield ""
    yield from summary(sheet)
    for stage in sheet.stages:
        yield ""
        yield from _stage_lines(sheet, stage)
    yield ""
    yield _("The end of the count")
    yield from (f"  {said}" for said in closing_words(sheet))
    yield ""
    width = _name_width(sheet)
    for number, name in enumerate(sheet.candidates, 1):
        yield f"  {number:>3} {name:{width}}  {FATES[sheet.fate(number)]}"


def _stage_lines(sheet: Sheet, stage: Stage) -> Iterator[str]:
    yield _("Stage %(number)s: %(heading)s", number=stage.number, heading=heading(sheet, stage))
    yield from (f"  {said}" for said in stage_words(sheet, stage))
    if stage.source is not None:
        yield from (f"  - {parcel_words(sheet, parcel)}" for parcel in stage.parcels)
    if stage.lost:
        yield f"  - {lost_words(stage)}"
    before = sheet.stages[stage.number - 2] if stage.number > 1 else None
    width = _name_width(sheet)
    for number, name in enumerate(sheet.candidates, 1):
        if number not in sheet.withdrawn:
            votes = stage.votes[number - 1]
            moved = votes - (before.votes[number - 1] if before else 0)
            yield _row(f"{number:>3} {name:{width}}", moved, votes)
    lost = stage.non_transferable - (before.non_transferable if before else 0)
    yield _row(f"    {_('Not transferable'):{width}}", lost, stage.non_transferable)
    yield _row(f"    {_('Together'):{width}}", 0, sum(stage.votes) + stage.non_transferable)


def _row(name: str, moved: int, votes: int) -> str:
    change = f"{'+' if moved > 0 else ''}{shown_votes(moved)}" if moved else ""
    return f"  {name} {change:>16} {shown_votes(votes):>16}"


def _name_width(sheet: Sheet) -> int:
    return min(40, max(16, *(len(name) for name in sheet.candidates)))
