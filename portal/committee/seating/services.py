"""Steps of seating: terms begin, and end before their day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.book_services import hold_book
from portal.committee.models import Term
from portal.committee.offices import Office
from portal.committee.queries import appointments_between
from portal.committee.round_queries import terms_between
from portal.committee.seats import require_balance, require_seats
from portal.committee.services import refresh_authority
from portal.committee.terms import TermSource, do_overlap, is_running, require_term
from portal.config import settings
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.membership.classes import ONE_MEMBER, MemberClass
from portal.membership.models import Member


class SeatRefused(RuleBroken):
    """This person cannot have this seat for this time."""


@dataclass(frozen=True)
class Seat:
    """Who shall sit, and for which class."""

    member: Member
    seat_class: MemberClass


def begin_terms(
    seats: Sequence[Seat], *, source: TermSource, starts_on: date, ends_on: date, at: datetime
) -> list[Term]:
    """Give seats to members, all together: the balance of the classes is judged as a whole.

    Raises SeatRefused for a person who cannot sit, PeriodRefused for the time, NoSeatLeft and
    OutOfBalance for the committee as it would be.
    """
    refresh_authority(at)
    today = local(at).date()
    _require_source(source)
    require_term(starts_on, ends_on, source)
    if starts_on < today:
        raise SeatRefused(_("A term cannot begin in the past."))
    for seat in seats:
        require_seatable(seat, starts_on, ends_on, today)
    _require_whole(seats, terms_between(starts_on, ends_on), starts_on, ends_on)
    terms = [
        Term(
            member=seat.member,
            seat_class=seat.seat_class,
            source=source,
            starts_on=starts_on,
            ends_on=ends_on,
            planned_end_on=ends_on,
            begun_at=at,
        )
        for seat in seats
    ]
    db.session.add_all(terms)
    db.session.flush()
    for term in terms:
        record(EntryKind.TERM_BEGAN, term.fact, at=at, subject=term.id)
    refresh_authority(at)
    return terms


def end_term(term: Term, *, ends_on: date, by: Account, at: datetime) -> None:
    """Let a term end before its day, because its holder steps down. Raises SeatRefused."""
    hold_book()
    if term.member.account_id != by.id:
        raise SeatRefused(_("Only the person who sits can step down."))
    if ends_on < local(at).date():
        raise SeatRefused(_("A term cannot end in the past."))
    if ends_on >= term.ends_on:
        raise SeatRefused(_("This term ends by itself before that day."))
    term.ends_on = max(ends_on, term.starts_on)
    db.session.flush()
    refresh_authority(at)


def _require_source(source: TermSource) -> None:
    if source is TermSource.DEMONSTRATION and settings().environment == "production":
        raise SeatRefused(_("Demonstration terms exist only in the demonstration."))


def require_seatable(seat: Seat, starts_on: date, ends_on: date, today: date) -> None:
    """Refuse a person who cannot have that seat for that time. Raises SeatRefused."""
    member = seat.member
    if not member.is_current(today):
        raise SeatRefused(_("%(name)s is not a member at present.", name=member.name))
    if member.member_class is not seat.seat_class:
        raise SeatRefused(
            _(
                "%(name)s is in the register as: %(own)s. The seat is for: %(seat)s.",
                name=member.name,
                own=ONE_MEMBER[member.member_class],
                seat=ONE_MEMBER[seat.seat_class],
            )
        )
    if member.account_id is None:
        raise SeatRefused(_("%(name)s has no sign-in yet.", name=member.name))
    if any(
        each.member_id == member.id
        and do_overlap((each.starts_on, each.ends_on), (starts_on, ends_on))
        for each in terms_between(starts_on, ends_on)
    ):
        raise SeatRefused(_("%(name)s has a seat in that time already.", name=member.name))
    for each in appointments_between(starts_on, ends_on):
        if each.account_id == member.account_id and each.office is Office.COORDINATOR:
            raise SeatRefused(
                _(
                    "%(name)s is coordinator in that time. A coordinator reads no cases, so"
                    " cannot sit.",
                    name=member.name,
                )
            )


def _require_whole(
    seats: Sequence[Seat], others: Sequence[Term], starts_on: date, ends_on: date
) -> None:
    """Judge the committee on each day on which somebody comes in while the new terms run."""
    added = [seat.seat_class for seat in seats]
    if len({seat.member.id for seat in seats}) != len(seats):
        raise SeatRefused(_("One person is named for two seats."))
    days = {starts_on, *(each.starts_on for each in others if each.starts_on >= starts_on)}
    for day in sorted(days):
        there = [
            each.seat_class
            for each in others
            if is_running(day, starts_on=each.starts_on, ends_on=each.ends_on)
        ]
        require_seats([*there, *added])
        require_balance([*there, *added], adding=added)
