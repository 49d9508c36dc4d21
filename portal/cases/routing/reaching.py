"""Rule: which rows of a routing table never count, because the rows above take every case first.

Such a table is not refused: it is complete, and each case has one reader. But whoever wrote the row
meant something by it, so it is named with what stands in its way.

Source: the table is read from the top, and the first row that fits counts (table.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.cases.routing.table import CaseType, Facts, Row, is_under
from portal.cases.subjects import SUBJECTS


@dataclass(frozen=True)
class Unreachable:
    """A row that never counts. Places are counted from one, as the page shows them."""

    place: int
    row: Row
    taken_by: tuple[int, ...]
    """The rows above that between them take all of it, and none that it would not need."""

    @property
    def above(self) -> int:
        """The place above which it has to stand to count."""
        return max(self.taken_by)


def unreachable(rows: Sequence[Row]) -> tuple[Unreachable, ...]:
    """The rows that never count, from the top.

    The last row for every other case is never among them: a table has to end with it, also where
    the rows above leave nothing over today, since subjects are added.

    >>> from portal.cases.routing.table import Route
    >>> first = Row(Route.COMMITTEE, subject="VIS")
    >>> second = Row(Route.TWO_MEMBERS, subject="VIS-MISS")
    >>> [(each.place, each.taken_by) for each in unreachable([first, second])]
    [(2, (1,))]
    >>> unreachable([second, first])
    ()
    """
    found = []
    for index, row in enumerate(rows):
        if row.fits_everything:
            continue
        takers = _takers(rows[:index], row)
        if takers is not None:
            found.append(Unreachable(index + 1, row, takers))
    return tuple(found)


def _takers(above: Sequence[Row], row: Row) -> tuple[int, ...] | None:
    """The places of the rows that take what this one fits; None where one case is left for it."""
    takers = set()
    for facts in _least_of(row):
        place = next((n for n, each in enumerate(above, start=1) if each.fits(facts)), None)
        if place is None:
            return None
        takers.add(place)
    for place in sorted(takers):
        rest = [above[each - 1] for each in takers - {place}]
        if all(any(each.fits(facts) for each in rest) for facts in _least_of(row)):
            takers.remove(place)
    return tuple(sorted(takers))


def _least_of(row: Row) -> Iterator[Facts]:
    """The cases that the fewest rows fit, among those that this row fits.

    A case that is worse, or in a later round, or about more, is met by every row that meets the
    lesser one and perhaps by others. So if the row has no case among these, it has none.
    """
    codes = [each.code for each in SUBJECTS if is_under(each.code, row.subject)] or [row.subject]
    for case_type in [row.case_type] if row.case_type else CaseType:
        for code in codes:
            yield Facts(case_type, (code,), row.least_severity, row.least_stage)
