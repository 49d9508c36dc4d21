"""Questions about seats that fell vacant, and the count that fills them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.database import db, lock
from portal.elections.count.sheet import Sheet
from portal.elections.count.sheet_reading import read_sheet
from portal.elections.count.vacancies import count_back
from portal.elections.models import Election, Nomination
from portal.elections.queries import candidates_of, stake_now
from portal.elections.results.counting import contest_of, recorded_lots
from portal.elections.seats_at_stake import leave_empty
from portal.elections.vacating.models import Countback


@dataclass(frozen=True)
class Bench:
    """The candidates of an election after it, by their place on the paper: who sits, who left.

    Somebody who withdrew before the result, or is no member any more, can take no seat either.
    """

    candidates: Sequence[Nomination]
    sitting: tuple[int, ...]
    left: tuple[int, ...]
    gone: tuple[int, ...]

    @property
    def vacated(self) -> list[Nomination]:
        """Those whose seat is vacant."""
        return [self.candidates[number - 1] for number in self.left]


def bench_of(election: Election, on: date) -> Bench:
    """Who sits and who left, as of that day."""
    candidates = candidates_of(election)
    sitting: list[int] = []
    left: list[int] = []
    gone: list[int] = []
    for number, each in enumerate(candidates, 1):
        if each.term is not None:
            (sitting if _sits(each, on) else left).append(number)
        elif each.withdrawn_on is not None or not each.member.is_current(on):
            gone.append(number)
    return Bench(candidates, tuple(sitting), tuple(left), tuple(gone))


def count_vacant(election: Election, bench: Bench) -> int:
    """How many of the seats that this election filled are vacant."""
    if election.sheet is None:
        return 0
    return read_sheet(election.sheet).seats - len(bench.sitting)


def find_open_countback(election: Election) -> Countback | None:
    """The countback that has begun and is not declared."""
    return db.session.scalar(
        lock(
            select(Countback).where(
                Countback.election_id == election.id, Countback.declared_at.is_(None)
            )
        )
    )


def countbacks_of(election: Election) -> Sequence[Countback]:
    """Every countback that was declared, the oldest first."""
    return db.session.scalars(
        select(Countback)
        .where(Countback.election_id == election.id, Countback.declared_at.is_not(None))
        .order_by(Countback.declared_at)
    ).all()


def count_again(election: Election, bench: Bench, lots: str | None) -> Sheet:
    """The count without those who left; those who sit keep their seats.

    Raises LotNeeded where a lot has to be drawn, SeatsRefused where nobody of the class is left.
    """
    stake, classes = stake_now(election), {
        number: each.seat_class.value for number, each in enumerate(bench.candidates, 1)
    }  # fmt: skip
    if election.leaves_empty:
        out = {*bench.left, *bench.gone}
        stake = leave_empty(stake, [each for number, each in classes.items() if number not in out])
    contest = contest_of(election.ballots or "", bench.candidates, stake.seats)
    return count_back(
        contest,
        stake.for_candidates(classes),
        recorded_lots(lots),
        left={*bench.left, *bench.gone} - contest.withdrawn,
        sitting=bench.sitting,
    )


def _sits(nomination: Nomination, on: date) -> bool:
    term = nomination.term
    return term is not None and term.is_running(max(on, term.starts_on))
