"""Seats that fall vacant within a term: the same papers counted again.

Source: the co-operative's own rules. A by-election is the rule; papers are counted again only where
the members adopted that before the poll. "The next highest" is never elected: under the single
transferable vote whoever was left over need not be whom the leaver's voters wanted.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from portal.elections.count.contest import Contest
from portal.elections.count.limits import NO_LIMITS, SeatLimits
from portal.elections.count.lots import Lot
from portal.elections.count.sheet import Sheet
from portal.elections.count.stv import count_votes
from portal.errors import RuleBroken
from portal.i18n import gettext as _


class CountbackRefused(RuleBroken):
    """The papers may not or cannot be counted again."""


def count_back(
    contest: Contest,
    limits: SeatLimits = NO_LIMITS,
    lots: Iterable[Lot] = (),
    *,
    left: Collection[int],
    sitting: Collection[int],
) -> Sheet:
    """Count the same papers again without those who left; those who still sit keep their seats.

    `left` are all candidates who cannot take a seat any more, `sitting` those of this contest who
    have one. Seats, limits and quota's rule are those of the poll; a reserved seat is so refilled
    within its class. Raises CountbackRefused, and what the count refuses (SeatsRefused where nobody
    of the class is left: then a by-election is needed).

    >>> papers = {(1, 2): 6, (3,): 4, (2,): 1}
    >>> poll = Contest("Two seats", 2, ("Ann", "Bob", "Cyd"), papers)
    >>> count_votes(poll).elected
    (1, 3)
    >>> count_back(poll, left=[1], sitting=[3]).elected
    (2, 3)
    """
    numbers = set(range(1, len(contest.candidates) + 1))
    if not {*left, *sitting} <= numbers or {*left, *contest.withdrawn} & {*sitting}:
        raise CountbackRefused(
            _("Somebody who sits or has left was no candidate of this poll, or is both.")
        )
    if len({*sitting}) >= contest.seats:
        raise CountbackRefused(_("No seat is vacant."))
    again = replace(contest, withdrawn=contest.withdrawn | frozenset(left))
    return count_votes(again, limits, lots, sitting=sitting)
