"""Interests: the page on which those who may see cases declare theirs."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in, who
from portal.accounts.permissions import Permission
from portal.committee.declarations import services
from portal.committee.declarations.forms import DeclareForm
from portal.committee.declarations.queries import declarations_of, get_declaration
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("declarations", __name__, url_prefix="/interests")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.DECLARE_INTERESTS)
def declare() -> ResponseReturnValue:
    """Declare an interest, or that there is none."""
    form = DeclareForm.of_request()

    if form.submitted() and form.says_what():
        try:
            with transaction():
                services.declare_interest(signed_in(), form.declared, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("what", refusal)
        else:
            flash(_("It stands in the public list."))
            return redirect(url_for(".declare"), 303)

    standing = declarations_of(who().account_id, clock.today())
    return render_template(
        "committee/declarations/declare.html", form=form, standing=standing
    ), form.status


@bp.post("/<uuid:declaration_id>/end")
@requires(Permission.DECLARE_INTERESTS)
def end(declaration_id: UUID) -> ResponseReturnValue:
    """Say that an interest no longer holds."""
    with transaction():
        services.end_declaration(get_declaration(declaration_id, who().account_id), at=clock.now())
    flash(_("It is no longer in the public list."))
    return redirect(url_for(".declare"), 303)
