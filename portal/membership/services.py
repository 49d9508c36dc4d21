"""Steps of keeping the register: admit, change, give a sign-in, cease."""

from dataclasses import asdict, replace
from datetime import date, datetime

from portal.accounts.models import Account
from portal.accounts.queries import find_account_by_email
from portal.clock import local
from portal.database import db
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.membership.details import (
    ChangeKind,
    MemberDetails,
    RegisterRefused,
    require_days,
    require_no_circle,
)
from portal.membership.invitation_services import invite_person
from portal.membership.models import Member, MemberChange
from portal.membership.queries import (
    find_member_of_account,
    find_member_with_rank,
    find_member_with_ref,
    line_managers,
)
from portal.stored_pages import touch_public_pages
from portal.text import mail_address


def admit_member(
    details: MemberDetails, *, admitted_on: date, by: Account | None, at: datetime
) -> Member:
    """Enter somebody in the register. Raises RegisterRefused."""
    today = local(at).date()
    require_days(admitted_on, None, today=today)
    _require_free(details, None, today=today)
    member = Member(admitted_on=admitted_on, **asdict(details))
    db.session.add(member)
    db.session.flush()
    _note(member, ChangeKind.ADMITTED, by=by, at=at)
    return member


def change_member(
    member: Member, details: MemberDetails, *, by: Account | None, at: datetime
) -> None:
    """Correct what the register says; what it said before is kept. Raises RegisterRefused.

    Whoever changes class loses the place in the reserve: it was that class's.
    """
    today = local(at).date()
    _require_current(member)
    if details.member_class is not member.member_class:
        details = replace(details, reserve_rank=None)
    _require_free(details, member, today=today)
    require_no_circle(member.id, details.line_manager_id, line_managers(today))
    before, after = asdict(member.details), asdict(details)
    for name, value in after.items():
        if value == before[name]:
            continue
        setattr(member, name, value)
        _note(
            member,
            ChangeKind.CHANGED,
            detail=name,
            before=_written(before[name]),
            after=_written(value),
            by=by,
            at=at,
        )
    db.session.flush()
    if by is not None and before["reserve_rank"] and not after["reserve_rank"]:
        # What an election or the committee gave is not taken away quietly.
        fact = {"name": member.name, "office": "substitute"}
        record(EntryKind.APPOINTMENT_ENDED, fact, at=at, subject=member.id)
        touch_public_pages()


def give_sign_in(member: Member, account: Account, *, by: Account | None, at: datetime) -> None:
    """Say which account is this member's. Raises RegisterRefused."""
    _require_current(member)
    if member.account_id is not None:
        raise RegisterRefused(_("%(name)s has a sign-in already.", name=member.name))
    if find_member_of_account(account.id, local(at).date()) is not None:
        raise RegisterRefused(_("That sign-in belongs to another member."))
    member.account_id = account.id
    _note(member, ChangeKind.SIGN_IN_GIVEN, by=by, at=at)
    db.session.flush()


def invite_member(member: Member, email: str, *, by: Account | None, at: datetime) -> bool:
    """Give a member a sign-in; returns whether an invitation was sent to them.

    Where somebody signs in with that address already and is no member yet (the secretary, say),
    that sign-in becomes the member's, and nobody is invited. Raises RegisterRefused, and what
    `accounts` refuses.
    """
    _require_current(member)
    account = find_account_by_email(mail_address(email))
    if account is not None:
        give_sign_in(member, account, by=by, at=at)
        return False
    give_sign_in(member, invite_person(member.name, email, at=at), by=by, at=at)
    return True


def cease_member(member: Member, *, ceased_on: date, by: Account | None, at: datetime) -> None:
    """Close an entry of the register: from that day the person is no member.

    Seats and offices of the committee end with it, at the committee's next round.
    Raises RegisterRefused.
    """
    _require_current(member)
    require_days(member.admitted_on, ceased_on, today=local(at).date())
    member.ceased_on = ceased_on
    _note(member, ChangeKind.CEASED, after=ceased_on.isoformat(), by=by, at=at)
    db.session.flush()


def _require_current(member: Member) -> None:
    if member.ceased_on is not None:
        raise RegisterRefused(
            _("%(name)s is no longer a member. A closed entry stays as it is.", name=member.name)
        )


def _require_free(details: MemberDetails, member: Member | None, *, today: date) -> None:
    """Refuse what another member has already, and a line manager who is none.

    What stays as it was is not judged again: a manager who left stops no other change.
    """
    held = member.details if member else None
    member_id = member.id if member else None
    if details.care_worker_ref is not None:
        other = find_member_with_ref(details.care_worker_ref, today)
        if other is not None and other.id != member_id:
            raise RegisterRefused(
                _("%(name)s has that care-worker reference already.", name=other.name)
            )
    if details.reserve_rank is not None:
        other = find_member_with_rank(details.member_class, details.reserve_rank, today)
        if other is not None and other.id != member_id:
            raise RegisterRefused(
                _("%(name)s has that place in the reserve already.", name=other.name)
            )
    manager_id = details.line_manager_id
    if manager_id is not None and (held is None or held.line_manager_id != manager_id):
        manager = db.session.get(Member, manager_id)
        if manager is None or not manager.is_current(today):
            raise RegisterRefused(_("The line manager has to be a member at present."))


def _note(
    member: Member,
    kind: ChangeKind,
    *,
    detail: str | None = None,
    before: str | None = None,
    after: str | None = None,
    by: Account | None,
    at: datetime,
) -> None:
    db.session.add(
        MemberChange(
            member_id=member.id,
            kind=kind,
            detail=detail,
            before=before,
            after=after,
            by_account_id=by.id if by else None,
            changed_at=at,
        )
    )


def _written(value: object) -> str | None:
    return None if value is None else str(value)
