"""Steps of co-opting: one sitting member proposes, another confirms, and it holds at once.

A term ends with the next election, at the latest after the longest time that is allowed. Whoever is
named a substitute stands by after those whom the members' votes made substitutes, until an election
gives the class a new reserve.
"""

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.book_services import hold_book
from portal.committee.co_opting.models import CoOption
from portal.committee.co_opting.queries import open_co_options
from portal.committee.offices import AppointmentState
from portal.committee.queries import find_term_of, sitting_terms
from portal.committee.seating.services import Seat, begin_terms, require_seatable
from portal.committee.seats import require_seats
from portal.committee.services import refresh_authority
from portal.committee.terms import LONGEST_MONTHS, TermSource, months_after
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.membership.models import Member
from portal.membership.reserve_services import join_reserve
from portal.stored_pages import touch_public_pages


class CoOptionRefused(RuleBroken):
    """This person cannot be co-opted, or not by these two."""


@dataclass(frozen=True)
class Offer:
    """Who is to come into a vacant seat, or to stand by, and to what they agreed."""

    member: Member
    consented_on: date
    shows_class: bool
    stands_by: bool = False


def propose_co_option(offer: Offer, *, by: Account, at: datetime) -> CoOption:
    """Propose a member for a vacant seat of their class, or as a substitute.

    Raises CoOptionRefused, SeatRefused for somebody who cannot sit, and NoSeatLeft.
    """
    hold_book()
    _require_seated(by, at)
    today = local(at).date()
    if offer.consented_on > today:
        raise CoOptionRefused(_("Nobody can have agreed on a day that has not come yet."))
    if any(each.member_id == offer.member.id for each in open_co_options()):
        raise CoOptionRefused(_("%(name)s has been proposed already.", name=offer.member.name))
    _require_seatable(offer.member, today)
    if offer.stands_by:
        _require_no_place(offer.member)
    else:
        seated = [each.seat_class for each in sitting_terms(today)]
        require_seats([*seated, offer.member.member_class])
    made = CoOption(
        member=offer.member,
        state=AppointmentState.PROPOSED,
        stands_by=offer.stands_by,
        shows_class=offer.shows_class,
        consented_on=offer.consented_on,
        proposed_at=at,
        proposed_by=by,
    )
    db.session.add(made)
    db.session.flush()
    return made


def confirm_co_option(co_option: CoOption, *, by: Account, at: datetime) -> None:
    """Confirm what another member proposed: from today on they sit, or stand by.

    Raises CoOptionRefused, and SeatRefused, NoSeatLeft or OutOfBalance.
    """
    hold_book()
    _require_open(co_option)
    _require_seated(by, at)
    if co_option.proposed_by_id == by.id:
        raise CoOptionRefused(
            _("You proposed this. Another member of the committee has to confirm it.")
        )
    if co_option.stands_by:
        _stand_by(co_option, by=by, at=at)
    else:
        today, member = local(at).date(), co_option.member
        begin_terms(
            [Seat(member, member.member_class, co_option.shows_class)],
            source=TermSource.CO_OPTED,
            starts_on=today,
            ends_on=_last_end(today),
            at=at,
        )
    co_option.state, co_option.confirmed_by_id = AppointmentState.MADE, by.id
    db.session.flush()


def withdraw_co_option(co_option: CoOption, *, by: Account, at: datetime) -> None:
    """Take a proposal back, or turn one down. Raises CoOptionRefused."""
    hold_book()
    _require_open(co_option)
    _require_seated(by, at)
    co_option.state = AppointmentState.WITHDRAWN
    db.session.flush()


def _stand_by(co_option: CoOption, *, by: Account, at: datetime) -> None:
    member = co_option.member
    _require_seatable(member, local(at).date())
    _require_no_place(member)
    join_reserve(member, by=by, at=at)
    fact = {
        "name": member.name,
        "office": "substitute",
        "proposed_by": co_option.proposed_by.name,
        "confirmed_by": by.name,
    }
    record(EntryKind.APPOINTMENT_MADE, fact, at=at, subject=member.id)
    refresh_authority(at)
    touch_public_pages()


def _require_open(co_option: CoOption) -> None:
    if co_option.state is not AppointmentState.PROPOSED:
        raise CoOptionRefused(_("This has been decided already."))


def _require_seated(by: Account, at: datetime) -> None:
    if find_term_of(by.id, local(at).date()) is None:
        raise CoOptionRefused(_("Only members who sit on the committee co-opt."))


def _require_seatable(member: Member, today: date) -> None:
    seat = Seat(member, member.member_class)
    require_seatable(seat, today, _last_end(today), today, source=TermSource.CO_OPTED)


def _require_no_place(member: Member) -> None:
    if member.reserve_rank is not None:
        raise CoOptionRefused(_("%(name)s is a substitute already.", name=member.name))


def _last_end(today: date) -> date:
    return months_after(today, LONGEST_MONTHS[TermSource.CO_OPTED])
