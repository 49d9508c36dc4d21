"""Pages on which a case ends without a finding."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, reauthenticated_to_look, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.answering.services import ready_to_pass_on, ready_to_settle
from portal.cases.ending import services
from portal.cases.ending.endings import Leave, SamePerson, last_day_to_settle
from portal.cases.ending.forms import YES, LateForm, OutsideForm, ReferForm, SettleForm, TwiceForm
from portal.cases.linking.queries import open_pair
from portal.cases.queries import OpenCase
from portal.cases.reading_access import needs_pass
from portal.cases.seconding.answer_views import answer_page, withdrawn
from portal.cases.seconding.asking import Step
from portal.cases.seconding.forms import AGREE
from portal.cases.seconding.models import SecondedRequest
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l

bp = Blueprint("ending", __name__)

ANSWERS = [
    (AGREE, _l("Yes, end the case like this")),
    ("decline", _l("No, go on with it")),
]


@bp.route("/<string:reference>/refer", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def refer(reference: str) -> ResponseReturnValue:
    """Pass the case to another body and tell the person."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = ReferForm.of_request(data={"words": ready_to_pass_on(opened)})

    if form.submitted():
        try:
            with transaction():
                services.refer_case(
                    opened,
                    form.words.data,
                    body=form.body.data,
                    how=form.how.data or "",
                    leave=Leave(form.leave.data),
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("The case is passed on, and the person is told."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/ending/refer.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/put-right", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def settle(reference: str) -> ResponseReturnValue:
    """End what was said, and put right by the end of the next working day."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = SettleForm.of_request(data={"words": ready_to_settle(opened)})

    if form.submitted() and form.agrees.data != YES:
        form.refuse("agrees", _("Only the person can say that it is resolved. Ask them first."))
    elif form.submitted():
        try:
            with transaction():
                services.settle_at_once(
                    opened,
                    form.words.data,
                    said=form.said.data == YES,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("The case is ended, and the person is told how to come back."))
            return redirect(url_for("cases.show", reference=reference), 303)

    case = opened.case
    return render_template(
        "cases/ending/settle.html",
        case=case,
        form=form,
        last=last_day_to_settle(case.pack, case.received_on),
    ), form.status


@bp.route("/<string:reference>/too-late", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def too_late(reference: str) -> ResponseReturnValue:
    """Say that it came too late; it is looked into all the same, or a second member is asked."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = LateForm.of_request()

    if form.submitted():
        try:
            with transaction():
                asked = services.judge_lateness(
                    opened, form.lateness, form.words.data, by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("known_on", refusal)
        else:
            flash(
                _("The other members are told. It ends as soon as one of them agrees.")
                if asked
                else _("Written down. It is looked into like any other.")
            )
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/ending/too_late.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/told-twice", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def twice(reference: str) -> ResponseReturnValue:
    """Say that the person told us of this before, and ask a second member."""
    form = TwiceForm.of_request()
    opened, first = open_pair(reference, form.first.data or "", signed_in(), private_key())

    if form.submitted():
        try:
            with transaction():
                services.ask_told_twice(
                    opened,
                    first,
                    SamePerson(form.shown_by.data),
                    form.words.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("first", refusal)
        else:
            flash(_("The other members are told. It ends as soon as one of them agrees."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/ending/twice.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/outside", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def outside(reference: str) -> ResponseReturnValue:
    """Write down that the body outside looks into it."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = OutsideForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.note_outside(opened, form.words.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("Written down."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/ending/outside.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/end/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@reauthenticated_to_look
@needs_pass
def answer(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Agree, as the second member, that the case ends like this; or say why not."""
    return answer_page(
        reference,
        request_id,
        Step.ENDING,
        answers=ANSWERS,
        give=_given,
        template="cases/ending/answer.html",
        said=_("Your answer is kept, and whoever asked is told."),
    )


@bp.post("/<string:reference>/end/<uuid:request_id>/withdraw")
@requires(Permission.HANDLE_CASES)
def withdraw(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Take back what one asked for."""
    return withdrawn(reference, request_id, Step.ENDING, said=_("It is withdrawn."))


def _given(opened: OpenCase, request: SecondedRequest, **answer: object) -> None:
    """Keep the answer; where the person told us twice, with the case that came first."""
    named = services.first_named(opened, request)
    _same, first = open_pair(opened.case.reference, named, signed_in(), private_key())
    services.answer_ending(opened, request, first=first, **answer)  # type: ignore[arg-type]
