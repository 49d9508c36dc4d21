"""What whoever is on duty sees: homes where a visit is still needed."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.i18n import gettext as _
from portal.intake import queries, services
from portal.intake.services import AlertTakenUp
from portal.visits.home_codes import show_home_code

bp = Blueprint("alerts", __name__, url_prefix="/alerts")


@bp.route("")
@requires(Permission.SEE_ALERTS)
def show() -> ResponseReturnValue:
    """The alerts of the last week: home code and time, and who took each one up."""
    return render_template(
        "intake/alerts/show.html", alerts=queries.recent_alerts(), show_home_code=show_home_code
    )


@bp.route("/<uuid:alert_id>/take-up", methods=["POST"])
@requires(Permission.SEE_ALERTS)
def take_up(alert_id: UUID) -> ResponseReturnValue:
    """Say that somebody is looking after it."""
    try:
        with transaction():
            alert = queries.get_alert(alert_id)
            services.take_up_alert(alert, by=signed_in(), at=clock.now())
    except AlertTakenUp as refusal:
        flash(str(refusal))
    else:
        flash(_("You have taken this up."))
    return redirect(url_for(".show"), 303)
