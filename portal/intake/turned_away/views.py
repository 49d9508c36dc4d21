"""The page "Was a carer turned away?"."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.access import public
from portal.i18n import current_language
from portal.intake.blank_views import blank_form
from portal.intake.receipt_views import receive, shut_page
from portal.intake.turned_away.forms import TurnedAwayForm

bp = Blueprint("turned_away", __name__, url_prefix="/turned-away")


@bp.route("", methods=["GET", "POST"])
@public
def ask() -> ResponseReturnValue:
    """Ask for a day and an answer. No visit is shown, before or after."""
    if request.method == "GET":
        return shut_page() or blank_form("intake/turned_away/ask.html", TurnedAwayForm)
    form = TurnedAwayForm.of_request()

    if form.submitted():
        received = receive(form, form.statement(current_language()))
        if received is not None:
            return received

    return render_template("intake/turned_away/ask.html", form=form), form.status
