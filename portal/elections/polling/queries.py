"""Questions about the roll and the urn while members vote."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.database import db, lock
from portal.elections.models import BallotBox, Channel, Election, RollEntry, Told
from portal.elections.polling.codes import lookup_of
from portal.errors import NotFound
from portal.membership.models import Member

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
) -> Sequence[tuple[UUID, str]]:
    """Members with an address, told that way: (member, address)."""
    question = (
        select(RollEntry.member_id, Account.email)
        .join(Member, Member.id == RollEntry.member_id)
        .join(Account, Account.id == Member.account_id)
        .where(RollEntry.election_id == election.id, Account.closed_at.is_(None))
        .where(RollEntry.told.is_(None) if told is None else RollEntry.told == told)
        .order_by(RollEntry.member_id)
    )
    if voted is not None:
        has_voted = RollEntry.channel.is_not(None)
        question = question.where(has_voted if voted else ~has_voted)
    return [(row[0], row[1]) for row in db.session.execute(question)]


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
