"""Exact figures for those who may see them: the coordinator and the committee."""

import json
from itertools import groupby
from operator import attrgetter

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _
from portal.visits import queries
from portal.visits.figures import wording
from portal.visits.figures.figures import Dimension
from portal.visits.figures.indicators.catalogue import INDICATORS
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.figures.periods import Period
from portal.visits.figures.supplied import is_told
from portal.visits.home_figures_views import steps_of

bp = Blueprint("figures", __name__, url_prefix="/figures")

BY_TOPIC = [(topic, list(of_topic)) for topic, of_topic in groupby(INDICATORS, attrgetter("topic"))]


@bp.get("")
@requires(Permission.READ_FIGURES)
def show() -> ResponseReturnValue:
    """What was agreed and what was delivered in a month, exactly."""
    months = queries.months_on_record()
    dimension = _chosen_dimension()
    period = _chosen_period(months)
    days_left = 0 if period is None else queries.count_days_left(period)
    found = None
    if period is not None and not days_left:
        found = queries.figures_of_period(period, by=[] if dimension is None else [dimension])
    return render_template(
        "visits/figures.html",
        found=found,
        period=period,
        days_left=days_left,
        months=[Period.of_month(month) for month in months],
        dimension=dimension,
        low_reliability=wording.low_reliability(),
        dimensions=wording.DIMENSION_WORDS,
        topics=BY_TOPIC,
        begun_on=queries.first_day_on_record(),
        final=found and found.period.final_part(found.as_of, DEFAULTS.final_days),
    )


@bp.get("/figures.json")
@requires(Permission.READ_FIGURES)
def download() -> ResponseReturnValue:
    """The same for a program, split in every way."""
    period = _chosen_period(queries.months_on_record())
    if period is None:
        raise NotFound
    found = queries.figures_of_period(period, by=Dimension)
    response = Response(json.dumps(found.as_json(), indent=1), mimetype="application/json")
    name = f"figures-{found.period.name}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chosen_period(months: list[str]) -> Period | None:
    """The month asked for, or the newest that is all final; none where there are no visits."""
    asked = request.args.get("month")
    if asked is None and not months:
        return None
    try:
        if asked is not None:
            return Period.of_month(asked)
        return Period.newest_final(months, queries.newest_set().exported_on, DEFAULTS.final_days)
    except RuleBroken:
        raise NotFound from None


def _chosen_dimension() -> Dimension | None:
    asked = request.args.get("by") or None
    if asked is None:
        return None
    if asked not in set(Dimension):
        raise NotFound
    return Dimension(asked)


@bp.context_processor
def words_of_figures() -> dict[str, object]:
    """The words of codes, and the way from the hours agreed to those delivered."""
    return {
        "word_of": _word_of,
        "steps_of": steps_of,
        "wording": wording,
        "shown": wording.shown,
        "shown_figure": wording.shown_figure,
        "is_told": is_told,
    }


def _word_of(dimension: Dimension, value: str) -> str:
    """A part of a split: a kind has words of its own, an area has only its code."""
    known = wording.SLOT_WORDS if dimension is Dimension.SLOT else wording.VALUE_WORDS
    words = known.get(value)
    return value if words is None else _(words)
