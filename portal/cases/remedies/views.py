"""Pages of promises: make one, and say that it was done."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.publishing.queries import has_open_promise
from portal.cases.reading_access import needs_pass, pass_until
from portal.cases.remedies.forms import DoneForm, RemedyForm
from portal.cases.remedies.kinds import RemedyKind
from portal.cases.remedies.queries import get_remedy, read_remedy
from portal.cases.remedies.services import finish_remedy, promise_remedy
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import format_day
from portal.i18n import gettext as _

bp = Blueprint("remedies", __name__)


@bp.route("/<string:reference>/promise", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def promise(reference: str) -> ResponseReturnValue:
    """Promise that something is put right, or that what was learned is passed on."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = RemedyForm.of_request()

    if form.submitted():
        try:
            with transaction():
                promise_remedy(
                    opened,
                    RemedyKind(form.kind.data),
                    form.what.data,
                    owner=form.owner.data,
                    due_on=form.due_on.data,
                    by=signed_in(),
                    at=clock.now(),
                )
        except RuleBroken as refusal:
            form.refuse("due_on", refusal)
        else:
            due_on = format_day(form.due_on.data)
            flash(_("The promise is written down. It is due on %(day)s.", day=due_on))
            return redirect(url_for("cases.show", reference=reference), 303)

    return render_template("cases/remedies/promise.html", case=opened.case, form=form), form.status


@bp.route("/<string:reference>/promises/<uuid:remedy_id>", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def done(reference: str, remedy_id: UUID) -> ResponseReturnValue:
    """Say that a promise was kept, and what shows it."""
    opened = queries.open_case(reference, signed_in(), private_key())
    remedy = get_remedy(opened.case, remedy_id)
    form = DoneForm.of_request()

    if form.submitted():
        try:
            with transaction():
                finish_remedy(opened, remedy, form.evidence.data, by=signed_in(), at=clock.now())
        except RuleBroken as refusal:
            form.refuse("evidence", refusal)
        else:
            flash(_("It is written down that this was done."))
            if has_open_promise(opened.case):
                flash(_("Everybody reads that it was promised. Tell them that it was done, too."))
                return redirect(url_for("cases.publishing.write", reference=reference), 303)
            return redirect(url_for("cases.show", reference=reference), 303)

    read = read_remedy(opened, remedy) if pass_until(opened.case.reference) else None
    return render_template(
        "cases/remedies/done.html", case=opened.case, remedy=remedy, read=read, form=form
    ), form.status
