"""Taken away from a report: the newest files, a picture for another page, easy words."""

from typing import Any, Final

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.access import public
from portal.errors import NotFound
from portal.i18n import current_language, site_languages
from portal.publication import queries, wording
from portal.publication.amending.models import ReleaseWithdrawal
from portal.publication.amending.queries import ReleaseWithdrawn, get_standing, notices_of
from portal.publication.models import Release
from portal.publication.offering.card import corrects_words
from portal.publication.offering.queries import (
    address_of,
    catalogue_of_release,
    listed_files,
)
from portal.publication.offering.words import is_for_page, words_of_file
from portal.security import POLICY
from portal.stored_pages import stored_page

bp = Blueprint("offering", __name__)

# Any page may show it in a frame: it asks for nothing, and nothing runs in it.
FRAMED: Final = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *").replace(
    "script-src 'self'; ", ""
)


@bp.get("/latest/<string:file>")
@public
def latest_file(file: str) -> ResponseReturnValue:
    """Go to a file of the newest report."""
    release = queries.find_latest_release()
    if release is None:
        raise NotFound
    found = queries.get_file(release, file)
    return _lead_to(url_for("publication.download", name=release.name, file=found.name))


@bp.get("/latest/embed")
@public
def latest_embed() -> ResponseReturnValue:
    """Go to the picture of the newest report, for a frame that always shows that one."""
    release = queries.find_latest_release()
    if release is None:
        raise NotFound
    return _lead_to(url_for(".embed", name=release.name))


def _lead_to(address: str) -> ResponseReturnValue:
    """A way that pages of other sites may follow as well, to load what lies at its end."""
    answer = redirect(address)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Content-Security-Policy"] = FRAMED
    return answer


@bp.get("/<string:name>/embed")
@public
def embed(name: str) -> ResponseReturnValue:
    """Show the sentence and the picture of a report, to stand in a frame of another page."""

    def make() -> str:
        release = get_standing(name)
        correction = queries.find_correction(release)
        return render_template(
            "publication/embed.html",
            figures=release.figures,
            correction=correction,
            corrected_at=address_of(correction) if correction else "",
            corrects=corrects_words(release.figures) if release.corrects else "",
            is_wrong=bool(notices_of(release)),
            address=address_of(release),
            wording=wording,
        )

    try:
        answer = stored_page(f"embed:{name}", make)
    except ReleaseWithdrawn as gone:
        answer = Response(_gone(gone.withdrawal), 410)
    answer.headers["Content-Security-Policy"] = FRAMED
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _gone(withdrawal: ReleaseWithdrawal) -> str:
    return render_template(
        "publication/embed_withdrawn.html",
        release=withdrawal.release,
        withdrawal=withdrawal,
        address=address_of(withdrawal.release),
        wording=wording,
    )


@bp.get("/easy-read")
@public
def easy_read() -> ResponseReturnValue:
    """Tell the newest report, and how to read one, in easy words and pictures."""

    def make() -> str:
        release = queries.find_latest_release()
        return render_template(
            "publication/easy_read.html",
            release=release,
            is_wrong=bool(release and notices_of(release)),
            wording=wording,
        )

    return stored_page("easy-read", make)


def offered(release: Release) -> dict[str, Any]:
    """What the page of a report says of taking its figures away."""
    languages, spoken = site_languages(), current_language()
    return {
        "offered": [
            (file, words_of_file(file.name, languages))
            for file in listed_files(release)
            if is_for_page(file.name, languages, spoken)
        ],
        "catalogue": catalogue_of_release(release),
        "address": address_of(release),
    }
