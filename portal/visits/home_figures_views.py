"""One home in pictures: its month as a calendar, a week as bars, and where its hours went."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.errors import NotFound
from portal.i18n import gettext as _
from portal.visits import queries
from portal.visits.figures import wording
from portal.visits.figures.days import DaysOnRecord
from portal.visits.figures.figures import GroupFigures, round_half_up
from portal.visits.figures.indicators.measures import HOUR, Unit
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period
from portal.visits.figures.pictures import (
    LANE_WORDS,
    SIGNS,
    calendar_of,
    waterfall,
    week_of,
    week_picture,
)
from portal.visits.figures.week_rows import rows_of_week
from portal.visits.home_forms import HomeForm
from portal.visits.layers import queries as layers
from portal.visits.layers.records import Change
from portal.visits.layers.wording import ROLE_WORDS

bp = Blueprint("homes", __name__, url_prefix="/figures/homes")


@bp.get("")
@requires(Permission.IMPORT_VISITS)
def show() -> ResponseReturnValue:
    """The pictures of one home, for the coordinator alone."""
    months = queries.months_on_record()
    if not months:
        return render_template("visits/figures/home.html", form=None)
    newest = Period.newest_final(months, queries.newest_set().exported_on, DEFAULTS.final_days)
    form = HomeForm.of_address(months, newest)
    if not form.package.data:
        refs = queries.package_refs()
        return render_template("visits/figures/home.html", form=form, refs=refs)
    try:
        pictures = _pictures(str(form.package.data), form.period, week_of(form.monday))
    except NotFound:
        form.refuse("package", _("No care package has this reference. Copy it from the files."))
        return render_template("visits/figures/home.html", form=form), form.status
    return render_template("visits/figures/home.html", form=form, **pictures)


def _pictures(package_ref: str, month: Period, week: Period) -> dict[str, Any]:
    """What the page shows of a home."""
    found = queries.visits_of_home(package_ref, month.joined(week))
    figures = queries.figures_of_home(package_ref, month)
    until = queries.last_day_on_record()
    return {
        "package_ref": package_ref,
        "period": month,
        "week": week,
        "until": until,
        "calendar_weeks": calendar_of(found, month, until),
        "picture": week_picture(found.until(until), week, clock.zone()),
        "rows": rows_of_week(found.until(until), week),
        "steps": steps_of(figures),
        "delivered": figures.indicators["D3"],
        "signs": SIGNS,
        "lanes": LANE_WORDS,
        "roles": ROLE_WORDS,
        "words": wording.STATUS_WORDS,
        "changes": _changes(found.until(until), month),
    }


def steps_of(figures: GroupFigures) -> list[tuple[str, int, int, bool, str]]:
    """The bars of the waterfall, with their words and hours."""
    return [
        (
            _(step.label),
            step.begins,
            step.size,
            step.is_whole,
            wording.shown(round_half_up(Fraction(step.size, HOUR), 1), Unit.HOURS),
        )
        for step in waterfall(figures)
    ]


class _ChangedRow(NamedTuple):
    """One change by hand, with the day of the visit it is about."""

    service_date: date
    change: Change
    changed_at: datetime | None


def _changes(found: DaysOnRecord, month: Period) -> list[_ChangedRow]:
    """What somebody changed by hand in the records of the month."""
    rows = [*found.extras, *(row for visit in found.visits for row in visit.carers)]
    days = {row.visit_ref: row.service_date for row in rows if month.has(row.service_date)}
    return [
        _ChangedRow(
            days[change.visit_ref],
            change,
            None if change.changed_at is None else datetime.fromtimestamp(change.changed_at, UTC),
        )
        for change in layers.changes_of(days)
    ]
