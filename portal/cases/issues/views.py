"""The page on which a member says more exactly what a case is about."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.issues.changing import subjects_to_choose
from portal.cases.issues.forms import IssuesForm
from portal.cases.issues.services import change_issues
from portal.cases.reading_access import needs_pass
from portal.cases.subjects import GROUPS, NO_CONCERN, label_of
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("issues", __name__)


@bp.route("/<string:reference>/about", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def change(reference: str) -> ResponseReturnValue:
    """Say more exactly what the case is about."""
    opened = queries.open_case(reference, signed_in(), private_key())
    case = opened.case
    # What is no longer in the list stays where it was chosen.
    codes = dict.fromkeys([*(each.code for each in subjects_to_choose(case.kind)), *case.subjects])
    form = IssuesForm.of_request(
        data={"subjects": case.subjects}, subjects=[(each, label_of(each)) for each in codes]
    )

    if form.submitted():
        try:
            with transaction():
                gone = change_issues(
                    opened, form.subjects.data, form.words.data, by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("subjects", refusal)
        else:
            if not gone:
                flash(_("Written down. The person sees the new list."))
                return redirect(url_for("cases.show", reference=reference), 303)
            flash(_("The case is suspended, and whoever has it alone now is told."))
            return redirect(url_for("cases.queue"), 303)

    return render_template(
        "cases/issues/change.html",
        case=case,
        form=form,
        headings=[(each.code, each.label) for each in GROUPS if each.code not in NO_CONCERN],
    ), form.status
