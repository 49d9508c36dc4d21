"""Pages of home codes: the list, the card to print, a new code."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.addresses import asked_page
from portal.database import transaction
from portal.i18n import gettext as _
from portal.text import tidy
from portal.visits import home_code_queries as queries
from portal.visits import home_code_services as services
from portal.visits.forms import SearchForm
from portal.visits.home_codes import show_home_code

bp = Blueprint("home_codes", __name__, url_prefix="/home-codes")
bp.add_app_template_filter(show_home_code)

CODES_OF_A_PAGE = 50


@bp.get("")
@requires(Permission.IMPORT_VISITS)
def index() -> ResponseReturnValue:
    """The code of each home."""
    page = asked_page()
    wanted = tidy(request.args.get("wanted", ""))[:64]
    form = SearchForm(formdata=None, wanted=wanted)
    return render_template(
        "visits/home_codes/index.html",
        form=form,
        wanted=wanted,
        codes=queries.home_codes(
            wanted, offset=(page - 1) * CODES_OF_A_PAGE, limit=CODES_OF_A_PAGE
        ),
        total=queries.count_home_codes(wanted),
        page=page,
        codes_of_a_page=CODES_OF_A_PAGE,
    )


@bp.get("/<uuid:code_id>")
@requires(Permission.IMPORT_VISITS)
def card(code_id: UUID) -> ResponseReturnValue:
    """The card to print and leave at the home."""
    return render_template("visits/home_codes/card.html", code=queries.get_home_code(code_id))


@bp.post("/<uuid:code_id>/renew")
@requires(Permission.IMPORT_VISITS)
def renew(code_id: UUID) -> ResponseReturnValue:
    """Give the home a new code."""
    with transaction():
        new = services.renew_home_code(queries.get_home_code(code_id), at=clock.now())
    flash(_("There is a new code, and the old one has stopped. Please print the new card."))
    return redirect(url_for(".card", code_id=new.id), 303)
