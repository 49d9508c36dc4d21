"""Steps of a countback: begin, draw lots, declare."""

from datetime import datetime

from portal.clock import local
from portal.committee.models import Term
from portal.committee.seating.services import Seat, begin_terms, end_co_options
from portal.committee.seats import classes_beside
from portal.committee.terms import TermSource
from portal.database import db
from portal.elections.count.blt import ballots_hash
from portal.elections.count.lots import Lot
from portal.elections.count.lots_file import write_lots
from portal.elections.count.sheet_json import write_sheet
from portal.elections.count.vacancies import CountbackRefused
from portal.elections.models import Election
from portal.elections.queries import candidates_of
from portal.elections.results.counting import contest_of, recorded_lots
from portal.elections.results.reserve_services import clear_reserve
from portal.elections.results.services import mandate_of
from portal.elections.results.telling_services import tell_elected
from portal.elections.services import record_step, require_phase
from portal.elections.steps import Step
from portal.elections.timetable import Phase
from portal.elections.vacating.models import Countback
from portal.elections.vacating.queries import (
    Bench,
    bench_of,
    count_again,
    count_vacant,
    find_open_countback,
)
from portal.i18n import gettext as _


def begin_countback(election: Election, *, at: datetime) -> Countback:
    """Begin to count the ballots again, because a seat fell vacant.

    Raises NotNow before a result was declared, and CountbackRefused where the members did not adopt
    this before the poll, no seat is vacant, or a countback has begun already.
    """
    require_phase(election, Phase.DECLARED, Phase.SETTLED, at=at)
    _require_countback(election, _bench(election, at))
    if find_open_countback(election) is not None:
        raise CountbackRefused(_("A countback has begun already."))
    made = Countback(election_id=election.id, begun_at=at)
    db.session.add(made)
    record_step(election, Step.COUNTBACK_BEGUN, {}, at=at)
    return made


def note_lot(countback: Countback, lot: Lot, *, at: datetime) -> None:
    """Write down a lot that the count asked for."""
    countback.lots = write_lots([*recorded_lots(countback.lots), lot])
    names = [each.name for each in candidates_of(countback.election)]
    fact = {
        "candidates": [names[number - 1] for number in lot.candidates],
        "lot": names[lot.chosen - 1],
    }
    record_step(countback.election, Step.LOT_DRAWN, fact, at=at)


def declare_countback(countback: Countback, *, at: datetime) -> list[Term]:
    """Give the vacant seats to those whom the ballots elect, for the rest of the term.

    Raises CountbackRefused, LotNeeded, SeatsRefused, and what refuses somebody a seat.
    """
    election = countback.election
    bench = _bench(election, at)
    _require_countback(election, bench)
    sheet = count_again(election, bench, countback.lots)
    coming = [
        bench.candidates[number - 1] for number in sheet.elected if number not in bench.sitting
    ]
    starts_on = max(election.terms_start_on, local(at).date())
    end_co_options(starts_on, classes_beside([each.seat_class for each in coming]), at=at)
    terms = begin_terms(
        [Seat(each.member, each.seat_class) for each in coming],
        source=TermSource.ELECTED,
        starts_on=starts_on,
        ends_on=election.terms_end_on,
        mandate=mandate_of(election),
        at=at,
    )
    for nomination, term in zip(coming, terms, strict=True):
        nomination.term = term
    clear_reserve(coming, at=at)
    tell_elected(election, terms, at=at)
    contest = contest_of(election.ballots or "", bench.candidates, sheet.seats)
    countback.sheet = write_sheet(sheet, ballots=ballots_hash(contest), language="en")
    countback.declared_at = at
    fact = {"elected": [each.name for each in coming], "seats": len(coming)}
    record_step(election, Step.COUNTED_AGAIN, fact, at=at)
    return terms


def _bench(election: Election, at: datetime) -> Bench:
    return bench_of(election, local(at).date())


def _require_countback(election: Election, bench: Bench) -> None:
    if not election.countback or election.ballots is None:
        raise CountbackRefused(
            _(
                "The members did not adopt a countback before the poll was opened, so the seat is"
                " filled by a by-election."
            )
        )
    if not count_vacant(election, bench):
        raise CountbackRefused(_("No seat is vacant."))
