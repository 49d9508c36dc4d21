"""The committee's round: what ended is recorded, keys follow seats, and permissions follow both.

The only place in the portal that writes Authority rows. There is no administrator's tick: what
people may do is computed from running terms, appointments, foundings and hand-overs.
"""

from datetime import date, datetime
from uuid import UUID

from portal.accounts.permissions import Permission
from portal.accounts.queries import get_account
from portal.accounts.services import end_authority, grant_authority
from portal.clock import local, zone
from portal.committee import authority
from portal.committee.book_services import hold_book
from portal.committee.founding.queries import find_waiting_founding
from portal.committee.hand_over.queries import open_hand_overs
from portal.committee.hand_over.services import follow_seats
from portal.committee.models import Appointment
from portal.committee.offices import AppointmentRefused, require_fit
from portal.committee.queries import find_term_of, substitutes
from portal.committee.rights import Right, rights
from portal.committee.round_queries import (
    appointments_to_end,
    authorities_in_force,
    running_appointments_and_later,
    running_terms_and_later,
    terms_to_end,
)
from portal.committee.terms import start_of
from portal.database import db
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.membership.queries import find_member_of_account
from portal.stored_pages import touch_public_pages


def refresh_authority(at: datetime) -> None:
    """Bring ends, keys and permissions up to that instant. Asking twice changes nothing more."""
    book = hold_book()
    today = local(at).date()
    ended = _end_terms(today, at) + _end_appointments(today, at)
    follow_seats(_readers(today, at), at=at)
    changed = _write_authority(_rights(today, at), at)
    if ended or changed:
        touch_public_pages()
    book.refreshed_at = at
    db.session.flush()


def _end_terms(today: date, at: datetime) -> int:
    over = terms_to_end(today)
    for term in over:
        left_on = term.member.ceased_on
        if left_on is not None and left_on < term.ends_on:
            term.ends_on = max(left_on, term.starts_on)
        term.end_recorded_at = at
        record(EntryKind.TERM_ENDED, term.fact, at=at, subject=term.id)
    return len(over)


def _end_appointments(today: date, at: datetime) -> int:
    for appointment in running_appointments_and_later(today):
        if appointment.starts_on <= today and not _still_fits(appointment, today):
            appointment.ends_on = today
    db.session.flush()
    over = appointments_to_end(today)
    for appointment in over:
        appointment.end_recorded_at = at
        record(EntryKind.APPOINTMENT_ENDED, appointment.fact, at=at, subject=appointment.id)
    return len(over)


def _still_fits(appointment: Appointment, today: date) -> bool:
    """Whether the register and the seats still allow what was decided when it was made."""
    member = find_member_of_account(appointment.account_id, today)
    try:
        require_fit(
            appointment.account.name,
            appointment.office,
            sits=find_term_of(appointment.account_id, today) is not None,
            stands_in=member is not None and member.reserve_rank is not None,
            is_member=member is not None,
        )
    except AppointmentRefused:
        return False
    return True


def _rights(today: date, at: datetime) -> list[Right]:
    """Everything that people may do, now or later, with the seat or office it comes from."""
    found: list[Right] = []
    for term in running_terms_and_later(today):
        if term.member.account_id is not None:
            found += rights(
                term.member.account_id,
                authority.SITTING,
                source=f"term:{term.id}",
                from_at=start_of(term.starts_on, zone()),
                until_at=start_of(term.ends_on, zone()),
            )
    for appointment in running_appointments_and_later(today):
        found += rights(
            appointment.account_id,
            authority.OFFICES[appointment.office],
            source=f"appointment:{appointment.id}",
            from_at=start_of(appointment.starts_on, zone()),
            until_at=start_of(appointment.ends_on, zone()),
        )
    for member in substitutes(today):
        if member.account_id is not None:
            found += rights(
                member.account_id,
                authority.SUBSTITUTE,
                source=f"reserve:{member.id}",
                from_at=at,
                until_at=None,
            )
    return [*found, *_passing_rights(today)]


def _passing_rights(today: date) -> list[Right]:
    """What founders may do before they sit, and those who leave after they sat."""
    found: list[Right] = []
    founding = find_waiting_founding(today)
    for seat in founding.seats if founding else ():
        if seat.member.account_id is not None and founding is not None:
            found += rights(
                seat.member.account_id,
                authority.FOUNDER,
                source=f"founding:{founding.id}",
                from_at=start_of(founding.prepared_on, zone()),
                until_at=start_of(founding.lapses_on, zone()),
            )
    for hand_over in open_hand_overs():
        found += rights(
            hand_over.account_id,
            authority.LEAVING,
            source=f"hand_over:{hand_over.id}",
            from_at=start_of(hand_over.began_on, zone()),
            until_at=start_of(hand_over.ends_on, zone()),
        )
    return found


def _readers(today: date, at: datetime) -> set[UUID]:
    """The accounts whose seat or office lets them read cases now."""
    return {
        right.account_id
        for right in _rights(today, at)
        if right.permission is Permission.READ_CASES and right.from_at <= at
    }


def _write_authority(wanted: list[Right], at: datetime) -> int:
    """Make the rows say what is wanted; returns how many were ended or added."""
    changes = 0
    missing = {right.key: right for right in wanted}
    for row in authorities_in_force(at):
        key = (row.account_id, row.permission, row.source)
        right = missing.get(key)
        if right is not None and right.until_at == row.ends_at:
            del missing[key]
        else:
            end_authority(row, at=at)
            changes += 1
    for right in missing.values():
        account = get_account(right.account_id)
        if account.is_open and (right.until_at is None or right.until_at > at):
            grant_authority(
                account,
                right.permission,
                from_at=right.from_at,
                until_at=right.until_at,
                source=right.source,
                at=at,
            )
            changes += 1
    return changes
