"""Pages on which two members delete a case for good, or one sees to it that it is kept."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated_to_look, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.deleting import services
from portal.cases.deleting.forms import HoldForm, LiftForm, ProposeForm
from portal.cases.deleting.grounds import DeletionGround
from portal.cases.deleting.models import CaseDeletion
from portal.cases.deleting.queries import (
    deletions_seen_by,
    get_deletion_for,
    open_case_to_delete,
    read_hold,
    what_goes,
)
from portal.cases.reading_access import end_pass, needs_pass, pass_until
from portal.cases.seconding.answer_views import withdrawn
from portal.cases.seconding.asking import Step
from portal.cases.seconding.forms import AGREE, AnswerForm
from portal.cases.seconding.queries import get_request, read_request
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.ledger.services import promise

bp = Blueprint("deleting", __name__)

ANSWERS = [
    (AGREE, _l("Yes, delete it for good")),
    ("decline", _l("No, keep it")),
]


@bp.route("/<string:reference>/delete", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def propose(reference: str) -> ResponseReturnValue:
    """Propose to delete the case for good."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = ProposeForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.propose_deletion(
                    opened,
                    DeletionGround(form.ground.data),
                    form.words.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("ground", refusal)
        else:
            flash(_("It is proposed. Nothing is deleted until a second member agrees."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/deleting/propose.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/delete/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated_to_look
@needs_pass
def confirm(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Delete the case for good, as the second member; or say why not."""
    opened = open_case_to_delete(reference, signed_in(), private_key())
    request = get_request(opened.case, request_id, Step.DELETION)
    form = AnswerForm.of_request(answer=ANSWERS)

    if form.submitted():
        try:
            with transaction():
                deletion = services.answer_proposal(
                    opened,
                    request,
                    agrees=form.agrees,
                    words=form.words.data or "",
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("answer", refusal)
        else:
            return _kept(reference) if deletion is None else _deleted(deletion)

    read = read_request(opened, request) if pass_until(opened.case.reference) else None
    return render_template(
        "cases/deleting/confirm.html",
        case=opened.case,
        request=request,
        read=read,
        goes=what_goes(opened.case),
        form=form,
    ), form.status


@bp.post("/<string:reference>/delete/<uuid:request_id>/withdraw")
@requires(Permission.HANDLE_CASES)
def withdraw(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Take back one's own proposal."""
    return withdrawn(reference, request_id, Step.DELETION, said=_("The proposal is withdrawn."))


@bp.route("/<string:reference>/hold", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def hold(reference: str) -> ResponseReturnValue:
    """See to it that the case is kept."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = HoldForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.hold_case(opened, form.reason.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("reason", refusal)
        else:
            flash(_("The case is kept until the hold is lifted."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/deleting/hold.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/hold/lift", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def lift(reference: str) -> ResponseReturnValue:
    """Lift the hold: the case may be deleted again, by two."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = LiftForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.lift_hold(opened.case, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)
        else:
            flash(_("The hold is lifted."))
            return redirect(url_for("cases.show", reference=reference), 303)

    held = read_hold(opened) if pass_until(opened.case.reference) else None
    return render_template(
        "cases/deleting/lift.html", case=opened.case, held=held, form=form
    ), form.status


@bp.get("/deleted")
@requires(Permission.READ_CASES)
def certificates() -> ResponseReturnValue:
    """The deletions of cases whose key this member held."""
    return render_template(
        "cases/deleting/certificates.html", deletions=deletions_seen_by(signed_in())
    )


@bp.get("/deleted/<uuid:deletion_id>")
@requires(Permission.READ_CASES)
def certificate(deletion_id: UUID) -> ResponseReturnValue:
    """What can be shown of a deletion, to be printed and kept."""
    deletion = get_deletion_for(deletion_id, signed_in())
    return render_template(
        "cases/deleting/certificate.html", deletion=deletion, promise=promise(deletion.entry)
    )


def _kept(reference: str) -> ResponseReturnValue:
    flash(_("Your answer is kept, and whoever asked is told."))
    return redirect(url_for("cases.show", reference=reference), 303)


def _deleted(deletion: CaseDeletion) -> ResponseReturnValue:
    end_pass(deletion.reference)
    flash(_("The case is deleted."))
    return redirect(url_for("cases.deleting.certificate", deletion_id=deletion.id), 303)
