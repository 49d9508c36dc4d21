"""On the desk: say for everybody why a report did not come out on its day."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.publication.calendar import queries, services, wording
from portal.publication.calendar.forms import ReasonForm

bp = Blueprint("calendar", __name__)


@bp.route("/days/<string:period>/reason", methods=["GET", "POST"])
@requires(Permission.SIGN_RELEASES)
def explain(period: str) -> ResponseReturnValue:
    """Give the reason for a day that was missed."""
    day = queries.get_missed_day(period, clock.today())
    form = ReasonForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.explain_day(period, form.words.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("Everybody can read it now."))
            return redirect(url_for("publication.days"))

    return render_template(
        "publication/desk_reason.html", day=day, form=form, words=wording
    ), form.status
