"""Makers of one valid member."""

from datetime import date, datetime
from itertools import count
from typing import Any

from portal.accounts.models import Account
from portal.accounts.services import add_account
from portal.database import db
from portal.membership.classes import MemberClass
from portal.membership.details import MemberDetails
from portal.membership.models import Member
from portal.membership.services import admit_member, give_sign_in
from portal.vault.keys import new_key_pair
from portal.vault.services import add_holder
from portal.vault.states import HolderKind
from tests.conftest import NOW

ADMITTED = date(2026, 1, 5)
_numbers = count(1)


def make_account(name: str = "Mair Jones", *, key: bytes | None = None) -> Account:
    """Somebody who signs in and has made a key; `key` is the public half, if it matters."""
    account = add_account(name, f"person{next(_numbers)}@example.org", at=NOW)
    public = key or new_key_pair().public
    account.holder_id = add_holder(HolderKind.ACCOUNT, public, at=NOW).id
    account.sealed_private_key = b"sealed"
    account.joined_at = NOW
    db.session.flush()
    return account


def make_member(
    name: str = "Mair Jones",
    member_class: MemberClass = MemberClass.USER,
    *,
    admitted_on: date = ADMITTED,
    account: Account | None = None,
    at: datetime = NOW,
    **details: Any,
) -> Member:
    """A member at present."""
    member = admit_member(
        MemberDetails(name, member_class, **details), admitted_on=admitted_on, by=None, at=at
    )
    if account is not None:
        give_sign_in(member, account, by=None, at=at)
    return member
