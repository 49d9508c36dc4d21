"""One view for each page that only tells something, and the links that every page carries."""

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.accounts.access import desk_links, public, signed_in_until
from portal.cases.retention import RETENTION_CLASSES, retention
from portal.cases.rule_packs import editions_of, find_pack, pack_for, shown_editions
from portal.cases.workflow import CaseKind
from portal.config import settings
from portal.i18n import current_language
from portal.i18n import lazy_gettext as _l
from portal.pages.clear import WHAT_IS_CLEAR
from portal.stored_pages import stored_page

bp = Blueprint("pages", __name__)


class Link(NamedTuple):
    """A line of a menu."""

    href: str
    words: str
    current: bool


# Endpoints, not imports: a page links to a feature beside or above it by name alone.
PUBLIC: Final = (
    ("intake.start", _l("Tell us")),
    ("intake.returning.enter", _l("Return with a receipt")),
    ("publication.releases", _l("Reports")),
    ("pages.about", _l("About us")),
)
FOOTER: Final = (
    ("pages.privacy", _l("Privacy")),
    ("pages.accessibility", _l("Accessibility")),
    ("ledger.show", _l("How to check us")),
    ("pages.about", _l("Who reads what you say")),
    ("committee.show", _l("The committee")),
    ("elections.index", _l("Elections")),
    ("pages.software", _l("This software")),
    ("accounts.sign_in", _l("Sign in for members")),
)
WARNING_SECONDS: Final = 300


def _links(entries: Iterable[tuple[str, Any]]) -> list[tuple[str, Link]]:
    known = current_app.view_functions
    return [
        (endpoint, Link(url_for(endpoint), str(words), request.endpoint == endpoint))
        for endpoint, words in entries
        if endpoint in known
    ]


def _kept_links(name: str, entries: tuple[tuple[str, Any], ...]) -> list[Link]:
    """The links of a menu that is the same for everybody: worked out once for each language."""
    kept = current_app.extensions.setdefault("menus", {})
    key = (name, current_language(), request.script_root)
    if key not in kept:
        kept[key] = _links(entries)
    return [link._replace(current=endpoint == request.endpoint) for endpoint, link in kept[key]]


def public_links() -> list[Link]:
    """What everybody finds at the top of every page."""
    return _kept_links("public", PUBLIC)


def footer_links() -> list[Link]:
    """What everybody finds at the end of every page."""
    return _kept_links("footer", FOOTER)


def staff_links() -> list[Link]:
    """What a signed-in person may do, on the pages for signed-in people; elsewhere nothing."""
    return [link for _, link in _links((each.endpoint, each.words) for each in desk_links())]


@bp.app_template_global()
def seconds_to_warning() -> int:
    """How long until a person who does nothing should hear that the session ends."""
    until = signed_in_until()
    if until is None:
        return 0
    return max(0, int((until - clock.now()).total_seconds()) - WARNING_SECONDS)


def has_page(endpoint: str) -> bool:
    """Whether this installation has that page."""
    return endpoint in current_app.view_functions


@bp.app_context_processor
def give_links() -> dict[str, Callable[..., Any]]:
    """Let every template ask for the links."""
    return {
        "public_links": public_links,
        "footer_links": footer_links,
        "staff_links": staff_links,
        "has_page": has_page,
    }


@bp.route("/")
@public
def home() -> ResponseReturnValue:
    """The front door."""
    return stored_page("home", lambda: render_template("pages/home.html"))


@bp.route("/about")
@public
def about() -> ResponseReturnValue:
    """Who we are, and who reads what you say."""
    return stored_page("about", lambda: render_template("pages/about.html"))


@bp.route("/rules")
@public
def rules() -> ResponseReturnValue:
    """The rules from which the days of an answer come, in every edition, and where they stand."""
    today, chosen = clock.today(), settings().rule_pack
    held = pack_for(CaseKind.HELD, chosen)
    return render_template(
        "pages/rules.html",
        complaints=shown_editions(editions_of(chosen), today),
        held=shown_editions(editions_of(held), today),
        pack=find_pack(chosen, today),
    )


@bp.route("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, what is sealed, and what cannot be promised."""
    clear = [(each.what, each.why) for each in WHAT_IS_CLEAR]
    kept = [(RETENTION_CLASSES[each], years) for each, years in retention().years.items()]
    return stored_page(
        "privacy", lambda: render_template("pages/privacy.html", clear=clear, kept=kept)
    )


@bp.route("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What was done so that everyone can use this site, and what is not good yet."""
    return stored_page("accessibility", lambda: render_template("pages/accessibility.html"))


@bp.route("/software")
@public
def software() -> ResponseReturnValue:
    """The licence, and how to get the source code."""
    return stored_page("software", lambda: render_template("pages/software.html"))
