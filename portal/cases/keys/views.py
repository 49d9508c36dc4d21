"""Pages about the keys of a case: step back, give it to one more, make sure of the home."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.beside.queries import find_home_code, visits_beside
from portal.cases.events import RecusalGround
from portal.cases.keys import services
from portal.cases.keys.forms import HomeForm, RecuseForm, WidenForm
from portal.cases.keys.queries import key_state
from portal.cases.reading_access import end_pass, needs_pass, pass_until
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.visits.home_codes import show_home_code

bp = Blueprint("keys", __name__)


@bp.route("/<string:reference>/step-back", methods=["GET", "POST"])
@requires(Permission.READ_CASES)
def recuse(reference: str) -> ResponseReturnValue:
    """Step back from a case: from then on it does not exist for this member."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = RecuseForm.of_request()

    if form.submitted():
        with transaction():
            services.recuse_member(
                opened, ground=RecusalGround(form.ground.data), by=signed_in(), at=clock.now()
            )
        end_pass(reference)
        flash(_("You have stepped back. The case is gone from your pages."))
        return redirect(url_for("cases.queue"), 303)

    return render_template("cases/recuse.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/readers", methods=["GET", "POST"])
@requires(Permission.GRANT_KEYS)
@reauthenticated
@needs_pass
def widen(reference: str) -> ResponseReturnValue:
    """Give the key of the case to one more member."""
    opened = queries.open_case(reference, signed_in(), private_key())
    state = key_state(opened, clock.today())
    choices = [(str(each.holder_id), each.name) for each in state.without_key]
    form = WidenForm.of_request(member=choices)

    if form.submitted():
        try:
            with transaction():
                services.widen_case(
                    opened, to=UUID(form.member.data), by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("member", refusal)
        else:
            flash(_("They can read the case now."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template(
        "cases/widen.html", case=opened.case, state=state, form=form
    ), form.status


@bp.route("/<string:reference>/home", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def home(reference: str) -> ResponseReturnValue:
    """Make sure which home and which visit the case is about."""
    opened = queries.open_case(reference, signed_in(), private_key())
    told = queries.told_in(opened) if pass_until(opened.case.reference) else None
    known = show_home_code(told.home_code) if told and told.home_code else ""
    form = HomeForm.of_request(data={"home_code": known})

    if form.submitted():
        try:
            with transaction():
                services.confirm_home(
                    opened,
                    find_home_code(form.home_code.data) or "",
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("home_code", refusal)
        else:
            flash(_("The home is confirmed."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template(
        "cases/home.html",
        case=opened.case,
        told=told,
        beside=visits_beside(told) if told else None,
        form=form,
    ), form.status
