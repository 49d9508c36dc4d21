"""Steps of declaring interests."""

from datetime import datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.declarations.models import DeclaredInterest
from portal.committee.declarations.queries import declarations_of
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _


class DeclarationRefused(RuleBroken):
    """This cannot be declared like this."""


def declare_interest(account: Account, statement: str | None, *, at: datetime) -> DeclaredInterest:
    """Put a declaration into the public list; None declares that there is nothing to declare.

    Raises DeclarationRefused where it stands there already, and where "nothing" would stand beside
    something.
    """
    today = local(at).date()
    standing = declarations_of(account.id, today)
    if any(each.statement == statement for each in standing):
        raise DeclarationRefused(_("You have declared this already."))
    if statement is None and standing:
        raise DeclarationRefused(
            _("You have declared interests. End them first if they no longer hold.")
        )
    for each in standing:
        if each.statement is None:
            each.ended_on = today
    made = DeclaredInterest(account_id=account.id, statement=statement, declared_on=today)
    db.session.add(made)
    db.session.flush()
    return made


def end_declaration(declaration: DeclaredInterest, *, at: datetime) -> None:
    """Say that a declared interest no longer holds. Raises DeclarationRefused if said before."""
    if declaration.ended_on is not None:
        raise DeclarationRefused(_("This declaration has ended already."))
    declaration.ended_on = local(at).date()
    db.session.flush()
