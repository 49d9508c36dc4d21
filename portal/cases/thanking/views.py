"""The page on which a member writes down that praise was passed on."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import private_key, requires, signed_in
from portal.accounts.permissions import Permission
from portal.cases import queries
from portal.cases.reading_access import needs_pass, pass_until
from portal.cases.thanking.forms import ThanksForm
from portal.cases.thanking.services import pass_thanks_on
from portal.database import transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _

bp = Blueprint("thanking", __name__)


@bp.route("/<string:reference>/thanks", methods=["GET", "POST"])
@requires(Permission.HANDLE_CASES)
@needs_pass
def pass_on(reference: str) -> ResponseReturnValue:
    """Write down to whom the praise was passed on, and when."""
    opened = queries.open_case(reference, signed_in(), private_key())
    form = ThanksForm.of_request(data={"on": clock.today()})

    if form.submitted():
        try:
            with transaction():
                pass_thanks_on(
                    opened, form.to.data, on=form.on.data, by=signed_in(), at=clock.now()
                )
        except RuleBroken as refusal:
            form.refuse("on", refusal)
        else:
            flash(_("It is written down, and the person is told that their words were passed on."))
            return redirect(url_for("cases.show", reference=reference), 303)

    told = queries.told_in(opened) if pass_until(opened.case.reference) else None
    return render_template(
        "cases/thanking/pass_on.html", case=opened.case, told=told, form=form
    ), form.status
