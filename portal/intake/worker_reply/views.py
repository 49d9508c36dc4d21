"""Two pages for a care worker with a code: what is said, and what they say to it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.allowances import Purpose, count_use, require_allowance
from portal.cases.fairness import services
from portal.cases.fairness.queries import HeldReply, find_reply
from portal.database import reading, transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.intake.worker_reply.forms import AgainForm, CodeForm, ReplyForm

bp = Blueprint("worker_reply", __name__, url_prefix="/right-to-answer")


@bp.route("", methods=["GET", "POST"])
@public
def answer() -> ResponseReturnValue:
    """Type the code, read what is said, and answer it."""
    if "words" in request.form:
        return _answered()
    form = CodeForm.of_request()

    if form.submitted():
        held = _held(form.code.data or "")
        if held is not None:
            writing = ReplyForm(formdata=None, data={"code": form.code.data})
            return render_template("intake/worker_reply/write.html", form=writing, held=held)
        form.refuse("code", _unknown())

    return render_template("intake/worker_reply/enter.html", form=form), form.status


def _answered() -> ResponseReturnValue:
    form = ReplyForm.of_request()
    held = _held(form.code.data or "")
    if held is None:
        again = AgainForm.of_request()
        again.refuse("code", _unknown())
        return render_template("intake/worker_reply/enter.html", form=again), again.status

    if form.submitted():
        try:
            with transaction():
                found = find_reply(form.code.data or "")
                if found is not None:
                    services.keep_reply(found, form.words.data or "", at=clock.now())
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            return render_template("intake/worker_reply/kept.html")

    return render_template("intake/worker_reply/write.html", form=form, held=held), form.status


def _held(typed: str) -> HeldReply | None:
    """What the code leads to; a wrong one is counted, so that nobody can try many."""
    at = clock.now()
    with reading():
        require_allowance(Purpose.TRY_CODE, at=at)
        held = find_reply(typed)
    if held is None:
        with transaction():
            count_use(Purpose.TRY_CODE, at=at)
    return held


def _unknown() -> str:
    return _("This code leads to nothing here. Compare it with your paper, letter by letter.")
