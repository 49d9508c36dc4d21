"""Steps of appointing: one sitting member proposes, another confirms, and offices end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.models import Appointment
from portal.committee.offices import (
    TITLES,
    AppointmentRefused,
    AppointmentState,
    Office,
    require_apart,
    require_fit,
)
from portal.committee.queries import appointments_between, find_term_of
from portal.committee.round_queries import terms_between
from portal.committee.services import refresh_authority
from portal.committee.terms import APPOINTMENT_MONTHS, require_period
from portal.database import db
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.membership.queries import find_member_of_account
from portal.stored_pages import touch_public_pages


@dataclass(frozen=True)
class Post:
    """One office for a time, as holder or as deputy. `ends_on` is the first day out of it."""

    office: Office
    is_deputy: bool
    starts_on: date
    ends_on: date


def propose_appointment(post: Post, account: Account, *, by: Account, at: datetime) -> Appointment:
    """Propose somebody for an office; another sitting member has to confirm it.

    Raises AppointmentRefused, and PeriodRefused for the time.
    """
    refresh_authority(at)
    _require_seat(by, at)
    _require_other(account, by)
    _require_post(post, account, at)
    proposed = Appointment(
        office=post.office,
        is_deputy=post.is_deputy,
        state=AppointmentState.PROPOSED,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
        planned_end_on=post.ends_on,
        proposed_at=at,
        account=account,
        proposed_by=by,
    )
    db.session.add(proposed)
    db.session.flush()
    return proposed


def confirm_appointment(appointment: Appointment, *, by: Account, at: datetime) -> None:
    """Make an appointment that another member proposed. It stands in the public ledger.

    A day that has passed since it was proposed is not held against it: it begins today.
    Raises AppointmentRefused where it may not be made, or no longer.
    """
    refresh_authority(at)
    if appointment.state is not AppointmentState.PROPOSED:
        raise AppointmentRefused(_("This appointment has been decided already."))
    _require_seat(by, at)
    _require_other(appointment.account, by)
    if appointment.proposed_by_id == by.id:
        raise AppointmentRefused(
            _("You proposed this. Another member of the committee has to confirm it.")
        )
    starts_on = max(appointment.starts_on, local(at).date())
    post = Post(appointment.office, appointment.is_deputy, starts_on, appointment.ends_on)
    _require_post(post, appointment.account, at)
    appointment.starts_on = starts_on
    appointment.state = AppointmentState.MADE
    appointment.confirmed_by = by
    appointment.confirmed_at = at
    db.session.flush()
    record(EntryKind.APPOINTMENT_MADE, appointment.fact, at=at, subject=appointment.id)
    touch_public_pages()
    refresh_authority(at)


def withdraw_appointment(appointment: Appointment, *, by: Account, at: datetime) -> None:
    """Take a proposal back, or turn one down. Raises AppointmentRefused."""
    refresh_authority(at)
    _require_seat(by, at)
    if appointment.state is not AppointmentState.PROPOSED:
        raise AppointmentRefused(_("This appointment has been decided already."))
    appointment.state = AppointmentState.WITHDRAWN
    db.session.flush()


def end_appointment(appointment: Appointment, *, ends_on: date, by: Account, at: datetime) -> None:
    """Let an office end before its day: its holder gives it up, or the committee ends it.

    Raises AppointmentRefused.
    """
    refresh_authority(at)
    today = local(at).date()
    if by.id != appointment.account_id:
        _require_seat(by, at)
    if appointment.state is not AppointmentState.MADE:
        raise AppointmentRefused(_("This appointment was not made."))
    if ends_on < today:
        raise AppointmentRefused(_("An appointment cannot end in the past."))
    if ends_on >= appointment.ends_on:
        raise AppointmentRefused(_("This appointment ends by itself before that day."))
    appointment.ends_on = max(ends_on, appointment.starts_on)
    db.session.flush()
    refresh_authority(at)


def _require_seat(by: Account, at: datetime) -> None:
    if find_term_of(by.id, local(at).date()) is None:
        raise AppointmentRefused(_("Only members who sit on the committee appoint."))


def _require_other(account: Account, by: Account) -> None:
    if account.id == by.id:
        raise AppointmentRefused(_("Nobody appoints themselves. Ask two other members to do it."))


def _require_post(post: Post, account: Account, at: datetime) -> None:
    """Refuse a post that this person may not have for that time."""
    if not account.is_open:
        raise AppointmentRefused(_("%(name)s no longer has a sign-in.", name=account.name))
    require_period(post.starts_on, post.ends_on, months=APPOINTMENT_MONTHS)
    if post.starts_on < local(at).date():
        raise AppointmentRefused(_("An appointment cannot begin in the past."))
    meanwhile = appointments_between(post.starts_on, post.ends_on)
    _require_free(post, meanwhile)
    own = [each for each in meanwhile if each.account_id == account.id]
    if any(each.office is post.office for each in own):
        raise AppointmentRefused(
            _(
                "%(name)s has this office in that time already. The deputy has to be somebody"
                " else.",
                name=account.name,
            )
        )
    require_apart(account.name, post.office, {each.office for each in own})
    _require_fit(post, account, at)


def _require_free(post: Post, meanwhile: Sequence[Appointment]) -> None:
    for each in meanwhile:
        if (each.office, each.is_deputy) == (post.office, post.is_deputy):
            raise AppointmentRefused(
                _(
                    "%(name)s has this post in that time: %(office)s. End that appointment first.",
                    name=each.account.name,
                    office=TITLES[each.office],
                )
            )


def _require_fit(post: Post, account: Account, at: datetime) -> None:
    member = find_member_of_account(account.id, local(at).date())
    seats = [
        each
        for each in terms_between(post.starts_on, post.ends_on)
        if each.member.account_id == account.id
    ]
    # Chair needs the seat for the whole time; for a coordinator one day of it is too much.
    whole = any(each.starts_on <= post.starts_on and each.ends_on >= post.ends_on for each in seats)
    require_fit(
        account.name,
        post.office,
        sits=whole if post.office is Office.CHAIR else bool(seats),
        stands_in=member is not None and member.reserve_rank is not None,
        is_member=member is not None,
    )
