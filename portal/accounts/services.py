"""Steps with accounts: inviting, joining, giving and ending authority, closing."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, update

from portal.accounts import queries
from portal.accounts.clocks import HAND_OVER_FOR, INVITED_FOR, KEPT_FOR
from portal.accounts.codes import INVITATION_LENGTH, in_groups, invitation_digest, new_code
from portal.accounts.models import (
    Account,
    Authority,
    Invitation,
    KeptForm,
    OneTimeCode,
    SignIn,
)
from portal.accounts.permissions import Permission
from portal.accounts.proving import Factor, NewKey
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import format_day
from portal.i18n import gettext as _
from portal.text import mail_address
from portal.vault.queries import get_holder
from portal.vault.services import add_holder, retire_holder
from portal.vault.states import HolderKind

_LONGEST_NAME: Final = 200


class AccountRefused(RuleBroken):
    """There can be no such account."""


class InvitationRefused(RuleBroken):
    """The code of an invitation does not open anything, or not any more."""


class AuthorityRefused(RuleBroken):
    """Nobody can be allowed something for such a time."""


def add_account(name: str, email: str, *, at: datetime) -> Account:
    """Somebody who may be invited. They cannot sign in before they have made their key.

    Raises AccountRefused where the address is taken, MailAddressRefused where it is none.
    """
    address, called = mail_address(email), " ".join(name.split())
    if not called or len(called) > _LONGEST_NAME:
        raise AccountRefused(_("Enter the person's name."))
    if queries.find_account_by_email(address) is not None:
        raise AccountRefused(_("Somebody already signs in with %(email)s.", email=address))
    account = Account(name=called, email=address, invited_at=at)
    db.session.add(account)
    db.session.flush()
    return account


def invite(name: str, email: str, *, at: datetime) -> str:
    """Add an account and make the code for its invitation, to be sent by letter or mail."""
    return renew_invitation(add_account(name, email, at=at), at=at)


def renew_invitation(account: Account, *, at: datetime) -> str:
    """A new code for an invitation; earlier ones stop working.

    Also for somebody who forgot the password: accepting it makes a new key, and colleagues grant
    the cases to it again. Raises AccountRefused where the account is closed.
    """
    if not account.is_open:
        raise AccountRefused(_("This account is closed."))
    db.session.execute(
        update(Invitation)
        .where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
        .values(used_at=at)
    )
    code = new_code(INVITATION_LENGTH)
    db.session.add(
        Invitation(
            account_id=account.id,
            digest=invitation_digest(code),
            made_at=at,
            ends_at=at + INVITED_FOR,
        )
    )
    db.session.flush()
    return in_groups(code)


def accept_invitation(digest: bytes, *, key: NewKey, factor: Factor, at: datetime) -> Account:
    """Somebody chose a password, made a key and showed a second factor.

    A key they had before is retired with everything that was sealed to it. Raises
    InvitationRefused where the invitation was used meanwhile, replaced, or is over.
    """
    invitation = queries.find_open_invitation(digest, at)
    account = queries.get_account(invitation.account_id) if invitation else None
    if invitation is None or account is None or not account.is_open:
        raise InvitationRefused(_("This invitation was used already, or is over."))
    invitation.used_at = at
    if account.holder_id is not None:
        retire_holder(get_holder(account.holder_id), at=at)
    holder = add_holder(HolderKind.ACCOUNT, key.public, at=at)
    account.holder_id = holder.id
    account.sealed_private_key = key.sealed
    account.joined_at = at
    account.sealed_totp_secret = None
    end_sign_ins(account, at=at)
    db.session.execute(delete(KeptForm).where(KeptForm.account_id == account.id))
    db.session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account.id))
    keep_factor(account, factor, at=at)
    return account


def keep_factor(account: Account, factor: Factor, *, at: datetime) -> None:
    """Keep a second factor. A new sheet replaces the old one, a new telephone the old one."""
    if factor.sealed_totp_secret is not None:
        account.sealed_totp_secret = factor.sealed_totp_secret
        account.last_totp_step = factor.used_step
    if factor.code_digests:
        db.session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account.id))
        db.session.add_all(
            OneTimeCode(account_id=account.id, digest=digest, made_at=at)
            for digest in factor.code_digests
        )
    db.session.flush()


def grant_authority(
    account: Account,
    permission: Permission,
    *,
    from_at: datetime,
    until_at: datetime | None,
    source: str,
    at: datetime,
) -> Authority:
    """Allow somebody one thing for a time, by a term or an appointment.

    Called by the committee's services alone. Raises AuthorityRefused for a time that ends before
    it begins, and for a closed account.
    """
    if until_at is not None and until_at < from_at:
        raise AuthorityRefused(_("An authority cannot end before it begins."))
    if not account.is_open:
        raise AuthorityRefused(_("This account is closed."))
    authority = Authority(
        account_id=account.id,
        permission=permission,
        begins_at=from_at,
        ends_at=until_at,
        source=source,
        given_at=at,
    )
    db.session.add(authority)
    db.session.flush()
    return authority


def end_authority(authority: Authority, *, at: datetime) -> None:
    """End what somebody may do, from this moment. What has ended already stays as it was."""
    if authority.ends_at is None or authority.ends_at > at:
        authority.ends_at = max(at, authority.begins_at)
    db.session.flush()


def end_sign_ins(account: Account, *, at: datetime, other_than: UUID | None = None) -> None:
    """Sign somebody out wherever they are signed in."""
    question = update(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    if other_than is not None:
        question = question.where(SignIn.id != other_than)
    db.session.execute(question.values(ended_at=at))


def require_to_be_done_here(account: Account, *, at: datetime) -> None:
    """Refuse to close an account that holds something, or whose keys may have to be handed over."""
    ends = [authority.ends_at for authority in queries.authorities_of(account.id)]
    if any(end is None or end > at for end in ends):
        raise RuleBroken(
            _(
                "You still hold a seat or an office here. Ask the secretary to end it first; then "
                "the account can be closed."
            )
        )
    last = max((end + HAND_OVER_FOR for end in ends if end is not None), default=at)
    if last > at:
        raise RuleBroken(
            _(
                "Your successors may still need you to hand over your keys. You can close this "
                "account from %(day)s.",
                day=format_day(last),
            )
        )


def close_account(account: Account, *, at: datetime) -> None:
    """Nobody signs in here any more. The key stays, for the hand-over to be recorded."""
    account.closed_at = at
    end_sign_ins(account, at=at)
    for authority in queries.authorities_of(account.id):
        end_authority(authority, at=at)
    db.session.flush()


def forget_what_ended(at: datetime) -> None:
    """Delete kept forms after a day, and sign-ins and invitations a month after their end."""
    month = at - INVITED_FOR * 2
    db.session.execute(delete(KeptForm).where(KeptForm.kept_at <= at - KEPT_FOR))
    db.session.execute(delete(SignIn).where(SignIn.ends_at < month))
    db.session.execute(delete(Invitation).where(Invitation.ends_at < month))
