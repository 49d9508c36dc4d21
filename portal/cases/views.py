"""Pages of one case: open it, read it, take it a step on; and where all the others stand."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import may, private_key, requires, signed_in
from portal.accounts.desk import use_today_lines
from portal.accounts.permissions import Permission
from portal.cases import queries, queue_views, services
from portal.cases.beside.queries import visits_beside
from portal.cases.challenging import views as challenging_views
from portal.cases.corroborating import views as corroborating_views
from portal.cases.deciding import views as deciding_views
from portal.cases.deleting import views as deleting_views
from portal.cases.disputing import views as disputing_views
from portal.cases.ending import views as ending_views
from portal.cases.enquiring import views as enquiring_views
from portal.cases.entries import views as entries_views
from portal.cases.fairness import views as fairness_views
from portal.cases.following import views as following_views
from portal.cases.forms import MoveForm, OpenForm
from portal.cases.issues import views as issues_views
from portal.cases.keys import views as keys_views
from portal.cases.keys.queries import facts_of_safes
from portal.cases.linking import views as linking_views
from portal.cases.messages import views as messages_views
from portal.cases.mirroring import views as mirroring_views
from portal.cases.publishing import views as publishing_views
from portal.cases.publishing.queries import find_summary
from portal.cases.publishing.summaries import SummaryState
from portal.cases.reading.queries import (
    case_page,
    photograph_in,
    pictures_of,
)
from portal.cases.reading.services import Opening, open_to_read
from portal.cases.reading.step_queries import next_steps
from portal.cases.reading.wording import OPENINGS
from portal.cases.reading_access import begin_pass, needs_pass, pass_until
from portal.cases.redacting import views as redacting_views
from portal.cases.remedies import views as remedies_views
from portal.cases.revealing import views as revealing_views
from portal.cases.routing import views as routing_views
from portal.cases.safeguarding import views as safeguarding_views
from portal.cases.standing import views as standing_views
from portal.cases.taking_down import views as taking_down_views
from portal.cases.thanking import views as thanking_views
from portal.cases.today_views import today_lines
from portal.cases.words import words_of_cases
from portal.committee.hand_over.screening import EXTENSION
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("cases", __name__, url_prefix="/cases")
bp.register_blueprint(messages_views.bp)
bp.register_blueprint(deciding_views.bp)
bp.register_blueprint(disputing_views.bp)
bp.register_blueprint(keys_views.bp)
bp.register_blueprint(entries_views.bp)
bp.register_blueprint(revealing_views.bp)
bp.register_blueprint(deleting_views.bp)
bp.register_blueprint(challenging_views.bp)
bp.register_blueprint(safeguarding_views.bp)
bp.register_blueprint(standing_views.bp)
bp.register_blueprint(fairness_views.bp)
bp.register_blueprint(routing_views.bp)
bp.register_blueprint(following_views.bp)
bp.register_blueprint(enquiring_views.bp)
bp.register_blueprint(remedies_views.bp)
bp.register_blueprint(redacting_views.bp)
bp.register_blueprint(publishing_views.bp)
bp.register_blueprint(mirroring_views.bp)
bp.register_blueprint(corroborating_views.bp)
bp.register_blueprint(linking_views.bp)
bp.register_blueprint(ending_views.bp)
bp.register_blueprint(taking_down_views.bp)
bp.register_blueprint(issues_views.bp)
bp.register_blueprint(thanking_views.bp)

bp.add_url_rule("/", view_func=queue_views.queue)
bp.add_url_rule("/find", view_func=queue_views.find, methods=["GET", "POST"])
bp.add_url_rule("/letters", view_func=queue_views.send_letters, methods=["POST"])


@bp.record_once
def answer_for_safes(state: BlueprintSetupState) -> None:
    """Tell pages that stand below: whom a case bars from its key, and what there is to do today."""
    state.app.extensions[EXTENSION] = facts_of_safes
    use_today_lines(state.app.extensions, today_lines)


bp.context_processor(words_of_cases)


@bp.route("/<string:reference>")
@requires(Permission.READ_CASES)
def show(reference: str) -> ResponseReturnValue:
    """Read a case while the pass lasts; before that, the door with its button."""
    until = pass_until(reference)
    if until is None:
        case = queries.get_case_for(reference, signed_in())
        form = OpenForm.of_request()
        return render_template(
            "cases/door.html", case=case, is_answered=queries.is_answered(case), form=form
        )
    opened = queries.open_case(reference, signed_in(), private_key())
    page = case_page(opened, signed_in(), today=clock.today())
    proposal = find_summary(opened.case, SummaryState.PROPOSED)
    return render_template(
        "cases/show.html",
        page=page,
        case=opened.case,
        beside=visits_beside(page.told),
        until=until,
        proposal=proposal,
        steps=next_steps(
            page,
            signed_in(),
            may_vote=may(Permission.DECIDE_CASES),
            proposal=proposal,
            today=clock.today(),
        ),
        today=clock.today(),
    )


@bp.route("/<string:reference>/open", methods=["POST"])
@requires(Permission.READ_CASES)
def open_case(reference: str) -> ResponseReturnValue:
    """Open a case: an entry in the ledger, and half an hour to read."""
    with transaction():
        opened = queries.open_case(reference, signed_in(), private_key())
        opening = open_to_read(opened, by=signed_in(), at=clock.now())
    if opening is not Opening.READ:
        flash(str(OPENINGS[opening]))
        return redirect(url_for("cases.queue"), 303)
    begin_pass(opened.case.reference, clock.now())
    return redirect(url_for("cases.show", reference=opened.case.reference), 303)


@bp.route("/<string:reference>/photographs")
@requires(Permission.READ_CASES)
@needs_pass
def photographs(reference: str) -> ResponseReturnValue:
    """Every photograph of a case, large."""
    opened = queries.open_case(reference, signed_in(), private_key())
    return render_template("cases/photographs.html", case=opened.case, pictures=pictures_of(opened))


@bp.route("/<string:reference>/photographs/<uuid:photograph_id>")
@requires(Permission.READ_CASES)
@needs_pass
def photograph(reference: str, photograph_id: UUID) -> ResponseReturnValue:
    """One photograph, unsealed for this reader and stored nowhere."""
    opened = queries.open_case(reference, signed_in(), private_key())
    content = photograph_in(opened, queries.get_attachment(opened.case, photograph_id))
    return Response(content, mimetype="image/jpeg")


@bp.route("/<string:reference>/move", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def move(reference: str) -> ResponseReturnValue:
    """Say what happens with the case now: judged, given to a member, or looked into."""
    case = queries.get_case_for(reference, signed_in())
    readers = {str(each.id): each for each in queries.readers_of(case)}
    form = MoveForm.of_request(member=[(key, each.name) for key, each in readers.items()])

    if form.submitted():
        try:
            with transaction():
                services.move_case(
                    case,
                    services.Move(form.step.data),
                    to=readers[form.member.data],
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("step", refusal)
        else:
            flash(_("Written down."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/move.html", case=case, form=form), form.status


@bp.route("/<string:reference>/close", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def close(reference: str) -> ResponseReturnValue:
    """Close a case in which nothing more is owed."""
    case = queries.get_case_for(reference, signed_in())
    form = OpenForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.close_case(case, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)
        else:
            flash(_("The case is closed."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/close.html", case=case, form=form), form.status
