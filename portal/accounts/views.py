"""Signing in and out, proving again who one is, and the first page after it."""

from functools import partial
from typing import Final
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts import (
    joining_views,
    kept_services,
    own_views,
    queries,
    session_access,
    sign_in_services,
)
from portal.accounts.access import (
    desk_links,
    private_key,
    proved_again,
    public,
    signed_in,
    signed_in_only,
    who,
)
from portal.accounts.addresses import local_address
from portal.accounts.attempts_access import attempt
from portal.accounts.browsers import describe_browser
from portal.accounts.clocks import KEPT_FOR
from portal.accounts.desk import lines_of_today
from portal.accounts.forms import ConfirmForm, SignInForm
from portal.database import transaction
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
bp.register_blueprint(joining_views.bp)
bp.register_blueprint(own_views.bp)

# One sentence for every wrong attempt: it must not say which of the three was wrong.
REFUSED: Final = _l(
    "The address, the password or the code is not right, or the code was used before. Check all "
    "three, wait for the next six digits, and try again."
)
REFUSED_AGAIN: Final = _l(
    "The password or the code is not right, or the code was used before. Wait for the next six "
    "digits, and try again."
)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with e-mail address, password and code."""
    form = SignInForm.of_request()
    onwards = local_address(request.values.get("next"))

    if form.submitted():
        email = form.email.data.lower()
        find = partial(sign_in_services.find_door, email)
        proof = attempt(email, find, form.password.data, form.code.data)
        browser = describe_browser(request.user_agent.string)
        with transaction():
            begun = sign_in_services.begin_sign_in(proof, browser=browser, at=clock.now())
        if begun is not None and proof.private_key is not None:
            session_access.begin(begun, proof.private_key)
            return redirect(_page_after_sign_in(begun.account_id, onwards), 303)
        form.refuse("email", str(REFUSED))

    return render_template("accounts/sign_in.html", form=form, next=onwards), form.status


@bp.route("/confirm", methods=["GET", "POST"])
@signed_in_only
def confirm() -> ResponseReturnValue:
    """Give password and code again, before something that weighs."""
    form = ConfirmForm.of_request()
    onwards = local_address(request.values.get("next"))

    if form.submitted():
        account_id = who().account_id
        find = partial(sign_in_services.find_own_door, account_id)
        proof = attempt(account_id.hex, find, form.password.data, form.code.data)
        with transaction():
            proved = sign_in_services.spend_code(proof, at=clock.now())
        if proved is not None:
            proved_again()
            return redirect(onwards or url_for(".desk"), 303)
        form.refuse("password", str(REFUSED_AGAIN))

    return render_template("accounts/confirm.html", form=form, next=onwards), form.status


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Sign out here. The cookie opens nothing any more, wherever a copy of it is."""
    held, at = session_access.held(), clock.now()
    if held is not None and not held.clocks.is_over(at):
        with transaction():
            sign_in_services.end_sign_in(held.sign_in_id, of=held.account_id, at=at)
    session_access.end()
    flash(_("You are signed out."))
    return redirect(url_for(".sign_in"), 303)


@bp.route("/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    """What can be done when a password or a telephone is gone."""
    return render_template("accounts/forgotten.html")


@bp.route("/desk")
@signed_in_only
def desk() -> ResponseReturnValue:
    """What this person may do."""
    account = signed_in()
    return render_template(
        "accounts/desk.html",
        today=lines_of_today(current_app.extensions, clock.today()),
        account=account,
        links=desk_links(),
        codes_left=queries.count_unused_codes(account.id),
        kept=queries.kept_forms(account.id, clock.now() - KEPT_FOR),
    )


@bp.route("/kept")
@signed_in_only
def kept() -> ResponseReturnValue:
    """What was typed when a session ended, to be sent or thrown away."""
    rows = queries.kept_forms(who().account_id, clock.now() - KEPT_FOR)
    forms = [(row, kept_services.open_typed(row, private_key())) for row in rows]
    return render_template("accounts/kept.html", kept=forms)


@bp.post("/kept/<uuid:kept_id>/discard")
@signed_in_only
def discard(kept_id: UUID) -> ResponseReturnValue:
    """Throw away what was typed."""
    with transaction():
        kept_services.discard_form(kept_id, owner=who().account_id)
    flash(_("It is thrown away."))
    return redirect(url_for(".kept"), 303)


def _page_after_sign_in(account_id: UUID, onwards: str | None) -> str:
    if queries.kept_forms(account_id, clock.now() - KEPT_FOR):
        return url_for(".kept")
    return onwards or url_for(".desk")
