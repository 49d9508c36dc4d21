"""The yearly reports on complaints: a list, and one page for each year."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import public
from portal.cases.rule_packs import find_pack
from portal.config import settings
from portal.i18n import site_languages
from portal.publication.amending.queries import ReleaseWithdrawn
from portal.publication.annual import queries, wording
from portal.publication.annual.duties import duty_of
from portal.publication.concerns.wording import overdue_sentence, unkept_sentence, year_words
from portal.publication.offering.words import words_of_file
from portal.stored_pages import stored_page

bp = Blueprint("annual", __name__, url_prefix="/annual")


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """List the years that are reported."""

    def make() -> str:
        duty = duty_of(settings().rule_pack)
        return render_template(
            "publication/annual_index.html",
            years=queries.reported_years(duty),
            gone=queries.years_taken_down(duty),
            duty=duty,
            pack=find_pack(settings().rule_pack, clock.today()),
        )

    return stored_page("annual", make)


@bp.get("/<int:year>")
@public
def show(year: int) -> ResponseReturnValue:
    """Show the report of one year."""

    def make() -> str:
        duty, release = queries.get_year(year)
        return render_template(
            "publication/annual.html",
            year=year,
            duty=duty,
            release=release,
            parts=wording.parts_of(duty, release.figures),
            when=year_words(release.figures),
            overdue=overdue_sentence(release.figures),
            unkept=unkept_sentence(release.figures),
            documents=[
                (name, words_of_file(name, site_languages()))
                for name in queries.documents_of(release)
            ],
        )

    try:
        return stored_page(f"annual:{year}", make)
    except ReleaseWithdrawn as gone:
        # There it is said who took it down, when and why.
        return redirect(url_for("publication.show", name=gone.withdrawal.release.name))
