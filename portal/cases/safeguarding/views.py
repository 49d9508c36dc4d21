"""Pages on which a case is judged, and on which whoever has one alone gives it back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.reading_access import needs_pass
from portal.cases.routing.table import CaseType
from portal.cases.safeguarding import services
from portal.cases.safeguarding.forms import GiveBackForm, JudgeForm
from portal.cases.safeguarding.models import Result
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("safeguarding", __name__)


@bp.route("/<string:reference>/judge", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def judge(reference: str) -> ResponseReturnValue:
    """Say what a case is, how bad it is, and whether somebody may be in danger."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = JudgeForm.of_request(
        data={"case_type": _shown(opened.case.case_type), "severity": str(opened.case.severity)}
    )

    if form.submitted():
        try:
            with transaction():
                gone = services.judge_case(opened, **form.told, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("severity", refusal)
        else:
            if not gone:
                flash(_("Written down."))
                return redirect(url_for("cases.show", reference=reference), 303)
            flash(_("The case is suspended, and whoever has it alone now is told."))
            return redirect(url_for("cases.queue"), 303)

    return render_template(
        "cases/safeguarding/judge.html", case=opened.case, form=form
    ), form.status


@bp.route("/<string:reference>/give-back", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def give_back(reference: str) -> ResponseReturnValue:
    """Give a case that one has alone to the committee."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = GiveBackForm.of_request()

    if form.submitted():
        try:
            with transaction():
                services.give_back(
                    opened,
                    Result(form.result.data),
                    form.words.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("result", refusal)
        else:
            flash(_("The committee has the case again."))
            return redirect(url_for("cases.queue"), 303)

    return render_template(
        "cases/safeguarding/give_back.html", case=opened.case, form=form
    ), form.status


def _shown(case_type: CaseType) -> str:
    """What is chosen already; safeguarding follows from what is ticked."""
    return (CaseType.CONCERN if case_type is CaseType.SAFEGUARDING else case_type).value
