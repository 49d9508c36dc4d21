"""What the sealed session cookie says about who is here."""

from dataclasses import dataclass, field
from typing import Any, Final, Self
from uuid import UUID

from flask import session

from portal.accounts.clocks import Clocks
from portal.accounts.models import SignIn
from portal.accounts.proving import NewKey, Offer

_WHO: Final = "who"
_WAS: Final = "was"
_TOKEN: Final = "csrf_token"  # noqa: S105  the name that Flask-WTF gives it
_JOINING: Final = "joining"
_OFFER: Final = "offer"
TELEPHONE: Final = "telephone"
SHEET: Final = "sheet"


@dataclass(frozen=True, slots=True)
class Held:
    """What a cookie claims: a sign-in, its account, the private key, the clocks. Not judged yet."""

    sign_in_id: UUID
    account_id: UUID
    clocks: Clocks
    private_key: bytes = field(repr=False)

    @classmethod
    def read(cls, said: Any) -> Self | None:
        """What stands in the session, or None where nothing that we wrote does."""
        try:
            return cls(
                sign_in_id=UUID(said["sign_in"]),
                account_id=UUID(said["account"]),
                clocks=Clocks.from_seconds(*said["clocks"]),
                private_key=bytes(said["key"]),
            )
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def written(self) -> dict[str, Any]:
        """How it stands in the session."""
        return {
            "sign_in": self.sign_in_id.hex,
            "account": self.account_id.hex,
            "clocks": list(self.clocks.seconds),
            "key": self.private_key,
        }


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who typed a good code of an invitation, and the key once they made one."""

    digest: bytes
    account_id: UUID
    name: str
    email: str
    factor: str = ""
    key: NewKey | None = None

    @classmethod
    def read(cls, said: Any) -> Self | None:
        """What stands in the session, or None where nothing that we wrote does."""
        try:
            key = NewKey(*said["key"]) if said["key"] else None
            return cls(
                said["digest"],
                UUID(said["account"]),
                said["name"],
                said["email"],
                said["factor"],
                key,
            )
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def written(self) -> dict[str, Any]:
        """How it stands in the session."""
        key = self.key
        return {
            "digest": self.digest,
            "account": self.account_id.hex,
            "name": self.name,
            "email": self.email,
            "factor": self.factor,
            "key": [key.private, key.public, key.sealed] if key else None,
        }


def held() -> Held | None:
    """What this browser's cookie claims."""
    return Held.read(session.get(_WHO))


def begin(sign_in: SignIn, private_key: bytes) -> None:
    """Somebody signed in. Nothing that was in the session before is kept.

    One exception: a person who signs in again keeps the token of the pages that are still open in
    other tabs, so that nothing typed there is lost.
    """
    token = session.get(_TOKEN) if was() == sign_in.account_id else None
    session.clear()
    clocks = Clocks.starting(sign_in.began_at)
    session[_WHO] = Held(sign_in.id, sign_in.account_id, clocks, private_key).written
    if token is not None:
        session[_TOKEN] = token


def write_clocks(before: Held, clocks: Clocks) -> None:
    """Write the clocks anew."""
    held_now = Held(before.sign_in_id, before.account_id, clocks, before.private_key)
    session[_WHO] = held_now.written


def expire(before: Held) -> None:
    """The session is over: the key goes; who it was stays, so that what was typed can be kept."""
    token = session.get(_TOKEN)
    session.clear()
    session[_WAS] = before.account_id.hex
    if token is not None:
        session[_TOKEN] = token


def end() -> None:
    """Signed out: nothing stays."""
    session.clear()


def was() -> UUID | None:
    """Whose session in this browser is over, where it was not signed out."""
    try:
        return UUID(session[_WAS])
    except (KeyError, TypeError, ValueError):
        return None


def begin_joining(joining: Joining) -> None:
    """Hold what somebody who was invited has done so far."""
    session[_JOINING] = joining.written


def joining() -> Joining | None:
    """What somebody who was invited has done so far."""
    return Joining.read(session.get(_JOINING))


def offer(factor: str) -> Offer:
    """The second factor that is being shown to somebody: the same until it was accepted."""
    shown = session.get(_OFFER)
    if isinstance(shown, dict) and shown.get("factor") == factor:
        return _read_offer(shown)
    made = Offer.telephone() if factor == TELEPHONE else Offer.sheet()
    session[_OFFER] = {"factor": factor, "secret": made.secret, "codes": list(made.codes)}
    return made


def shown_offer() -> Offer | None:
    """The second factor that is being shown, where one is."""
    shown = session.get(_OFFER)
    return _read_offer(shown) if isinstance(shown, dict) else None


def forget_offer() -> None:
    """It was accepted: the cookie holds it no longer."""
    session.pop(_OFFER, None)


def _read_offer(shown: dict[str, Any]) -> Offer:
    return Offer(secret=shown["secret"], codes=tuple(shown["codes"]))
