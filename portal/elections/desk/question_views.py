"""Questions to the members, as the returning officer prepares them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.elections import queries
from portal.elections.resolutions import services
from portal.elections.resolutions.forms import QuestionForm, typed_question, weighings
from portal.elections.resolutions.queries import get_question
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("questions", __name__, url_prefix="/questions")


@bp.route("/plan", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def plan() -> ResponseReturnValue:
    """Begin to prepare a question."""
    form = QuestionForm.of_request(data=typed_question(None), weighing=weighings())

    if form.submitted():
        try:
            with transaction():
                question = services.plan_question(form.asked, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("notice_from_on", refusal)
        else:
            flash(_("The vote is in preparation. Nobody outside sees it yet."))
            return redirect(url_for("elections.desk.show", election_id=question.election_id), 303)

    return render_template("elections/desk/ask.html", form=form, election=None), form.status


@bp.route("/<uuid:election_id>/change", methods=["GET", "POST"])
@requires(Permission.RUN_ELECTIONS)
def change(election_id: UUID) -> ResponseReturnValue:
    """Change what is being prepared."""
    question = get_question(queries.get_election(election_id))
    form = QuestionForm.of_request(data=typed_question(question), weighing=weighings())

    if form.submitted():
        try:
            with transaction():
                services.change_question(question, form.asked, at=clock.now())
        except RuleBroken as refusal:
            form.refuse("notice_from_on", refusal)
        else:
            flash(_("The vote is changed."))
            return redirect(url_for("elections.desk.show", election_id=election_id), 303)

    return render_template(
        "elections/desk/ask.html", form=form, election=question.election
    ), form.status
