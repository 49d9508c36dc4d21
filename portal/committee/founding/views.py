"""Founding: the page on which two founders sign."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires, signed_in, who
from portal.accounts.permissions import Permission
from portal.committee.founding.queries import find_waiting_founding
from portal.committee.founding.services import sign_founding
from portal.committee.terms import SIGNATORIES
from portal.database import transaction
from portal.errors import NotFound
from portal.forms import Form
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER

bp = Blueprint("founding", __name__, url_prefix="/founding")


class SignForm(Form):
    """Nothing but the button that signs."""


@bp.get("")
@requires(Permission.SIGN_FOUNDING)
def show() -> ResponseReturnValue:
    """Who shall sit, until when, and who has signed."""
    founding = find_waiting_founding(clock.today())
    if founding is None:
        raise NotFound
    signed = [signature.account_id for signature in founding.signatures]
    return render_template(
        "committee/founding/show.html",
        founding=founding,
        has_signed=who().account_id in signed,
        missing=SIGNATORIES - len(signed),
        form=SignForm(),
        one=ONE_MEMBER,
    )


@bp.post("/sign")
@requires(Permission.SIGN_FOUNDING)
@reauthenticated
def sign() -> ResponseReturnValue:
    """Sign; the second signature seats the committee."""
    with transaction():
        founding = find_waiting_founding(clock.today())
        if founding is None:
            raise NotFound
        seated = sign_founding(founding, by=signed_in(), at=clock.now())
    if seated:
        flash(_("The committee sits. Now appoint chair, safeguarding lead and outside person."))
        return redirect(url_for("committee.desk"), 303)
    flash(_("You have signed. When another founder has signed too, the committee sits."))
    return redirect(url_for(".show"), 303)
