"""Pages on which a member writes: to the person, or a note for the others."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries, services
from portal.cases.answering.services import (
    draft_answer,
    print_answer,
    ready_for_more_time,
    ready_to_acknowledge,
)
from portal.cases.clocks.queries import room_of
from portal.cases.clocks.services import answer_day_once_acknowledged
from portal.cases.messages import services as messages
from portal.cases.messages.forms import (
    AcknowledgeForm,
    AnswerForm,
    MoreTimeForm,
    NoteForm,
    WriteForm,
)
from portal.cases.reading_access import needs_pass
from portal.cases.workflow import CaseKind
from portal.chosen_photographs import chosen_photographs
from portal.database import transaction
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("messages", __name__)

MOST_AT_ONCE = 6


@bp.route("/<string:reference>/acknowledge", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def acknowledge(reference: str) -> ResponseReturnValue:
    """Tell the person that we have it."""
    opened = queries.open_case(reference, signed_in(), private_key())
    today = clock.today()
    form = AcknowledgeForm.of_request(data={"words": ready_to_acknowledge(opened, today)})

    if form.submitted():
        try:
            with transaction():
                services.acknowledge_case(
                    opened,
                    form.words.data,
                    by=signed_in(),
                    at=clock.now(),
                    answer_by=form.answer_by.data,
                )
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            thanked = opened.case.kind is CaseKind.PRAISE
            flash(
                _("The person is thanked.") if thanked else _("The person is told that we have it.")
            )
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template(
        "cases/acknowledge.html",
        case=opened.case,
        form=form,
        answer_by=answer_day_once_acknowledged(opened.case, today),
    ), form.status


@bp.route("/<string:reference>/write", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def write(reference: str) -> ResponseReturnValue:
    """Write to the person."""
    form = WriteForm.of_request()
    # Drawing is slow, so it is done before the case is held.
    photographs, refused = chosen_photographs(form.photographs.data or (), most=MOST_AT_ONCE)
    opened = queries.open_case(reference, signed_in(), private_key())
    is_sent = form.submitted()

    if is_sent and refused:
        form.refuse("photographs", refused)
    elif is_sent:
        try:
            with transaction():
                messages.write_to_complainant(
                    opened,
                    form.words.data,
                    photographs=photographs,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("Your message is on the page of their receipt."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/write.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/note", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def note(reference: str) -> ResponseReturnValue:
    """Make a note for the other members."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = NoteForm.of_request()

    if form.submitted():
        try:
            with transaction():
                messages.note_case(opened, form.words.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("The note is kept."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/note.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/more-time", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def more_time(reference: str) -> ResponseReturnValue:
    """Take more time for the answer, and tell the person why."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = MoreTimeForm.of_request(data={"reason": ready_for_more_time(opened)})
    room = room_of(opened.case, clock.today())

    if form.submitted():
        try:
            with transaction():
                messages.take_more_time(
                    opened,
                    to=form.to.data,
                    reason=form.reason.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("to", refusal)
        else:
            flash(_("The new day is kept, and the person is told why."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template(
        "cases/more_time.html", case=opened.case, form=form, room=room
    ), form.status


@bp.route("/<string:reference>/answer", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def answer(reference: str) -> ResponseReturnValue:
    """Tell the person what was decided."""
    opened = queries.open_case(reference, signed_in(), private_key())
    draft = draft_answer(opened)
    form = AnswerForm.of_request(data={"words": draft})

    if form.submitted():
        try:
            with transaction():
                services.answer_case(opened, form.words.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            flash(_("The answer is on the page of their receipt."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template(
        "cases/answer.html", case=opened.case, form=form, draft=draft
    ), form.status


@bp.get("/<string:reference>/answer.pdf")
@requires(Permission.HANDLE_CASES)
@needs_pass
def letter(reference: str) -> ResponseReturnValue:
    """The last answer as a letter, for somebody without a computer."""
    opened = queries.open_case(reference, signed_in(), private_key())
    printed = print_answer(opened, at=clock.now())
    if printed is None:
        raise NotFound
    return Response(printed, mimetype="application/pdf")
