"""The page of what was said, what was promised and what was done."""

from itertools import groupby

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.cases.findings import FINDINGS
from portal.cases.publishing import wording
from portal.cases.publishing.queries import shown_summaries
from portal.cases.publishing.summaries import Kept, quarter_of
from portal.cases.subjects import label_of
from portal.stored_pages import stored_page

bp = Blueprint("learned", __name__)


@bp.get("/learned")
@public
def show() -> ResponseReturnValue:
    """What you said, what we promised, what was done; promises that are overdue stand first."""
    today = clock.today()

    def make() -> str:
        found = shown_summaries(today)
        return render_template(
            "publication/learned.html",
            overdue=[each for each in found if each.kept is Kept.OVERDUE],
            quarters=[
                (quarter, list(each)) for quarter, each in groupby(found, lambda one: one.quarter)
            ],
            subject_words=label_of,
            finding_words=FINDINGS,
            wording=wording,
        )

    # A promise becomes overdue, and a summary is shown, on the first day of a quarter alone.
    return stored_page(f"learned:{quarter_of(today)}", make)
