"""The moves that all pages of a second member share: answer, and take one's own request back."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, signed_in
from portal.cases import queries
from portal.cases.reading_access import pass_until
from portal.cases.seconding.asking import Step
from portal.cases.seconding.forms import AnswerForm
from portal.cases.seconding.queries import get_request, read_request
from portal.cases.seconding.services import withdraw_request
from portal.database import transaction
from portal.errors import RuleBroken


def answer_page(
    reference: str,
    request_id: UUID,
    step: Step,
    *,
    answers: Sequence[tuple[str, Any]],
    give: Callable[..., object],
    template: str,
    said: str,
) -> ResponseReturnValue:
    """The page on which a second member answers; `give` is the service that keeps the answer."""
    opened = queries.open_case(reference, signed_in(), private_key())
    request = get_request(opened.case, request_id, step)
    form = AnswerForm.of_request(answer=answers)

    if form.submitted():
        try:
            with transaction():
                give(
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
            flash(said)
            return redirect(url_for("cases.show", reference=reference), 303)

    read = read_request(opened, request) if pass_until(opened.case.reference) else None
    return render_template(
        template, case=opened.case, request=request, read=read, form=form
    ), form.status


def withdrawn(reference: str, request_id: UUID, step: Step, *, said: str) -> ResponseReturnValue:
    """Take one's own request back, and go to the case again."""
    with transaction():
        case = queries.get_case_for(reference, signed_in())
        request = get_request(case, request_id, step)
        withdraw_request(request, by=signed_in(), at=clock.now())
    flash(said)
    return redirect(url_for("cases.show", reference=reference), 303)
