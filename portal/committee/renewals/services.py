"""Steps of renewing: whoever forgot the password makes a new key, and two members know of it.

One person alone could otherwise invite themselves as a colleague and vote in their name.
"""

from datetime import datetime, timedelta

from portal.accounts.models import Account
from portal.clock import local
from portal.committee.book_services import hold_book
from portal.committee.queries import find_term_of
from portal.committee.renewals.models import KeyRenewal
from portal.committee.renewals.queries import waiting_renewals
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.membership.invitation_services import send_invitation
from portal.notices.services import send_mail

ASKED_FOR = timedelta(days=7)


class RenewalRefused(RuleBroken):
    """No new invitation for this person, or not by these two."""


def ask_renewal(account: Account, *, by: Account, at: datetime) -> KeyRenewal:
    """Say that a colleague forgot the password. Raises RenewalRefused."""
    hold_book()
    _require_member(by, account, at)
    if not account.is_open or not account.has_key:
        raise RenewalRefused(
            _("%(name)s has not joined, or has left. Send an invitation.", name=account.name)
        )
    if any(each.account_id == account.id for each in waiting_renewals(at)):
        raise RenewalRefused(_("This has been asked already and waits for a second member."))
    asked = KeyRenewal(
        account_id=account.id, asked_by_id=by.id, asked_at=at, lapses_at=at + ASKED_FOR
    )
    db.session.add(asked)
    db.session.flush()
    # Whoever did not forget anything hears of it before a second member has agreed.
    send_mail(account.email, *_warning(by), at=at)
    return asked


def agree_renewal(renewal: KeyRenewal, *, by: Account, at: datetime) -> None:
    """Agree to what another member asked, and send the new invitation to who needs it.

    Neither of the two sees the code: with it they could vote in a colleague's name. Accepting it
    retires the old key with all it held. Raises RenewalRefused.
    """
    hold_book()
    _require_member(by, renewal.account, at)
    if renewal.agreed_at is not None or renewal.lapses_at <= at:
        raise RenewalRefused(_("This has been agreed to already, or its time is over."))
    if renewal.asked_by_id == by.id:
        raise RenewalRefused(_("You asked for this. Another member has to agree to it."))
    renewal.agreed_at, renewal.agreed_by_id = at, by.id
    db.session.flush()
    send_invitation(renewal.account, at=at)


def ask_invitation(account: Account, *, by: Account, at: datetime) -> bool:
    """Send an invitation again where one member is enough, or ask for a renewal; whether it left.

    Raises RenewalRefused.
    """
    if account.has_key:
        ask_renewal(account, by=by, at=at)
        return False
    send_again(account, by=by, at=at)
    return True


def send_again(account: Account, *, by: Account, at: datetime) -> None:
    """Send a new code to somebody who was invited and has never joined. Raises RenewalRefused."""
    hold_book()
    _require_member(by, account, at)
    if account.has_key:
        raise RenewalRefused(
            _("%(name)s has joined already. Two members can renew the key.", name=account.name)
        )
    send_invitation(account, at=at)


def _warning(by: Account) -> tuple[str, str]:
    words = _(
        "Hello,\n\n%(name)s says that you forgot your password and need a new invitation. A second"
        " member has to agree.\n\nIf that is right, you need do nothing. If you did not ask for"
        " it, tell your colleagues at once: whoever has the invitation can sign in as you.",
        name=by.name,
    )
    return _("Did you ask for a new invitation?"), words


def _require_member(by: Account, account: Account, at: datetime) -> None:
    if find_term_of(by.id, local(at).date()) is None:
        raise RenewalRefused(_("Only members who sit on the committee can do this."))
    if account.id == by.id:
        raise RenewalRefused(_("Nobody renews their own key. Ask two colleagues to do it."))
