"""Pages of the machines that may send files: made, shown once, revoked."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires, who
from portal.accounts.permissions import Permission
from portal.config import settings
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.visits.forms import RevokeForm, TokenForm
from portal.visits.importing import token_queries, token_services

bp = Blueprint("import_tokens", __name__, url_prefix="/imports/machines")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
@reauthenticated
def index() -> ResponseReturnValue:
    """Every machine that may send files; a new one is given its token, which is shown once."""
    form = TokenForm.of_request()
    made = None

    if form.submitted():
        with transaction():
            _token, made = token_services.make_token(
                form.name.data or "", by=who().account_id, at=clock.now()
            )
        form.name.data = ""

    return render_template(
        "visits/imports/machines.html",
        form=form,
        made=made,
        tokens=token_queries.tokens(),
        address=f"{settings().base_url}/api/v1/imports",
    ), form.status


@bp.route("/<int:number>/revoke", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
def revoke(number: int) -> ResponseReturnValue:
    """Take a token back, at once."""
    token = token_queries.get_token(number)
    form = RevokeForm.of_request()

    if form.submitted():
        try:
            with transaction():
                token_services.revoke_token(token, by=who().account_id, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)
        else:
            flash(_("The token is revoked. What was sent with it stays."))
            return redirect(url_for(".index"), 303)

    return render_template("visits/imports/revoke.html", form=form, token=token), form.status
