"""Pages on which members decide: compare with the record, vote on each issue."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.beside.queries import visits_beside
from portal.cases.deciding import services
from portal.cases.deciding.forms import CompareForm, VoteForm
from portal.cases.findings import Finding, NoAccessDispute, RecordMatch
from portal.cases.keys.queries import key_state
from portal.cases.reading.queries import standings_of
from portal.cases.reading_access import needs_pass, pass_until
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("deciding", __name__)


@bp.route("/<string:reference>/decide")
@requires(Permission.READ_CASES)
@needs_pass
def decide(reference: str) -> ResponseReturnValue:
    """How the vote on each issue stands."""
    opened = queries.open_case(reference, signed_in(), private_key())
    state = key_state(opened, clock.today())
    standings = standings_of(opened, state, signed_in())
    return render_template("cases/decide.html", case=opened.case, standings=standings)


@bp.route("/<string:reference>/issues/<uuid:issue_id>/vote", methods=["GET", "POST"])
@requires(Permission.DECIDE_CASES)
@needs_pass
def vote(reference: str, issue_id: UUID) -> ResponseReturnValue:
    """Vote on one issue."""
    opened = queries.open_case(reference, signed_in(), private_key())
    issue = queries.get_issue(opened.case, issue_id)
    form = VoteForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.vote_on_issue(
                    opened,
                    issue_id,
                    Finding(form.finding.data),
                    reason=form.reason.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("finding", refusal)
        else:
            flash(_("Your vote is kept."))
            return redirect(url_for("cases.deciding.decide", reference=reference), 303)

    return render_template("cases/vote.html", case=opened.case, issue=issue, form=form), form.status


@bp.route("/<string:reference>/compare", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def compare(reference: str) -> ResponseReturnValue:
    """Say how what was said compares with the record of visits."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = CompareForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.compare_with_record(
                    opened.case,
                    RecordMatch(form.record_match.data),
                    NoAccessDispute(form.no_access_dispute.data),
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("record_match", refusal)
        else:
            flash(_("The comparison is kept."))
            return redirect(url_for("cases.show", reference=reference), 303)

    told = queries.told_in(opened) if pass_until(opened.case.reference) else None
    return render_template(
        "cases/compare.html",
        case=opened.case,
        told=told,
        beside=visits_beside(told) if told else None,
        form=form,
    ), form.status
