"""Votes on paper as a sheet that two people fill in, each alone: the two have to agree.

One line for each paper, one column for each candidate; what is written is what the paper shows
("1", "2" and so on). A paper without a clear first preference stands in the sheet as well and is
counted as one that names nobody. The sheets never reach the server: they are read where the urn is
opened, and nobody sees what the papers say apart from the whole.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final

from portal.elections.count.contest import Ranking
from portal.elections.count.papers import read_marks
from portal.errors import RuleBroken
from portal.i18n import gettext as _

PAPER: Final = "paper"
LONGEST_SHEET: Final = 20_000_000
_NAMED_AT_MOST: Final = 20


class PapersRefused(RuleBroken):
    """Sheets of papers that cannot be read, or that do not agree."""


def blank_sheet(candidates: Sequence[str], papers: int) -> str:
    """The sheet to fill in: papers are numbered before anybody types."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings(candidates))
    writer.writerows([number, *([""] * len(candidates))] for number in range(1, papers + 1))
    return out.getvalue()


def headings(candidates: Sequence[str]) -> list[str]:
    """The first line; numbered, so that no name is taken for a formula."""
    return [PAPER, *(f"{number} {name}" for number, name in enumerate(candidates, 1))]


def read_sheet(text: str, candidates: Sequence[str]) -> dict[int, Ranking]:
    """What each paper says, by its number. Raises PapersRefused.

    Commas or semicolons, with or without a mark at the beginning: as the spreadsheet saved it.
    """
    if len(text) > LONGEST_SHEET:
        raise PapersRefused(_("This sheet is too long."))
    plain = text.removeprefix("\ufeff")
    sign = ";" if plain.replace('"', "", 2).startswith(f"{PAPER};") else ","
    try:
        read = csv.reader(io.StringIO(plain, newline=""), delimiter=sign, strict=True)
        rows = [row for row in read if any(row)]
    except csv.Error:
        raise PapersRefused(_("This is no table. Save it as CSV and try again.")) from None
    wanted = headings(candidates)
    if not rows or [cell.strip() for cell in rows[0]] != wanted:
        raise PapersRefused(
            _(
                "The first line is not the one of this election: it says “%(wanted)s”. Fill in the"
                " sheet that the portal gives out.",
                wanted=sign.join(wanted)[:200],
            )
        )
    found: dict[int, Ranking] = {}
    for line, row in enumerate(rows[1:], 2):
        number, marks = _row(line, row, len(candidates))
        if number in found:
            raise PapersRefused(_("Paper %(number)s stands in the sheet twice.", number=number))
        found[number] = read_marks(marks, len(candidates)).ranking
    return found


def agreed_papers(
    first: Mapping[int, Ranking], second: Mapping[int, Ranking], *, expected: int
) -> list[Ranking]:
    """The papers, once both sheets say the same. Raises PapersRefused, naming the papers.

    >>> agreed_papers({1: (2,), 2: ()}, {2: (), 1: (2,)}, expected=2)
    [(), (2,)]
    """
    differing = [
        number for number in sorted({*first, *second}) if first.get(number) != second.get(number)
    ]
    if differing:
        raise PapersRefused(
            _(
                "The two sheets do not agree about these papers: %(numbers)s. Take the papers out,"
                " look again together, and correct the sheet that is wrong.",
                numbers=", ".join(map(str, differing[:_NAMED_AT_MOST])),
            )
        )
    if len(first) != expected:
        raise PapersRefused(
            _(
                "The roll says that %(expected)s votes came on paper; the sheets hold %(found)s."
                " Find out why before you go on.",
                expected=expected,
                found=len(first),
            )
        )
    return sorted(first.values())


def _row(line: int, row: Sequence[str], candidates: int) -> tuple[int, dict[int, str]]:
    number, *marks = (cell.strip() for cell in row)
    if not (number.isascii() and number.isdigit() and len(number) <= 7 and int(number)):
        raise PapersRefused(
            _("Line %(line)s does not begin with the number of a paper.", line=line)
        )
    if len(marks) != candidates:
        raise PapersRefused(
            _(
                "Line %(line)s has %(found)s columns after the number; there are %(wanted)s"
                " candidates.",
                line=line,
                found=len(marks),
                wanted=candidates,
            )
        )
    return int(number), dict(enumerate(marks, 1))
