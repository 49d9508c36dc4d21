"""Pages on which one member says that another has an interest, and a second answers."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated_to_look, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.challenging import services
from portal.cases.challenging.forms import ChallengeForm
from portal.cases.events import RecusalGround
from portal.cases.reading_access import needs_pass
from portal.cases.seconding.answer_views import answer_page, withdrawn
from portal.cases.seconding.asking import Step
from portal.cases.seconding.forms import AGREE
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

bp = Blueprint("challenging", __name__)

ANSWERS = [
    (AGREE, _l("Yes, they must take no part")),
    ("decline", _l("No, this is no interest")),
]


@bp.route("/<string:reference>/challenge", methods=["GET", "POST"])
@requires(Permission.DECIDE_CASES)
@needs_pass
def ask(reference: str) -> ResponseReturnValue:
    """Say that another member has an interest in the case."""
    opened = queries.open_case(reference, signed_in(), private_key())
    others = {str(each.id): each for each in queries.readers_of(opened.case)}
    others.pop(str(signed_in().id), None)
    form = ChallengeForm.of_request(member=[(key, each.name) for key, each in others.items()])

    if form.submitted():
        try:
            with transaction():
                services.challenge_member(
                    opened,
                    others[form.member.data],
                    RecusalGround(form.ground.data),
                    form.reason.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("member", refusal)
        else:
            flash(_("The other members are told. A second one has to answer."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/challenging/ask.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/challenge/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.DECIDE_CASES)
@reauthenticated_to_look
@needs_pass
def answer(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Find, as the second member, that a colleague has an interest; or say why not."""
    return answer_page(
        reference,
        request_id,
        Step.CHALLENGE,
        answers=ANSWERS,
        give=services.answer_challenge,
        template="cases/challenging/answer.html",
        said=_("Your answer is kept."),
    )


@bp.post("/<string:reference>/challenge/<uuid:request_id>/withdraw")
@requires(Permission.DECIDE_CASES)
def withdraw(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Take back what one said."""
    return withdrawn(reference, request_id, Step.CHALLENGE, said=_("It is withdrawn."))
