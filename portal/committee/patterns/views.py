"""Pages of patterns: what was found, and one of them opened."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, signed_in
from portal.accounts.permissions import Permission
from portal.committee.patterns import queries, services
from portal.committee.patterns.opened_access import begin_pass, has_pass
from portal.database import transaction
from portal.visits.patterns import wording
from portal.visits.patterns.kinds import ABOUT
from portal.visits.patterns.search import FALSE_ALARM_MONTHS

bp = Blueprint("patterns", __name__, url_prefix="/patterns")


@bp.get("")
@requires(Permission.OPEN_PATTERNS)
def index() -> ResponseReturnValue:
    """What was found in the newest months. Whom it is about stays closed."""
    return render_template(
        "committee/patterns/index.html",
        months=queries.months_for(signed_in(), clock.today()),
        wording=wording,
        false_alarm_months=FALSE_ALARM_MONTHS,
    )


@bp.post("/<uuid:alert_id>/open")
@requires(Permission.OPEN_PATTERNS)
def open_pattern(alert_id: UUID) -> ResponseReturnValue:
    """Open one: an entry in the ledger, and half an hour to read."""
    with transaction():
        alert = queries.get_alert_for(alert_id, signed_in(), clock.today())
        services.note_pattern_opening(alert, by=signed_in(), at=clock.now())
    begin_pass(alert_id, clock.now())
    return redirect(url_for(".show", alert_id=alert_id), 303)


@bp.get("/<uuid:alert_id>")
@requires(Permission.OPEN_PATTERNS)
def show(alert_id: UUID) -> ResponseReturnValue:
    """Whom it is about, and its visits, while the pass lasts."""
    alert = queries.get_alert_for(alert_id, signed_in(), clock.today())
    if not has_pass(alert_id, clock.now()):
        return redirect(url_for(".index"), 303)
    return render_template(
        "committee/patterns/show.html",
        alert=alert,
        about=ABOUT[alert.kind],
        openings=queries.openings_of(alert),
        wording=wording,
    )
