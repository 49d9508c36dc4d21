"""Steps of founding: a first committee is proposed from a shell, and signed by two of its members.

Whoever runs the server can propose; only people who hold their own key and password can sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.accounts.models import Account
from portal.accounts.queries import find_account_by_email
from portal.accounts.services import add_account, renew_invitation
from portal.clock import local
from portal.committee.founding.models import Founding, FoundingSeat, FoundingSignature
from portal.committee.founding.queries import find_waiting_founding
from portal.committee.queries import sitting_terms
from portal.committee.seating.services import Seat, begin_terms
from portal.committee.seats import require_balance, require_seats
from portal.committee.services import refresh_authority
from portal.committee.terms import SIGNATORIES, TermSource, months_after, require_term
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger.kinds import EntryKind
from portal.ledger.services import record
from portal.membership.classes import MemberClass
from portal.membership.details import MemberDetails
from portal.membership.queries import find_member_of_account
from portal.membership.services import admit_member, give_sign_in
from portal.text import mail_address

SIGNED_WITHIN = timedelta(days=30)
FEWEST_FOUNDERS = 3


class FoundingRefused(RuleBroken):
    """There can be no founding like this, or not now."""


@dataclass(frozen=True)
class Founder:
    """One of the first members, who shall sit on the first committee."""

    name: str
    email: str
    member_class: MemberClass


@dataclass(frozen=True)
class Invited:
    """A founder, and the code that lets them choose a password and make their key."""

    founder: Founder
    code: str


def prepare_founding(
    founders: Sequence[Founder], *, ends_on: date | None = None, at: datetime
) -> list[Invited]:
    """Enter the first members, propose them as the first committee, and invite them.

    Raises FoundingRefused, and what the seats and the register refuse.
    """
    refresh_authority(at)
    today = local(at).date()
    ends_on = ends_on or months_after(today, 6)
    _require_no_committee(today)
    if len(founders) < FEWEST_FOUNDERS:
        raise FoundingRefused(
            _("A committee begins with at least %(fewest)s members.", fewest=FEWEST_FOUNDERS)
        )
    if len({mail_address(each.email) for each in founders}) != len(founders):
        raise FoundingRefused(_("One e-mail address is given for two people."))
    require_term(today, ends_on, TermSource.FOUNDING)
    classes = [each.member_class for each in founders]
    require_seats(classes)
    require_balance(classes, adding=classes)
    founding = Founding(
        prepared_on=today, lapses_on=min(today + SIGNED_WITHIN, ends_on), ends_on=ends_on
    )
    db.session.add(founding)
    db.session.flush()
    invited = [
        _invite(founding, founder, position, at) for position, founder in enumerate(founders)
    ]
    db.session.expire(founding, ["seats"])
    refresh_authority(at)
    return invited


def sign_founding(founding: Founding, *, by: Account, at: datetime) -> bool:
    """Sign the first committee. The second signature seats it; says whether this was it.

    Raises FoundingRefused for a person who is not one of the founders, for a second signature by
    the same person, and where it is too late.
    """
    refresh_authority(at)
    today = local(at).date()
    db.session.refresh(founding)
    if not founding.is_waiting(today):
        raise FoundingRefused(_("This founding has been signed already, or its time is over."))
    _require_no_seats(today)
    if all(seat.member.account_id != by.id for seat in founding.seats):
        raise FoundingRefused(_("Only somebody named in this list can sign it."))
    if any(signature.account_id == by.id for signature in founding.signatures):
        raise FoundingRefused(_("You have signed this. Somebody else has to sign it too."))
    db.session.add(FoundingSignature(founding_id=founding.id, account_id=by.id, signed_at=at))
    db.session.flush()
    db.session.expire(founding, ["signatures"])
    if len(founding.signatures) < SIGNATORIES:
        return False
    _seat_founders(founding, today, at)
    return True


def _seat_founders(founding: Founding, today: date, at: datetime) -> None:
    founding.started_on = today
    db.session.flush()
    begin_terms(
        [Seat(seat.member, seat.seat_class) for seat in founding.seats],
        source=TermSource.FOUNDING,
        starts_on=today,
        ends_on=min(founding.ends_on, months_after(today, 6)),
        at=at,
    )
    record(
        EntryKind.SETTINGS_CHANGED,
        {
            "founding": founding.id,
            "signed_by": [signature.account.name for signature in founding.signatures],
        },
        at=at,
        subject=founding.id,
    )


def _invite(founding: Founding, founder: Founder, position: int, at: datetime) -> Invited:
    # Where an earlier founding lapsed unsigned, its founders are members already.
    today = local(at).date()
    account = find_account_by_email(mail_address(founder.email))
    member = find_member_of_account(account.id, today) if account else None
    if account is None or member is None:
        account = add_account(founder.name, founder.email, at=at)
        member = admit_member(
            MemberDetails(account.name, founder.member_class), admitted_on=today, by=None, at=at
        )
        give_sign_in(member, account, by=None, at=at)
    elif member.member_class is not founder.member_class:
        raise FoundingRefused(
            _("%(name)s is in the register with another class.", name=member.name)
        )
    db.session.add(
        FoundingSeat(
            founding_id=founding.id,
            member_id=member.id,
            seat_class=founder.member_class,
            position=position,
        )
    )
    db.session.flush()
    return Invited(founder, renew_invitation(account, at=at))


def _require_no_committee(today: date) -> None:
    _require_no_seats(today)
    if find_waiting_founding(today) is not None:
        raise FoundingRefused(
            _("A founding already waits for its signatures. Invitations can be renewed.")
        )


def _require_no_seats(today: date) -> None:
    if sitting_terms(today):
        raise FoundingRefused(_("This co-operative has a committee. Only a new one is founded."))
