"""What somebody may see and change about their own account."""

from functools import partial
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts import queries, services, session_access, sign_in_services
from portal.accounts.access import (
    private_key,
    reauthenticated,
    reauthenticated_to_look,
    signed_in,
    signed_in_only,
    who,
)
from portal.accounts.attempts_access import count_attempt, password_cost
from portal.accounts.codes import in_groups
from portal.accounts.forms import ChangePasswordForm, CloseForm, FactorForm
from portal.accounts.passwords import PasswordRefused, require_password
from portal.accounts.pictures import square
from portal.accounts.proving import put_under
from portal.config import settings
from portal.database import transaction
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("own", __name__)


@bp.route("/sign-ins")
@signed_in_only
def sign_ins() -> ResponseReturnValue:
    """Where I am signed in."""
    somebody = who()
    return render_template(
        "accounts/own/sign_ins.html",
        sign_ins=queries.running_sign_ins(somebody.account_id, clock.now()),
        here=somebody.held.sign_in_id,
    )


@bp.post("/sign-ins/<uuid:sign_in_id>/end")
@signed_in_only
def end_sign_in(sign_in_id: UUID) -> ResponseReturnValue:
    """End one of them, wherever its cookie is."""
    with transaction():
        sign_in_services.end_sign_in(sign_in_id, of=who().account_id, at=clock.now())
    flash(_("That session is ended."))
    return redirect(url_for(".sign_ins"), 303)


@bp.post("/sign-ins/end-all")
@signed_in_only
def end_all() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    with transaction():
        services.end_sign_ins(signed_in(), at=clock.now())
    session_access.end()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("accounts.sign_in"), 303)


@bp.route("/password", methods=["GET", "POST"])
@signed_in_only
def password() -> ResponseReturnValue:
    """Put my key under another password."""
    form = ChangePasswordForm.of_request()

    if form.submitted() and form.is_the_same_twice():
        somebody, old, new = who(), form.password.data, form.new_password.data
        owner = somebody.account_id
        door = count_attempt(owner.hex, partial(sign_in_services.find_own_door, owner))
        try:
            require_password(new, known=(somebody.name, somebody.email, settings().coop_name))
            sealed = put_under(door, old, new, cost=password_cost())
            with transaction():
                sign_in_services.change_password(
                    door, sealed, kept=somebody.held.sign_in_id, at=clock.now()
                )
        except PasswordRefused as refusal:
            form.refuse("new_password", refusal)
        except RuleBroken as refusal:
            form.refuse("password", refusal)
        else:
            flash(_("Your password is changed. You are signed out everywhere else."))
            return redirect(url_for("accounts.desk"), 303)

    return render_template("accounts/own/password.html", form=form), form.status


@bp.route("/close", methods=["GET", "POST"])
@reauthenticated
@signed_in_only
def close() -> ResponseReturnValue:
    """Close my account: nobody signs in with my address any more."""
    form = CloseForm.of_request()

    if form.submitted():
        try:
            with transaction():
                account, at = signed_in(), clock.now()
                services.require_to_be_done_here(account, at=at)
                services.close_account(account, at=at)
        except RuleBroken as refusal:
            form.refuse("sure", refusal)
        else:
            session_access.end()
            flash(_("Your account is closed."))
            return redirect(url_for("accounts.sign_in"), 303)

    return render_template("accounts/own/close.html", form=form), form.status


@bp.route("/second-factor/<any(telephone, sheet):factor>", methods=["GET", "POST"])
@reauthenticated_to_look
@signed_in_only
def second_factor(factor: str) -> ResponseReturnValue:
    """Another telephone, or a new sheet of codes."""
    offer = session_access.offer(factor)
    form = FactorForm.of_request()

    if form.submitted():
        somebody, at = who(), clock.now()
        try:
            accepted = offer.accepted(
                private_key(), form.code.data, owner=somebody.account_id, at=at
            )
            with transaction():
                services.keep_factor(signed_in(), accepted, at=at)
        except RuleBroken as refusal:
            form.refuse("code", refusal)
        else:
            session_access.forget_offer()
            flash(_("The new codes work from now on; the old ones do not."))
            return redirect(url_for("accounts.desk"), 303)

    return (
        render_template(
            "accounts/own/second_factor.html",
            form=form,
            offer=offer,
            codes=[in_groups(code) for code in offer.codes],
            picture=url_for(".picture"),
        ),
        form.status,
    )


@bp.route("/second-factor/square.svg")
@reauthenticated_to_look
@signed_in_only
def picture() -> ResponseReturnValue:
    """The square picture for the camera of a telephone."""
    offer = session_access.shown_offer()
    if offer is None or offer.secret is None:
        raise NotFound
    picture_of = square(offer.secret, name=who().email, site=settings().coop_name)
    return picture_of, {"Content-Type": "image/svg+xml"}
