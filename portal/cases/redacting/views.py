"""Pages about copies: mark what has to stay inside, and judge it as the second member."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated_to_look, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.reading_access import needs_pass, pass_until
from portal.cases.redacting.forms import CopyForm
from portal.cases.redacting.queries import read_redaction, targets_for, text_to_copy
from portal.cases.redacting.services import answer_copy, ask_copy, withdraw_copy
from portal.cases.seconding.asking import Step
from portal.cases.seconding.forms import AGREE, AnswerForm
from portal.cases.seconding.queries import get_request, read_request
from portal.cases.workflow import CaseKind
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

bp = Blueprint("redacting", __name__)

ANSWERS = [
    (AGREE, _l("Yes, it goes out like this")),
    ("decline", _l("No, it may not go out like this")),
]


@bp.route("/<string:reference>/copy", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def ask(reference: str) -> ResponseReturnValue:
    """Mark what has to stay inside, and ask a second member."""
    opened = queries.open_case(reference, signed_in(), private_key())
    text = text_to_copy(opened) if pass_until(opened.case.reference) else ""
    form = CopyForm.of_request(
        data={"marked": text, "target": opened.case.reference},
        target=[
            (each.reference, _whose(each.reference, each.kind, opened.case.reference))
            for each in targets_for(opened.case, signed_in())
        ],
    )

    if form.submitted():
        try:
            with transaction():
                ask_copy(
                    opened,
                    target=form.target.data,
                    marked=form.marked.data,
                    reason=form.reason.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("marked", refusal)
        else:
            flash(_("The other members are told. It goes out as soon as one of them agrees."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/redacting/ask.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/copy/<uuid:request_id>/answer", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated_to_look
@needs_pass
def answer(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Judge, as the second member, whether the copy may go out as it is marked."""
    opened = queries.open_case(reference, signed_in(), private_key())
    request = get_request(opened.case, request_id, Step.REDACTION)
    copy = read_redaction(opened, request)
    # Who cannot open the case of whoever gets it cannot judge it: for them it is not there.
    target = queries.open_case(copy.target, signed_in(), private_key())
    form = AnswerForm.of_request(answer=ANSWERS)

    if form.submitted():
        try:
            with transaction():
                answer_copy(
                    opened,
                    target,
                    request,
                    agrees=form.agrees,
                    words=form.words.data or "",
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("answer", refusal)
        else:
            flash(_("Your answer is kept, and whoever asked is told."))
            return redirect(url_for("cases.show", reference=reference), 303)

    read = read_request(opened, request) if pass_until(opened.case.reference) else None
    return render_template(
        "cases/redacting/answer.html",
        case=opened.case,
        request=request,
        read=read,
        copy=copy if read else None,
        target=target.case,
        form=form,
    ), form.status


@bp.post("/<string:reference>/copy/<uuid:request_id>/withdraw")
@requires(Permission.HANDLE_CASES)
def withdraw(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Take back one's own request."""
    with transaction():
        case = queries.get_case_for(reference, signed_in())
        request = get_request(case, request_id, Step.REDACTION)
        withdraw_copy(request, by=signed_in(), at=clock.now())
    flash(_("The request is withdrawn."))
    return redirect(url_for("cases.show", reference=reference), 303)


def _whose(reference: str, kind: CaseKind, own: str) -> str:
    if reference == own:
        return _("The person who spoke up in this case")
    return _("Whoever asked in %(reference)s what is held about them", reference=reference)
