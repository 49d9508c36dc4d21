"""The pages of a concern: begin, one question after another, check, send."""

from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.cases.arrivals import Statement
from portal.cases.corroborating.corroboration import last_day
from portal.cases.rule_packs import find_pack
from portal.config import settings
from portal.database import reading
from portal.errors import TooMany
from portal.i18n import current_language
from portal.i18n import gettext as _
from portal.intake import browser_access, queries
from portal.intake.concerns import photograph_views
from portal.intake.concerns.draft_views import (
    begin_draft,
    ended,
    find_draft,
    form_of,
    keep_answer,
    member_names,
    not_yet,
    page_of,
    to,
)
from portal.intake.concerns.forms import CheckForm, DangerForm, StepForm
from portal.intake.concerns.previews import preview
from portal.intake.concerns.questions import heading_of, said, shown_answers
from portal.intake.concerns.statements import statement_of
from portal.intake.concerns.steps import (
    Answers,
    Step,
    first_unanswered,
    is_asked,
    is_open,
    place_of,
    step_before,
    subjects_chosen,
)
from portal.intake.queries import OpenDraft, find_home
from portal.intake.receipt_views import (
    receive,
    show_again,
    shut_page,
    too_many_forms,
    unknown_home,
)
from portal.intake.stamped_forms import new_stamp
from portal.photographs import Photograph

# What may be chosen there depends on earlier answers, or waits with the draft.
_NEEDS_DRAFT: Final = frozenset({Step.WHICH, Step.PHOTOGRAPHS})

bp = Blueprint("concerns", __name__, url_prefix="/concern")
bp.register_blueprint(photograph_views.bp)


@bp.route("", methods=["GET", "POST"])
@public
def begin() -> ResponseReturnValue:
    """Ask first whether anyone is in danger; the answer opens a draft."""
    form = DangerForm.of_request()

    if form.submitted():
        draft_id = _begun(Step.DANGER, form)
        if draft_id is not None:
            return _after(Step.DANGER, form, draft_id, {Step.DANGER.value: form.answer})

    shut = shut_page()
    if shut is not None:
        return shut
    held = list(browser_access.held_drafts())
    return render_template(
        "intake/concerns/begin.html", form=form, unfinished=held[-1] if held else None
    ), form.status


@bp.route("/<uuid:draft_id>")
@public
def go_on(draft_id: UUID) -> ResponseReturnValue:
    """Go to the first question that has no answer."""
    draft = find_draft(draft_id)
    return to(draft_id, first_unanswered(draft.answers)) if draft else ended()


@bp.route("/<uuid:draft_id>/call-first")
@public
def call_first(draft_id: UUID) -> ResponseReturnValue:
    """Somebody may be in danger: numbers, before anything else."""
    if find_draft(draft_id) is None:
        return ended()
    return render_template("intake/concerns/call_first.html", draft_id=draft_id)


@bp.route("/<uuid:draft_id>/<string:step>", methods=["GET", "POST"])
@public
def show(draft_id: UUID, step: str) -> ResponseReturnValue:
    """One question."""
    page = page_of(step)
    with reading():
        draft = find_draft(draft_id)
        answers = draft.answers if draft else {}
        form = form_of(page, answers)
    if draft is None:
        return _without_draft(draft_id, page, form)
    if not is_open(page, answers):
        return not_yet(draft)

    if form.submitted() and _knows_home(page, form):
        kept = keep_answer(draft_id, page, form.answer)
        return _after(page, form, draft_id, kept)

    return _question(draft_id, page, form, answers)


@bp.route("/<uuid:draft_id>/check", methods=["GET", "POST"])
@public
def check(draft_id: UUID) -> ResponseReturnValue:
    """Show every answer, and send them."""
    form = CheckForm.of_request()
    sends = form.submitted()
    with reading():
        draft = find_draft(draft_id)
        names = member_names()
        waiting = queries.photographs_of(draft) if draft else []
        if draft is not None and sends:
            statement = _statement(draft)
    if draft is None:
        return (show_again(form.nonce) if sends else None) or ended()
    if not is_open(Step.CHECK, draft.answers):
        return not_yet(draft)

    if sends and form.nonce == draft.nonce:
        received = receive(form, statement, draft_id=draft_id)
        if received is not None:
            return received

    told = said(draft.answers, names, photographs=[each.name for each in waiting])
    rows = [
        (question, answer, url_for(".show", draft_id=draft_id, step=step))
        for step, question, answer in shown_answers(told)
    ]
    return render_template(
        "intake/concerns/check.html",
        form=form.with_stamp(new_stamp(draft.nonce)),
        rows=rows,
        draft_id=draft_id,
        before=step_before(Step.CHECK, draft.answers),
    ), form.status


def _question(draft_id: UUID, page: Step, form: StepForm, answers: Answers) -> ResponseReturnValue:
    return render_template(
        "intake/concerns/show.html",
        form=form,
        step=page.value,
        heading=heading_of(page),
        place=place_of(page, answers),
        before=step_before(page, answers),
        draft_id=draft_id,
        preview=preview(subjects_chosen(answers), clock.today()),
        last_day=last_day(clock.today()),
        pack=find_pack(settings().rule_pack, clock.today()),
    ), form.status


def _without_draft(draft_id: UUID, page: Step, form: StepForm) -> ResponseReturnValue:
    """The hour is over, but somebody has just typed something: that at least is not lost."""
    if request.method != "POST" or page in _NEEDS_DRAFT or not is_asked(page, {}):
        return ended()
    new_id = _begun(page, form) if form.submitted() else None
    if new_id is None:
        return _question(draft_id, page, form, {})
    flash(
        _(
            "You were away for more than an hour, so your earlier answers were deleted. What you "
            "have just written is kept. Please answer the other questions again."
        )
    )
    return to(new_id, Step.DANGER)


def _begun(page: Step, form: StepForm) -> UUID | None:
    """The draft that begins with this answer; None where too many came, and the form says so."""
    try:
        return begin_draft({page.value: form.answer})
    except TooMany:
        form.refuse(next(iter(form.answer)), too_many_forms())
        return None


def _after(page: Step, form: StepForm, draft_id: UUID, answers: Answers) -> ResponseReturnValue:
    """Where an answer leads: to the numbers, back to the check, or to the next question."""
    if page is Step.DANGER and form.answer["danger"] == "yes":
        return redirect(url_for("intake.concerns.call_first", draft_id=draft_id), 303)
    return to(draft_id, first_unanswered(answers))


def _knows_home(page: Step, form: StepForm) -> bool:
    """Whether the home code, if one was given, is one that we know."""
    if page is not Step.WHERE or not form["home_code"].data:
        return True
    with reading():
        known = find_home(form["home_code"].data) is not None
    if not known:
        form.refuse("home_code", unknown_home())
    return known


def _statement(draft: OpenDraft) -> Statement:
    photographs = [
        (waiting.name, Photograph(queries.get_picture(draft, waiting.id), 0, 0))
        for waiting in queries.photographs_of(draft)
    ]
    return statement_of(
        draft.answers,
        language=current_language(),
        home_code=draft.answers[Step.WHERE].get("home_code") or "",
        photographs=photographs,
    )
