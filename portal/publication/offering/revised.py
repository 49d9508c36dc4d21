"""A correction as tables: what it changed, and [r] beside every figure that is another one now."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from portal.i18n import gettext as _
from portal.publication.amending.changes import revised_rows
from portal.publication.offering.tables import Cell, Table, tables_of

_MARK = "[r]"


def corrected_tables(
    figures: dict[str, Any], before: dict[str, Any], months: Sequence[dict[str, Any]]
) -> list[Table]:
    """What changed, then every table of the correction with its marks.

    `before` are the figures that it corrects, `months` those of the months up to it.
    """
    earlier = [before if one["period"] == figures["period"] else one for one in months]
    old = {table.code: table for table in tables_of(before, earlier)}
    return [
        _what_changed(figures, before),
        *(
            table._replace(rows=_marked(table, old[table.code])) if table.code in old else table
            for table in tables_of(figures, list(months))
        ),
    ]


def _what_changed(figures: dict[str, Any], before: dict[str, Any]) -> Table:
    return Table(
        "revised",
        _("What changed"),
        (_("Figure"), _("It was"), _("It is")),
        tuple(revised_rows(before, figures)),
        (_("[r] means revised."),),
    )


def _marked(now: Table, before: Table) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a table; a figure that was another one becomes words: 78 [r]."""
    old = dict(_by_words(before))
    return tuple(
        (row[0], *map(_cell, row[1:], old.get(key, row)[1:])) for key, row in _by_words(now)
    )


def _by_words(table: Table) -> list[tuple[tuple[Cell, int], tuple[Cell, ...]]]:
    """Each row by what it is called; of two of one name the second is another row."""
    seen: Counter[Cell] = Counter()
    found = []
    for row in table.rows:
        seen[row[0]] += 1
        found.append(((row[0], seen[row[0]]), row))
    return found


def _cell(now: Cell, before: Cell) -> Cell:
    return now if now == before else f"{now} {_MARK}"
