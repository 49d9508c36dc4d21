"""Rule: how somebody proves who they are: with a password and a second thing.

Every wrong attempt goes the same way: an address that nobody has is tried against a door that
nobody has the key of, and a code is compared whether or not the password was right.
"""

import hmac
import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final, Self
from uuid import UUID, uuid4

from portal.accounts.codes import (
    SHEET_CODE_LENGTH,
    matching_step,
    new_sheet,
    new_totp_secret,
    six_digits,
    written_code,
)
from portal.accounts.unlocking import (
    digest_for_owner,
    is_dated,
    open_for_owner,
    open_private_key,
    seal_for_owner,
    seal_private_key,
)
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.vault.keys import KEY_BYTES, PasswordCost, new_key_pair

_TOTP: Final = "totp secret"
_SHEET: Final = "one-time code"


class CodeRefused(RuleBroken):
    """The code that should show that a second factor works is not right."""


class WrongPassword(RuleBroken):
    """The present password does not open the key."""


@dataclass(frozen=True, slots=True)
class Door:
    """What is kept to judge an attempt, as plain values."""

    account_id: UUID
    sealed_private_key: bytes
    sealed_totp_secret: bytes | None
    last_totp_step: int | None
    codes: tuple[tuple[UUID, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What an attempt showed. Nothing is proved before its code was spent in the database."""

    account_id: UUID
    opened: bytes
    private_key: bytes | None = field(repr=False)
    step: int | None
    code_id: UUID | None
    resealed: bytes | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the password and the second thing were both right."""
        return self.private_key is not None and (self.step is not None or self.code_id is not None)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key pair just made, and its private half under the password."""

    private: bytes = field(repr=False)
    public: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor, ready to be kept: a telephone's secret, or the codes of a sheet."""

    sealed_totp_secret: bytes | None = None
    used_step: int | None = None
    code_digests: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A second factor that was made and shown, and has not been tried yet."""

    secret: str | None = field(default=None, repr=False)
    codes: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def telephone(cls) -> Self:
        """A secret for the app of a telephone."""
        return cls(secret=new_totp_secret())

    @classmethod
    def sheet(cls) -> Self:
        """Ten codes to be printed."""
        return cls(codes=tuple(new_sheet()))

    def accepted(self, private: bytes, typed: str, *, owner: UUID, at: datetime) -> Factor:
        """The factor, once a code of it was typed: from the telephone, or copied from the sheet.

        Raises CodeRefused.
        """
        if self.secret is not None:
            return self._from_telephone(private, self.secret, typed, owner, at)
        if written_code(typed, SHEET_CODE_LENGTH) not in self.codes:
            raise CodeRefused(
                _("This code is not on the sheet. Print the sheet, then copy any one code from it.")
            )
        return Factor(
            code_digests=tuple(
                digest_for_owner(private, code, purpose=_SHEET) for code in self.codes
            )
        )

    def _from_telephone(
        self, private: bytes, secret: str, typed: str, owner: UUID, at: datetime
    ) -> Factor:
        step = matching_step(secret, six_digits(typed) or "", at)
        if step is None:
            raise CodeRefused(
                _(
                    "This is not the code that we expected. Wait for the next six digits and type "
                    "them. If it happens again, check the clock of your telephone."
                )
            )
        sealed = seal_for_owner(private, secret.encode("ascii"), purpose=_TOTP, owner=owner)
        return Factor(sealed_totp_secret=sealed, used_step=step)


@cache
def nobodys_door(cost: PasswordCost) -> Door:
    """A door like any other, to which there is no password. Made once per process."""
    account_id, private = uuid4(), os.urandom(KEY_BYTES)
    return Door(
        account_id=account_id,
        sealed_private_key=seal_private_key(
            private, os.urandom(32).hex(), owner=account_id, cost=cost
        ),
        sealed_totp_secret=None,
        last_totp_step=None,
    )


def prove(door: Door, password: str, code: str, *, at: datetime, cost: PasswordCost) -> Proof:
    """Judge one attempt. Slow: before the first query of a transaction that writes."""
    private = open_private_key(door.sealed_private_key, password, owner=door.account_id)
    step = _step_of(door, private, code, at)
    code_id = _code_of(door, private, code)
    resealed = None
    if (
        private is not None
        and (step is not None or code_id is not None)
        and is_dated(door.sealed_private_key, cost)
    ):
        resealed = seal_private_key(private, password, owner=door.account_id, cost=cost)
    return Proof(door.account_id, door.sealed_private_key, private, step, code_id, resealed)


def make_key(password: str, *, owner: UUID, cost: PasswordCost) -> NewKey:
    """A new key pair for an account. Slow on purpose."""
    pair = new_key_pair()
    sealed = seal_private_key(pair.private, password, owner=owner, cost=cost)
    return NewKey(pair.private, pair.public, sealed)


def put_under(door: Door, old: str, new: str, *, cost: PasswordCost) -> bytes:
    """The private key under another password. Slow. Raises WrongPassword."""
    private = open_private_key(door.sealed_private_key, old, owner=door.account_id)
    if private is None:
        raise WrongPassword(_("This is not your present password."))
    return seal_private_key(private, new, owner=door.account_id, cost=cost)


def open_totp_secret(private: bytes, sealed: bytes, *, owner: UUID) -> str:
    """The secret that the owner's telephone keeps."""
    return open_for_owner(private, sealed, purpose=_TOTP, owner=owner).decode("ascii")


def _step_of(door: Door, private: bytes | None, code: str, at: datetime) -> int | None:
    """The half minute whose code was typed, unless it was used before."""
    has_secret = private is not None and door.sealed_totp_secret is not None
    if has_secret and private is not None and door.sealed_totp_secret is not None:
        secret = open_totp_secret(private, door.sealed_totp_secret, owner=door.account_id)
    else:
        secret = new_totp_secret()
    step = matching_step(secret, six_digits(code) or "", at)
    if not has_secret or step is None:
        return None
    is_used = door.last_totp_step is not None and step <= door.last_totp_step
    return None if is_used else step


def _code_of(door: Door, private: bytes | None, code: str) -> UUID | None:
    """The code of the sheet that was typed."""
    typed = written_code(code, SHEET_CODE_LENGTH)
    digest = digest_for_owner(private or os.urandom(KEY_BYTES), typed or "", purpose=_SHEET)
    found = None
    for code_id, kept in door.codes:
        if hmac.compare_digest(kept, digest) and typed is not None:
            found = code_id
    return found
