"""Makers of an election at each point of its timetable, through the real services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.committee.models import Term
from portal.database import db, transaction
from portal.elections.advancing_services import advance
from portal.elections.count.blt import write_blt
from portal.elections.count.lots import LotNeeded
from portal.elections.models import Election, Nomination, RollEntry, Told
from portal.elections.polling.roll_services import give_code
from portal.elections.polling.services import cast_vote, prepare_ballot
from portal.elections.queries import candidates_of, phase_at
from portal.elections.results.queries import urn_of
from portal.elections.results.services import (
    close_urn,
    declare_result,
    record_lot,
    take_ballots,
)
from portal.elections.services import Draft, announce_election, plan_election, set_key
from portal.elections.standing.services import Candidacy, enter_nomination
from portal.elections.timetable import Phase, Timetable
from portal.elections.urn.ballot_keys import new_code
from portal.elections.urn.opening import open_urn
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from tests.committee.factories import make_candidate
from tests.conftest import NOW
from tests.elections.urn.factories import KEYS
from tests.membership.factories import make_member
from tests.snapshots import remembered

DAYS = Timetable(
    nominations_from_on=date(2026, 11, 9),
    nominations_last_on=date(2026, 11, 16),
    poll_from_on=date(2026, 11, 23),
    poll_last_on=date(2026, 11, 30),
    terms_start_on=date(2026, 12, 7),
    terms_end_on=date(2029, 12, 7),
)
HOLDERS = ["Olwen Reeve", "Sion Teg", "Beca Morus"]
ADMITTED_LONG_AGO = date(2025, 1, 5)


def noon(day: date) -> datetime:
    """The middle of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


NOMINATING = NOW
SIFTING = noon(date(2026, 11, 17))
READY = SIFTING
POLLING = noon(date(2026, 11, 25))
CLOSING = noon(date(2026, 12, 1))
COUNTING = CLOSING + timedelta(hours=3)
SETTLING = COUNTING + timedelta(days=29)

# Nine seats, and two more who stand.
STANDING = (
    ("Ann Arch", MemberClass.USER),
    ("Bob Budge", MemberClass.USER),
    ("Cyd Cadwal", MemberClass.USER),
    ("Dai Dafis", MemberClass.FAMILY_CARER),
    ("Eve Ebbw", MemberClass.FAMILY_CARER),
    ("Fay Ffowc", MemberClass.WORKER),
    ("Gus Gwyn", MemberClass.WORKER),
    ("Hal Hir", MemberClass.VOLUNTEER),
    ("Ida Ifan", MemberClass.SUPPORTER_COMMUNITY),
    ("Jac Jarman", MemberClass.PUBLIC_BODY),
    ("Kay Kerrow", MemberClass.WORKER),
)

NAMES = [name for name, _class in STANDING]
# One more, so that two are left over for one seat.
TWELVE = (*STANDING, ("Lyn Llwyd", MemberClass.USER))


def make_draft(*, membership_days: int = 90, countback: bool = False, **days: date) -> Draft:
    """A plan that can be announced today."""
    return Draft("Committee 2026", replace(DAYS, **days), membership_days, countback)


def make_election(*, announced: bool = True, at: datetime = NOW, **facts: Any) -> Election:
    """An election whose nominations are open."""
    election = plan_election(make_draft(**facts), at=at)
    set_key(election, KEYS.public.hex(), HOLDERS, at=at)
    if announced:
        announce_election(election, at=at)
    return election


def make_members(
    count: int = 20, member_class: MemberClass = MemberClass.USER, name: str = "Voter"
) -> list[Member]:
    """Members who may vote and have no sign-in."""
    return [
        make_member(f"{name} {number:03}", member_class, admitted_on=ADMITTED_LONG_AGO)
        for number in range(1, count + 1)
    ]


def make_nomination(
    election: Election, member: Member, nominators: Sequence[Member], *, at: datetime = NOMINATING
) -> Nomination:
    """A nomination in good order."""
    return enter_nomination(
        election,
        Candidacy(member, (nominators[0], nominators[1]), "I will listen.", "", at.date()),
        at=at,
    )


def make_standing(
    election: Election, people: Iterable[tuple[str, MemberClass]] = STANDING
) -> list[Nomination]:
    """Candidates, all nominated by the same two members."""
    nominators = make_members(2, MemberClass.FAMILY_CARER, "Nominator")
    return [
        make_nomination(election, make_candidate(name, each), nominators) for name, each in people
    ]


def make_ready(
    *,
    voters: int = 12,
    people: Iterable[tuple[str, MemberClass]] = STANDING,
    **facts: Any,
) -> tuple[Election, dict[str, str]]:
    """An election just before the poll, and everybody's code by name."""
    several = tuple(people)
    name = ("ready election", voters, several, tuple(sorted(facts.items())))
    identity, codes = remembered(name, lambda: _make_ready(voters, several, facts))
    return db.session.get_one(Election, identity), codes


def _make_ready(
    voters: int, people: Iterable[tuple[str, MemberClass]], facts: Mapping[str, Any]
) -> tuple[UUID, dict[str, str]]:
    with transaction():
        election = make_election(**facts)
        make_standing(election, people)
        make_members(voters)
        advance(election, at=READY)
        assert phase_at(election, READY) is Phase.READY
        return election.id, make_codes(election)


def make_codes(election: Election) -> dict[str, str]:
    """A new code for everybody on the roll."""
    entries = db.session.scalars(
        select(RollEntry).where(RollEntry.election_id == election.id)
    ).all()
    codes = {each.member.name: give_code(each, Told.LETTER) for each in entries}
    db.session.flush()
    return codes


def ranking_of(election: Election, *names: str) -> tuple[int, ...]:
    """Candidates by name as numbers of the paper."""
    order = [each.name for each in candidates_of(election)]
    return tuple(order.index(name) + 1 for name in names)


def make_vote(
    election: Election,
    codes: Mapping[str, str],
    voter: str,
    *names: str,
    receipt: str = "",
    at: datetime = POLLING,
) -> str:
    """One vote; returns the receipt."""
    entry = db.session.scalars(
        select(RollEntry)
        .join(RollEntry.member)
        .where(RollEntry.election_id == election.id, Member.name == voter)
    ).one()
    receipt = receipt or new_code()
    ballot = prepare_ballot(
        election,
        entry,
        ranking_of(election, *names),
        receipt=receipt,
        candidates=len(candidates_of(election)),
    )
    cast_vote(election, codes[voter], ballot, at=at)
    return receipt


def make_closed(votes: Sequence[Sequence[str]], **facts: Any) -> Election:
    """An election whose urn is closed, with one vote for each ranking of names."""
    election, codes = make_ready(voters=max(len(votes), 1), **facts)
    for number, names in enumerate(votes, 1):
        make_vote(election, codes, f"Voter {number:03}", *names)
    close_urn(election, at=CLOSING)
    return election


def ballots_of(election: Election, papers: Sequence[tuple[int, ...]] = ()) -> str:
    """What the ceremony brings out of the urn."""
    urn = urn_of(election)
    return write_blt(open_urn(urn, KEYS, published=urn.keys_hash, papers=papers).contest)


def make_counting(votes: Sequence[Sequence[str]], **facts: Any) -> Election:
    """An election whose ballots are there to be counted."""
    election = make_closed(votes, **facts)
    take_ballots(election, ballots_of(election), broken=0, at=COUNTING)
    return election


def drawn(election: Election, candidates: Sequence[int]) -> int:
    """Whom a lot falls on: the first by name, for their order on the paper is drawn, too."""
    names = [each.name for each in candidates_of(election)]
    return min(candidates, key=lambda number: names[number - 1])


def make_declared(election: Election, *, at: datetime = COUNTING) -> list[Term]:
    """Declare the result; where a lot is needed it falls on the first by name."""
    while True:
        try:
            return declare_result(election, at=at)
        except LotNeeded as needed:
            chosen = drawn(election, needed.candidates)
            lot = needed.record(chosen, drawn_by="Olwen", witnessed_by="Sion")
            record_lot(election, lot, at=at)
