"""Questions about elections: how far they are, who stands, who votes, what is in the urn."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.clock import local, zone
from portal.committee.offices import Office
from portal.committee.queries import office_holders
from portal.committee.round_queries import terms_between
from portal.committee.terms import TermSource
from portal.database import db, lock
from portal.elections.candidacy import Person
from portal.elections.models import BallotBox, Channel, Election, Nomination, RollEntry
from portal.elections.seats_at_stake import Stake, leave_empty, read_stake, stake_of
from portal.elections.timetable import ONE_DAY, Phase, eligible_before, phase_of
from portal.errors import NotFound
from portal.i18n import site_languages
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.membership.queries import is_current


def get_election(election_id: UUID) -> Election:
    """That election, held where something may change. Raises NotFound."""
    found = db.session.scalar(lock(select(Election).where(Election.id == election_id)))
    if found is None:
        raise NotFound
    return found


def get_election_to_vote(election_id: UUID) -> Election:
    """The same, held against its end only: many vote at once, and none waits for another."""
    found = db.session.scalar(lock(select(Election).where(Election.id == election_id), shared=True))
    if found is None:
        raise NotFound
    return found


def get_public_election(election_id: UUID) -> Election:
    """That election, once it was announced. Raises NotFound."""
    found = get_election(election_id)
    if found.announced_at is None:
        raise NotFound
    return found


def all_elections() -> Sequence[Election]:
    """Every election, the newest first; drafts among them."""
    return db.session.scalars(
        select(Election).order_by(Election.poll_from_on.desc(), Election.id)
    ).all()


def public_elections() -> Sequence[Election]:
    """Every election that was announced, the newest first."""
    return [each for each in all_elections() if each.announced_at is not None]


def phase_at(election: Election, at: datetime) -> Phase:
    """How far the election is at that instant."""
    return phase_of(election.milestones, election.days, at=at, zone=zone())


def destroy_on(election: Election) -> date | None:
    """The day on which urn and roll are deleted, once that is known."""
    return local(election.destroyed_from).date() if election.destroyed_from else None


def nominations_of(election: Election) -> Sequence[Nomination]:
    """Everybody who was nominated, in the order of the paper; before the lot by name."""
    return db.session.scalars(
        select(Nomination)
        .where(Nomination.election_id == election.id)
        .options(joinedload(Nomination.member).joinedload(Member.account))
        .order_by(Nomination.position, func.lower(Nomination.name), Nomination.id)
    ).all()


def candidates_of(election: Election) -> list[Nomination]:
    """Everybody on the ballot paper in its order, also those who withdrew since it was drawn."""
    return [each for each in nominations_of(election) if each.position is not None]


def get_nomination(election: Election, nomination_id: UUID) -> Nomination:
    """That nomination. Raises NotFound."""
    found = db.session.get(Nomination, nomination_id)
    if found is None or found.election_id != election.id:
        raise NotFound
    return found


def find_election_of_term(term_id: UUID) -> Election | None:
    """The election that a term of office came from."""
    return db.session.scalar(
        select(Election)
        .join(Nomination, Nomination.election_id == Election.id)
        .where(Nomination.term_id == term_id)
    )


def sitting_classes(on: date) -> list[MemberClass]:
    """The classes of the seats that are held that day, as far as is known today.

    Whoever is co-opted sits until an election only, so that their seat counts as vacant.
    """
    return [
        each.seat_class
        for each in terms_between(on, on + ONE_DAY)
        if each.is_running(on) and each.source is not TermSource.CO_OPTED
    ]


def stake_now(election: Election, classes: Sequence[str] = ()) -> Stake:
    """The seats of the election: as fixed when nominations closed, before that as they stand."""
    if election.stake is not None:
        return read_stake(election.stake)
    stake = stake_of(sitting_classes(election.terms_start_on))
    return leave_empty(stake, classes) if election.leaves_empty else stake


def elected_without_key(election: Election) -> list[str]:
    """Who got a seat and has not made a key yet, by name: nothing can be sealed to them."""
    return [
        each.name
        for each in nominations_of(election)
        if each.term_id is not None
        and (each.member.account is None or not each.member.account.has_key)
    ]


def person_of(member: Member, on: date) -> Person:
    """A member as the rules of standing see them."""
    officers = {each.account_id for each in office_holders(Office.RETURNING_OFFICER, on)}
    return Person(
        id=member.id,
        name=member.name,
        is_member=member.is_current(on),
        admitted_on=member.admitted_on,
        has_sign_in=member.account_id is not None,
        runs_the_election=member.account_id is not None and member.account_id in officers,
    )


def elected_terms_of(member: Member) -> list[tuple[date, date]]:
    """First day, and first day after, of every term that member was elected to."""
    found = terms_between(date.min, date.max)
    return [
        (each.starts_on, each.ends_on)
        for each in found
        if each.member_id == member.id and each.source is TermSource.ELECTED
    ]


def eligible_members(election: Election, at: datetime) -> Sequence[Member]:
    """Everybody who could stand or nominate that day, by name."""
    today = local(at).date()
    return db.session.scalars(
        select(Member)
        .where(
            is_current(today),
            Member.admitted_on <= eligible_before(today, election.membership_days),
        )
        .order_by(func.lower(Member.name), Member.id)
    ).all()


def count_entitled(election: Election) -> int:
    """How many members of today would be on the roll on the day on which it is fixed."""
    day = election.nominations_last_on + ONE_DAY
    return (
        db.session.scalar(
            select(func.count(Member.id)).where(
                is_current(day),
                Member.admitted_on <= eligible_before(day, election.membership_days),
            )
        )
        or 0
    )


def addresses_of_members(on: date) -> Mapping[str, list[str]]:
    """Where members are written to by mail, by the language they wish."""
    question = (
        select(Member.language, Account.email)
        .join(Account, Account.id == Member.account_id)
        .where(is_current(on), Account.closed_at.is_(None), ~Member.by_post)
        .order_by(Member.id)
    )
    known = site_languages()
    found: dict[str, list[str]] = {}
    for language, address in db.session.execute(question):
        found.setdefault(language if language in known else known[0], []).append(address)
    return found


def members_by_post(on: date) -> Sequence[Member]:
    """Members who are not written to by mail, by name."""
    return db.session.scalars(
        select(Member)
        .outerjoin(Account, Account.id == Member.account_id)
        .where(
            is_current(on),
            or_(Member.by_post, Account.id.is_(None), Account.closed_at.is_not(None)),
        )
        .order_by(func.lower(Member.name), Member.id)
    ).all()


def returning_officers(on: date) -> str:
    """Who runs elections that day, by name, as letters name them."""
    found = {each.account.name: None for each in office_holders(Office.RETURNING_OFFICER, on)}
    return ", ".join(found)


def roll_counts(election: Election) -> dict[MemberClass, tuple[int, int]]:
    """By class: how many are on the roll, and how many of them have voted."""
    rows = db.session.execute(
        select(
            RollEntry.member_class, func.count(RollEntry.member_id), func.count(RollEntry.channel)
        )
        .where(RollEntry.election_id == election.id)
        .group_by(RollEntry.member_class)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def channel_counts(election: Election) -> dict[Channel, int]:
    """How many votes came which way."""
    rows = db.session.execute(
        select(RollEntry.channel, func.count(RollEntry.member_id))
        .where(RollEntry.election_id == election.id, RollEntry.channel.is_not(None))
        .group_by(RollEntry.channel)
    )
    found = {row[0]: row[1] for row in rows}
    return {each: found.get(each, 0) for each in Channel}


def keys_in_urn(election: Election) -> list[bytes]:
    """The key of every box, sorted."""
    return list(
        db.session.scalars(
            select(BallotBox.key)
            .where(BallotBox.election_id == election.id)
            .order_by(BallotBox.key)
        )
    )


def elections_to_advance() -> Sequence[UUID]:
    """The elections in which the timetable may have something to do."""
    return db.session.scalars(
        select(Election.id).where(
            Election.announced_at.is_not(None),
            or_(Election.stopped_at.is_(None), Election.nominations_closed_at.is_not(None)),
            Election.destroyed_at.is_(None),
        )
    ).all()
