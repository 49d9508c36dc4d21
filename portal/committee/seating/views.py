"""Seats: the pages on which somebody steps down, and says what is public about them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in
from portal.accounts.permissions import Permission
from portal.committee.queries import find_term_of
from portal.committee.seating.forms import AppearForm, StepDownForm
from portal.committee.seating.services import appear, end_term
from portal.database import transaction
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _
from portal.membership.classes import ONE_MEMBER

bp = Blueprint("seating", __name__, url_prefix="/seat")


@bp.route("/step-down", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
def step_down() -> ResponseReturnValue:
    """End one's own term before its day."""
    term = find_term_of(signed_in().id, clock.today())
    if term is None:
        raise NotFound
    form = StepDownForm.of_request(data={"ends_on": clock.today()})

    if form.submitted():
        try:
            with transaction():
                end_term(term, ends_on=form.ends_on.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("ends_on", refusal)
        else:
            flash(_("Your term ends on that day. Thank you for what you have done."))
            return redirect(url_for("accounts.desk"), 303)

    return render_template("committee/seating/step_down.html", form=form, term=term), form.status


@bp.route("/in-public", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
def in_public() -> ResponseReturnValue:
    """Say what everybody reads about oneself."""
    term = find_term_of(signed_in().id, clock.today())
    if term is None:
        raise NotFound
    form = AppearForm.of_request(
        data={"shows_class": term.shows_class, "contact": term.contact or ""}
    )

    if form.submitted():
        with transaction():
            appear(
                term,
                shows_class=bool(form.shows_class.data),
                contact=form.contact.data or None,
                at=clock.now(),
            )
        flash(_("The public page says it like this now."))
        return redirect(url_for("committee.show"), 303)

    return render_template(
        "committee/seating/in_public.html", form=form, term=term, one=ONE_MEMBER
    ), form.status
