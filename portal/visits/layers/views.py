"""What was claimed beside what was delivered, for the coordinator alone."""

from fractions import Fraction

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.visits.figures.figures import round_half_up
from portal.visits.figures.indicators.measures import HOUR
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period, as_of_or_default
from portal.visits.layers import queries
from portal.visits.month_forms import MonthForm
from portal.visits.queries import months_on_record, newest_set

bp = Blueprint("claims", __name__, url_prefix="/figures/claims")


@bp.get("")
@requires(Permission.IMPORT_VISITS)
def show() -> ResponseReturnValue:
    """Hours agreed, recorded, counted and claimed in a month, for each care package."""
    months = months_on_record()
    if not months or not queries.has_claims():
        return render_template("visits/layers/claims.html", form=None)
    exported_on = newest_set().exported_on
    form = MonthForm.of_address(
        months, Period.newest_final(months, exported_on, DEFAULTS.final_days)
    )
    as_of = as_of_or_default(None, exported_on, form.period)
    return render_template(
        "visits/layers/claims.html",
        form=form,
        period=form.period,
        final=form.period.final_part(as_of, DEFAULTS.final_days),
        packages=queries.claimed_in(form.period, as_of=as_of),
        hours=_hours,
    )


def _hours(seconds: int) -> str:
    return f"{round_half_up(Fraction(seconds, HOUR), 1):,}"
