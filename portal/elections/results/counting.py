"""Rule: from a ballot file and the candidates to what is counted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from portal.elections.count.blt import read_blt
from portal.elections.count.contest import Contest
from portal.elections.count.lots import Lot
from portal.elections.count.lots_file import read_lots
from portal.elections.count.sheet import Sheet
from portal.errors import RuleBroken
from portal.i18n import gettext as _

FEWEST_FOR_A_SHEET = 10


class BallotsRefused(RuleBroken):
    """A ballot file that is not of this election, or not the whole urn."""


class Candidate(Protocol):
    """Somebody on the ballot paper, at their place."""

    @property
    def withdrawn_on(self) -> object:
        """The day from which they no longer stand; none while they do."""


def contest_of(ballots: str, candidates: Sequence[Candidate], seats: int) -> Contest:
    """What is counted: the ballots as they came out of the urn, without those who withdrew."""
    gone = frozenset(n for n, each in enumerate(candidates, 1) if each.withdrawn_on is not None)
    return replace(read_blt(ballots), seats=seats, withdrawn=gone)


def may_show(sheet: Sheet) -> bool:
    """Whether so many voted that the sheet points to nobody."""
    return sheet.valid >= FEWEST_FOR_A_SHEET


def recorded_lots(written: str | None) -> tuple[Lot, ...]:
    """The lots drawn so far."""
    return read_lots(written or "")


def require_same_paper(contest: Contest, names: Sequence[str], seats: int) -> None:
    """Refuse ballots of another election. Raises BallotsRefused."""
    if list(contest.candidates) != list(names):
        raise BallotsRefused(
            _("The candidates in this file are not those of this election, or in another order.")
        )
    if contest.seats != seats or contest.withdrawn:
        raise BallotsRefused(
            _("Upload the file exactly as “candour election open” wrote it, without changes.")
        )
