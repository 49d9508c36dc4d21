"""New invitations: for who never joined, and by two members for who forgot the password."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires, signed_in, who
from portal.accounts.permissions import Permission
from portal.accounts.queries import accounts, get_account
from portal.committee.renewals import services
from portal.committee.renewals.forms import RenewForm
from portal.committee.renewals.queries import get_renewal, waiting_renewals
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("renewals", __name__, url_prefix="/invitations")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
@reauthenticated
def ask() -> ResponseReturnValue:
    """Ask for a new invitation; for who never joined it leaves at once."""
    own = who().account_id
    people = [each for each in accounts() if each.is_open and each.id != own]
    form = RenewForm.of_request(
        person=[("", _("Choose a person")), *((str(each.id), each.name) for each in people)]
    )

    if form.submitted():
        try:
            with transaction():
                account = get_account(UUID(form.person.data))
                sent = services.ask_invitation(account, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("person", refusal)
        else:
            flash(
                _("The invitation is on its way to %(name)s.", name=account.name)
                if sent
                else _("It is asked. Another member of the committee has to agree.")
            )
            return redirect(url_for(".ask"), 303)

    waiting = waiting_renewals(clock.now())
    return render_template(
        "committee/renewals/ask.html", form=form, waiting=waiting, own=own
    ), form.status


@bp.post("/<uuid:renewal_id>/agree")
@requires(Permission.KEEP_COMMITTEE)
@reauthenticated
def agree(renewal_id: UUID) -> ResponseReturnValue:
    """Agree to what another member asked: the invitation goes to who needs it."""
    with transaction():
        renewal = get_renewal(renewal_id)
        services.agree_renewal(renewal, by=signed_in(), at=clock.now())
    flash(_("The invitation is on its way to %(name)s.", name=renewal.account.name))
    return redirect(url_for(".ask"), 303)
