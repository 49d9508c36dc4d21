"""Pages on which two members agree to ask the office openly, and one notes a caller's consent."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated_to_look, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.enquiring.forms import ConsentForm, OpenlyForm
from portal.cases.enquiring.mixing import Consent
from portal.cases.enquiring.openly_services import answer_openly, ask_to_ask_openly
from portal.cases.enquiring.services import let_ask_office
from portal.cases.reading_access import needs_pass
from portal.cases.seconding.answer_views import answer_page, withdrawn
from portal.cases.seconding.asking import Step
from portal.cases.seconding.forms import AGREE
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

bp = Blueprint("openly", __name__)

ANSWERS = [
    (AGREE, _l("Yes, ask about this visit alone")),
    ("decline", _l("No, ask among other visits or not at all")),
]


@bp.route("/<string:reference>/openly", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def ask(reference: str) -> ResponseReturnValue:
    """Ask a second member whether the office may be asked about the visit alone."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = OpenlyForm.of_request()

    if form.submitted():
        try:
            with transaction():
                ask_to_ask_openly(opened, form.reason.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("reason", refusal)
        else:
            flash(_("The other members are told. Once one of them agrees, you can ask."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/enquiring/openly.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/openly/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated_to_look
@needs_pass
def answer(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Agree, as the second member, that the office is asked openly; or say why not."""
    return answer_page(
        reference,
        request_id,
        Step.OPENLY,
        answers=ANSWERS,
        give=answer_openly,
        template="cases/enquiring/openly_answer.html",
        said=_("Your answer is kept, and whoever asked is told."),
    )


@bp.post("/<string:reference>/openly/<uuid:request_id>/withdraw")
@requires(Permission.HANDLE_CASES)
def withdraw(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Take back what one asked for."""
    return withdrawn(reference, request_id, Step.OPENLY, said=_("It is withdrawn."))


@bp.route("/<string:reference>/said-of-the-office", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def consent(reference: str) -> ResponseReturnValue:
    """Note what somebody without a computer said: whether the office may be asked."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = ConsentForm.of_request()

    if form.submitted():
        try:
            with transaction():
                said = Consent(form.said.data)
                let_ask_office(opened, said, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("said", refusal)
        else:
            flash(_("Written down. The minutes say that they told you."))
            return redirect(url_for("cases.enquiring.ask", reference=reference), 303)

    return render_template("cases/enquiring/consent.html", case=opened.case, form=form), form.status
