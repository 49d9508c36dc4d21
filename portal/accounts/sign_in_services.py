"""Steps of signing in: finding the door, spending the code, beginning and ending a session."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from portal.accounts import queries
from portal.accounts.clocks import WHOLE
from portal.accounts.models import Account, OneTimeCode, SignIn
from portal.accounts.proving import Door, Proof
from portal.accounts.services import end_sign_ins
from portal.database import db, lock, new_id
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _


class PasswordChanged(RuleBroken):
    """Somebody else was quicker."""


def find_door(email: str, otherwise: Door) -> Door:
    """What judges an attempt with this address; two queries, whether or not anybody has it."""
    return _door_of(queries.find_account_by_email(email.strip().lower()), otherwise)


def find_own_door(account_id: UUID, otherwise: Door) -> Door:
    """What judges an attempt of somebody who is signed in already."""
    return _door_of(queries.find_account(account_id), otherwise)


def begin_sign_in(proof: Proof, *, browser: str, at: datetime) -> SignIn | None:
    """Begin a session, where the proof holds and its code was not used before.

    None means refused, for whatever reason. A refusal is not an exception, so that what was
    counted in the same transaction stays counted.
    """
    account = spend_code(proof, at=at)
    return None if account is None else open_sign_in(account, browser=browser, at=at)


def open_sign_in(account: Account, *, browser: str, at: datetime) -> SignIn:
    """Write down that somebody signed in."""
    sign_in = SignIn(account_id=account.id, browser=browser, began_at=at, ends_at=at + WHOLE)
    db.session.add(sign_in)
    db.session.flush()
    return sign_in


def spend_code(proof: Proof, *, at: datetime) -> Account | None:
    """Use the code up, so that it never works again, and say whose it was.

    One statement decides between two who send the same code at once; a wrong attempt sends the
    same statement and finds no row.
    """
    account_id = proof.account_id if proof.is_complete else new_id()
    spent: Any
    if proof.code_id is not None:
        spent = db.session.execute(
            update(OneTimeCode)
            .where(
                OneTimeCode.id == proof.code_id,
                OneTimeCode.account_id == account_id,
                OneTimeCode.used_at.is_(None),
            )
            .values(used_at=at)
        )
    else:
        step = proof.step or 0
        spent = db.session.execute(
            update(Account)
            .where(
                Account.id == account_id,
                or_(Account.last_totp_step.is_(None), Account.last_totp_step < step),
            )
            .values(last_totp_step=step)
        )
    if spent.rowcount != 1:
        return None
    return _still_theirs(proof)


def end_sign_in(sign_in_id: UUID, *, of: UUID, at: datetime) -> None:
    """End one session, wherever its cookie is. Raises NotFound where it is not this person's."""
    sign_in = db.session.scalar(
        lock(select(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == of))
    )
    if sign_in is None:
        raise NotFound
    if sign_in.ended_at is None:
        sign_in.ended_at = at
    db.session.flush()


def change_password(door: Door, sealed: bytes, *, kept: UUID, at: datetime) -> None:
    """Keep the private key under another password; sign the person out everywhere else.

    `kept` is the session that goes on. Raises PasswordChanged where that happened meanwhile from
    elsewhere.
    """
    account = db.session.scalar(lock(select(Account).where(Account.id == door.account_id)))
    if account is None or account.sealed_private_key != door.sealed_private_key:
        raise PasswordChanged(_("Your password was changed from somewhere else just now."))
    account.sealed_private_key = sealed
    end_sign_ins(account, at=at, other_than=kept)


def _still_theirs(proof: Proof) -> Account | None:
    """The account, unless it was closed or its password changed while the proof was judged."""
    account = db.session.scalar(lock(select(Account).where(Account.id == proof.account_id)))
    if account is None or not account.is_open or account.sealed_private_key != proof.opened:
        return None
    if proof.resealed is not None:
        account.sealed_private_key = proof.resealed
    return account


def _door_of(account: Account | None, otherwise: Door) -> Door:
    codes = queries.unused_codes(account.id if account is not None else otherwise.account_id)
    if account is None or account.sealed_private_key is None or not account.is_open:
        return otherwise
    return Door(
        account_id=account.id,
        sealed_private_key=account.sealed_private_key,
        sealed_totp_secret=account.sealed_totp_secret,
        last_totp_step=account.last_totp_step,
        codes=tuple((code.id, code.digest) for code in codes),
    )
