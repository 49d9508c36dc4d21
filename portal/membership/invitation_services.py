"""Steps of inviting: the code of an invitation goes to the person's own address, to nobody else.

Whoever sees the code can join in the person's place: so no page shows it, not even to who invites.
"""

from datetime import datetime

from portal.accounts.clocks import INVITED_FOR
from portal.accounts.models import Account
from portal.accounts.services import add_account, renew_invitation
from portal.config import settings
from portal.i18n import gettext as _
from portal.notices.services import send_mail


def invite_person(name: str, email: str, *, at: datetime) -> Account:
    """Add an account and send its invitation.

    Raises AccountRefused where the address is taken, MailAddressRefused where it is none.
    """
    account = add_account(name, email, at=at)
    send_invitation(account, at=at)
    return account


def send_invitation(account: Account, *, at: datetime) -> None:
    """Send somebody a new invitation; earlier ones stop working. Raises AccountRefused."""
    code = renew_invitation(account, at=at)
    words = _(
        "Hello %(name)s,\n\nyou are invited to sign in on the site of %(coop)s. Open"
        "\n\n%(address)s\n\nand type this code:\n\n%(code)s\n\nIt works once, for %(days)s days."
        " You then choose a password and make your own key. Nobody else has this code, and nobody"
        " will ask you for it: please give it to no one.\n\nIf you know nothing of this, somebody"
        " wrote down a wrong address. Please tell the committee.",
        name=account.name,
        coop=settings().coop_name,
        address=f"{settings().base_url}/accounts/invitation",
        code=code,
        days=INVITED_FOR.days,
    )
    send_mail(account.email, _("Your invitation to sign in"), words, at=at)
