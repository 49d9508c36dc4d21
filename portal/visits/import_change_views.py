"""Pages of what an import changes: cells, figures, and how it is taken back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires, who
from portal.accounts.permissions import Permission
from portal.addresses import asked_page
from portal.database import transaction
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _
from portal.visits.figures import wording
from portal.visits.figures.figures import figures_of
from portal.visits.figures.periods import Period
from portal.visits.forms import UndoForm
from portal.visits.importing import effect_queries, queries, undoing_services
from portal.visits.importing.effect import effect_of
from portal.visits.importing.states import ImportState

bp = Blueprint("import_changes", __name__, url_prefix="/imports")

CELLS_OF_A_PAGE = 100


@bp.get("/<int:number>/changes")
@requires(Permission.IMPORT_VISITS)
def show(number: int) -> ResponseReturnValue:
    """Each cell of the corrected rows, before and after."""
    page = asked_page()
    return render_template(
        "visits/imports/changes.html",
        found=queries.get_import(number),
        cells=queries.differences(
            number, offset=(page - 1) * CELLS_OF_A_PAGE, limit=CELLS_OF_A_PAGE
        ),
        kept=queries.count_differences(number),
        page=page,
        cells_of_a_page=CELLS_OF_A_PAGE,
    )


@bp.get("/<int:number>/figures")
@requires(Permission.IMPORT_VISITS)
def figures(number: int) -> ResponseReturnValue:
    """What an accepted import did to the figures of a month that it touched."""
    found = queries.get_import(number)
    if found.state is not ImportState.ACCEPTED:
        raise NotFound
    months = effect_queries.months_touched(number)
    asked = request.args.get("month", months[0] if months else "")
    effect = None
    if asked in months:
        month = Period.of_month(asked)
        before, after = (
            figures_of(effect_queries.records_until(month, last), period=month)
            for last in (number - 1, number)
        )
        effect = effect_of(before, after)
    return render_template(
        "visits/imports/figures.html",
        found=found,
        months=[Period.of_month(month) for month in months],
        month=asked,
        effect=effect,
        shown_figure=wording.shown_figure,
    )


@bp.route("/<int:number>/undo", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
@reauthenticated
def undo(number: int) -> ResponseReturnValue:
    """Take an accepted import back."""
    found = queries.get_import_for_step(number)
    form = UndoForm.of_request()
    refused = None
    try:
        undoing_services.require_undoable(found)
        if form.submitted():
            with transaction():
                undoing_services.undo_import(found, by=who().account_id, at=clock.now())
            flash(_("The import is undone. What was in force before is in force again."))
            return redirect(url_for("visits.imports.show", number=number), 303)
    except RuleBroken as refusal:
        refused = refusal

    status = 422 if refused and request.method == "POST" else form.status
    return render_template(
        "visits/imports/undo.html", form=form, found=found, refused=refused
    ), status
