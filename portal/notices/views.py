"""Letters that could not be delivered: how many, why, and once more."""

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.database import transaction
from portal.i18n import gettext as _
from portal.i18n import lazy_gettext as _l
from portal.notices import queries, services
from portal.notices.patience import Problem

bp = Blueprint("notices", __name__, url_prefix="/notices")

# Neither who was written to nor what was said: some of these letters go to complainants.
REASONS: Final[dict[Problem | None, Any]] = {
    None: _l("We do not know why."),
    Problem.NO_ANSWER: _l("The mail server did not answer for several days."),
    Problem.NOT_LET_IN: _l("The mail server did not let us in. Its settings may be wrong."),
    Problem.NOT_NOW: _l("The mail server put us off again and again."),
    Problem.ADDRESS_REFUSED: _l("The mail server does not know the address."),
    Problem.LETTER_REFUSED: _l("The mail server refused the letter."),
    Problem.NOT_READABLE: _l("The letter was sealed with a secret that this server does not have."),
}


@bp.route("/undelivered")
@requires(Permission.KEEP_REGISTER)
def undelivered() -> ResponseReturnValue:
    """How many letters could not be delivered, and why."""
    counted = [(REASONS[problem], number) for problem, number in queries.given_up_by_problem()]
    return render_template(
        "notices/undelivered.html", counted=counted, waiting=queries.count_waiting()
    )


@bp.post("/undelivered/try-again")
@requires(Permission.KEEP_REGISTER)
def try_again() -> ResponseReturnValue:
    """Try all of them once more."""
    with transaction():
        services.try_again(queries.given_up(), at=clock.now())
    flash(_("These letters are tried again from now on."))
    return redirect(url_for(".undelivered"), 303)
