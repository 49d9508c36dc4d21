"""What every page of a concern does first: find the draft, or say that it is gone."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.allowances import Purpose, count_use, require_allowance
from portal.committee.queries import names_of_key_people
from portal.database import transaction
from portal.errors import NotFound
from portal.forms import offered
from portal.i18n import gettext as _
from portal.intake import browser_access, queries, services
from portal.intake.concerns.forms import STEP_FORMS, StepForm, WhichForm
from portal.intake.concerns.steps import Answers, Step, answered, first_unanswered
from portal.intake.queries import OpenDraft


def find_draft(draft_id: UUID) -> OpenDraft | None:
    """The draft, where this browser holds its key and it was not idle for too long."""
    key = browser_access.draft_key(draft_id)
    return queries.find_draft(draft_id, key, at=clock.now()) if key else None


def get_draft(draft_id: UUID) -> OpenDraft:
    """The draft. Raises NotFound."""
    draft = find_draft(draft_id)
    if draft is None:
        raise NotFound
    return draft


def begin_draft(answers: dict[str, dict[str, Any]]) -> UUID:
    """Open a draft with these answers, and give its key to this browser alone.

    Raises TooMany where very many were begun from the same place.
    """
    key, at = browser_access.new_key(), clock.now()
    with transaction():
        require_allowance(Purpose.BEGIN, at=at)
        count_use(Purpose.BEGIN, at=at)
        draft = services.begin_draft(key, answers, at=at)
    browser_access.hold_draft(draft.id, key)
    return draft.id


def keep_answer(draft_id: UUID, step: Step, answer: dict[str, Any]) -> Answers:
    """Keep one answer; two tabs never lose what the other wrote. Returns all that is answered."""
    with transaction():
        draft = get_draft(draft_id)
        answers = answered(draft.answers, step, answer)
        services.keep_answers(draft, answers, at=clock.now())
    return answers


def form_of(step: Step, answers: Answers) -> StepForm:
    """The form of that page, with what was answered before or typed just now."""
    answer = answers.get(step.value, {})
    if step is Step.WHICH:
        return WhichForm.of_groups(answer, answers.get(Step.ABOUT, {}).get("groups", []))
    if step is Step.EXCLUDE:
        return STEP_FORMS[step].of_answer(answer, members=offered(member_names().items()))
    return STEP_FORMS[step].of_answer(answer)


def member_names() -> dict[str, str]:
    """Who could be given a key today: names, by the id that the form carries."""
    return {str(each): name for each, name in names_of_key_people(clock.today()).items()}


def page_of(step: str) -> Step:
    """The page with that address. Raises NotFound."""
    try:
        return Step(step)
    except ValueError:
        raise NotFound from None


def to(draft_id: UUID, step: Step) -> ResponseReturnValue:
    """Go on to that page."""
    return redirect(url_for("intake.concerns.show", draft_id=draft_id, step=step.value), 303)


def not_yet(draft: OpenDraft) -> ResponseReturnValue:
    """The page is out of turn: go to the first question that has no answer, and say so."""
    flash(_("Please answer this question first. What you have answered before is kept."))
    return to(draft.id, first_unanswered(draft.answers))


def ended() -> ResponseReturnValue:
    """The draft is not here any more: say why that can be."""
    return render_template("intake/concerns/ended.html"), 410
