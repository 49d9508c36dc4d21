"""Joining by invitation: a code, a password, and a second thing that is shown to work."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts import queries, services, session_access, sign_in_services
from portal.accounts.access import public
from portal.accounts.attempts_access import password_cost
from portal.accounts.browsers import describe_browser
from portal.accounts.codes import INVITATION_LENGTH, in_groups, invitation_digest, written_code
from portal.accounts.forms import FactorForm, InvitationForm, JoiningForm
from portal.accounts.passwords import require_password
from portal.accounts.pictures import square
from portal.accounts.proving import make_key
from portal.accounts.session_access import Joining
from portal.allowances import Purpose, count_use, require_allowance
from portal.config import settings
from portal.database import transaction
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("joining", __name__, url_prefix="/invitation")


@bp.route("", methods=["GET", "POST"])
@public
def start() -> ResponseReturnValue:
    """Type the code of an invitation."""
    form = InvitationForm.of_request()

    if form.submitted():
        # What is no code at all is looked up like a wrong one.
        digest = invitation_digest(written_code(form.code.data, INVITATION_LENGTH) or "")
        with transaction():
            require_allowance(Purpose.TRY_CODE, at=clock.now())
            count_use(Purpose.TRY_CODE, at=clock.now())
            account = queries.find_invited_account(digest, clock.now())
        if account is not None:
            session_access.begin_joining(Joining(digest, account.id, account.name, account.email))
            return redirect(url_for(".password"), 303)
        form.refuse(
            "code",
            _("This code does not open anything: it is mistyped, was used, or is over."),
        )

    return render_template("accounts/joining/start.html", form=form), form.status


@bp.route("/password", methods=["GET", "POST"])
@public
def password() -> ResponseReturnValue:
    """Choose a password, and a second thing to sign in with."""
    joining = session_access.joining()
    if joining is None:
        return redirect(url_for(".start"), 303)
    form = JoiningForm.of_request()

    if form.submitted() and form.is_the_same_twice():
        chosen = form.new_password.data
        try:
            known = (joining.name, joining.email, settings().coop_name)
            require_password(chosen, known=known)
        except RuleBroken as refusal:
            form.refuse("new_password", refusal)
        else:
            key = make_key(chosen, owner=joining.account_id, cost=password_cost())
            session_access.begin_joining(replace(joining, key=key, factor=form.factor.data))
            return redirect(url_for(".second"), 303)

    return (
        render_template("accounts/joining/password.html", form=form, joining=joining),
        form.status,
    )


@bp.route("/second", methods=["GET", "POST"])
@public
def second() -> ResponseReturnValue:
    """Show the telephone's picture or the sheet, and take one code of it."""
    joining = session_access.joining()
    if joining is None or joining.key is None:
        return redirect(url_for(".start"), 303)
    offer = session_access.offer(joining.factor)
    form = FactorForm.of_request()

    if form.submitted():
        owner, private, at = joining.account_id, joining.key.private, clock.now()
        browser = describe_browser(request.user_agent.string)
        try:
            factor = offer.accepted(private, form.code.data, owner=owner, at=at)
            with transaction():
                account = services.accept_invitation(
                    joining.digest, key=joining.key, factor=factor, at=at
                )
                begun = sign_in_services.open_sign_in(account, browser=browser, at=at)
        except RuleBroken as refusal:
            form.refuse("code", refusal)
        else:
            session_access.begin(begun, private)
            flash(_("Welcome. Your key is made, and you are signed in."))
            return redirect(url_for("accounts.desk"), 303)

    return (
        render_template(
            "accounts/joining/second.html",
            form=form,
            offer=offer,
            codes=[in_groups(code) for code in offer.codes],
            picture=url_for(".picture"),
        ),
        form.status,
    )


@bp.route("/square.svg")
@public
def picture() -> ResponseReturnValue:
    """The square picture for the camera of a telephone."""
    joining, offer = session_access.joining(), session_access.shown_offer()
    if joining is None or offer is None or offer.secret is None:
        raise NotFound
    return square(offer.secret, name=joining.email, site=settings().coop_name), {
        "Content-Type": "image/svg+xml"
    }
