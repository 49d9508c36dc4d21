"""Steps of the reserve: whoever stood and was not elected stands by for their class."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from portal.clock import local
from portal.elections.models import Nomination
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from portal.membership.reserve_services import form_reserve, leave_reserve


def fill_reserve(
    elected: Iterable[Nomination], left_over: Sequence[Nomination], *, at: datetime
) -> list[Member]:
    """Give each class the reserve that the members' votes made; returns it, class by class.

    A class of which nobody was left over keeps the reserve it had. Whoever withdrew, left the
    co-operative or changed class since does not stand by.
    """
    clear_reserve(elected, at=at)
    today = local(at).date()
    found: list[Member] = []
    for member_class in MemberClass:
        members = [
            each.member
            for each in left_over
            if each.seat_class is member_class
            and each.withdrawn_on is None
            and each.member.is_current(today)
            and each.member.member_class is member_class
        ]
        if members:
            form_reserve(member_class, members, at=at)
            found += members
    return found


def clear_reserve(seated: Iterable[Nomination], *, at: datetime) -> None:
    """Whoever gets a seat stands by no longer."""
    for each in seated:
        if each.member.reserve_rank is not None:
            leave_reserve(each.member, by=None, at=at)
