"""Pages of the routing table: read it, write another, try it on past cases, decide by two."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import reauthenticated, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases.routing import queries, services
from portal.cases.routing.forms import RowForm, TableForm
from portal.cases.routing.models import RoutingTable
from portal.cases.routing.reaching import unreachable
from portal.cases.routing.table import Route
from portal.database import transaction
from portal.errors import NotFound, RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("routing", __name__, url_prefix="/routing")


@bp.get("")
@requires(Permission.KEEP_COMMITTEE)
def show() -> ResponseReturnValue:
    """The table in force, the one being written, and who would have got which past case."""
    return _page(TableForm.of_request(), 200)


@bp.post("/begin")
@requires(Permission.KEEP_COMMITTEE)
def begin() -> ResponseReturnValue:
    """Begin another table."""
    with transaction():
        services.begin_table(by=signed_in(), at=clock.now())
    flash(_("You write at a copy. Nothing changes until two members have decided."))
    return redirect(url_for("cases.routing.show"), 303)


@bp.route("/rows", methods=["GET", "POST"])
@requires(Permission.KEEP_COMMITTEE)
def add() -> ResponseReturnValue:
    """Put a row into the table that is being written."""
    table = queries.get_open_table()
    places = [(str(n), str(n)) for n in range(1, len(table.entries) + 2)]
    form = RowForm.of_request(place=places)

    if form.submitted():
        try:
            with transaction():
                services.add_row(
                    queries.get_open_table(),
                    form.row,
                    position=int(form.place.data),
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("route", refusal)
        else:
            return redirect(url_for("cases.routing.show"), 303)

    return render_template("cases/routing/add.html", form=form), form.status


@bp.post("/rows/<uuid:entry_id>/up")
@requires(Permission.KEEP_COMMITTEE)
def move_up(entry_id: UUID) -> ResponseReturnValue:
    """Let a row count before the one above it."""
    with transaction():
        table = queries.get_open_table()
        entry = queries.get_entry(table, entry_id)
        services.raise_row(table, entry, by=signed_in(), at=clock.now())
    return redirect(url_for("cases.routing.show"), 303)


@bp.post("/rows/<uuid:entry_id>/remove")
@requires(Permission.KEEP_COMMITTEE)
def remove(entry_id: UUID) -> ResponseReturnValue:
    """Take a row out."""
    with transaction():
        table = queries.get_open_table()
        entry = queries.get_entry(table, entry_id)
        services.remove_row(table, entry, by=signed_in(), at=clock.now())
    return redirect(url_for("cases.routing.show"), 303)


@bp.post("/propose")
@requires(Permission.KEEP_COMMITTEE)
def propose() -> ResponseReturnValue:
    """Propose the table as it stands."""
    form = TableForm.of_request()
    if form.submitted():
        try:
            with transaction():
                services.propose_table(queries.get_open_table(), by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("csrf_token", refusal)
        else:
            flash(_("It is proposed. Another member has to confirm it."))
            return redirect(url_for("cases.routing.show"), 303)
    return _page(form, form.status)


@bp.post("/drop")
@requires(Permission.KEEP_COMMITTEE)
def drop() -> ResponseReturnValue:
    """Drop what was written."""
    with transaction():
        services.drop_table(queries.get_open_table(), by=signed_in(), at=clock.now())
    flash(_("It is dropped. The table in force stays."))
    return redirect(url_for("cases.routing.show"), 303)


@bp.post("/<uuid:table_id>/confirm")
@requires(Permission.KEEP_COMMITTEE)
@reauthenticated
def confirm(table_id: UUID) -> ResponseReturnValue:
    """Let a table come into force that another member proposed."""
    with transaction():
        table = _open_table(table_id)
        services.confirm_table(table, by=signed_in(), at=clock.now())
    flash(_("The table is in force. It stands in the public ledger."))
    return redirect(url_for("cases.routing.show"), 303)


@bp.post("/<uuid:table_id>/take-back")
@requires(Permission.KEEP_COMMITTEE)
def take_back(table_id: UUID) -> ResponseReturnValue:
    """Take a proposal off the list and go on writing."""
    with transaction():
        services.take_back_table(_open_table(table_id), by=signed_in(), at=clock.now())
    flash(_("The proposal is off the list. You can go on writing at it."))
    return redirect(url_for("cases.routing.show"), 303)


def _open_table(table_id: UUID) -> RoutingTable:
    table = queries.get_open_table()
    if table.id != table_id:
        raise NotFound
    return table


def _page(form: TableForm, status: int) -> ResponseReturnValue:
    today, table = clock.today(), queries.find_open_table()
    rows = queries.rows_in_force()
    return render_template(
        "cases/routing/show.html",
        form=form,
        rows=rows,
        lost=unreachable(rows),
        lost_of_table=unreachable(table.rows) if table else (),
        in_force=queries.find_table_in_force(),
        before=queries.tables_before(),
        table=table,
        trial=queries.try_table(table.rows, signed_in(), today) if table else None,
        names=queries.names_of_routes(today),
        routes=Route,
        most_tried=queries.MOST_TRIED,
        own=signed_in().id,
    ), status
