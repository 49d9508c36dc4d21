"""Questions to the register."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.database import db, lock
from portal.errors import NotFound
from portal.membership.classes import MemberClass
from portal.membership.models import Member, MemberChange

PAGE = 100

Question = TypeVar("Question", bound=Select[Any])


def is_current(on: date) -> ColumnElement[bool]:
    """The condition of being a member that day."""
    return and_(Member.admitted_on <= on, or_(Member.ceased_on.is_(None), Member.ceased_on > on))


def get_member(member_id: UUID) -> Member:
    """That member, also one who left. Raises NotFound."""
    member = db.session.scalar(lock(select(Member).where(Member.id == member_id)))
    if member is None:
        raise NotFound
    return member


def find_member_of_account(account_id: UUID, on: date) -> Member | None:
    """Who signs in with that account, if they are a member that day."""
    return db.session.scalar(
        select(Member).where(Member.account_id == account_id, is_current(on)).limit(1)
    )


def members_called(name: str, email: str) -> list[UUID]:
    """The members of that name, or who sign in with that address; former ones too."""
    given = [each.strip().lower() for each in (name, email)]
    if not any(given):
        return []
    asked = select(Member.id).outerjoin(Account, Account.id == Member.account_id)
    called, signs_in = func.lower(Member.name) == given[0], func.lower(Account.email) == given[1]
    return list(db.session.scalars(asked.where(called | signs_in).order_by(Member.id)))


def current_members(on: date) -> Sequence[Member]:
    """Everybody who belongs that day, by name."""
    return db.session.scalars(
        select(Member).where(is_current(on)).order_by(func.lower(Member.name), Member.id)
    ).all()


def members_in_reserve(on: date) -> Sequence[Member]:
    """The reserve of every class, in the order in which it is called; with their accounts."""
    return db.session.scalars(
        select(Member)
        .where(is_current(on), Member.reserve_rank.is_not(None))
        .options(joinedload(Member.account))
        .order_by(Member.member_class, Member.reserve_rank)
    ).all()


def register_page(
    *,
    search: str = "",
    member_class: MemberClass | None = None,
    ceased: bool = False,
    page: int = 1,
) -> Sequence[Member]:
    """One page of the register, by name."""
    return db.session.scalars(
        _sought(select(Member), search, member_class, ceased)
        .order_by(func.lower(Member.name), Member.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()


def count_members(
    *, search: str = "", member_class: MemberClass | None = None, ceased: bool = False
) -> int:
    """How many members a search finds."""
    question = _sought(select(func.count(Member.id)), search, member_class, ceased)
    return db.session.scalar(question) or 0


def class_counts(on: date) -> dict[MemberClass, int]:
    """How many members each class has that day; every class is named."""
    rows = db.session.execute(
        select(Member.member_class, func.count())
        .where(is_current(on))
        .group_by(Member.member_class)
    )
    found = {row[0]: row[1] for row in rows}
    return {each: found.get(each, 0) for each in MemberClass}


def line_managers(on: date) -> dict[UUID, UUID | None]:
    """Who manages whom that day."""
    rows = db.session.execute(select(Member.id, Member.line_manager_id).where(is_current(on)))
    return {row[0]: row[1] for row in rows}


def changes_of(member_id: UUID) -> Sequence[MemberChange]:
    """Everything done to that entry of the register, newest first."""
    return db.session.scalars(
        select(MemberChange)
        .where(MemberChange.member_id == member_id)
        .options(joinedload(MemberChange.by))
        .order_by(MemberChange.changed_at.desc(), MemberChange.detail)
    ).all()


def find_member_with_ref(care_worker_ref: str, on: date) -> Member | None:
    """The member with that care-worker reference."""
    return db.session.scalar(
        select(Member).where(Member.care_worker_ref == care_worker_ref, is_current(on))
    )


def find_member_with_rank(member_class: MemberClass, rank: int, on: date) -> Member | None:
    """The member with that place in the reserve of a class."""
    return db.session.scalar(
        select(Member).where(
            Member.member_class == member_class, Member.reserve_rank == rank, is_current(on)
        )
    )


def names_of(member_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these members."""
    rows = db.session.execute(select(Member.id, Member.name).where(Member.id.in_(list(member_ids))))
    return {row[0]: row[1] for row in rows}


def _sought(
    question: Question, search: str, member_class: MemberClass | None, ceased: bool
) -> Question:
    if search:
        question = question.where(Member.name.icontains(search, autoescape=True))
    if member_class is not None:
        question = question.where(Member.member_class == member_class)
    ended = Member.ceased_on.is_not(None)
    return question.where(ended if ceased else ~ended)
