"""Pages of home codes: the list, the card to print, a new code."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import requires
from portal.accounts.permissions import Permission
from portal.addresses import asked_page
from portal.config import settings
from portal.database import transaction
from portal.i18n import gettext as _
from portal.i18n import prefix_of
from portal.text import tidy
from portal.visits import home_code_queries as queries
from portal.visits import home_code_services as services
from portal.visits.forms import SearchForm
from portal.visits.home_cards import CardSite, faces_of
from portal.visits.home_code_forms import CardForm, LanguagesForm
from portal.visits.home_codes import show_home_code
from portal.visits.models import HomeCode, PackageVersion

bp = Blueprint("home_codes", __name__, url_prefix="/home-codes")
bp.add_app_template_filter(show_home_code)

CODES_OF_A_PAGE = 50


@bp.get("")
@requires(Permission.IMPORT_VISITS)
def index() -> ResponseReturnValue:
    """The code of each home."""
    wanted, page = _wanted(), asked_page()
    return render_template(
        "visits/home_codes/index.html",
        form=SearchForm(formdata=None, wanted=wanted),
        wanted=wanted,
        codes=_codes_of_page(wanted, page),
        total=queries.count_home_codes(wanted),
        page=page,
        codes_of_a_page=CODES_OF_A_PAGE,
    )


@bp.get("/cards")
@requires(Permission.IMPORT_VISITS)
def cards() -> ResponseReturnValue:
    """The cards of one page of the list, to print together."""
    wanted, page = _wanted(), asked_page()
    form = CardForm.of_address()
    return render_template(
        "visits/home_codes/cards.html",
        form=form,
        wanted=wanted,
        page=page,
        cards=[
            (package.package_ref, faces_of(code.code, form.languages_for(code), _site()))
            for code, package in _codes_of_page(wanted, page)
        ],
    )


@bp.get("/<uuid:code_id>")
@requires(Permission.IMPORT_VISITS)
def card(code_id: UUID) -> ResponseReturnValue:
    """The card to print and leave at the home."""
    code = queries.get_home_code(code_id)
    return _card(code, LanguagesForm.of_home(code))


@bp.post("/<uuid:code_id>/languages")
@requires(Permission.IMPORT_VISITS)
def languages(code_id: UUID) -> ResponseReturnValue:
    """Keep in which languages the home wishes its card."""
    with transaction():
        code = queries.get_home_code(code_id)
        form = LanguagesForm.of_home(code)
        if not form.submitted():
            return _card(code, form)
        services.keep_languages(code, form.wished.data or ())
    flash(_("The languages of this home are kept. Its card is printed in them."))
    return redirect(url_for(".card", code_id=code_id), 303)


def _card(code: HomeCode, wished: LanguagesForm) -> ResponseReturnValue:
    form = CardForm.of_address(code.wished_languages)
    return render_template(
        "visits/home_codes/card.html",
        code=code,
        form=form,
        wished=wished,
        faces=faces_of(code.code, form.languages_for(code), _site()),
    ), wished.status


@bp.post("/<uuid:code_id>/renew")
@requires(Permission.IMPORT_VISITS)
def renew(code_id: UUID) -> ResponseReturnValue:
    """Give the home a new code."""
    with transaction():
        new = services.renew_home_code(queries.get_home_code(code_id), at=clock.now())
    flash(_("There is a new code, and the old one has stopped. Please print the new card."))
    return redirect(url_for(".card", code_id=new.id), 303)


def _wanted() -> str:
    return tidy(request.args.get("wanted", ""))[:64]


def _codes_of_page(wanted: str, page: int) -> Sequence[tuple[HomeCode, PackageVersion]]:
    return queries.home_codes(wanted, offset=(page - 1) * CODES_OF_A_PAGE, limit=CODES_OF_A_PAGE)


def _site() -> CardSite:
    """What the cards of this co-operative say of it."""
    chosen = settings()
    return CardSite(
        name=chosen.coop_name,
        address_of=_address_of,
        intake_phone=_unbroken(chosen.intake_phone),
        office_phone=_unbroken(chosen.office_phone),
        emergency_phone=_unbroken(chosen.emergency_phone),
    )


def _unbroken(number: str) -> str:
    """A telephone number that no line end cuts in two."""
    return number.replace(" ", "\u00a0")


def _address_of(endpoint: str, language: str) -> str:
    """A page as people in that language open it, whichever language this page is in."""
    path = current_app.url_map.bind("card").build(endpoint)
    return settings().base_url + prefix_of(language) + path
