"""The public pages of the ledger: what it is, its days, the whole of it to download, the feed."""

from datetime import date

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.config import ROOT, settings
from portal.errors import NotFound
from portal.ledger import queries, services, words
from portal.ledger.copies import write_copy
from portal.ledger.witnessing import views as witnessing_views
from portal.marks import public
from portal.stored_pages import KEEP, Content, stored_answer, stored_page

bp = Blueprint("ledger", __name__, url_prefix="/ledger")
bp.register_blueprint(witnessing_views.bp)

SHOWN_DAYS = 14
SHOWN_FACTS = 30
FEED_DAYS = 30


@bp.app_template_global()
def words_of_fact(fact: dict[str, object]) -> list[tuple[str, str]]:
    """The names and values of a fact, as a page shows them."""
    return words.lines_of(fact)


@bp.app_template_global()
def lists_of_fact(fact: dict[str, object]) -> list[tuple[str, list[str]]]:
    """The long values of a fact, part by part."""
    return words.lists_of(fact)


@bp.get("")
@public
def show() -> ResponseReturnValue:
    """Say what the ledger is, how to check it, and what it speaks of."""
    return stored_page("ledger", _page)


@bp.get("/days/<string:day>")
@public
def show_day(day: str) -> ResponseReturnValue:
    """Show the public list of one closed day."""
    head = queries.get_head(_day_of(day))
    page = render_template(
        "ledger/day.html",
        head=head,
        commitments=queries.commitments_of(head.day),
        facts=queries.public_facts(head.day),
        kinds=words.KINDS,
        neighbours=queries.neighbours_of(head),
    )
    return _kept(Response(page))


@bp.get("/ledger.json")
@public
def download() -> ResponseReturnValue:
    """Give the whole ledger, to be checked elsewhere."""
    tag = queries.copy_tag()
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = Response(_copy(tag), mimetype="application/json")
        response.headers["Content-Disposition"] = 'attachment; filename="ledger.json"'
    response.set_etag(tag)
    response.headers["Cache-Control"] = KEEP
    return response


@bp.get("/<any('ledger-format.md', 'release-format.md'):name>")
@bp.get("/<any('examples'):folder>/<any('verify-ledger.mjs', 'verify-release.mjs'):name>")
@public
def describe(name: str, folder: str = "") -> ResponseReturnValue:
    """Give the format of the ledger, or of a release, and the checker that was written from it."""
    path = ROOT / "docs" / folder / name
    kind = "text/javascript" if folder else "text/plain"
    return stored_answer(f"format:{name}", lambda: Content(path.read_bytes(), kind))


@bp.get("/feed.atom")
@public
def feed() -> ResponseReturnValue:
    """Tell subscribers each day's signed head."""
    newest = queries.last_heads(FEED_DAYS)
    page = render_template("ledger/feed.xml", heads=newest)
    return _kept(Response(page, mimetype="application/atom+xml"))


def _page() -> str:
    return render_template(
        "ledger/show.html",
        heads=queries.last_heads(SHOWN_DAYS),
        facts=queries.public_facts(newest=SHOWN_FACTS),
        kinds=words.KINDS,
        key=services.signing_key().public.hex(),
        base=settings().base_url,
    )


def _copy(tag: str) -> bytes:
    # Made once a day and kept (a year is 0.8 MB): a slow reader must not hold a transaction open.
    kept: dict[str, bytes] = current_app.extensions.setdefault("ledger_copy", {})
    found = kept.get(tag)
    if found is None:
        pieces = write_copy(services.signing_key().public, queries.closed_days())
        found = "".join(pieces).encode()
        kept.clear()
        kept[tag] = found
    return found


def _day_of(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound from None


def _kept(response: Response) -> ResponseReturnValue:
    response.add_etag()
    response.headers["Cache-Control"] = KEEP
    return response.make_conditional(request)
