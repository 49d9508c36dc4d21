"""Steps of the reserve: who stands by for a class, and in which order they are called."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.membership.queries import members_in_reserve
from portal.membership.services import change_member


def form_reserve(member_class: MemberClass, members: Sequence[Member], *, at: datetime) -> None:
    """Let these stand by for their class, in this order; who stood by before no longer does."""
    for each in _reserve_of(member_class, at):
        _place(each, None, by=None, at=at)
    for place, each in enumerate(members, 1):
        _place(each, place, by=None, at=at)


def join_reserve(member: Member, *, by: Account, at: datetime) -> None:
    """Let somebody stand by for their class, after those who do already."""
    places = [each.reserve_rank or 0 for each in _reserve_of(member.member_class, at)]
    _place(member, max(places, default=0) + 1, by=by, at=at)


def leave_reserve(member: Member, *, by: Account | None, at: datetime) -> None:
    """Let somebody stand by no longer; the others keep their places."""
    _place(member, None, by=by, at=at)


def _reserve_of(member_class: MemberClass, at: datetime) -> list[Member]:
    there = members_in_reserve(local(at).date())
    return [each for each in there if each.member_class is member_class]


def _place(member: Member, place: int | None, *, by: Account | None, at: datetime) -> None:
    change_member(member, replace(member.details, reserve_rank=place), by=by, at=at)
