"""Steps of standing: nominations are entered, candidates withdraw, nominations close."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.clock import local, zone
from portal.committee.seating.services import Seat, require_seatable
from portal.committee.terms import TermSource
from portal.database import db
from portal.elections.candidacy import (
    require_candidate,
    require_nominators,
    require_statement,
    require_terms_in_a_row,
)
from portal.elections.drawn_order import draw_order, new_seed
from portal.elections.models import Election, Nomination, Withdrawal
from portal.elections.polling.roll_services import freeze_roll
from portal.elections.queries import (
    elected_terms_of,
    nominations_of,
    person_of,
    phase_at,
    sitting_classes,
    stake_now,
)
from portal.elections.seats_at_stake import require_contest, stake_as_json
from portal.elections.services import forget_offers, record_step, require_phase
from portal.elections.steps import Step
from portal.elections.timetable import (
    UNDECIDED,
    NotNow,
    Phase,
    TimetableRefused,
    eligible_before,
)
from portal.elections.urn.boxes import MOST_CANDIDATES
from portal.i18n import gettext as _
from portal.membership.models import Member


@dataclass(frozen=True)
class Candidacy:
    """Who is to stand, nominated by whom, and what they say of themselves."""

    member: Member
    nominators: tuple[Member, Member]
    statement: str
    interests: str
    consented_on: date
    photograph: bytes | None = None


def enter_nomination(election: Election, candidacy: Candidacy, *, at: datetime) -> Nomination:
    """Enter a nomination, with the candidate's consent and both who nominate.

    Raises NotNow, NominationRefused, and SeatRefused for somebody who could not take a seat.
    """
    require_possible(election, candidacy, at=at)
    member = candidacy.member
    nomination = Nomination(
        election_id=election.id,
        member_id=member.id,
        name=member.name,
        seat_class=member.member_class,
        statement=candidacy.statement,
        interests=candidacy.interests,
        photograph=candidacy.photograph,
        consented_on=candidacy.consented_on,
        first_nominator_id=candidacy.nominators[0].id,
        second_nominator_id=candidacy.nominators[1].id,
    )
    db.session.add(nomination)
    db.session.flush()
    record_step(election, Step.NOMINATED, {"nomination": nomination.id}, at=at)
    return nomination


def require_possible(election: Election, candidacy: Candidacy, *, at: datetime) -> None:
    """Refuse somebody who cannot stand like this; changes nothing.

    Raises NotNow, NominationRefused, and SeatRefused for somebody who could not take a seat.
    """
    require_phase(election, Phase.NOMINATIONS, at=at)
    if election.is_question:
        raise NotNow(_("Here the members answer a question; nobody is nominated."))
    today, member = local(at).date(), candidacy.member
    before = eligible_before(today, election.membership_days)
    there = nominations_of(election)
    standing = _standing(election)
    if len(there) >= MOST_CANDIDATES:
        raise NotNow(_("A ballot paper holds %(most)s candidates.", most=MOST_CANDIDATES))
    person = person_of(member, today)
    require_candidate(
        person,
        admitted_before=before,
        standing=[each.member_id for each in there],
        names=[each.name for each in standing],
        key_holders=election.key_holders,
    )
    require_nominators(
        person, [person_of(each, today) for each in candidacy.nominators], admitted_before=before
    )
    require_statement(candidacy.statement)
    require_terms_in_a_row(member.name, elected_terms_of(member), election.terms_start_on)
    require_seatable(
        Seat(member, member.member_class),
        election.terms_start_on,
        election.terms_end_on,
        today,
        source=TermSource.ELECTED,
    )


def withdraw_nomination(nomination: Nomination, why: Withdrawal, *, at: datetime) -> None:
    """A candidate withdraws, dies, or turns out not to be eligible; also during and after the poll.

    The ballots stay as they are: the count passes over the name. Raises NotNow.
    """
    election = nomination.election
    if phase_at(election, at) not in UNDECIDED:
        raise NotNow(_("The result is declared. Whoever is elected can step down instead."))
    if nomination.withdrawn_on is not None:
        raise NotNow(_("%(name)s does not stand any more.", name=nomination.name))
    nomination.withdrawal, nomination.withdrawn_on = why, local(at).date()
    record_step(election, Step(why.value), {"nomination": nomination.id}, at=at)


def require_closable(election: Election, *, at: datetime) -> None:
    """Refuse to close nominations while they leave something open.

    Raises SeatsRefused where the candidates cannot fill the seats, TimetableRefused where it has
    become too late for letters before the poll.
    """
    classes = [each.seat_class.value for each in _standing(election)]
    require_contest(
        stake_now(election, classes),
        dict(enumerate(classes, 1)),
        sitting=sitting_classes(election.terms_start_on),
    )
    if at >= election.days.poll_opens_at(zone()):
        raise TimetableRefused(
            _("The day on which voting was to begin has come. Choose later days for the poll.")
        )


def close_nominations(election: Election, *, at: datetime) -> None:
    """Fix who stands and for which seats, draw the order by lot, and freeze the roll.

    With no more candidates than seats nobody needs to vote. Raises NotNow, and what
    `require_closable` refuses.
    """
    require_phase(election, Phase.SIFTING, at=at)
    require_closable(election, at=at)
    standing = _standing(election)
    stake = stake_now(election, [each.seat_class.value for each in standing])
    election.stake, election.order_seed = stake_as_json(stake), new_seed()
    order = draw_order([each.id for each in standing], election.order_seed)
    for each in standing:
        each.position = order.index(each.id) + 1
    election.unopposed = len(standing) == stake.seats
    election.nominations_closed_at = at
    forget_offers(election)
    db.session.flush()
    fact = {"lot": election.order_seed, "candidates": order, "seats": stake.seats}
    if not election.unopposed:
        fact["roll"] = freeze_roll(election, at=at)
    record_step(election, Step.NOMINATIONS_CLOSED, fact, at=at)


def _standing(election: Election) -> list[Nomination]:
    return [each for each in nominations_of(election) if each.withdrawn_on is None]
