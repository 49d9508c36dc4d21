"""The worklist of exceptions, for the coordinator."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires, who
from portal.accounts.permissions import Permission
from portal.addresses import asked_page
from portal.database import transaction
from portal.i18n import gettext as _
from portal.visits.exceptions import queries, services, wording
from portal.visits.exceptions.forms import SetAsideForm, WorklistForm
from portal.visits.figures.periods import Period
from portal.visits.figures.wording import shown
from portal.visits.importing.words import reason
from portal.visits.queries import months_on_record

bp = Blueprint("exceptions", __name__, url_prefix="/exceptions")

LINES_OF_A_PAGE = 100


@bp.get("")
@requires(Permission.IMPORT_VISITS)
def index() -> ResponseReturnValue:
    """What is to be mended in a month, and what each line does to the figures."""
    months = months_on_record()
    if not months:
        return render_template("visits/exceptions/index.html", found=None)
    form = WorklistForm.of_address(months, Period.of_month(months[0]))
    found = queries.worklist_of(form.period, unit=form.unit.data)
    form.with_units(found.units)
    items = [item for item in found.items if not form.kind.data or item.kind == form.kind.data]
    page = asked_page()
    return render_template(
        "visits/exceptions/index.html",
        form=form,
        period=form.period,
        found=found,
        items=items[(page - 1) * LINES_OF_A_PAGE : page * LINES_OF_A_PAGE],
        page=page,
        pages=-(-len(items) // LINES_OF_A_PAGE),
        wording=wording,
        shown=shown,
        most_rejected=queries.MOST_REJECTED,
    )


@bp.route("/rows/<int:number>", methods=["GET", "POST"])
@requires(Permission.IMPORT_VISITS)
def row(number: int) -> ResponseReturnValue:
    """Say what became of a row that was left out and will not come as it stood."""
    left_out = queries.get_rejected_row(number)
    form = SetAsideForm.of_request(data={"became": left_out.set_aside})

    if form.submitted():
        with transaction():
            services.set_row_aside(left_out, form.answer, by=who().account_id, at=clock.now())
        flash(_("Set aside.") if form.answer else _("It is on the list again."))
        return redirect(url_for(".index"), 303)

    return render_template(
        "visits/exceptions/row.html", form=form, row=left_out, reason=reason, wording=wording
    ), form.status
