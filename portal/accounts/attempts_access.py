"""One attempt to prove who somebody is: counted first, then judged outside any transaction."""

from collections.abc import Callable

from portal import clock
from portal.accounts.proving import Door, Proof, nobodys_door, prove
from portal.accounts.unlocking import cost_in
from portal.allowances import Purpose, count_use, require_allowance
from portal.config import settings
from portal.database import transaction
from portal.vault.keys import PasswordCost


def password_cost() -> PasswordCost:
    """What one guess at a password costs here."""
    return cost_in(settings().environment)


def count_attempt(about: str, find_door: Callable[[Door], Door]) -> Door:
    """Count the attempt by place and by account, and find what judges it.

    Counted before the slow part, so that many at once cannot all be judged. Raises TooMany.
    """
    at, nobody = clock.now(), nobodys_door(password_cost())
    with transaction():
        require_allowance(Purpose.SIGN_IN, at=at)
        require_allowance(Purpose.SIGN_IN_AS, at=at, about=about)
        count_use(Purpose.SIGN_IN, at=at)
        count_use(Purpose.SIGN_IN_AS, at=at, about=about)
        return find_door(nobody)


def attempt(about: str, find_door: Callable[[Door], Door], password: str, code: str) -> Proof:
    """Judge a password and a code. Raises TooMany."""
    door = count_attempt(about, find_door)
    return prove(door, password, code, at=clock.now(), cost=password_cost())
