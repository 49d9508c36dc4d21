"""Questions about the roll and the urn while members vote."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.database import db, lock
from portal.elections.models import (
    BallotBox,
    Channel,
    Election,
    ProvisionalVote,
    RollEntry,
    Told,
)
from portal.elections.polling.codes import lookup_of
from portal.errors import NotFound
from portal.i18n import site_languages
from portal.membership.models import Member
from portal.membership.queries import is_current

PAGE = 100


def find_entry_by_code(election: Election, code: str) -> RollEntry | None:
    """Whose code it is; held until the transaction ends where something may change."""
    lookup = lookup_of(code, election=election.id)
    if lookup is None:
        return None
    return db.session.scalar(
        lock(
            select(RollEntry).where(
                RollEntry.code_lookup == lookup, RollEntry.election_id == election.id
            )
        )
    )


def get_entry(election: Election, member_id: UUID) -> RollEntry:
    """That member's line of the roll. Raises NotFound."""
    found = db.session.scalar(
        lock(
            select(RollEntry).where(
                RollEntry.election_id == election.id, RollEntry.member_id == member_id
            )
        )
    )
    if found is None:
        raise NotFound
    return found


def find_entry_of(election: Election, member_id: UUID) -> RollEntry | None:
    """That member's line of the roll, if they are on it."""
    return db.session.get(RollEntry, (election.id, member_id))


def members_not_on_roll(election: Election, on: date) -> Sequence[Member]:
    """Members that day who are not on the roll, by name."""
    listed = select(RollEntry.member_id).where(RollEntry.election_id == election.id)
    return db.session.scalars(
        select(Member)
        .where(is_current(on), Member.id.not_in(listed))
        .order_by(func.lower(Member.name), Member.id)
    ).all()


def provisional_votes(election: Election) -> Sequence[ProvisionalVote]:
    """Every vote of somebody who was not on the roll, in the order of their names."""
    return db.session.scalars(
        select(ProvisionalVote)
        .where(ProvisionalVote.election_id == election.id)
        .order_by(func.lower(ProvisionalVote.name), ProvisionalVote.id)
    ).all()


def get_provisional(election: Election, vote_id: UUID) -> ProvisionalVote:
    """That vote. Raises NotFound."""
    found = db.session.scalar(
        lock(
            select(ProvisionalVote).where(
                ProvisionalVote.id == vote_id, ProvisionalVote.election_id == election.id
            )
        )
    )
    if found is None:
        raise NotFound
    return found


def has_box(election: Election, key: bytes) -> bool:
    """Whether a box lies under that key."""
    return db.session.get(BallotBox, (election.id, key)) is not None


def entries_without_code(election: Election) -> Sequence[RollEntry]:
    """Everybody who has not been sent a code, by name; with their members."""
    return db.session.scalars(
        _entries(election)
        .where(RollEntry.told.is_(None), RollEntry.channel.is_(None))
        .order_by(func.lower(Member.name), Member.id)
    ).all()


def members_told_by_letter(election: Election) -> Sequence[Member]:
    """Everybody on the roll who was not mailed a code, by name."""
    return [
        each.member
        for each in db.session.scalars(
            _entries(election)
            .where(or_(RollEntry.told.is_(None), RollEntry.told != Told.MAIL))
            .order_by(func.lower(Member.name), Member.id)
        )
    ]


def count_entries_without_code(election: Election) -> int:
    """How many have not been sent a code."""
    return (
        db.session.scalar(
            select(func.count(RollEntry.member_id)).where(
                RollEntry.election_id == election.id,
                RollEntry.told.is_(None),
                RollEntry.channel.is_(None),
            )
        )
        or 0
    )


def mail_addresses(
    election: Election, *, told: Told | None, voted: bool | None = None
) -> Mapping[str, list[tuple[UUID, str]]]:
    """Members with an address who do not ask for post, told that way, by the language they wish.

    The others are in no list: their letters are printed.
    """
    question = (
        select(RollEntry.member_id, Account.email, Member.language)
        .join(Member, Member.id == RollEntry.member_id)
        .join(Account, Account.id == Member.account_id)
        .where(RollEntry.election_id == election.id, Account.closed_at.is_(None), ~Member.by_post)
        .where(RollEntry.told.is_(None) if told is None else RollEntry.told == told)
        .order_by(RollEntry.member_id)
    )
    if voted is not None:
        has_voted = RollEntry.channel.is_not(None)
        question = question.where(has_voted if voted else ~has_voted)
    known = site_languages()
    found: dict[str, list[tuple[UUID, str]]] = {}
    for member_id, address, language in db.session.execute(question):
        spoken = language if language in known else known[0]
        found.setdefault(spoken, []).append((member_id, address))
    return found


def entries_named(election: Election, name: str) -> Sequence[RollEntry]:
    """The lines of the roll whose name holds these words; the first page of them."""
    return db.session.scalars(
        _entries(election)
        .where(Member.name.icontains(name, autoescape=True))
        .order_by(func.lower(Member.name), Member.id)
        .limit(PAGE)
    ).all()


def count_papers(election: Election) -> int:
    """How many votes came on paper or by telephone."""
    return (
        db.session.scalar(
            select(func.count(RollEntry.member_id)).where(
                RollEntry.election_id == election.id,
                RollEntry.channel.in_([Channel.PAPER, Channel.PHONE]),
            )
        )
        or 0
    )


def boxes_of(election: Election) -> Sequence[BallotBox]:
    """Every box, in the order of the keys."""
    return db.session.scalars(
        select(BallotBox).where(BallotBox.election_id == election.id).order_by(BallotBox.key)
    ).all()


def _entries(election: Election) -> Select[Any]:
    return (
        select(RollEntry)
        .join(Member, Member.id == RollEntry.member_id)
        .where(RollEntry.election_id == election.id)
        .options(joinedload(RollEntry.member))
    )
