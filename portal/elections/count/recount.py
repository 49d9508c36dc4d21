"""A count from what somebody hands in: ballot file, seats by class and recorded lots as text."""

from dataclasses import dataclass

from portal.elections.count.blt import read_blt
from portal.elections.count.contest import Contest
from portal.elections.count.limits import NO_LIMITS
from portal.elections.count.lots import Lot, LotNeeded
from portal.elections.count.lots_file import read_lots
from portal.elections.count.seats_file import read_limits
from portal.elections.count.sheet import Sheet
from portal.elections.count.stv import count_votes
from portal.errors import RuleBroken
from portal.i18n import gettext as _

MOST_CANDIDATES = 50
MOST_LETTERS = 500_000


class TooLarge(RuleBroken):
    """More than is counted on a page."""


@dataclass(frozen=True)
class Drawn:
    """The answer to the question that a count stopped at: which question, and on whom it fell."""

    question: str
    chosen: int
    drawn_by: str = ""
    witnessed_by: str = ""


@dataclass(frozen=True)
class Recount:
    """What came of it: the sheet, or the lot that is needed first."""

    contest: Contest
    lots: tuple[Lot, ...]
    sheet: Sheet | None = None
    needed: LotNeeded | None = None


def recount(ballots: str, seats: str = "", lots: str = "", drawn: Drawn | None = None) -> Recount:
    """Count as far as the recorded lots and the one just drawn lead.

    Raises BltRefused, TooLarge, SeatsRefused or LotsRefused.
    """
    contest = read_blt(ballots)
    if len(contest.candidates) > MOST_CANDIDATES:
        raise TooLarge(
            _(
                "This page counts up to %(most)s candidates. The command “candour count” counts"
                " any number.",
                most=MOST_CANDIDATES,
            )
        )
    limits = read_limits(seats, len(contest.candidates)) if seats.strip() else NO_LIMITS
    recorded = list(read_lots(lots))
    while True:
        try:
            sheet = count_votes(contest, limits, recorded)
        except LotNeeded as needed:
            if drawn is None or drawn.question != question_of(needed):
                return Recount(contest, tuple(recorded), needed=needed)
            recorded.append(
                needed.record(
                    drawn.chosen, drawn_by=drawn.drawn_by, witnessed_by=drawn.witnessed_by
                )
            )
        else:
            return Recount(contest, tuple(recorded), sheet=sheet)


def question_of(needed: LotNeeded) -> str:
    """Names one question, so that an answer is not taken for the next one.

    >>> from portal.elections.count.lots import Why
    >>> question_of(LotNeeded(3, Why.EXCLUDE, (2, 5)))
    '3 exclude 2 5'
    """
    return " ".join(map(str, (needed.stage, needed.why.value, *needed.candidates)))
