"""Accounts for tests: made as they are in life, and signed in through the real page.

member = make_account(Permission.READ_CASES)
page = sign_in(browser, member)
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

from flask import Flask

from portal import clock
from portal.accounts import services
from portal.accounts.attempts_access import password_cost
from portal.accounts.codes import INVITATION_LENGTH, code_at, invitation_digest, written_code
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.proving import Offer, make_key
from portal.accounts.queries import get_account
from portal.accounts.services import add_account, grant_authority
from portal.database import transaction
from tests.client import Browser, Page

PASSWORD = "heron lamp under seven gates"
_numbers = count(1)


@dataclass
class Signer:
    """An account, and what its owner knows: the password, the telephone's secret, the sheet."""

    id: UUID
    email: str
    name: str
    private_key: bytes
    holder_id: UUID
    secret: str | None = None
    codes: tuple[str, ...] = ()
    password: str = PASSWORD

    @property
    def account(self) -> Account:
        """The row, in the present transaction."""
        return get_account(self.id)

    def code(self) -> str:
        """What the telephone shows now."""
        assert self.secret is not None
        return code_at(self.secret, clock.now())


def make_account(
    *permissions: Permission,
    name: str = "Megan Pritchard",
    email: str | None = None,
    factor: str = "telephone",
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> Signer:
    """Somebody who joined by invitation long ago and may do these things.

    Inside an application context and outside a transaction.
    """
    at = clock.now()
    email = email or f"member{next(_numbers)}@example.org"
    with transaction():
        account = add_account(name, email, at=at)
        code = services.renew_invitation(account, at=at)
        key = make_key(PASSWORD, owner=account.id, cost=password_cost())
        offer = Offer.telephone() if factor == "telephone" else Offer.sheet()
        typed = code_at(offer.secret, at) if offer.secret else offer.codes[0]
        accepted = offer.accepted(key.private, typed, owner=account.id, at=at)
        digest = invitation_digest(written_code(code, INVITATION_LENGTH) or "")
        services.accept_invitation(digest, key=key, factor=accepted, at=at)
        # The code that showed that the telephone works was long ago.
        account.last_totp_step = None
        for permission in permissions:
            grant_authority(
                account,
                permission,
                from_at=from_at or at,
                until_at=until_at,
                source="test",
                at=at,
            )
        assert account.holder_id is not None
        return Signer(
            id=account.id,
            email=account.email,
            name=account.name,
            private_key=key.private,
            holder_id=account.holder_id,
            secret=offer.secret,
            codes=offer.codes,
        )


def make_account_of(app: Flask, *permissions: Permission, **facts: object) -> Signer:
    """The same, where no application context is open."""
    with app.app_context():
        return make_account(*permissions, **facts)  # type: ignore[arg-type]


def sign_in(browser: Browser, signer: Signer, code: str | None = None) -> Page:
    """Sign in through the page, as its owner would."""
    page = browser.open("/accounts/sign-in")
    typed = code or (signer.code() if signer.secret else signer.codes[0])
    form = page.form("password").fill(email=signer.email, password=signer.password, code=typed)
    return form.send("Sign in")
