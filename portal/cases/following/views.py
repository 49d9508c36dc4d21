"""Pages about what became of cases: the two views side by side, and what got worse."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.following.forms import SettleForm
from portal.cases.following.queries import (
    find_open_alert,
    home_beside,
    open_alerts_for,
    two_views_for,
)
from portal.cases.following.services import settle_alert
from portal.cases.following.turns import PUT_RIGHT, AlertFinding
from portal.cases.reading_access import needs_pass, pass_until
from portal.cases.remedies.queries import overdue_remedies_for
from portal.database import transaction
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("following", __name__)


@bp.get("/what-became-of-it")
@requires(Permission.READ_CASES)
def index() -> ResponseReturnValue:
    """What was found and what people say of it, side by side; and what got worse."""
    return render_template(
        "cases/following/index.html",
        alerts=open_alerts_for(signed_in()),
        views=two_views_for(signed_in()),
        overdue=overdue_remedies_for(signed_in(), clock.today()),
        said=PUT_RIGHT,
    )


@bp.get("/<string:reference>/this-home")
@requires(Permission.READ_CASES)
@needs_pass
def this_home(reference: str) -> ResponseReturnValue:
    """Look at the home's minutes before somebody spoke up and since."""
    opened = queries.open_case(reference, signed_in(), private_key())
    home = None
    if pass_until(reference):
        home = home_beside(opened.case, queries.told_in(opened), until=clock.today())
    return render_template("cases/following/this_home.html", case=opened.case, home=home)


@bp.route("/<string:reference>/got-worse", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def settle(reference: str) -> ResponseReturnValue:
    """Look at the home's minutes before and since, and say what was found."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = SettleForm.of_request()

    if form.submitted():
        try:
            with transaction():
                settle_alert(
                    opened,
                    AlertFinding(form.finding.data),
                    form.words.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("The person can read now what you found."))
            return redirect(url_for("cases.show", reference=reference), 303)

    alert, home = find_open_alert(opened.case), None
    if alert is None and not form.errors:
        raise NotFound
    if alert is not None and pass_until(reference):
        home = home_beside(opened.case, queries.told_in(opened), until=alert.raised_on)
    return render_template(
        "cases/following/settle.html", case=opened.case, home=home, form=form
    ), form.status
