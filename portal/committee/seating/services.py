"""Steps of seating: terms begin, and end before their day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.book_services import hold_book
from portal.committee.models import Term
from portal.committee.offices import Office
from portal.committee.queries import ONE_DAY, appointments_between
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
from portal.stored_pages import touch_public_pages


class SeatRefused(RuleBroken):
    """This person cannot have this seat for this time."""


@dataclass(frozen=True)
class Seat:
    """Who shall sit, and for which class."""

    member: Member
    seat_class: MemberClass
    shows_class: bool = True


@dataclass(frozen=True)
class Mandate:
    """How many members voted in the election that gave seats, of how many on the roll."""

    voters: int
    roll: int


def begin_terms(
    seats: Sequence[Seat],
    *,
    source: TermSource,
    starts_on: date,
    ends_on: date,
    mandate: Mandate | None = None,
    at: datetime,
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
        require_seatable(seat, starts_on, ends_on, today, source=source)
    _require_whole(seats, terms_between(starts_on, ends_on), starts_on, ends_on)
    terms = [
        Term(
            member=seat.member,
            seat_class=seat.seat_class,
            shows_class=seat.shows_class,
            voters=mandate.voters if mandate else None,
            roll=mandate.roll if mandate else None,
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


def end_co_options(
    on: date, classes: Collection[MemberClass] = tuple(MemberClass), *, at: datetime
) -> None:
    """Let co-opted members of these classes sit no longer than that day: the members elected."""
    hold_book()
    for term in terms_between(on, on + ONE_DAY):
        if term.source is TermSource.CO_OPTED and term.seat_class in classes:
            term.ends_on = max(on, term.starts_on)
    db.session.flush()
    refresh_authority(at)


def shorten_terms(terms: Sequence[Term], on: date, *, at: datetime) -> None:
    """Let these terms end on that day, where they would run longer: their election is void."""
    hold_book()
    for term in terms:
        if term.ends_on > on:
            term.ends_on = max(on, term.starts_on)
    db.session.flush()
    refresh_authority(at)


def appear(term: Term, *, shows_class: bool, contact: str | None, at: datetime) -> None:
    """Say what everybody reads of whoever sits: the class, and how they can be reached."""
    hold_book()
    term.shows_class, term.contact = shows_class, contact
    db.session.flush()
    touch_public_pages()
    refresh_authority(at)


def _require_source(source: TermSource) -> None:
    if source is TermSource.DEMONSTRATION and settings().environment == "production":
        raise SeatRefused(_("Demonstration terms exist only in the demonstration."))


def require_seatable(
    seat: Seat, starts_on: date, ends_on: date, today: date, *, source: TermSource
) -> None:
    """Refuse a person who cannot have that seat for that time. Raises SeatRefused.

    Whoever is co-opted sits until an election, and may stand in it.
    """
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
        and not (source is TermSource.ELECTED and each.source is TermSource.CO_OPTED)
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
