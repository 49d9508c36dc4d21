"""Questions about accounts, sign-ins and authority."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)

from portal.accounts.models import (
    Account,
    Authority,
    Invitation,
    KeptForm,
    OneTimeCode,
    SignIn,
)
from portal.accounts.permissions import Permission
from portal.database import ask_alone, connection, db
from portal.errors import NotFound
from portal.kept import NUMBER_OF_PAGES, kept
from portal.vault.models import Holder


class RunningSignIn(NamedTuple):
    """Whose sign-in it is, and what they may do just now."""

    account_id: UUID
    name: str
    email: str
    permissions: frozenset[Permission]
    pages: int
    """The number of kept pages at that moment (kept.py)."""


_BETWEEN: Final = " "

# Put together once, and of one row: every page for somebody who is signed in begins with it.
_RUNNING: Final = (
    select(
        Account.id,
        Account.name,
        Account.email,
        func.aggregate_strings(type_coerce(Authority.permission, String), _BETWEEN),
        NUMBER_OF_PAGES.scalar_subquery(),
    )
    .select_from(SignIn)
    .join(Account, SignIn.account_id == Account.id)
    .outerjoin(
        Authority,
        and_(
            Authority.account_id == Account.id,
            Authority.begins_at <= bindparam("at"),
            or_(Authority.ends_at.is_(None), Authority.ends_at > bindparam("at")),
        ),
    )
    .where(
        SignIn.id == bindparam("sign_in_id"),
        SignIn.ended_at.is_(None),
        SignIn.ends_at > bindparam("at"),
        Account.closed_at.is_(None),
    )
    .group_by(Account.id)
)


def get_account(account_id: UUID) -> Account:
    """One account. Raises NotFound."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def find_account(account_id: UUID) -> Account | None:
    """One account, where there is one."""
    return db.session.get(Account, account_id)


def find_account_by_email(email: str) -> Account | None:
    """The account that signs in with this address."""
    return db.session.scalar(select(Account).where(Account.email == email))


def find_account_of_holder(holder_id: UUID) -> Account | None:
    """The account whose key this is."""
    return db.session.scalar(select(Account).where(Account.holder_id == holder_id))


def accounts_by_holder() -> dict[UUID, UUID]:
    """Whose account each key is of: by the holder, and kept while nobody joins or leaves."""
    return kept("accounts_by_holder", None, _accounts_by_holder)


def _accounts_by_holder() -> dict[UUID, UUID]:
    asked = select(Holder.id, Account.id).join(Account, Account.holder_id == Holder.id)
    return {row[0]: row[1] for row in connection().execute(asked)}


def accounts() -> list[Account]:
    """Everybody who signs in or did, by name."""
    return list(db.session.scalars(select(Account).order_by(Account.name, Account.id)))


def public_key_of(account_id: UUID) -> bytes | None:
    """What anyone may seal to for this person, where they have made a key."""
    return db.session.scalar(
        select(Holder.public_key)
        .join(Account, Account.holder_id == Holder.id)
        .where(Account.id == account_id)
    )


def find_running_sign_in(sign_in_id: UUID, at: datetime) -> RunningSignIn | None:
    """A sign-in that is neither over nor revoked, of an account that is still open; one query.

    What the session has written and not yet committed counts.
    """
    values = {"sign_in_id": sign_in_id, "at": at}
    if db.session().in_transaction():
        row = connection().execute(_RUNNING, values).first()
    else:
        row = ask_alone(_RUNNING, values)
    if row is None:
        return None
    account_id, name, email, permissions, pages = row
    held = frozenset(Permission(each) for each in (permissions or "").split(_BETWEEN) if each)
    return RunningSignIn(account_id, name, email, held, pages or 0)


def running_sign_ins(account_id: UUID, at: datetime) -> list[SignIn]:
    """Where this person is signed in, the newest first."""
    return list(
        db.session.scalars(
            select(SignIn)
            .where(SignIn.account_id == account_id, *_running(at))
            .order_by(SignIn.began_at.desc(), SignIn.id)
        )
    )


def running_permissions(account_id: UUID, at: datetime) -> frozenset[Permission]:
    """What this person may do at that instant."""
    return frozenset(
        db.session.scalars(
            select(Authority.permission).where(
                Authority.account_id == account_id,
                Authority.begins_at <= at,
                or_(Authority.ends_at.is_(None), Authority.ends_at > at),
            )
        )
    )


def authorities_of(account_id: UUID) -> list[Authority]:
    """Everything this person was ever allowed, the newest first."""
    return list(
        db.session.scalars(
            select(Authority)
            .where(Authority.account_id == account_id)
            .order_by(Authority.begins_at.desc(), Authority.permission)
        )
    )


def authorities_from(source: str) -> list[Authority]:
    """Everything that comes from one term or appointment."""
    return list(db.session.scalars(select(Authority).where(Authority.source == source)))


def find_open_invitation(digest: bytes, at: datetime) -> Invitation | None:
    """An invitation that was not used and is not over."""
    return db.session.scalar(
        select(Invitation).where(
            Invitation.digest == digest,
            Invitation.used_at.is_(None),
            Invitation.ends_at > at,
        )
    )


def find_invited_account(digest: bytes, at: datetime) -> Account | None:
    """Who may join with this code. One query, whether or not it is a good one."""
    return db.session.scalar(
        select(Account)
        .join(Invitation, Invitation.account_id == Account.id)
        .where(
            Invitation.digest == digest,
            Invitation.used_at.is_(None),
            Invitation.ends_at > at,
            Account.closed_at.is_(None),
        )
    )


def unused_codes(account_id: UUID) -> list[OneTimeCode]:
    """The codes of this person's sheet that still work."""
    return list(
        db.session.scalars(
            select(OneTimeCode)
            .where(OneTimeCode.account_id == account_id, OneTimeCode.used_at.is_(None))
            .order_by(OneTimeCode.id)
        )
    )


def count_unused_codes(account_id: UUID) -> int:
    """How many codes of this person's sheet still work."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(OneTimeCode)
            .where(OneTimeCode.account_id == account_id, OneTimeCode.used_at.is_(None))
        )
        or 0
    )


def kept_forms(account_id: UUID, since: datetime) -> list[KeptForm]:
    """What this person had typed when a session ended, kept since that instant."""
    return list(db.session.scalars(_kept(account_id, since).order_by(KeptForm.kept_at)))


def _kept(account_id: UUID, since: datetime) -> Select[KeptForm]:
    return select(KeptForm).where(KeptForm.account_id == account_id, KeptForm.kept_at > since)


def _running(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (SignIn.ended_at.is_(None), SignIn.ends_at > at)
