"""Photographs of a concern: add, look at, take out again."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.chosen_photographs import chosen_photographs
from portal.database import reading, transaction
from portal.errors import TooMany
from portal.i18n import gettext as _
from portal.intake import queries, services
from portal.intake.concerns.draft_views import (
    ended,
    find_draft,
    get_draft,
    keep_answer,
    not_yet,
    to,
)
from portal.intake.concerns.forms import PhotographsForm
from portal.intake.concerns.questions import heading_of
from portal.intake.concerns.steps import Step, first_unanswered, is_open, place_of, step_before
from portal.intake.services import TooManyPhotographs

bp = Blueprint("photographs", __name__)


@bp.route("/<uuid:draft_id>/photographs", methods=["GET", "POST"])
@public
def add(draft_id: UUID) -> ResponseReturnValue:
    """Add photographs, or go on without."""
    form = PhotographsForm.of_request()
    with reading():
        draft = find_draft(draft_id)
    if draft is None:
        return ended()
    if not is_open(Step.PHOTOGRAPHS, draft.answers):
        return not_yet(draft)

    if form.submitted() and _added(form, draft_id):
        if request.form.get("stay"):
            return redirect(url_for(".add", draft_id=draft_id), 303)
        answers = keep_answer(draft_id, Step.PHOTOGRAPHS, {})
        return to(draft_id, first_unanswered(answers))

    return render_template(
        "intake/concerns/photographs.html",
        form=form,
        heading=heading_of(Step.PHOTOGRAPHS),
        place=place_of(Step.PHOTOGRAPHS, draft.answers),
        before=step_before(Step.PHOTOGRAPHS, draft.answers),
        draft_id=draft_id,
        photographs=queries.photographs_of(draft),
    ), form.status


@bp.route("/<uuid:draft_id>/photographs/<uuid:photograph_id>.jpg")
@public
def show(draft_id: UUID, photograph_id: UUID) -> ResponseReturnValue:
    """One photograph that waits, to the browser that sent it."""
    picture = queries.get_picture(get_draft(draft_id), photograph_id)
    return Response(picture, mimetype="image/jpeg")


@bp.route("/<uuid:draft_id>/photographs/<uuid:photograph_id>/remove", methods=["POST"])
@public
def remove(draft_id: UUID, photograph_id: UUID) -> ResponseReturnValue:
    """Take a photograph out again."""
    with transaction():
        draft = find_draft(draft_id)
        if draft is not None:
            services.remove_photograph(draft, photograph_id, at=clock.now())
    return redirect(url_for(".add", draft_id=draft_id), 303)


def _added(form: PhotographsForm, draft_id: UUID) -> bool:
    """Whether every photograph that was chosen now waits with the draft."""
    photographs, refused = chosen_photographs(form.photographs.data, most=services.MOST_PHOTOGRAPHS)
    if refused:
        form.refuse("photographs", refused)
    if photographs:
        try:
            with transaction():
                at = clock.now()
                require_allowance(Purpose.ADD_PHOTOGRAPHS, at=at)
                count_use(Purpose.ADD_PHOTOGRAPHS, at=at)
                services.add_photographs(get_draft(draft_id), photographs, at=at)
        except TooManyPhotographs as refusal:
            form.refuse("photographs", refusal)
        except TooMany:
            form.refuse("photographs", _too_many())
    return form.status == 200


def _too_many() -> str:
    return _(
        "Very many photographs came from where you are within the last hour, so these were not "
        "added. Go on without them: you can add them later, with your receipt."
    )
