"""Pages about who the person is: ask to see it, agree as the second, look once."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated_to_look, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.reading_access import needs_pass, pass_until
from portal.cases.revealing import services
from portal.cases.revealing.forms import AskIdentityForm, LookForm
from portal.cases.seconding.answer_views import answer_page, withdrawn
from portal.cases.seconding.asking import Step
from portal.cases.seconding.forms import AGREE
from portal.cases.seconding.queries import get_request
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

bp = Blueprint("revealing", __name__)

ANSWERS = [
    (AGREE, _l("Yes, they may see it once")),
    ("decline", _l("No, it is not needed")),
]


@bp.route("/<string:reference>/identity", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def ask(reference: str) -> ResponseReturnValue:
    """Ask a second member for leave to see who the person is."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = AskIdentityForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.ask_identity(opened, form.reason.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("reason", refusal)
        else:
            flash(_("The other members are told. You can look as soon as one of them agrees."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/revealing/ask.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/identity/<uuid:request_id>/answer", methods=["GET", "POST"])
@requires(Permission.READ_CASES)
@reauthenticated_to_look
@needs_pass
def answer(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Agree, as the second member, that a colleague sees who the person is; or say why not."""
    return answer_page(
        reference,
        request_id,
        Step.IDENTITY,
        answers=ANSWERS,
        give=services.answer_identity,
        template="cases/revealing/answer.html",
        said=_("Your answer is kept, and whoever asked is told."),
    )


@bp.post("/<string:reference>/identity/<uuid:request_id>/withdraw")
@requires(Permission.HANDLE_CASES)
def withdraw(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Take back one's own request."""
    return withdrawn(reference, request_id, Step.IDENTITY, said=_("The request is withdrawn."))


@bp.route("/<string:reference>/identity/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated_to_look
@needs_pass
def look(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Show who the person is, once, to who asked; the ledger names both members."""
    opened = queries.open_case(reference, signed_in(), private_key())
    request = get_request(opened.case, request_id, Step.IDENTITY)
    form, contact = LookForm.of_request(), None

    if form.submitted():
        if pass_until(opened.case.reference) is None:
            flash(_("The case is closed again. Open it first, then you can look."))
            return redirect(url_for("cases.show", reference=reference), 303)
        try:
            with transaction():
                contact = services.look_at_identity(opened, request, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)

    return render_template(
        "cases/revealing/look.html", case=opened.case, request=request, contact=contact, form=form
    ), form.status
