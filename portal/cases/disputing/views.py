"""The page on which a member writes a dispute beside a visit."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.beside.wording import NO_ACCESS
from portal.cases.disputing import services
from portal.cases.disputing.forms import DisputeForm
from portal.cases.disputing.queries import DisputableVisit, disputable_visits
from portal.cases.disputing.services import Consent
from portal.cases.reading_access import needs_pass, pass_until
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import format_clock, format_weekday
from portal.i18n import gettext as _
from portal.visits.no_access.standings import STANDINGS, Standing

bp = Blueprint("disputing", __name__)


@bp.route("/<string:reference>/dispute", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def dispute(reference: str) -> ResponseReturnValue:
    """Write beside a visit that the home says otherwise, with its consent."""
    opened = queries.open_case(reference, signed_in(), private_key())
    visits = disputable_visits(opened)
    form = DisputeForm.of_request(visit=[(each.ref, _words(each)) for each in visits])

    if form.submitted():
        try:
            with transaction():
                services.dispute_visit(
                    opened,
                    form.visit.data,
                    Standing(form.standing.data),
                    consent=Consent(form.consent_given_by, form.consent.data),
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("standing", refusal)
        else:
            flash(_("It stands beside the visit. The consent is kept, sealed, in the case."))
            return redirect(url_for("cases.show", reference=reference), 303)

    told = queries.told_in(opened) if pass_until(opened.case.reference) else None
    return render_template(
        "cases/dispute.html", case=opened.case, told=told, has_visits=bool(visits), form=form
    ), form.status


def _words(visit: DisputableVisit) -> str:
    """A visit as a choice: day, time, evidence, and what stands beside it."""
    record = visit.on_record
    evidence = NO_ACCESS[record.no_access.evidence] if record.no_access is not None else ""
    words = f"{format_weekday(record.service_date)}, {format_clock(record.agreed_from)}. {evidence}"
    if visit.standing is None:
        return words
    return words + " " + _("Beside it stands: %(words)s.", words=STANDINGS[visit.standing])
