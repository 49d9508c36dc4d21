"""The page on which the person reads what would be published, agrees, or takes it back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.cases.findings import FINDINGS
from portal.cases.publishing import wording
from portal.cases.publishing.queries import preview_of, published_of
from portal.cases.publishing.services import agree_to_summary, take_summary_back
from portal.cases.queries import OpenCase, told_in
from portal.cases.subjects import label_of
from portal.database import reading
from portal.i18n import gettext as _
from portal.intake.returning.forms import AGREES, TAKES_BACK, PublishingForm
from portal.intake.returning.held_views import did, find_held_case

bp = Blueprint("publishing", __name__)


@bp.route("/publishing", methods=["GET", "POST"])
@public
def ask() -> ResponseReturnValue:
    """Read it, say yes, or say that nothing may be published."""
    form = PublishingForm.of_request()

    if form.submitted():
        agrees = form.answer.data == AGREES
        step = agree_to_summary if agrees else take_summary_back
        if did(form, lambda case: step(case, at=clock.now()), field="answer"):
            flash(
                _("Thank you. It may be published.")
                if agrees
                else _("Nothing of this is published, and nothing will be.")
            )
            return redirect(url_for("intake.returning.show"), 303)

    with reading():
        opened = find_held_case()
        if opened is None:
            return redirect(url_for("intake.returning.show"), 303)
        return _page(opened, form)


def _page(opened: OpenCase, form: PublishingForm) -> ResponseReturnValue:
    today = clock.today()
    proposed = preview_of(opened, today)
    if proposed is None:
        form.answer.choices = [each for each in form.answer.choices if each.value == TAKES_BACK]
    return render_template(
        "intake/returning/publishing.html",
        form=form,
        consents=told_in(opened).telling.publish,
        proposed=proposed,
        shown=published_of(opened.case, today),
        subject_words=label_of,
        finding_words=FINDINGS,
        wording=wording,
    ), form.status
