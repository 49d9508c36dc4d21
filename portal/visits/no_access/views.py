"""The page of visits whose carer could not get in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period
from portal.visits.figures.wording import NO_ACCESS_WORDS, UNIT_WORDS, shown_figure, shown_part
from portal.visits.month_forms import MonthForm
from portal.visits.no_access import queries, wording
from portal.visits.no_access.standings import STANDINGS
from portal.visits.queries import months_on_record, newest_set

bp = Blueprint("no_access", __name__, url_prefix="/no-access")


@bp.get("")
@requires(Permission.READ_FIGURES)
def show() -> ResponseReturnValue:
    """The no-access visits of a month, each with its evidence, its steps and its disputes."""
    months = months_on_record()
    if not months:
        return render_template("visits/no_access/show.html", found=None)
    form = MonthForm.of_address(
        months, Period.newest_final(months, newest_set().exported_on, DEFAULTS.final_days)
    )
    return render_template(
        "visits/no_access/show.html",
        form=form,
        period=form.period,
        found=queries.month_without_access(form.period),
        evidence_words=NO_ACCESS_WORDS,
        unit_words=UNIT_WORDS,
        standing_words=STANDINGS,
        wording=wording,
        shown_figure=shown_figure,
        shown_part=shown_part,
    )
