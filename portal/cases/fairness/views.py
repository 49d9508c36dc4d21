"""The page on which the care worker concerned is given the substance and a code to answer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.fairness import services
from portal.cases.fairness.forms import HearForm
from portal.cases.reading_access import needs_pass
from portal.config import secret
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("fairness", __name__)


@bp.route("/<string:reference>/care-worker", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def ask(reference: str) -> ResponseReturnValue:
    """Give the care worker concerned the substance and a code, or say that there is none."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = HearForm.of_request()

    if form.submitted():
        try:
            with transaction():
                code = _asked(opened, form)
        except RuleBroken as refusal:
            form.refuse("words", refusal)
        else:
            if code:
                return render_template(
                    "cases/fairness/given.html", case=opened.case, code=code, form=form
                )
            flash(_("Written down."))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/fairness/ask.html", case=opened.case, form=form), form.status


def _asked(opened: queries.OpenCase, form: HearForm) -> str:
    """The code for the care worker; empty where none is concerned."""
    by, at = signed_in(), clock.now()
    if not form.is_somebody:
        services.note_nobody_concerned(opened, form.words.data or "", by=by, at=at)
        return ""
    return services.ask_worker(
        opened,
        form.whom.data or "",
        form.words.data or "",
        secret=secret("receipt"),
        by=by,
        at=at,
        due_on=form.due_on.data,
    )
