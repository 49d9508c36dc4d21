"""The page "What do you hold about me?"."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.access import public
from portal.i18n import current_language
from portal.intake.blank_views import blank_form
from portal.intake.held.forms import HeldForm
from portal.intake.receipt_views import receive, shut_page

bp = Blueprint("held", __name__, url_prefix="/what-we-hold")


@bp.route("", methods=["GET", "POST"])
@public
def ask() -> ResponseReturnValue:
    """Ask what is held about oneself, or about somebody for whom one may act."""
    if request.method == "GET":
        return shut_page() or blank_form("intake/held/ask.html", HeldForm)
    form = HeldForm.of_request()

    if form.submitted():
        received = receive(form, form.statement(current_language()))
        if received is not None:
            return received

    return render_template("intake/held/ask.html", form=form), form.status
