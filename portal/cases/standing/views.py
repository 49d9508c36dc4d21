"""Pages on which two members accept that somebody may be told about the care."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated_to_look, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.reading_access import needs_pass
from portal.cases.seconding.answer_views import answer_page, withdrawn
from portal.cases.seconding.asking import Step
from portal.cases.seconding.forms import AGREE
from portal.cases.standing import services
from portal.cases.standing.forms import StandingForm
from portal.cases.standing.standings import Evidence, Standing
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

bp = Blueprint("standing", __name__)

ANSWERS = [
    (AGREE, _l("Yes, this shows it")),
    ("decline", _l("No, this does not show it")),
]


@bp.route("/<string:reference>/standing", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def ask(reference: str) -> ResponseReturnValue:
    """Say as what the person may be answered, and on what evidence."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = StandingForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.ask_standing(
                    opened,
                    Standing(form.decision.data),
                    Evidence(form.evidence.data),
                    form.reason.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("evidence", refusal)
        else:
            flash(_("The other members are told. It counts as soon as one of them agrees."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/standing/ask.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/standing/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated_to_look
@needs_pass
def answer(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Accept, as the second member, that this shows it; or say why not."""
    return answer_page(
        reference,
        request_id,
        Step.STANDING,
        answers=ANSWERS,
        give=services.answer_standing,
        template="cases/standing/answer.html",
        said=_("Your answer is kept, and whoever asked is told."),
    )


@bp.post("/<string:reference>/standing/<uuid:request_id>/withdraw")
@requires(Permission.HANDLE_CASES)
def withdraw(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Take back what one asked for."""
    return withdrawn(reference, request_id, Step.STANDING, said=_("It is withdrawn."))
