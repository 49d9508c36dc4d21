"""Steps from the end of voting to seats: close, open, draw lots, declare, challenge, destroy."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from portal.clock import local
from portal.committee.models import Term
from portal.committee.seating.services import Mandate, Seat, begin_terms, end_co_options
from portal.committee.terms import TermSource
from portal.database import db
from portal.elections.annulling.queries import find_annulment
from portal.elections.count.blt import ballots_hash, read_blt, write_blt
from portal.elections.count.lots import Lot
from portal.elections.count.lots_file import write_lots
from portal.elections.count.sheet import Sheet
from portal.elections.count.sheet_json import write_sheet
from portal.elections.count.standing_by import standing_by
from portal.elections.models import (
    BallotBox,
    Channel,
    Election,
    Nomination,
    ProvisionalVote,
    RollEntry,
)
from portal.elections.notice_services import send_notice
from portal.elections.polling.provisional_services import settle_provisional
from portal.elections.polling.queries import count_papers
from portal.elections.queries import (
    candidates_of,
    channel_counts,
    keys_in_urn,
    phase_at,
    roll_counts,
    stake_now,
)
from portal.elections.results.counting import (
    BallotsRefused,
    contest_of,
    may_show,
    recorded_lots,
    require_same_paper,
)
from portal.elections.results.queries import count_election, names_on_paper
from portal.elections.results.reserve_services import fill_reserve
from portal.elections.results.telling_services import addresses_of, tell_elected, tell_substitutes
from portal.elections.services import record_step, require_phase
from portal.elections.steps import Step
from portal.elections.timetable import NotNow, Phase
from portal.elections.urn.ballot_keys import hash_of_keys
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import erase_facts_of_kind, record
from portal.stored_pages import touch_public_pages


def close_urn(election: Election, *, at: datetime) -> None:
    """End voting for good: publish how many voted, how many boxes there are, and their keys' hash.

    Raises NotNow.
    """
    require_phase(election, Phase.CLOSING, at=at)
    provisional = settle_provisional(election)
    keys, channels = keys_in_urn(election), channel_counts(election)
    by_class = roll_counts(election)
    election.keys_hash, election.urn_closed_at = hash_of_keys(keys), at
    election.counts = {
        "roll": sum(roll for roll, _voted in by_class.values()),
        "boxes": len(keys),
        "papers": count_papers(election),
        "channels": {each.value: number for each, number in channels.items()},
        "classes": {each.value: list(counted) for each, counted in by_class.items()},
        "provisional": provisional,
    }
    if channels[Channel.ONLINE] != len(keys):
        # Said in public rather than hidden: whoever controls the server could do this.
        election.counts["differs"] = True
    fact = {name: election.counts[name] for name in ("roll", "boxes", "papers")}
    fact["keys_hash"] = election.keys_hash
    record(EntryKind.URN_CLOSED, {"election": election.id, **fact}, at=at, subject=election.id)
    db.session.flush()
    touch_public_pages()


def take_ballots(election: Election, text: str, *, broken: int, at: datetime) -> None:
    """Take the ballot file that came out of the urn. Raises NotNow, BltRefused, BallotsRefused."""
    require_phase(election, Phase.CLOSED, at=at)
    contest, counts = read_blt(text), election.counts or {}
    require_same_paper(contest, names_on_paper(election), stake_now(election).seats)
    found, expected = sum(contest.papers.values()), counts["boxes"] + counts["papers"]
    if found + broken != expected:
        raise BallotsRefused(
            _(
                "The file holds %(found)s ballots and %(broken)s boxes did not open; the urn was"
                " closed with %(expected)s boxes and papers. Find out why before you go on.",
                found=found,
                broken=broken,
                expected=expected,
            )
        )
    election.ballots, election.broken_boxes, election.opened_at = write_blt(contest), broken, at
    fact = {"ballots_hash": ballots_hash(contest), "broken_boxes": broken}
    record_step(election, Step.URN_OPENED, fact, at=at)


def record_lot(election: Election, lot: Lot, *, at: datetime) -> None:
    """Write down a lot that the count asked for. The count begins anew with it. Raises NotNow."""
    require_phase(election, Phase.COUNTING, at=at)
    candidates = candidates_of(election)
    election.lots = write_lots([*recorded_lots(election.lots), lot])
    fact = {
        "candidates": [candidates[number - 1].name for number in lot.candidates],
        "lot": candidates[lot.chosen - 1].name,
    }
    record_step(election, Step.LOT_DRAWN, fact, at=at)


def forget_lots(election: Election, *, at: datetime) -> None:
    """Begin the lots anew, because a candidate withdrew since. What was drawn stays in the ledger.

    Raises NotNow.
    """
    require_phase(election, Phase.COUNTING, at=at)
    election.lots = None
    record_step(election, Step.LOTS_FORGOTTEN, {}, at=at)


def declare_result(election: Election, *, at: datetime) -> list[Term]:
    """Declare who is elected, and give them their seats.

    Raises NotNow, and LotNeeded, SeatsRefused, SeatRefused, NoSeatLeft or OutOfBalance for what has
    to be put right before.
    """
    require_phase(election, Phase.COUNTING, Phase.UNOPPOSED, at=at)
    if election.is_question:
        raise NotNow(_("Here the members answered a question; nobody is elected."))
    standing = candidates_of(election)
    left_over: list[Nomination] = []
    sheet = None
    if phase_at(election, at) is Phase.UNOPPOSED:
        elected = _unopposed(election, standing)
    else:
        sheet = count_election(election)
        elected = [standing[number - 1] for number in sheet.elected]
        left_over = [standing[number - 1] for number in standing_by(sheet)]
        election.sheet = _kept_sheet(election, sheet)
    starts_on = max(election.terms_start_on, local(at).date())
    end_co_options(starts_on, at=at)
    terms = begin_terms(
        [Seat(each.member, each.seat_class) for each in elected],
        source=TermSource.ELECTED,
        starts_on=starts_on,
        ends_on=election.terms_end_on,
        mandate=mandate_of(election),
        at=at,
    )
    for nomination, term in zip(elected, terms, strict=True):
        nomination.term = term
    tell_elected(election, terms, at=at)
    election.declared_at = at
    fact: dict[str, Any] = {"elected": [each.name for each in elected], "seats": len(elected)}
    reserve = fill_reserve(elected, left_over, at=at)
    tell_substitutes(election, reserve, at=at)
    if election.sheet is not None:
        fact["sheet_hash"] = hashlib.sha256(election.sheet.encode()).hexdigest()
    if sheet is not None and may_show(sheet):
        fact["reserve"] = [each.name for each in reserve]
    record(EntryKind.ELECTION_DECLARED, {"election": election.id, **fact}, at=at,
           subject=election.id)  # fmt: skip
    db.session.flush()
    send_notice(election, but=addresses_of([*elected, *left_over]), at=at)
    touch_public_pages()
    return terms


def mandate_of(election: Election) -> Mandate | None:
    """How many voted, of how many; none where nobody needed to."""
    if election.counts is None:
        return None
    voters = election.counts["boxes"] + election.counts["papers"]
    # More boxes than members can be, where somebody tampered: said on the election's page.
    return Mandate(min(voters, election.counts["roll"]), election.counts["roll"])


def note_challenge(election: Election, *, at: datetime) -> None:
    """Somebody challenges the result: nothing is destroyed until it is decided. Raises NotNow."""
    require_phase(election, Phase.DECLARED, at=at)
    if election.challenged_on is not None:
        raise NotNow(_("A challenge is open already."))
    election.challenged_on = local(at).date()
    record_step(election, Step.CHALLENGED, {}, at=at)


def decide_challenge(election: Election, *, at: datetime) -> None:
    """The challenge was decided by those whom the rules name; the result stands. Raises NotNow."""
    require_phase(election, Phase.DECLARED, at=at)
    if election.challenged_on is None:
        raise NotNow(_("No challenge is open."))
    election.challenged_on = None
    annulment = find_annulment(election)
    if annulment is not None:
        db.session.delete(annulment)
    record_step(election, Step.CHALLENGE_DECIDED, {}, at=at)


def is_due_for_destruction(election: Election, at: datetime) -> bool:
    """Whether the challenge period is over and no challenge is open."""
    return (
        election.destroyed_from is not None
        and election.destroyed_at is None
        and election.challenged_on is None
        and at >= election.destroyed_from
    )


def destroy_urn(election: Election, *, at: datetime) -> None:
    """Delete urn and roll after the challenge period; the count sheet stays. Raises NotNow.

    The ballots, added up, stay only where the members adopted a countback. The tables have to be
    written anew after the transaction (portal.rewriting.rewrite_tables).
    """
    if not is_due_for_destruction(election, at):
        raise NotNow(_("The urn is kept until the challenge period is over."))
    for table in (BallotBox, RollEntry, ProvisionalVote):
        db.session.execute(delete(table).where(table.election_id == election.id))
    # Who voted on paper or was given a new code is forgotten with the roll; commitments stay.
    erase_facts_of_kind(EntryKind.ROLL_CHANGED, election.id)
    if not election.countback or election.stopped_at is not None:
        election.ballots = None
    election.destroyed_at = at
    record_step(election, Step.URN_DESTROYED, {}, at=at)


def _unopposed(election: Election, standing: list[Nomination]) -> list[Nomination]:
    elected = [each for each in standing if each.withdrawn_on is None]
    seats = stake_now(election).seats
    if len(elected) < seats and not election.leaves_empty:
        raise NotNow(
            _(
                "Somebody has withdrawn since, so %(count)s seats would stay empty. Say that they"
                " stay empty, or stop this election and begin another.",
                count=seats - len(elected),
            )
        )
    return elected


def _kept_sheet(election: Election, sheet: Sheet) -> str:
    contest = contest_of(election.ballots or "", candidates_of(election), stake_now(election).seats)
    return write_sheet(sheet, ballots=ballots_hash(contest), language="en")
